"""The page of the operator, and what it is made of."""

import logging

import pytest

from kgisim.app.diagnosis import memory_mb, page
from kgisim.app.faults import explain
from kgisim.app.journal import JOURNAL, MOST, Journal, JournalHandler
from kgisim.audit.entries import Statement

MARKUP = "<script>alert(1)</script>"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_names_run_sessions_memory_and_register(state, language):
    entry = Statement(author="a", reason="b", run="r1", indicator="share")
    state.shared.register.keep(entry, state.person)
    made = page(state.shared, 7, language)
    for wanted in (state.shared.run.id, ">7<", "statement 1", "bokeh ", f'lang="{language}"'):
        assert wanted in made


def test_a_register_that_cannot_be_read_is_told_and_not_raised(state):
    (state.shared.workspace.root / "records.sqlite").unlink()
    assert "records.sqlite" in page(state.shared, 0, "en")


def test_before_the_first_run_the_page_opens_too():
    assert "none" in page(None, 0, "en")


def test_a_fault_is_found_again_by_the_number_that_its_reader_was_told(state):
    said = explain(state, ZeroDivisionError(MARKUP))
    mark = JOURNAL.faults[-1].mark
    assert mark in said
    made = page(state.shared, 0, "ja")
    assert mark in made
    assert MARKUP not in made


def test_the_journal_keeps_the_last_entries_and_only_slow_work():
    journal = Journal()
    for number in range(MOST + 5):
        journal.fault(str(number))
    with journal.timed("quick"):
        pass
    assert next(one.what for one in journal.faults) == "5"
    assert len({one.mark for one in journal.faults}) == MOST
    assert not journal.slow


def test_slow_work_is_noted_also_where_it_fails(monkeypatch):
    journal = Journal()
    monkeypatch.setattr("kgisim.app.journal.SLOW_S", 0.0)
    with pytest.raises(ZeroDivisionError), journal.timed("page"):
        raise ZeroDivisionError
    assert journal.slow[0].what.startswith("page: ")


def test_lines_of_the_log_are_noted_once(state, monkeypatch):
    log = logging.getLogger("kgisim.app")
    monkeypatch.setattr(log, "handlers", [JournalHandler(logging.WARNING)])
    JOURNAL.faults.clear()
    log.warning("login: wrong password")
    explain(state, ZeroDivisionError())
    assert [one.what.split(":")[0] for one in JOURNAL.faults] == ["login", "page , goal share"]


def test_memory_is_a_number_of_megabytes():
    assert memory_mb() is None or 10 < memory_mb() < 100_000
