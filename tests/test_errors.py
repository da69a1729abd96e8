import pickle

import pytest

from kgisim.errors import (
    Cell,
    ContentError,
    FitError,
    KgisimError,
    Line,
    NotFoundError,
    Problem,
    RequestError,
    place_text,
)
from kgisim.messages import Message

EMPTY, FILL = Message("file.empty"), Message("csv.fill")


def test_a_problem_says_file_place_and_message_in_one_line():
    problem = Problem("data/a.csv", Cell(7, "value"), FILL)
    assert str(problem) == "data/a.csv: row 7, value: the cell is blank; fill it"
    assert problem.text("ja") == "data/a.csv 7行目の「値」：空欄である。値を書く"


def test_a_problem_of_a_whole_file_has_no_empty_place():
    told = str(Problem("data/a.csv", (), EMPTY))
    assert told == "data/a.csv: the file is empty; fill it or delete it"


@pytest.mark.parametrize(
    ("where", "english", "japanese"),
    [
        (Line(3), "line 3", "3行目"),
        (Cell(3), "row 3", "3行目"),
        (("drivers", 2, "driver"), "drivers[item 2].driver", "drivers[2番目].driver"),
        (("model", "priors"), "model.priors", "model.priors"),
        ((), "", ""),
    ],
)
def test_a_place_is_written_as_people_count(where, english, japanese):
    assert (place_text(where, "en"), place_text(where, "ja")) == (english, japanese)


def test_problems_are_sorted_as_people_read():
    places = [("a", Cell(10)), ("a", Cell(9, "year")), ("a", Cell(9)), ("a", ()), ("b", ())]
    problems = [Problem(file, where, EMPTY) for file, where in places]
    told = [(problem.file, problem.where) for problem in sorted(problems)]
    assert told == [("a", ()), ("a", Cell(9)), ("a", Cell(9, "year")), ("a", Cell(10)), ("b", ())]


def test_keys_that_mix_names_and_positions_are_sorted():
    keys = [("drivers", 10), ("drivers", "x"), ("drivers", 2), ("breaks", 1)]
    problems = sorted(Problem("a", where, EMPTY) for where in keys)
    assert [problem.where for problem in problems] == [keys[3], keys[2], keys[0], keys[1]]


def test_a_content_error_tells_every_problem_once_and_in_order():
    second, first = Problem("b", (), FILL), Problem("a", (), EMPTY)
    error = ContentError(iter([second, first, second]))
    assert error.problems == (first, second)
    assert str(error).splitlines() == [str(first), str(second)]
    assert error.text("ja").splitlines() == [first.text("ja"), second.text("ja")]


def test_a_content_error_is_what_a_stranger_would_catch():
    with pytest.raises(ValueError, match="empty"):
        raise ContentError([Problem("a", (), EMPTY)])


def test_a_missing_name_is_a_key_error_that_reads_as_a_sentence():
    error = NotFoundError("driver", "usd_jp", ["world_market", "usd_jpy"])
    assert isinstance(error, KeyError)
    assert isinstance(error, KgisimError)
    assert str(error) == "no driver is called 'usd_jp'; did you mean 'usd_jpy'?"
    assert error.text("ja") == "「usd_jp」という外部要因はない。「usd_jpy」の誤りではないか"


@pytest.mark.parametrize(
    "error",
    [
        RequestError("saving.taken", id="mine"),
        NotFoundError("driver", "yen", ["usd_jpy"]),
        ContentError([Problem("a", Cell(3, "value"), FILL)]),
        FitError(Message("fit.driver", driver="yen")),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_passes_between_processes(error):
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert again.text("ja") == error.text("ja") != str(error)


def test_what_a_model_family_says_in_its_own_words_is_kept():
    assert FitError("the sky {fell}").text("ja") == "the sky {fell}"
