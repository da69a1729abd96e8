"""What a register holds, as it was made: proposals, decisions, votes, revisions of data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import ClassVar, Literal, get_args

from kgisim.errors import RequestError
from kgisim.messages import Word

EntryKind = Literal[
    "proposal",
    "dissent",
    "decision",
    "statement",
    "question",
    "limits",
    "revision",
    "meeting",
    "step",
    "vote",
]
"""Kinds of entries by the name that people type."""
LONGEST_REASON = 4000
"""Characters of a reason at most."""
LONGEST_AUTHOR = 80
"""Characters of an author's name at most."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Something that somebody said or did, with the reason; it is never changed.

    Parameters
    ----------
    author
        In whose name it stands.
    recorded_by
        Who was logged in when it was kept; empty where nobody logs in.
    role
        Role of whoever recorded it; empty until it is kept.
    reason
        Why, in the author's words: plain text.
    replaces
        Number of the entry of the same kind that this one corrects.
    id
        Number in the register; None until it is kept.
    time
        When it was kept, in UTC; None until then.
    """

    author: str
    recorded_by: str = ""
    role: str = ""
    reason: str
    replaces: int | None = None
    id: int | None = None
    time: datetime | None = None

    is_bare: ClassVar[bool] = False
    """Whether name and reason may be blank."""

    def __post_init__(self) -> None:
        """Refuse what a reader of the record could make nothing of."""
        for what, found, most in (
            ("author", self.author, LONGEST_AUTHOR),
            ("reason", self.reason, LONGEST_REASON),
        ):
            is_blank = not found.strip() and not self.is_bare
            if is_blank or len(found) > most or "\0" in found:
                values = {"what": Word(what), "count": len(found.strip()), "most": most}
                raise RequestError("register.length", **values)


@dataclass(frozen=True, kw_only=True)
class Proposal(Entry):
    """A level that somebody proposes for a goal, and what the run says about it.

    Parameters
    ----------
    run
        Id of the run that judged it.
    indicator
        The goal.
    value
        Level in the indicator's unit.
    year, window, statistic, since
        Years that are judged (`kgisim.targets.window.TargetWindow`).
    scenario
        Scenario of the run that was set against the baseline.
    levers
        How the parts of that scenario were set: part → setting, as JSON; ``{}`` as in the run.
    chance_baseline, mcse_baseline
        Chance under the baseline, and its Monte Carlo standard error.
    chance, mcse
        Chance under the scenario with these settings, and its Monte Carlo standard error.
    verdict
        Finding of the two-probability rule; empty if none could be given.
    """

    run: str
    indicator: str
    value: float
    year: int
    window: int
    statistic: str
    since: int | None = None
    scenario: str
    levers: str = "{}"
    chance_baseline: float
    mcse_baseline: float
    chance: float
    mcse: float
    verdict: str


@dataclass(frozen=True, kw_only=True)
class Statement(Entry):
    """What somebody says about a goal without proposing a level, as where it has no number.

    Parameters
    ----------
    run
        Id of the run that was on the screen.
    indicator
        The goal.
    """

    run: str
    indicator: str


@dataclass(frozen=True, kw_only=True)
class Question(Entry):
    """A question about a goal that the meeting leaves open.

    Parameters
    ----------
    run
        Id of the run that was on the screen.
    indicator
        The goal.
    """

    run: str
    indicator: str


Action = Literal["item", "ballot", "close", "end"]
"""What happens in a meeting: it turns to a goal, opens a ballot or closes it, or ends."""


@dataclass(frozen=True, kw_only=True)
class Opening(Entry):
    """The beginning of a meeting.

    Parameters
    ----------
    run
        Id of the run that is on the screen throughout.
    agenda
        Goals in the order of the meeting, each with its minutes, as JSON: ``[[id, minutes], …]``.
    """

    is_bare: ClassVar[bool] = True

    run: str
    agenda: str


@dataclass(frozen=True, kw_only=True)
class Step(Entry):
    """What the chair does in a meeting; a ballot is open as long as it is the last step.

    Parameters
    ----------
    meeting
        Number of the meeting's opening.
    action
        What happens.
    indicator
        The goal that it is about; blank at the end of the meeting.
    content
        What a ballot offers, as JSON (`kgisim.audit.ballots.Ballot`); ``{}`` for other steps.
    """

    is_bare: ClassVar[bool] = True

    meeting: int
    action: Action
    indicator: str = ""
    content: str = "{}"

    def __post_init__(self) -> None:
        """Refuse an action that no meeting knows."""
        super().__post_init__()
        if self.action not in get_args(Action):
            valid = list(get_args(Action))
            raise RequestError("register.action", found=str(self.action)[:40], valid=valid)


@dataclass(frozen=True, kw_only=True)
class Vote(Entry):
    """The level for which somebody votes; of several votes of one voter the last counts.

    Parameters
    ----------
    ballot
        Number of the step that opened the ballot.
    voter
        Who votes: the name that logged in, or a key of the voter's device.
    value
        Level in the indicator's unit.
    """

    is_bare: ClassVar[bool] = True

    ballot: int
    voter: str
    value: float

    def __post_init__(self) -> None:
        """Refuse what is no number, and nobody's vote."""
        super().__post_init__()
        if not isfinite(self.value):
            raise RequestError("argument.number", name="value", found=repr(self.value))
        if not self.voter or len(self.voter) > LONGEST_AUTHOR:
            values = {"what": Word("author"), "count": len(self.voter), "most": LONGEST_AUTHOR}
            raise RequestError("register.length", **values)


@dataclass(frozen=True, kw_only=True)
class Dissent(Entry):
    """An objection to a proposal.

    Parameters
    ----------
    proposal
        Number of the proposal.
    """

    proposal: int


@dataclass(frozen=True, kw_only=True)
class Decision(Entry):
    """The choice of a proposal.

    Parameters
    ----------
    proposal
        Number of the proposal that was chosen.
    """

    proposal: int


@dataclass(frozen=True, kw_only=True)
class Limits(Entry):
    """The limits by which the council lets levels be proposed, for all goals from then on.

    Parameters
    ----------
    run
        Id of the run that was on the screen.
    floor, goal, stretch, pace
        As in `kgisim.evidence.level_limits.LevelLimits`.
    """

    run: str
    floor: float
    goal: float
    stretch: float
    pace: float


@dataclass(frozen=True, kw_only=True)
class Revision(Entry):
    """A change of observation rows, or of the answers about them, that was accepted.

    Parameters
    ----------
    file
        Path in the workspace.
    before, after
        SHA-256 of the file before and after; ``before`` is empty for a new file.
    added, changed, removed
        Number of rows; of an indicator's own file ``added`` is the number of answers.
    """

    file: str
    before: str
    after: str
    added: int
    changed: int
    removed: int


def standing[E: Entry](entries: Iterable[E]) -> tuple[E, ...]:
    """Return the entries that no later one replaces, oldest first."""
    known = tuple(entries)
    replaced = {one.replaces for one in known}
    return tuple(one for one in known if one.id not in replaced)
