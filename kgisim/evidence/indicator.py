"""An indicator: what a number means, how it is counted, and how it is to be projected."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationInfo, model_validator

from kgisim.errors import ContentError, InvalidValueError, Problem
from kgisim.evidence.answers import Answer, DefinitionOffset
from kgisim.evidence.base import (
    Finite,
    Identifier,
    Positive,
    Record,
    Scale,
    Share,
    Source,
    Text,
    Words,
    Year,
)
from kgisim.evidence.group import Group
from kgisim.evidence.identity import Identity
from kgisim.messages import Message


class Break(Record):
    """A change of definition: rows before `year` were counted another way."""

    year: Year
    """First year of the new definition."""
    reason: Text
    """What changed."""
    sd: Positive = 0.5
    """Prior standard deviation of the step, on the link scale."""


class Exceptional(Record):
    """Years whose numbers held something passing, such as a pandemic: a pulse, not the trend."""

    years: Annotated[tuple[Year, ...], Field(min_length=1)]
    """The years, in their order."""
    reason: Text
    """What happened."""
    returns: Annotated[float, Field(ge=0, le=1)] = 1.0
    """Share of the last year's departure that is gone afterwards: 1 comes back wholly, 0 lasts."""
    sd: Positive = 2.0
    """Prior standard deviation of each year's departure, on the link scale."""


class SourceOffsets(Record):
    """How far sources of one quantity may differ from it, systematically."""

    sd: Positive
    """Prior standard deviation of a source's offset, on the link scale."""
    anchor: str = "none"
    """``none``: no source is the truth; ``mean``: the quantity is the average over the sources;
    or the key of the source that defines the quantity."""


class LongRun(Record):
    """What the answer to a driver comes to in the end; the gap to it closes by halves."""

    mean: Finite
    """Prior mean of the effect in the long run."""
    sd: Positive
    """Prior standard deviation of the effect in the long run."""
    half_life: Positive
    """Years in which half of the gap closes."""
    rationale: Text
    """Why this size and pace."""


class DriverEffect(Record):
    """How the indicator answers to a driver, on both link scales (an elasticity for logs)."""

    driver: Identifier
    """Id of an indicator with role ``driver`` or ``component``."""
    mean: Finite
    """Prior mean of the effect."""
    sd: Positive
    """Prior standard deviation of the effect."""
    rationale: Text
    """Why this size."""
    long_run: LongRun | None = None
    """Where the whole answer takes years; without it all of it comes at once."""


class Completeness(Record):
    """How likely a deal is to stand in the table: lists made from public news are incomplete."""

    probability: Annotated[dict[Year, Share], Field(min_length=1)]
    """Probability by the first year from which it holds; before the first of them it is 1."""
    sd: Positive
    """Prior standard deviation of its logarithm, shared by all years."""
    rationale: Text
    """Why this size."""

    def of(self, year: int) -> float:
        """Return the probability for deals of a year.

        Examples
        --------
        >>> Completeness(
        ...     probability={2015: 0.7}, sd=0.2, rationale=Text(ja="例", en="example")
        ... ).of(2020)
        0.7
        """
        begun = [since for since in self.probability if since <= year]
        return self.probability[max(begun)] if begun else 1.0


class Derivation(Record):
    """Yearly rows counted by code from a deal-level table in ``data/tables``."""

    table: Identifier
    """Name of the table."""
    measure: Literal["count", "value_musd"]
    """Number of deals, or sum of disclosed prices in million US dollars."""
    lists: Annotated[tuple[str, ...], Field(min_length=1)]
    """Which lists of the table count."""
    scopes: Annotated[tuple[str, ...], Field(min_length=1)]
    """Which scopes count."""
    max_age: Annotated[int, Field(ge=0, le=100)] | None = None
    """Greatest age of the target at the deal; blank: any age."""
    first_year: Year
    """First year counted; years without a deal count as zero."""
    last_year: Year
    """Last year counted."""
    floor_before: Year | None = None
    """Years before this are floors (``ge``): the list is known to be thin there."""
    completeness: Completeness | None = None
    """How complete the list is; blank: nothing is missing. Floors need none: they stay true."""


class ModelChoice(Record):
    """How the indicator is projected."""

    family: Identifier | None
    """Name of a family in ``models/``; blank: the indicator is not fitted."""
    priors: dict[str, dict[str, Any]] = Field(default_factory=dict)
    """Prior overrides: hyperparameter name to ``{dist, kwargs}``, or with ``within``."""


