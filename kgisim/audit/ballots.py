"""Ballots of a meeting: what was offered, who voted for what, and how far the votes lie apart."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Any

import numpy as np

from kgisim.audit.entries import Entry, Opening, Question, Step, Vote, standing
from kgisim.audit.log import Register
from kgisim.audit.proposals import Minutes, minutes
from kgisim.audit.users import Person
from kgisim.errors import RequestError
from kgisim.targets.window import TargetWindow

LETTERS = "ABCDEFGH"
"""By what the levels of a ballot are called, the easiest first."""
TRIES = 3
"""How often a vote is kept again that another one of the same voter overtook."""


@dataclass(frozen=True)
class Choice:
    """One level of a ballot.

    Parameters
    ----------
    name
        ``floor``, ``goal``, ``stretch``, or ``shown`` for the level that was on the screen.
    value
        Level in the indicator's unit.
    before, before_error, after, after_error
        Chance under the baseline and under the scenario, with their Monte Carlo standard errors.
    """

    name: str
    value: float
    before: float
    before_error: float
    after: float
    after_error: float


@dataclass(frozen=True)
class Ballot:
    """What members vote on.

    Parameters
    ----------
    indicator
        The goal.
    window
        Years over which levels are judged.
    scenario, levers
        Scenario beside the baseline, and how its parts were set.
    choices
        Levels with their chances, the easiest first; a voter may write another number.
    """

    indicator: str
    window: TargetWindow
    scenario: str
    levers: dict[str, float | None]
    choices: tuple[Choice, ...]

    def written(self) -> str:
        """Write it as the content of a step."""
        said = {
            **self.window.columns,
            "scenario": self.scenario,
            "levers": self.levers,
            "choices": [asdict(one) for one in self.choices],
        }
        return json.dumps(said, sort_keys=True)

    @classmethod
    def read(cls, step: Step) -> "Ballot":
        """Read the ballot that a step opened."""
        said: dict[str, Any] = json.loads(step.content)
        window = TargetWindow(said["year"], said["window"], said["statistic"], said["since"])
        choices = tuple(Choice(**one) for one in said["choices"])
        return cls(step.indicator, window, said["scenario"], said["levers"], choices)


def lettered(ballot: Ballot) -> list[tuple[str, Choice]]:
    """Return the choices of a ballot with their letters."""
    return [*zip(LETTERS, ballot.choices, strict=False)]


@dataclass(frozen=True)
class Spread:
    """How far votes lie apart: number of votes, lower quartile, median and upper quartile."""

    count: int
    low: float
    middle: float
    high: float


def spread(values: list[float]) -> Spread | None:
    """Compute the spread of votes; None without any.

    Examples
    --------
    >>> spread([1.0, 2.0, 3.0, 4.0, 5.0])
    Spread(count=5, low=2.0, middle=3.0, high=4.0)
    """
    if not values:
        return None
    low, middle, high = np.quantile(values, [0.25, 0.5, 0.75]).tolist()
    return Spread(len(values), low, middle, high)


@dataclass(frozen=True)
class Turn:
    """One visit of the meeting to a goal: when, and the ballots that were held.

    Parameters
    ----------
    indicator
        The goal.
    start, end
        When the meeting turned to it and left it; `end` is None while it is on.
    ballots
        Steps that opened a ballot.
    """

    indicator: str
    start: datetime
    end: datetime | None
    ballots: tuple[Step, ...]


@dataclass(frozen=True)
class Proceedings:
    """A meeting as the register has it.

    Parameters
    ----------
    opening
        Its beginning.
    steps, votes
        Everything that was done and voted, oldest first.
    """

    opening: Opening
    steps: tuple[Step, ...]
    votes: tuple[Vote, ...]

    @property
    def number(self) -> int:
        """Number of the meeting."""
        assert self.opening.id is not None  # it comes from a register
        return self.opening.id

    @property
    def agenda(self) -> tuple[tuple[str, float], ...]:
        """Goals with their minutes, in the order of the meeting."""
        return tuple((str(id), float(least)) for id, least in json.loads(self.opening.agenda))

    @property
    def ended(self) -> datetime | None:
        """When the meeting ended; None while it sits."""
        last = self.last
        return last.time if last is not None and last.action == "end" else None

    @property
    def last(self) -> Step | None:
        """The last step."""
        return self.steps[-1] if self.steps else None

    @property
    def open_ballot(self) -> Step | None:
        """The ballot for which votes are taken; None if there is none."""
        last = self.last
        return last if last is not None and last.action == "ballot" else None

    def ballot_of(self, goal: str) -> Step | None:
        """Return the last ballot on a goal, open or closed."""
        held = [one for one in self.steps if one.action == "ballot" and one.indicator == goal]
        return held[-1] if held else None

    def counted(self, ballot: Step) -> tuple[Vote, ...]:
        """Return the last vote of each voter on a ballot, in the order of their first votes."""
        last = {one.voter: one for one in self.votes if one.ballot == ballot.id}
        return tuple(last.values())

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The visits of the meeting to its goals, in the order in which they were made."""
        return tuple(self._turns())

    def _turns(self) -> Iterator[Turn]:
        marks = [place for place, one in enumerate(self.steps) if one.action in ("item", "end")]
        for place, following in zip_longest(marks, marks[1:]):
            step = self.steps[place]
            if step.action == "end":
                continue
            assert step.time is not None  # it comes from a register
            end = None if following is None else self.steps[following].time
            ballots = (one for one in self.steps[place:following] if one.action == "ballot")
            yield Turn(step.indicator, step.time, end, tuple(ballots))


