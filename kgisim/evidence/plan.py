"""What ``workspace.yaml`` says: whose plan it is, its years, its languages."""

import datetime as dt
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, Field, model_validator

from kgisim.axis import Axis
from kgisim.errors import ContentError, InvalidValueError, Problem
from kgisim.evidence.base import Identifier, Record, Source, Text, Words, Year
from kgisim.evidence.level_limits import LevelLimits
from kgisim.evidence.yaml_records import make_record
from kgisim.io import read_yaml
from kgisim.messages import Message, Nearest
from kgisim.workspace import SETTINGS, Workspace

Years = Annotated[tuple[Year, ...], Field(min_length=1)]


def _known_zone(zone: str) -> str:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = Nearest(zone, available_timezones())
        raise InvalidValueError("plan.zone", near=near) from None
    return zone


class Clock(Record):
    """The clock by which times of meetings and decisions are written."""

    zone: Annotated[Words, AfterValidator(_known_zone)]
    """Name of the time zone, such as Europe/Berlin."""
    name: Text | None = None
    """How its time is called; left out: by the name of the zone."""

    def called(self, language: str) -> str:
        """Return how its time is called."""
        return self.zone if self.name is None else self.name(language)


class BasicPolicy(Record):
    """A basic policy of the plan, and the goals that the plan sets for it."""

    label: Words
    """The plan's own number."""
    title: Text
    """The policy, as the document has it."""
    stories: tuple[Text, ...] = ()
    """What is to be worked on above all, in the order of the document."""
    goals: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    """Ids of its goals, without other definitions of the same goal."""
    source: Source
    """The document that says so."""


class Plan(Record):
    """A plan: whose it is, which years it looks at, and how it is written about."""

    title: Text
    """Name of the plan."""
    languages: Annotated[tuple[Words, ...], Field(min_length=1)]
    """Languages of the content: ``[ja, en]``, as texts need both."""
    first_year: Year
    """First year of the axis that all series share."""
    horizon: Year
    """Last year of the axis: the year up to which everything is projected."""
    shown_years: Years
    """Years whose results short tables show."""
    checkpoints: Years
    """Years before the horizon in which the plan is looked at again; by the last one its effect
    must show."""
    region: Words
    """Name of the country or region in exchanged tables (IAMC)."""
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    """Two capital letters of ISO 3166 that name the country (hubverse)."""
    fiscal_year_starts: Annotated[int, Field(ge=1, le=12)] = 4
    """Month in which a fiscal year starts; fiscal years are named by the year of their start."""
    clock: Clock = Clock(zone="UTC")
    """Clock by which times are written; left out: UTC."""
    published: Identifier = "published_targets"
    """Table in ``data/tables`` with targets of published plans; there may be none."""
    paces: Identifier = "public_paces"
    """Table in ``data/tables`` with paces of public series; there may be none."""
    past_targets: Identifier = "past_promises"
    """Table in ``data/tables`` with past targets and what came of them; there may be none."""
    levels: LevelLimits = LevelLimits()
    """Limits by which levels are proposed; the council sets them."""
    policies: tuple[BasicPolicy, ...] = ()
    """Basic policies with the goals that the plan sets for each, in their order."""

    @model_validator(mode="after")
    def _consistent(self) -> "Plan":
        found = list(self._contradictions())
        if found:
            raise ContentError([Problem(SETTINGS, (), message) for message in found])
        return self

    def _contradictions(self) -> Iterator[Message]:
        span = {"first": self.first_year, "last": self.horizon}
        if self.first_year >= self.horizon:
            yield Message("plan.no_years", **span)
        for key in ("checkpoints", "shown_years"):
            years = getattr(self, key)
            if list(years) != sorted(set(years)):
                yield Message("plan.order", key=key)
            if not all(year in self.axis for year in years):
                yield Message("plan.outside", key=key, **span)
        if self.horizon in self.checkpoints:
            yield Message("plan.horizon", last=self.horizon)
        if len(self.languages) != len(set(self.languages)):
            yield Message("plan.language")
        placed = [goal for policy in self.policies for goal in policy.goals]
        for goal in sorted({one for one in placed if placed.count(one) > 1}):
            yield Message("plan.policy_twice", goal=goal)

    @cached_property
    def axis(self) -> Axis:
        """The years that all series share."""
        return Axis(self.first_year, self.horizon)

    @property
    def language(self) -> str:
        """The first of its languages, which is that of whatever names none."""
        return self.languages[0]

    @property
    def context(self) -> dict[str, object]:
        """What records of other files depend on: the languages of texts, the usual target year."""
        return {"languages": self.languages, "horizon": self.horizon}

    def end_of(self, year: int, period: str) -> str:
        """Return the last day of a fiscal or calendar year, as YYYY-MM-DD."""
        month = self.fiscal_year_starts if period == "FY" else 1
        return (dt.date(year + 1, month, 1) - dt.timedelta(days=1)).isoformat()

    @property
    def milestones(self) -> tuple[int, ...]:
        """The checkpoints and the horizon."""
        return (*self.checkpoints, self.horizon)


def read_plan(workspace: Workspace) -> Plan:
    """Read ``workspace.yaml``.

    Raises
    ------
    ContentError
        If it is missing or wrong, with every problem in it.
    """
    path = workspace.settings
    if not path.exists():
        raise ContentError([Problem(SETTINGS, (), Message("plan.absent"))])
    plan = _read(path)
    is_own = path.parent == workspace.root
    # a file that stands in for a missing one knows the years and the languages, not these goals
    return plan if is_own else plan.model_copy(update={"policies": ()})


def _read(path: Path) -> Plan:
    content = read_yaml(path, SETTINGS)
    return make_record(Plan, content, SETTINGS)