def _or_horizon(year: object, info: ValidationInfo) -> object:
    return (info.context or {}).get("horizon") if year is None else year


NEEDED_OF_TARGET = {"value": "value", "ladder": "chances", "pace": "percent_a_year"}
"""What a candidate target of each kind needs; ``levels`` need nothing."""


class TargetSpec(Record):
    """A candidate target level, or a rule that makes some."""

    id: Identifier
    """Name within the indicator."""
    kind: Literal["value", "ladder", "pace", "levels"]
    """``value``: a number; ``ladder``: levels with the given chances under the baseline;
    ``pace``: the last observed level grown by `percent_a_year`; ``levels``: floor, goal and stretch
    by the limits of `workspace.yaml`, of which the goal stands for the indicator in summaries."""
    value: Finite | None = None
    """Level, in the indicator's unit (``value``)."""
    chances: tuple[Annotated[float, Field(gt=0, lt=1)], ...] = ()
    """Chances under the baseline (``ladder``)."""
    percent_a_year: Finite | None = None
    """Growth of the published plan whose pace is borrowed (``pace``)."""
    year: Annotated[Year, BeforeValidator(_or_horizon)] = Field(None, validate_default=True)
    """Target year; left out: the horizon."""
    window: Annotated[int, Field(ge=1, le=15)] = 1
    """Number of years that end with `year`."""
    statistic: Literal["mean", "sum", "cumulative", "once"] = "mean"
    """How the years are put together: ``mean`` or ``sum`` of the window; ``cumulative``: total
    from `since` on; ``once``: the best single year from `since` on."""
    since: Year | None = None
    """First year that counts (``cumulative``, ``once``)."""
    illustrative: bool = True
    """True until the council has set the level itself."""
    note: Text
    """Where the level comes from."""

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> "TargetSpec":
        needed = NEEDED_OF_TARGET.get(self.kind)
        if needed is not None and getattr(self, needed) in (None, ()):
            raise InvalidValueError("indicator.target_kind", kind=self.kind, needed=needed)
        return self

    @model_validator(mode="after")
    def _has_the_years_its_statistic_needs(self) -> "TargetSpec":
        counts_from = self.statistic in ("cumulative", "once")
        if counts_from != (self.since is not None):
            code = "indicator.target_since" if counts_from else "indicator.target_no_since"
            raise InvalidValueError(code, statistic=self.statistic)
        if self.since is not None and (self.since > self.year or self.window != 1):
            span = {"since": self.since, "year": self.year, "window": self.window}
            raise InvalidValueError("indicator.target_span", **span)
        return self


OF_A_FIT = ("exceptional", "panel", "drivers", "group")
"""Keys of an indicator that are only for fitted ones."""
NOT_OF_A_GROUP = ("panel", "variant_of", "part_of", "derive", "offsets")
"""Keys that an indicator with a group cannot have."""


class Candidate(Record):
    """A KPI that could stand for a goal without an indicator, before it may carry a number."""

    title: Text
    """Short name."""
    definition: Text
    """What would be counted, by whom, with what left out."""
    data_test: Text
    """What data must show before a number is given."""


