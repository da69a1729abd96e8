"""The levers of a meeting: all that is on the screen follows them, first in the browser."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from kgisim.app.answers_ahead import AnswersAhead, ShownMove
from kgisim.app.faults import explain
from kgisim.app.lever_controls import LeverBoard, after, lever_facts
from kgisim.app.lever_reach import weak_levers
from kgisim.app.levers import Lever, Settings
from kgisim.app.meeting import Meeting
from kgisim.app.target_answers import answers_of, answers_under
from kgisim.app.target_panel import Aiming
from kgisim.errors import ProjectionError

if TYPE_CHECKING:
    from kgisim.app.state import State


class MeetingLevers:
    """Levers that move the goal on the screen, for all who sit before it.

    Parameters
    ----------
    state, meeting
        The session from which the meeting is led, and the meeting.
    levers
        Those that may be moved.
    aiming
        What follows them.
    """

    def __init__(self, state: "State", meeting: Meeting, levers: tuple[Lever, ...], aiming: Aiming):
        self._state, self._meeting, self._aiming = state, meeting, aiming
        self._levers = {one.key: one for one in levers}
        self.board = LeverBoard(self._take, facts=self._facts(), shows=aiming.name)
        self._ahead = AnswersAhead(self._shown, lambda found: found, self._send_ahead)

    def _facts(self) -> dict[str, Any]:
        state, levers = self._state, tuple(self._levers.values())
        weak = weak_levers(state.shared, levers, state.question, state.scenario)
        return lever_facts(state.shared, levers, state.levers, state.language, weak)

    def _take(self, said: Mapping[str, Any]) -> None:
        """Take over what the board says: one lever, or all back as written."""
        lever, turn = self._levers.get(str(said.get("key"))), said.get("turn")
        if "turn" in said:
            if lever is not None and isinstance(turn, int):
                self._ahead.begin(lever, self._state.levers, turn)
            return
        if said.get("reset"):
            self._ahead.keep_only(None)
            self._move({})
            self.board.facts = self._facts()
        elif lever is None:
            return
        else:
            self._move_one(lever, said)
        self._meeting.settings = dict(self._state.levers)
        if said.get("last") or said.get("reset"):
            self._state.param.trigger("settled")

    def _move_one(self, lever: Lever, said: Mapping[str, Any]) -> None:
        place = said.get("at") if isinstance(said.get("at"), int) else None
        now = after(self._state.levers, lever, on=bool(said.get("on")), at=place)
        self._ahead.keep_only(lever)
        is_shown = said.get("shown") and self._ahead.known(lever, place) is not None
        if is_shown and not said.get("last"):
            with self._aiming.led():  # the browser shows the answer; the last one is sent
                self._state.levers = now
        else:
            self._move(now)

    def _move(self, now: Settings) -> None:
        """Move the levers and show the answer; those of an impossible future go back."""
        state = self._state
        try:
            with self._aiming.led():
                state.move(now)
        except ProjectionError as error:
            state.notify(state.t("app.levers.refused", cause=explain(state, error)))
            self.board.facts = self._facts()
            self.board.param.trigger("facts")
            return
        answers = answers_of(state)
        if answers is not None:
            self._aiming.show(answers)

    def _shown(self, levers: Settings, _: Collection[str]) -> ShownMove:
        """Return what the browser shows with the levers elsewhere; draws are not kept."""
        state = self._state
        answers = answers_under(state, levers, lambda: state.project(levers))
        assert answers is not None  # there are levers only where a level is asked about
        return self._aiming.shown_move(answers)

    def _send_ahead(self, answers: str) -> None:
        self.board.ahead = answers