def proceedings(register: Register, number: int) -> Proceedings | None:
    """Read a meeting by its number; None if there is none."""
    opening = next((one for one in register.entries(Opening) if one.id == number), None)
    return None if opening is None else _read(register, opening)


def sitting(register: Register, run: str) -> Proceedings | None:
    """Read the last meeting about a run that has not ended; None if there is none."""
    for opening in reversed([one for one in register.entries(Opening) if one.run == run]):
        found = _read(register, opening)
        if found.ended is None:
            return found
    return None


def _read(register: Register, opening: Opening) -> Proceedings:
    steps = tuple(one for one in register.entries(Step) if one.meeting == opening.id)
    numbers = {one.id for one in steps if one.action == "ballot"}
    votes = tuple(one for one in register.entries(Vote) if one.ballot in numbers)
    return Proceedings(opening, steps, votes)


def records_of(register: Register, meeting: Proceedings) -> tuple[Minutes, tuple[Question, ...]]:
    """Return what was recorded about the run while a meeting sat, and the questions left open."""
    start, end, run = meeting.opening.time, meeting.ended, meeting.opening.run
    assert start is not None  # it comes from a register

    def within(one: Entry) -> bool:
        return one.time is not None and start <= one.time and (end is None or one.time <= end)

    asked = (one for one in standing(register.entries(Question)) if one.run == run and within(one))
    until = end or datetime.max.replace(tzinfo=UTC)
    return minutes(register).during(run, start, until), tuple(asked)


def cast(register: Register, vote: Vote, by: Person, key: str = "") -> Vote:
    """Keep a vote in the place of the voter's earlier one.

    A vote that says what the earlier one said is not kept again.

    Parameters
    ----------
    key
        As in `kgisim.audit.log.Register.keep`.

    Raises
    ------
    RequestError
        If the ballot is closed.
    """
    for tries in range(TRIES):
        mine = [one for one in register.entries(Vote) if _is_same_voter(one, vote)]
        earlier = mine[-1] if mine else None
        if earlier is not None and _says_the_same(earlier, vote):
            return earlier
        replaces = None if earlier is None else earlier.id
        try:
            return register.keep(replace(vote, replaces=replaces), by, key)
        except RequestError as error:
            if error.message.code != "register.replaced" or tries == TRIES - 1:
                raise
    raise AssertionError  # the last try returns or raises


def _is_same_voter(one: Vote, other: Vote) -> bool:
    return (one.ballot, one.voter) == (other.ballot, other.voter)


def _says_the_same(one: Vote, other: Vote) -> bool:
    said = ((vote.value, vote.author, vote.reason) for vote in (one, other))
    return len(set(said)) == 1