class Indicator(Record):
    """One number that is followed over the years."""

    id: Identifier
    """Equal to the file name."""
    role: Literal["goal", "kpi", "component", "driver", "reference"]
    """``goal`` is a KGI of the plan; ``reference`` a series of the reference class."""
    label: str = ""
    """The plan's own label (``1a``, ``2b``, ``3``), for goals and their variants."""
    order: int = 100
    """Place in tables, small first."""
    title: Text
    """Short name."""
    definition: Text
    """What exactly is counted, by whom, with what left out."""
    unit: Identifier
    """Key of ``data/units.yaml``."""
    scale: Scale
    """``share``: per cent, 0–100; ``positive``; ``count``: whole numbers; ``real``."""
    counting: Literal["flow", "stock"] = "flow"
    """For counts: events of a year (``flow``), or how many there are (``stock``)."""
    ceiling: Positive | None = None
    """Largest possible value, where there is one (N of a top-N list). Shares, amounts and stocks
    come near it and never pass it; a projection of any other series that passes it is refused."""
    period: Literal["FY", "CY"]
    """Fiscal year (named by the year of its start) or calendar year."""
    better: Literal["higher", "lower", "neither"] = "higher"
    """Which direction is progress."""
    variant_of: Identifier | None = None
    """Goal of which this is another definition."""
    serves: tuple[Identifier, ...] = ()
    """Goals to which this KPI or component contributes."""
    model: ModelChoice
    """How it is projected."""
    withheld: Text | None = None
    """Why no projection is published, in one sentence; needed when there is neither a family
    nor an identity."""
    wanted: tuple[Text, ...] = ()
    """Data that would help most."""
    candidates: tuple[Candidate, ...] = ()
    """KPIs that could stand for it, where no indicator is settled."""
    caveats: tuple[Text, ...] = ()
    """What a reader must know before using the number, the heaviest first."""
    identity: Identity | None = None
    """Accounting identity, instead of a fit."""
    panel: Identifier | None = None
    """Name of a group of fitted series whose own trends share a common factor."""
    group: Group | None = None
    """Members that the column ``member`` of the CSV file names: each is projected by itself, with
    partial pooling, and the indicator is their middle."""
    drivers: tuple[DriverEffect, ...] = ()
    """Drivers with an effect."""
    breaks: tuple[Break, ...] = ()
    """Changes of definition."""
    exceptional: tuple[Exceptional, ...] = ()
    """Pulses: years that say little of the trend, and how much of them lasts."""
    offsets: SourceOffsets | None = None
    """Offsets between sources; blank: sources agree up to their error."""
    design_effect: Annotated[float, Field(ge=1, allow_inf_nan=False)] = 1.0
    """By how much the variance of rows that count k of n exceeds the binomial one, where they name
    no other."""
    sources: dict[str, Source] = Field(default_factory=dict)
    """Documents, by the key used in the rows."""
    editions: tuple[Words, ...] = ()
    """Words of the column ``definition`` that name editions of one statement: of one year and
    source only the latest that was known is used."""
    definitions: dict[Words, DefinitionOffset] = Field(default_factory=dict)
    """Other words of that column, and how far what they count may differ from the indicator."""
    part_of: Identifier | None = None
    """Series of which this one is a part, in the same unit: it is never larger."""
    accept: tuple[Answer, ...] = ()
    """Answers to what the plausibility gate asks about rows and links."""
    derive: Derivation | None = None
    """Rows counted by code instead of a CSV file."""
    targets: tuple[TargetSpec, ...] = ()
    """Candidate targets."""

    @model_validator(mode="after")
    def _consistent(self) -> "Indicator":
        found = [Problem("", (), Message(code)) for code in self._contradictions()]
        if found:
            raise ContentError(found)
        return self

    def _contradictions(self) -> Iterator[str]:
        """Return the code of every rule that is broken."""
        projected = self.model.family is not None or self.identity is not None
        if self.model.family is not None and self.identity is not None:
            yield "indicator.fitted_identity"
        if not projected and self.withheld is None:
            yield "indicator.not_withheld"
        if projected and self.withheld is not None:
            yield "indicator.withheld"
        if self.scale != "count" and self.counting == "stock":
            yield "indicator.stock"
        if self.scale == "share" and (self.ceiling or 0.0) > 100.0:
            yield "indicator.ceiling"
        if self.model.family is None:
            yield from (f"indicator.{key}" for key in OF_A_FIT if getattr(self, key))
        yield from self._impossible_of_a_group()
        if self.scale != "share" and self.design_effect != 1:
            yield "indicator.design_effect"
        if self.role == "goal" and not self.label:
            yield "indicator.label"
        names = [target.id for target in self.targets]
        if len(names) != len(set(names)):
            yield "indicator.same_target"

    def _impossible_of_a_group(self) -> Iterator[str]:
        if self.group is None:
            return
        yield from (f"indicator.group_{key}" for key in NOT_OF_A_GROUP if getattr(self, key))
        if self.scale == "real":
            yield "indicator.group_real"
        if self.group.has_namesakes:
            yield "indicator.group_names"

    @property
    def is_fitted(self) -> bool:
        """Whether a family is fitted to its rows."""
        return self.model.family is not None

    @property
    def exceptional_years(self) -> frozenset[int]:
        """Years of all pulses."""
        return frozenset(year for one in self.exceptional for year in one.years)

    @property
    def is_projected(self) -> bool:
        """Whether the simulation gives it values, by fit or by identity."""
        return self.is_fitted or self.identity is not None

    @property
    def file(self) -> str:
        """Name, without suffix, of the files in ``data/`` that hold it."""
        return self.id
