"""What is wrong with a file is told in the language of the screen."""

import re
from pathlib import Path

import pytest

from kgisim.errors import ContentError, Problem, RequestError
from kgisim.presentation.i18n.errors import error_text, message_text, problem_text, reason_text

BROKEN = Path(__file__).parents[2] / "broken"
ROWS = re.compile(r"(?P<file>data/\w+\.csv): ((?P<where>(row|line) [^:]+): )?(?P<message>.+)")


def problems():
    """Everything that the broken workspaces are told about rows of indicators."""
    lines = {
        line
        for file in BROKEN.glob("*/expected.txt")
        for line in file.read_text("utf-8").splitlines()
    }
    found = (ROWS.fullmatch(line) for line in sorted(lines))
    return [Problem(one["file"], one["where"] or "", one["message"]) for one in found if one]


@pytest.mark.parametrize("problem", problems(), ids=str)
def test_what_is_wrong_with_rows_is_told_in_japanese(problem):
    told = message_text(problem.message, "ja")
    assert re.search("[ぁ-ん]", told)


@pytest.mark.parametrize("problem", problems(), ids=str)
def test_the_engine_is_quoted_in_english(problem):
    assert problem_text(problem, "en").endswith(problem.message)


def test_a_cell_is_named_by_its_row_and_the_title_of_its_column():
    problem = Problem("data/a.csv", "row 3, value", "the cell is blank; fill it")
    assert problem_text(problem, "ja") == "data/a.csv 3行目の「値」：空欄である。値を書く"


def test_an_unknown_word_is_told_with_the_title_of_its_column():
    told = message_text("unknown relation 'equal'; did you mean 'eq'?", "ja")
    assert told == "「equal」は値の意味として定められていない。「eq」の誤りではないか"


def test_a_message_that_nobody_wrote_down_stays_as_it_is():
    assert message_text("the sky fell", "ja") == "the sky fell"


def test_a_failed_gate_is_told_reason_by_reason():
    reason = "Pareto k 0.80, expected below 0.7; effective sample size 120, expected at least 400"
    told = reason_text(reason, "ja").splitlines()
    assert told == ["パレートkが0.80であり、0.7未満でない", "有効標本数が120であり、400に満たない"]


def test_wrong_content_is_told_problem_by_problem():
    problems = [
        Problem("data/a.csv", f"row {row}", "found 3 cells, expected 12; check commas, quotes")
        for row in (2, 3)
    ]
    told = error_text(ContentError(problems), "ja").splitlines()
    assert [one.split("：")[0] for one in told] == ["data/a.csv 2行目", "data/a.csv 3行目"]


def test_a_request_that_cannot_be_met_is_told_in_japanese():
    error = RequestError("there is a scenario 'mine'; choose another name")
    assert error_text(error, "ja") == "「mine」という名前のシナリオが既にある。別の名前とする"
