from typing import Annotated, Literal

import pytest
from pydantic import Field, model_validator

from kgisim.errors import ContentError, Problem
from kgisim.evidence.base import Finite, Identifier, Record, Text, Words
from kgisim.evidence.yaml_records import collecting, make_record, read_record
from kgisim.messages import Message


class Inner(Record):
    """A part."""

    name: Identifier
    """Short name of the part."""
    size: Annotated[int, Field(ge=1, le=9)] = 1
    """How big."""


class Outer(Record):
    """A whole."""

    title: Words
    """Title ``as printed``."""
    amount: Finite = 0.0
    """How much."""
    on: bool = True
    """Whether it counts."""
    kind: Literal["level", "growth"] = "level"
    """What it moves."""
    parts: Annotated[tuple[Inner, ...], Field(min_length=1)] = (Inner(name="a"),)
    """Its parts."""
    by_key: dict[str, Inner] = Field(default_factory=dict)
    """More parts."""
    by_year: dict[int, Finite] = Field(default_factory=dict)
    """Numbers."""
    text: Text | None = None
    """Both languages."""

    @model_validator(mode="after")
    def _told_line_by_line(self) -> "Outer":
        if self.amount < 0:
            raise ValueError("the amount is below nothing\nand that is odd")
        return self


def told(content: object, *place: str) -> list[str]:
    with pytest.raises(ContentError) as raised:
        make_record(Outer, content, "f", place, context={"languages": ("ja", "en")})
    return [str(problem) for problem in raised.value.problems]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"titel": 1}, "f: unknown key 'titel'; did you mean 'title'?"),
        ({15: 1}, "f: unknown key '15'; valid: 'amount', 'by_key', 'by_year', …"),
        ({"title": 3}, "f: title: found 3, expected text (a number goes in quotes)"),
        ({"title": ""}, "f: title: found '', expected text that is not blank"),
        ({"amount": "abc"}, "f: amount: found 'abc', expected a number"),
        ({"amount": "1.5"}, "f: amount: found '1.5', expected a number without quotes"),
        ({"amount": True}, "f: amount: found true, expected a number"),
        ({"amount": None}, "f: amount: found nothing, expected a number"),
        ({"amount": float("inf")}, "f: amount: found inf, expected a finite number"),
        ({"amount": [1]}, "f: amount: found a list, expected a number"),
        ({"on": "yes"}, "f: on: found 'yes', expected true or false"),
        (
            {"kind": "levle"},
            "f: kind: found 'levle', expected 'level' or 'growth'; did you mean 'level'?",
        ),
        ({"kind": "zzz"}, "f: kind: found 'zzz', expected 'level' or 'growth'"),
        ({"parts": {}}, "f: parts: found 'key: value' lines, expected a list, such as [a, b]"),
        ({"parts": []}, "f: parts: found an empty list, expected 1 or more entries"),
        ({"parts": ["a"]}, "f: parts[item 1]: found 'a', expected 'key: value' lines"),
        (
            {"parts": [{"name": "a"}, {"name": "B"}]},
            "f: parts[item 2].name: found 'B', "
            "expected a name of a-z, 0-9 and _ that starts with a letter",
        ),
        (
            {"parts": [{"name": "a" * 61}]},
            f"f: parts[item 1].name: found '{'a' * 60}', expected at most 60 characters",
        ),
        ({"parts": [{}]}, "f: parts[item 1]: missing key 'name'; expected: Short name of the part"),
        (
            {"by_key": {"k": {"name": "a", "sise": 1}}},
            "f: by_key.k: unknown key 'sise'; did you mean 'size'?",
        ),
        (
            {"by_key": {"k": {"name": "a", "size": 0}}},
            "f: by_key.k.size: found 0, expected 1 or more",
        ),
        (
            {"by_key": {"k": {"name": "a", "size": 10}}},
            "f: by_key.k.size: found 10, expected 9 or less",
        ),
        (
            {"by_key": {"k": {"name": "a", "size": 1.5}}},
            "f: by_key.k.size: found 1.5, expected a whole number",
        ),
        ({"by_year": {"soon": 1.0}}, "f: by_year.soon: found 'soon', expected a whole number"),
        ({"text": {"ja": "件"}}, "f: text: missing key 'en'; expected: English"),
        ({"text": "件"}, "f: text: found '件', expected 'key: value' lines"),
    ],
)
def test_a_mistake_is_told_in_the_words_of_its_author(changed, message):
    assert told({"title": "x"} | changed) == [message]


def test_all_mistakes_are_told_together():
    assert told({"amount": "x", "kind": 1}) == [
        "f: missing key 'title'; expected: Title as printed",
        "f: amount: found 'x', expected a number",
        "f: kind: found 1, expected 'level' or 'growth'",
    ]


def test_each_line_of_a_contradiction_is_a_problem():
    assert told({"title": "x", "amount": -1.0}) == [
        "f: and that is odd",
        "f: the amount is below nothing",
    ]


@pytest.mark.parametrize("content", [None, [1], "text", 3])
def test_a_file_that_is_not_a_mapping_is_told(content):
    (message,) = told(content)
    assert message.endswith(", expected 'key: value' lines")


def test_a_record_deeper_in_a_file_names_its_place():
    assert told({"title": 1}, "deals") == [
        "f: deals.title: found 1, expected text (a number goes in quotes)"
    ]


def test_a_value_that_contains_itself_is_told():
    content: dict[str, object] = {"title": "x"}
    content["parts"] = [content]
    assert told(content) == ["f: a value contains itself; write it out"]


def test_a_whole_number_may_stand_for_a_number():
    assert make_record(Outer, {"title": "x", "amount": 3}, "f").amount == 3.0


def test_years_as_keys_are_read():
    assert make_record(Outer, {"title": "x", "by_year": {2030: 1}}, "f").by_year == {2030: 1.0}


def test_a_record_is_read_from_a_file(tmp_path):
    path = tmp_path / "f.yaml"
    path.write_text("title: 2024-05-01\n")
    assert read_record(Outer, path, "f").title == "2024-05-01"


def test_collecting_keeps_problems_and_goes_on():
    problems = [Problem("a", (), Message("one"))]
    with collecting(problems):
        raise ContentError([Problem("b", (), Message("two"))])
    assert [problem.file for problem in problems] == ["a", "b"]


def test_collecting_lets_other_errors_through():
    with pytest.raises(ZeroDivisionError), collecting([]):
        raise ZeroDivisionError
