import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgisim.presentation.figures.wrapping import (
    NEVER,
    OPENING,
    broken,
    even_lines,
    label_width,
)


@pytest.mark.parametrize("ems", [6.0, 8.0, 9.0, 13.0])
@pytest.mark.parametrize(
    "said",
    [
        "研究開発開始から上市までのプロセスを短期に進めることが可能な支援体制の構築",
        "・研究開発課題のステージアップ割合（第2期計画、「KPI」として公表。）",
    ],
)
def test_no_line_is_wider_than_its_box_and_none_begins_with_what_belongs_to_the_one_before(
    said, ems
):
    lines = broken(said, ems)
    assert "".join(lines) == said
    assert max(map(label_width, lines)) <= ems
    assert not any(line[0] in NEVER for line in lines[1:])
    assert not any(line[-1] in OPENING for line in lines[:-1])


@given(st.text("海外事業のッー（）、 abc", min_size=1), st.floats(4.0, 17.0))
def test_even_lines_are_as_many_as_broken_ones_and_say_the_same(said, ems):
    greedy, even = broken(said, ems), even_lines(said, ems)
    assert len(even) == len(greedy)
    assert "".join("".join(even).split()) == "".join(said.split())
    assert max(map(label_width, even), default=0) <= max(map(label_width, greedy), default=0)


@given(st.integers(18, 60))
def test_no_letter_is_left_over_on_the_last_line(count):
    wide = [label_width(line) for line in even_lines("あ" * count, 17.0)]
    assert min(wide) > max(wide) / 2
