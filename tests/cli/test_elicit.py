"""Elicitations as people type them."""

import pytest

from kgisim.cli.main import app
from kgisim.elicitation.elicitation_files import load_elicitations
from kgisim.errors import RequestError
from kgisim.evidence.catalog import load_catalog
from tests.elicitation.test_elicitation_files import written


def typed(workspace, *words: str) -> None:
    with pytest.raises(SystemExit) as ended:
        app(["elicit", *words, "--workspace", str(workspace.root)])
    assert ended.value.code in (None, 0)


@pytest.fixture
def asked(smallest):
    return written(smallest)


def test_two_rounds_of_three_experts_become_a_file_of_the_workspace(asked, capsys):
    for number in ("1", "2"):
        for name in ("e1", "e2", "e3"):
            answer = ("--expert", name, "--round", number, "--answer", "share=10/22/40@90")
            typed(asked, "record", "supply", *answer, "--background", "hospital")
    typed(asked, "close", "supply", "--owner", "ministry", "--rationale", "by lot", "--lang", "en")
    assert "the next run (kgisim run) uses it" in capsys.readouterr().out
    found = load_elicitations(asked, load_catalog(asked))["supply"]
    assert (len(found.experts), found.rounds) == (3, 2)


def test_answers_are_shown_as_quantiles(asked, capsys):
    typed(asked, "show", "supply", "--lang", "en")
    shown = capsys.readouterr().out
    assert "10.0" in shown
    assert "40.0" in shown


def test_the_pool_is_read_back_in_words(asked, capsys):
    typed(asked, "pool", "supply", "--lang", "ja")
    assert "3分の1の確率で" in capsys.readouterr().out


def test_calibration_questions_have_answers(asked, capsys):
    typed(asked, "questions", "--lang", "en")
    assert "yen" in capsys.readouterr().out


def test_somebody_must_answer_something(asked):
    with pytest.raises(RequestError, match="share=10/22/40"):
        app(["elicit", "record", "supply", "--workspace", str(asked.root)])


def test_the_bundled_workspace_is_not_written_to():
    with pytest.raises(RequestError):
        app(["elicit", "record", "kgi1e_value", "--expert", "a", "--answer", "b=1/2/3"])
