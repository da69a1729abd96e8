"""A meeting led from one session: what was chosen before it, and what it leaves behind."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from kgisim.app.faults import explain
from kgisim.app.levers import Lever, Settings, levers_of
from kgisim.audit.ballots import Proceedings, proceedings
from kgisim.audit.proposals import Minutes, minutes
from kgisim.audit.users import Person
from kgisim.errors import KgisimError

if TYPE_CHECKING:
    from kgisim.app.state import State

TIME = "%Y%m%dT%H%M%S.%f"
"""How an address writes a time, in UTC."""
MOST_LEVERS = 3
"""Levers that a meeting can follow with its eyes."""
MOST_MEETINGS = 1_000_000_000
"""Number beyond which no meeting can be."""


@dataclass
class Meeting:
    """What a meeting has chosen and when it sat; the run behind it never changes.

    Parameters
    ----------
    chosen
        Keys of the levers that may be moved.
    settings
        How they stand; kept from one goal to the next.
    started, ended
        When it sat, in UTC; None: not yet.
    agenda
        Goals in the order of the meeting, each with its minutes; empty: all goals.
    number
        Number of its opening in the register; None where nothing can be recorded.
    """

    chosen: tuple[str, ...] = ()
    settings: Settings = field(default_factory=dict)
    started: datetime | None = None
    ended: datetime | None = None
    agenda: tuple[tuple[str, float], ...] = ()
    number: int | None = None

    def begin(self, by: Person) -> None:
        """Open the meeting; only an analyst may."""
        by.require_analyst()
        self.started, self.ended = self.started or datetime.now(UTC), None

    def end(self, time: datetime | None = None) -> None:
        """Close the meeting, at the time of the register if it has one."""
        self.ended = time or datetime.now(UTC)

    def choose(self, keys: list[str]) -> bool:
        """Take levers over, and say whether all of them could be."""
        self.chosen = tuple(keys[:MOST_LEVERS])
        return len(keys) <= MOST_LEVERS

    @property
    def is_sitting(self) -> bool:
        """Whether it has begun and not ended."""
        return self.started is not None and self.ended is None

    def sat_at(self, time: datetime | None) -> bool:
        """Return whether something was recorded while it sat, not before."""
        return time is not None and self.started is not None and time >= self.started


_MEETINGS: "WeakKeyDictionary[State, Meeting]" = WeakKeyDictionary()


def meeting_of(state: "State") -> Meeting:
    """Return the meeting of a session; it is forgotten with the session, its records are not."""
    return _MEETINGS.setdefault(state, Meeting())


def meeting_query(state: "State") -> dict[str, str]:
    """Return what an address carries of the session's meeting, so that it can be loaded again."""
    meeting = _MEETINGS.get(state, Meeting())
    return {
        "chosen": ",".join(meeting.chosen),
        "started": "" if meeting.started is None else f"{meeting.started:{TIME}}",
        "ended": "" if meeting.ended is None else f"{meeting.ended:{TIME}}",
        "meeting": "" if meeting.number is None else str(meeting.number),
    }


def take_meeting(state: "State", said: Mapping[str, str]) -> None:
    """Take up the meeting that an address carries; only an analyst leads one."""
    if not state.person.is_analyst or not said.keys() & {"chosen", "started"}:
        return
    try:
        started, ended = (
            datetime.strptime(said[name], TIME).replace(tzinfo=UTC) if name in said else None
            for name in ("started", "ended")
        )
    except ValueError:
        wrong = f"{said.get('started', '')} {said.get('ended', '')}".strip()[:60]
        expected = state.t("app.address.time")
        state.notify(state.t("app.address.wrong", name="started", value=wrong, expected=expected))
        return
    meeting = meeting_of(state)
    meeting.choose([key for key in said.get("chosen", "").split(",") if key in offered(state)])
    if started is not None and started <= datetime.now(UTC):
        meeting.started, meeting.ended = started, ended
        _take_number(state, meeting, said.get("meeting", ""))
    meeting.settings = dict(state.levers)


def _take_number(state: "State", meeting: Meeting, said: str) -> None:
    """Take up what the register knows of a meeting, if it is one about this run."""
    register = state.shared.register
    if register is None or not said.isdecimal() or len(said) > len(str(MOST_MEETINGS)):
        return
    try:
        known = proceedings(register, int(said))
    except KgisimError as error:
        state.notify(explain(state, error))
        return
    if known is not None and known.opening.run == state.shared.run.id:
        take_up(meeting, known)


def take_up(meeting: Meeting, known: Proceedings) -> None:
    """Continue a meeting as the register has it."""
    meeting.number, meeting.agenda = known.number, known.agenda
    meeting.started, meeting.ended = known.opening.time, known.ended


def offered(state: "State") -> dict[str, Lever]:
    """Return every lever that moves any goal under the session's scenario, by key."""
    shared = state.shared
    scenario = shared.scenarios[state.scenario]
    found = (one for goal in shared.goals for one in levers_of(shared.catalog, scenario, goal.id))
    return {one.key: one for one in found}


def in_use(state: "State", meeting: Meeting) -> tuple[Lever, ...]:
    """Return the chosen levers that move the goal on the screen."""
    scenario = state.shared.scenarios[state.scenario]
    moving = levers_of(state.shared.catalog, scenario, state.goal)
    return tuple(one for one in moving if one.key in meeting.chosen)


def recorded(state: "State", meeting: Meeting) -> Minutes:
    """Return what was recorded about the run while the meeting sat, from any session."""
    register = state.shared.register
    if register is None or meeting.started is None:
        return Minutes((), (), ())
    end = meeting.ended or datetime.now(UTC)
    return minutes(register).during(state.shared.run.id, meeting.started, end)
