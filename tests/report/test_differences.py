import io

import pytest
from PIL import Image, ImageDraw

from kgisim.report.differences import differences
from kgisim.report.parsed import Kind, Passage
from kgisim.report.reading.pictures import same_picture


def passages(*texts, kind: Kind = "text"):
    return [Passage("body", text, kind, near=f"above {text}") for text in texts]


def told(wanted, held):
    found = differences(passages(*wanted), passages(*held))
    return [(one.what, one.expected, one.found) for one in found]


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (("one is 1", "two", "three"), []),
        (("one is 2", "two", "three"), [("text", "one is 1", "one is 2")]),
        (("one is 1", "three"), [("missing", "two", "")]),
        (("one is 1", "two", "9 of 10", "three"), [("added", "", "9 of 10")]),
        (("two", "three", "one is 1"), [("moved", "above one is 1", "above one is 1: one is 1")]),
        ((), [("missing", text, "") for text in ("one is 1", "two", "three")]),
    ],
)
def test_what_differs_is_named(held, expected):
    assert told(("one is 1", "two", "three"), held) == expected


def test_what_belongs_to_one_block_is_told_once():
    block = [Passage("body", text, key="a") for text in ("one", "two")]
    (found,) = differences(block, [])
    assert (found.what, found.key, found.expected) == ("missing", "a", "one / two")


def test_the_workbook_behind_a_chart_may_be_gone_and_not_be_another():
    behind = passages("1 | 2", kind="embedded")
    assert differences(behind, []) == []
    assert [one.what for one in differences(behind, passages("1 | 3", kind="embedded"))] == [
        "chart"
    ]


def picture(size, at=None) -> bytes:
    drawn = Image.new("RGB", size, "white")
    if at:
        ImageDraw.Draw(drawn).rectangle((*at, at[0] + 40, at[1] + 200), fill="black")
    buffer = io.BytesIO()
    drawn.save(buffer, "PNG")
    return buffer.getvalue()


def test_a_picture_that_was_made_smaller_is_the_same():
    one = Image.open(io.BytesIO(picture((1200, 600), (300, 200))))
    buffer = io.BytesIO()
    one.resize((800, 400)).save(buffer, "PNG")
    assert same_picture(picture((1200, 600), (300, 200)), buffer.getvalue())


def test_a_picture_that_shows_something_else_is_another():
    assert not same_picture(picture((1200, 600), (300, 200)), picture((800, 400), (500, 100)))


def test_no_picture_is_not_a_picture():
    assert not same_picture(picture((20, 20)), b"")
