"""Moved levers are shown only if the futures to which they lead can be."""

import re

import pytest

from kgisim import schema
from kgisim.app.lever_panel import Tuning
from kgisim.projection import projection_gate

LEVER = "measure:overseas_expansion_support"


@pytest.fixture
def tuning(session):
    return Tuning(session)


@pytest.fixture
def narrow(monkeypatch):
    """Let a share end at 1 %, so that no projection of one passes."""
    monkeypatch.setattr(projection_gate, "ends", lambda indicator: (0.0, 1.0))


def medians(tuning):
    return {name: list(one.data["median"]) for name, one in tuning.fan._sources.items()}


def test_a_moved_lever_is_taken_over(session, tuning):
    before = medians(tuning)
    tuning._take({"key": LEVER, "on": False, "at": None})
    assert session.levers == {LEVER: None}
    assert medians(tuning) != before


@pytest.mark.parametrize("language", schema.LANGUAGES)
def test_a_lever_that_leads_to_impossible_futures_goes_back(session, tuning, narrow, language):
    session.language = language
    before = medians(tuning)
    tuning._take({"key": LEVER, "on": False, "at": None})
    assert session.levers == {}
    assert medians(tuning) == before
    assert bool(re.search(r"[ぁ-ん]", session.notices[-1])) == (language == "ja")


def test_a_refusal_names_the_indicator_as_a_reader_knows_it(session, tuning, narrow):
    tuning._take({"key": LEVER, "on": False, "at": None})
    assert session.localized.title in session.notices[-1]
    assert not re.search(r"[a-z0-9]+_[a-z_]+", session.notices[-1])
