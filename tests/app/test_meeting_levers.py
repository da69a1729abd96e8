"""What a meeting sees of a dragged lever before the server is asked is what the server says."""

import json
from base64 import b64decode

import numpy as np
import pytest

from kgisim.app.levers import levers_of
from kgisim.app.meeting import meeting_of
from kgisim.app.meeting_levers import MeetingLevers
from kgisim.app.target_answers import answers_of
from kgisim.app.target_panel import Aiming
from kgisim.app.terms import with_terms
from kgisim.projection import projection_gate

LEVER, OTHER = "measure:overseas_expansion_support", "world:usd_jpy"


class Seat:
    """The levers of a meeting and what follows them."""

    def __init__(self, state):
        self.state, self.meeting = state, meeting_of(state)
        self.aiming = Aiming(state, answers_of(state))
        shared = state.shared
        levers = levers_of(shared.catalog, shared.scenarios[state.scenario], state.goal)
        chosen = tuple(one for one in levers if one.key in (LEVER, OTHER))
        self.levers = MeetingLevers(state, self.meeting, chosen, self.aiming)

    def say(self, **said):
        self.levers._take(said)

    def ahead(self, lever=LEVER, turn=1):
        self.say(key=lever, turn=turn)
        return json.loads(self.levers.board.ahead)

    @property
    def shown(self):
        """What is on the screen: facts of the board, draws, lines, legend, admissible levels."""
        aiming, place = self.aiming, self.aiming.fan.admissible
        lines = [list(one.data["median"]) for one in aiming.fan._sources.values()]
        band = (place.bottom, place.top) if place.visible else None
        return aiming.view.facts, aiming.view.after, lines, aiming.fan_legend.html, band


@pytest.fixture
def seat(session):
    return Seat(session)


def merged(facts, changed):
    """Change facts as lever_board.js does."""
    return facts | {name: facts[name] | one for name, one in changed.items()}


@pytest.mark.parametrize("lever", [LEVER, OTHER])
def test_every_position_is_shown_as_the_server_shows_it(session, seat, lever):
    moves = seat.ahead(lever)["moves"]
    before, name = seat.shown, seat.aiming.name
    for at in (0, len(moves) // 2, len(moves) - 1):
        seat.say(key=lever, on=True, at=at, last=True)
        facts, after, lines, legend, band = seat.shown
        parts = moves[at]["parts"]
        mixed = merged(before[0], parts[name]["facts"])
        assert {name: mixed[name] for name in facts} == json.loads(json.dumps(facts))
        assert b64decode(moves[at]["draws"][name]["after"]) == after
        (median,) = moves[at]["lines"].values()
        assert np.float32(median).tolist() == lines[1]
        assert parts[f"{name}:legend"]["html"] == with_terms(legend)
        place = parts[f"{name}:admissible"]
        assert band == ((place["bottom"], place["top"]) if place["visible"] else None)


def test_a_dragged_lever_stands_for_all_and_is_drawn_when_it_rests(session, seat):
    seat.ahead()
    before, rested = seat.shown, []
    session.param.watch(rested.append, "settled")
    seat.say(key=LEVER, on=True, at=3, last=False, shown=True)
    assert (list(session.levers), seat.meeting.settings) == ([LEVER], session.levers)
    assert (seat.shown, rested) == (before, [])
    seat.say(key=LEVER, on=True, at=3, last=True, shown=True)
    assert seat.shown != before
    assert seat.aiming.answers.judged().keys() == answers_of(session).judged().keys()
    assert len(rested) == 1


def test_a_lever_that_goes_back_before_it_rests_leaves_no_trace(session, seat):
    seat.ahead()
    before = seat.shown
    seat.say(key=LEVER, on=True, at=3, last=False, shown=True)
    seat.say(key=LEVER, on=True, at=None, last=True, shown=False)
    assert (session.levers, seat.meeting.settings, seat.shown) == ({}, {}, before)


def test_another_lever_makes_the_answers_void(session, seat):
    seat.ahead()
    seat.say(key=OTHER, on=True, at=2, last=True)
    moved = seat.shown
    seat.say(key=LEVER, on=True, at=9, last=False, shown=True)  # no longer known: answered at once
    assert seat.shown != moved
    assert set(session.levers) == {LEVER, OTHER}
    seat.say(reset=True)
    assert (session.levers, seat.meeting.settings) == ({}, {})


def test_an_impossible_future_is_told_and_leaves_everything_where_it_was(
    session, seat, monkeypatch
):
    before = seat.shown
    monkeypatch.setattr(projection_gate, "ends", lambda indicator: (0.0, 1.0))
    moves = seat.ahead()["moves"]
    assert [at for at, one in enumerate(moves) if one] == [len(moves) // 2]  # where nothing moves
    seat.say(key=LEVER, on=True, at=5, last=True)
    assert len(session.notices) == 1
    assert (session.levers, seat.shown) == ({}, before)


@pytest.mark.parametrize("said", [{"key": LEVER, "turn": "1"}, {"key": "no lever", "turn": 1}])
def test_what_no_board_sends_begins_nothing(session, seat, said):
    seat.say(**said)
    assert (seat.levers.board.ahead, session.levers) == ("", {})


def test_the_browser_finds_by_name_what_moves(seat):
    aiming = seat.aiming
    names = {aiming.view.name, aiming.fan_legend.name, aiming.fan.admissible.name}
    lines = {one.name for one in aiming.fan._sources.values()}
    move = seat.ahead()["moves"][0]
    assert set(move["parts"]) == names
    assert set(move["lines"]) < lines
    assert seat.levers.board.shows == aiming.view.name == aiming.name
