"""The grammar of scenarios: a scenario is a diff against the baseline.

*World* assumptions and shocks (what happens to us) and *policy* measures (what we decide) are kept
apart; responses pass on to another indicator what either of them has changed.
"""

import datetime as dt
from collections.abc import Iterable
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import Field, model_validator

from kgisim.errors import InvalidValueError
from kgisim.evidence.base import Finite, Identifier, Positive, Record, Text, Words, Year


class WorldPath(Record):
    """What a driver does under this scenario, instead of what its own model says."""

    driver: Identifier
    """Id of a projected indicator with role ``driver`` or ``component``."""
    kind: Literal["hold", "linear", "growth", "values", "shift", "quantile"]
    """``hold``: stay at the last observed level; ``linear``: change by `units_a_year`, and
    ``growth``: grow by `percent_a_year`, from each draw's level in the year before `start` (from
    the last observed level if that year is not later); ``values``: straight lines between the given
    points; ``shift``: every draw times 1 + `percent`/100; ``quantile``: every draw follows the
    model's own path of that quantile. A path stays inside the range of its scale."""
    start: Year
    """First year that is changed."""
    units_a_year: Finite | None = None
    """For ``linear``, in the driver's unit."""
    percent_a_year: Annotated[float, Field(gt=-100, allow_inf_nan=False)] | None = None
    """For ``growth``."""
    percent: Annotated[float, Field(gt=-100, allow_inf_nan=False)] | None = None
    """For ``shift``."""
    quantile: Annotated[float, Field(gt=0, lt=1)] | None = None
    """For ``quantile``."""
    points: dict[Year, Finite] = Field(default_factory=dict)
    """For ``values``: year to level."""
    spread_percent: Annotated[float, Field(ge=0, le=100)] = 0.0
    """Standard deviation around the path, in per cent of the level; not for ``shift``."""
    rationale: Text
    """Why this is a future worth looking at."""
    source: Annotated[str, Field(min_length=1)]
    """Where the numbers come from; ``illustrative`` if from nowhere."""

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> "WorldPath":
        needed = {
            "linear": "units_a_year",
            "growth": "percent_a_year",
            "values": "points",
            "shift": "percent",
            "quantile": "quantile",
        }.get(self.kind)
        if needed and getattr(self, needed) in (None, {}):
            raise InvalidValueError("scenario.path_needs", kind=self.kind, needed=needed)
        return self


class Effect(Record):
    """An effect as elicited: its 10, 50 and 90 % quantiles."""

    p10: Finite
    """One chance in ten that it is smaller."""
    p50: Finite
    """As likely smaller as larger."""
    p90: Finite
    """One chance in ten that it is larger."""

    @model_validator(mode="after")
    def _ordered(self) -> "Effect":
        if not self.p10 <= self.p50 <= self.p90:
            quantiles = {"p10": self.p10, "p50": self.p50, "p90": self.p90}
            raise InvalidValueError("scenario.quantiles", **quantiles)
        return self


class Measure(Record):
    """Something the plan can decide, and what it is believed to do to one or more indicators."""

    id: Identifier
    """Name, unique among all scenarios' measures with another content."""
    title: Text
    """Short name."""
    indicator: Identifier
    """Fitted indicator that it moves."""
    also: tuple[Identifier, ...] = ()
    """Further fitted indicators that it moves alike: one draw of the effect for all of them."""
    on: Literal["level", "growth"]
    """``level``: the effect is reached after the ramp and stays; ``growth``: it is added to the
    yearly growth, after the ramp, until `until`."""
    unit: Literal["percent", "points"]
    """``percent`` of the level (or per cent a year); ``points``: percentage points of a share."""
    effect: Effect
    """Elicited quantiles, in `unit`."""
    start: Year
    """First year of the measure."""
    lag: Annotated[int, Field(ge=0, le=20)] = 0
    """Years before it begins to act."""
    ramp: Annotated[int, Field(ge=1, le=20)] = 1
    """Years from nothing to the full effect, in equal steps."""
    until: Year | None = None
    """Last year of action; blank: it persists."""
    persistence: Annotated[float, Field(ge=0, le=1)] = 1.0
    """Share of the effect that is left each year after `until`."""
    rationale: Text
    """Why this size."""
    source: Annotated[str, Field(min_length=1)]
    """Where the quantiles come from; ``illustrative`` if only reasoned."""
    cost: Positive | None = None
    """Cost of the whole measure, in a unit that all measures share; blank: not estimated. Where
    every measure has one, the smallest package is the cheapest; elsewhere the one of least effort.
    """
    owner: str = ""
    """Who answers for it."""
    review: Year | None = None
    """When the quantiles are to be looked at again."""

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> "Measure":
        if self.until is not None and self.until < self.start + self.lag:
            raise InvalidValueError("scenario.measure_ends", until=self.until)
        return self

    @property
    def indicators(self) -> tuple[str, ...]:
        """Every indicator that it moves."""
        return (self.indicator, *self.also)


class Hit(Record):
    """What a shock does to one indicator."""

    indicator: Identifier
    """Fitted indicator that it strikes: a driver, or any other."""
    unit: Literal["percent", "points"]
    """``percent`` of the level; ``points``: percentage points of a share."""
    depth: Effect
    """Elicited quantiles of the first year's change, in `unit`; a fall is negative. A severe event
    is severe for every indicator that it strikes."""
    half_life: Positive | None = None
    """Years until half of it is made good; blank: permanent."""


