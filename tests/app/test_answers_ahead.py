"""Answers that the browser shows by itself are those that the server gives."""

import json

import numpy as np
import pytest

from kgisim.app.lever_panel import Tuning
from kgisim.app.terms import with_terms
from kgisim.projection import projection_gate

LEVER, OTHER = "measure:overseas_expansion_support", "world:usd_jpy"


@pytest.fixture
def tuning(session):
    return Tuning(session)


def approach(tuning, turn=1, lever=LEVER):
    tuning._take({"key": lever, "turn": turn})
    return json.loads(tuning.board.ahead)


def shown(tuning):
    return tuning.answers.html, {
        name: list(source.data["median"]) for name, source in tuning.fan._sources.items()
    }


@pytest.mark.parametrize("lever", [LEVER, OTHER])
def test_every_position_is_answered_as_the_server_does(session, tuning, lever):
    tuning._take({"key": OTHER if lever == LEVER else LEVER, "on": True, "at": 2, "last": True})
    sent = approach(tuning, 7, lever)
    assert sent["turn"] == 7
    asked = Tuning(session)
    for at in (0, 5, len(sent["moves"]) - 1):
        asked._take({"key": lever, "on": True, "at": at, "last": True})
        html, medians = shown(asked)
        move = sent["moves"][at]
        assert move["parts"] == {tuning.name: {"html": with_terms(html)}}
        for name, median in move["lines"].items():
            assert np.float32(median).tolist() == medians[name.removeprefix(f"{tuning.name}:")]


def test_the_server_takes_over_what_the_browser_shows_and_draws_it_when_it_rests(session, tuning):
    moves = approach(tuning)["moves"]
    before = shown(tuning)
    tuning._take({"key": LEVER, "on": True, "at": 3, "last": False, "shown": True})
    assert (list(session.levers), shown(tuning)) == ([LEVER], before)
    tuning._take({"key": LEVER, "on": True, "at": 3, "last": True, "shown": True})
    assert (
        with_terms(tuning.answers.html)
        == moves[3]["parts"][tuning.name]["html"]
        != with_terms(before[0])
    )


def test_what_the_browser_took_back_is_taken_back(session, tuning):
    approach(tuning)
    before = shown(tuning)
    tuning._take({"key": LEVER, "on": True, "at": 3, "last": False, "shown": True})
    tuning._take({"key": LEVER, "on": True, "at": None, "last": True, "shown": False})
    assert (session.levers, shown(tuning)) == ({}, before)


def test_answers_are_forgotten_when_another_lever_moves(session, tuning):
    approach(tuning)
    tuning._take({"key": LEVER, "on": True, "at": 3, "last": False, "shown": True})
    tuning._take({"key": OTHER, "on": True, "at": 2, "last": True})
    asked = Tuning(session)
    assert set(session.levers) == {LEVER, OTHER}
    assert shown(tuning) == shown(asked)
    tuning._take({"key": LEVER, "on": True, "at": 9, "last": False, "shown": True})
    assert shown(tuning) == shown(Tuning(session))  # no longer known: answered at once


def test_impossible_positions_are_left_to_the_server(tuning, monkeypatch):
    monkeypatch.setattr(projection_gate, "ends", lambda indicator: (0.0, 1.0))
    assert set(approach(tuning)["moves"]) == {None}


@pytest.mark.parametrize("said", [{"key": LEVER, "turn": "1"}, {"key": "no lever", "turn": 1}])
def test_what_no_board_sends_begins_and_moves_nothing(session, tuning, said):
    before = shown(tuning)
    tuning._take(said)
    assert (tuning.board.ahead, session.levers, shown(tuning)) == ("", {}, before)


def test_the_browser_finds_the_table_and_the_lines_by_names_of_this_page_alone(session, tuning):
    assert tuning.board.shows == tuning.answers.name == tuning.name
    names = [source.name for source in tuning.fan._sources.values()]
    assert names == [f"{tuning.name}:{line}" for line in tuning.fan._sources]
    assert Tuning(session).name != tuning.name
