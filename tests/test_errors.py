import pytest

from kgisim.errors import ContentError, KgisimError, NotFoundError, Problem, nearest


def test_a_problem_says_file_place_and_message_in_one_line():
    assert str(Problem("data/a.csv", "row 7, value", "found 'x'")) == (
        "data/a.csv: row 7, value: found 'x'"
    )


def test_a_problem_of_a_whole_file_has_no_empty_place():
    assert str(Problem("data/a.csv", "", "the file is empty")) == "data/a.csv: the file is empty"


def test_a_content_error_tells_every_problem_once_and_in_order():
    second, first = Problem("b", "", "two"), Problem("a", "", "one")
    error = ContentError(iter([second, first, second]))
    assert error.problems == (first, second)
    assert str(error) == "a: one\nb: two"


def test_a_content_error_is_what_a_stranger_would_catch():
    with pytest.raises(ValueError, match="empty"):
        raise ContentError([Problem("a", "", "empty")])


def test_a_missing_name_is_a_key_error_that_reads_as_a_sentence():
    error = NotFoundError("driver", "usd_jp", ["world_market", "usd_jpy"])
    assert isinstance(error, KeyError)
    assert isinstance(error, KgisimError)
    assert str(error) == "no driver is called 'usd_jp'; did you mean 'usd_jpy'?"


def test_without_a_near_name_the_first_valid_ones_are_listed():
    assert nearest("zzz", ["d", "c", "b", "a"]) == "; valid: 'a', 'b', 'c', …"


def test_a_short_list_of_valid_names_is_told_whole():
    assert nearest("zzz", ["b", "a"]) == "; valid: 'a', 'b'"