class Shock(Record):
    """Something that may happen to us in any year of a window, and what it would do."""

    id: Identifier
    """Name, unique among all scenarios' shocks with another content."""
    title: Text
    """Short name."""
    probability: Annotated[float, Field(gt=0, le=1)]
    """Chance that it happens in a given year; years are independent."""
    start: Year
    """First year in which it may happen."""
    until: Year | None = None
    """Last year in which it may happen; blank: to the horizon."""
    hits: Annotated[tuple[Hit, ...], Field(min_length=1)]
    """Indicators that it strikes."""
    rationale: Text
    """Why this often and this deep."""
    source: Annotated[str, Field(min_length=1)]
    """Where the numbers come from; ``illustrative`` if only reasoned."""

    @model_validator(mode="after")
    def _window_is_not_empty(self) -> "Shock":
        if self.until is not None and self.until < self.start:
            raise InvalidValueError("scenario.shock_ends", until=self.until, start=self.start)
        return self


class Response(Record):
    """How one or more indicators answer when another departs from its baseline.

    Only the departure is passed on: where the cause is as in the baseline, nothing happens.
    """

    id: Identifier
    """Name, unique among all scenarios' responses with another content."""
    title: Text
    """Short name."""
    cause: Identifier
    """Projected indicator whose departure is passed on."""
    indicator: Identifier
    """Fitted indicator that answers."""
    also: tuple[Identifier, ...] = ()
    """Further fitted indicators that answer alike: one draw of the elasticity for all of them."""
    elasticity: Effect
    """Elicited quantiles of the change per unit of departure, both on their link scales: per cent
    per per cent for logs."""
    lag: Annotated[int, Field(ge=0, le=20)] = 0
    """Years before the answer begins."""
    ramp: Annotated[int, Field(ge=1, le=20)] = 1
    """Years from nothing to the full answer, in equal steps."""
    rationale: Text
    """Why this size."""
    source: Annotated[str, Field(min_length=1)]
    """Where the quantiles come from; ``illustrative`` if only reasoned."""
    owner: str = ""
    """Who answers for it."""
    review: Year | None = None
    """When the quantiles are to be looked at again."""

    @property
    def indicators(self) -> tuple[str, ...]:
        """Every indicator that answers."""
        return (self.indicator, *self.also)


class Change(Record):
    """One entry of a scenario's change log."""

    date: Words
    """Day of the change, as YYYY-MM-DD."""
    who: Words
    """Who made it."""
    what: Text
    """What was changed."""
    why: Text
    """On what ground."""

    @model_validator(mode="after")
    def _is_a_day(self) -> "Change":
        try:
            same = dt.date.fromisoformat(self.date).isoformat() == self.date
        except ValueError:
            same = False
        if not same:
            raise InvalidValueError("scenario.day", found=self.date)
        return self


Part = WorldPath | Measure | Shock | Response
"""One thing that a scenario changes."""


def key_of(part: Part) -> str:
    """Return the key under which two scenarios may touch the same thing."""
    return f"{kind_of(part)}:{name_of(part)}"


def kind_of(part: Part) -> str:
    """Return what a part is: ``world``, ``measure``, ``shock`` or ``response``."""
    return "world" if isinstance(part, WorldPath) else type(part).__name__.lower()


def name_of(part: Part) -> str:
    """Return the driver that a path of the world moves, or the id of any other part."""
    return part.driver if isinstance(part, WorldPath) else part.id


class Scenario(Record):
    """A named diff against the baseline."""

    id: Identifier
    """Equal to the file name."""
    order: int = 100
    """Place in tables, small first."""
    title: Text
    """Short name."""
    description: Text
    """What is assumed, in a paragraph."""
    extends: tuple[Identifier, ...] = ()
    """Parents whose contents are taken over; two parents that touch one key are an error."""
    illustrative: bool = True
    """True until the user has replaced the bundled numbers."""
    world: tuple[WorldPath, ...] = ()
    """Assumptions about the world."""
    measures: tuple[Measure, ...] = ()
    """Policy measures."""
    shocks: tuple[Shock, ...] = ()
    """Events of the world that may or may not happen."""
    responses: tuple[Response, ...] = ()
    """How indicators answer to one another's departures."""
    changes: tuple[Change, ...] = ()
    """What was changed in this file, oldest first; parents keep their own."""

    @model_validator(mode="after")
    def _changes_in_order(self) -> "Scenario":
        for earlier, later in pairwise(change.date for change in self.changes):
            if later < earlier:
                raise InvalidValueError("scenario.changes", later=later, earlier=earlier)
        return self

    @property
    def parts(self) -> tuple[Part, ...]:
        """Everything that it changes."""
        return (*self.world, *self.measures, *self.shocks, *self.responses)

    def keys(self) -> set[str]:
        """Return what this scenario touches: one key per driver, measure, shock and response.

        Examples
        --------
        >>> text = {"ja": "基準", "en": "baseline"}
        >>> Scenario(id="baseline", title=text, description=text).keys()
        set()
        """
        return {key_of(part) for part in self.parts}

    def with_parts(self, parts: Iterable[Part]) -> "Scenario":
        """Return the scenario that holds these parts and no others, each in its section."""
        held = tuple(parts)
        sections = {"world": WorldPath, "measures": Measure, "shocks": Shock, "responses": Response}
        return self.model_copy(
            update={
                name: tuple(part for part in held if isinstance(part, kind))
                for name, kind in sections.items()
            }
        )
