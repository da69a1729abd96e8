"""An indicator: what a number means, how it is counted, and how it is to be projected."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Words = Annotated[str, Field(pattern=r"\S")]
Year = Annotated[int, Field(ge=1900, le=2100)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Scale = Literal["share", "positive", "count", "real"]
Share = Annotated[float, Field(gt=0, le=1)]
Finite = Annotated[float, Field(allow_inf_nan=False)]


class Record(BaseModel):
    """Closed and frozen: an unknown key is an error, a value never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class Text(Record):
    """One text in both languages; neither may be empty."""

    ja: Words
    """Japanese, as a civil servant would write it."""
    en: Words
    """English."""

    def __call__(self, language: str) -> str:
        """Give the text in the language asked for."""
        return getattr(self, language)


class Unit(Text):
    """How a unit is written, and the scales it may be used with."""

    scales: Annotated[tuple[Scale, ...], Field(min_length=1)]
    """Scales of indicators in this unit."""


class Source(Record):
    """A document from which numbers were taken."""

    title: Words
    """Title as printed."""
    publisher: Words
    """Body that makes or prints the number."""
    address: str = ""
    """Address or shelf mark; blank if only the title is known."""


class Break(Record):
    """A change of definition: rows before `year` were counted another way."""

    year: Year
    """First year of the new definition."""
    reason: Text
    """What changed."""
    sd: Positive = 0.5
    """Prior standard deviation of the step, on the link scale."""


class SourceOffsets(Record):
    """How far sources of one quantity may differ from it, systematically."""

    sd: Positive
    """Prior standard deviation of a source's offset, on the link scale."""
    anchor: str = "none"
    """``none``: no source is the truth; ``mean``: the quantity is the average over the sources;
    or the key of the source that defines the quantity."""


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


class RankThreshold(Record):
    """Size that places a firm among the N largest, from the sizes at ranks that are projected."""

    rank: Annotated[int, Field(ge=1)]
    """N, any rank: between and beyond the given ones log size is linear in log rank."""
    at: Annotated[dict[Annotated[int, Field(ge=1)], Identifier], Field(min_length=1)]
    """Series of the size at a rank, by rank."""

    @model_validator(mode="after")
    def _has_a_slope(self) -> "RankThreshold":
        if len(self.at) == 1 and self.rank not in self.at:
            raise ValueError(
                f"rank {self.rank} cannot be reached from one rank; give the size at a second one"
            )
        return self


class Prices(Record):
    """Prices of single deals: log-normal, with few known ones and a reference class behind them."""

    table: Identifier
    """Deal table with the prices that were disclosed."""
    lists: Annotated[tuple[str, ...], Field(min_length=1)]
    """Which lists of the table count."""
    scopes: Annotated[tuple[str, ...], Field(min_length=1)]
    """Which scopes count."""
    median: Positive
    """Prior median of a disclosed price."""
    median_sd: Positive
    """Prior standard deviation of the log of that median."""
    spread: Positive
    """Prior standard deviation of log prices."""
    spread_worth: Positive
    """How many deals that prior is worth."""
    undisclosed: Positive
    """Median of undisclosed prices as a share of that of disclosed ones."""
    undisclosed_sd: Positive
    """Prior standard deviation of the log of that share."""
    take: Literal["sum", "largest"]
    """What is taken of a year's prices."""
    rationale: Text
    """Why these sizes."""


class Identity(Record):
    """An accounting identity, enforced in every draw: numerator ÷ product × constant."""

    sum_of: tuple[Identifier, ...] = ()
    """Series that are added up."""
    product_of: tuple[Identifier, ...] = ()
    """Series that are multiplied."""
    mean_of: tuple[Identifier, ...] = ()
    """Series that are averaged, each with its weight in `weighted_by`."""
    weighted_by: tuple[Identifier, ...] = ()
    """Weights of `mean_of`, in the same order (sales, for a ratio of sums of sales)."""
    count_of: tuple[Identifier, ...] = ()
    """Series of which those are counted that, ÷ product × constant, reach `above`."""
    above: RankThreshold | None = None
    """What a series must reach to be counted."""
    value_of: Identifier | None = None
    """Yearly number of deals, of which each is given a price."""
    prices: Prices | None = None
    """Prices of the deals of `value_of`."""
    divided_by: tuple[Identifier, ...] = ()
    """Series by which the result, or each counted series, is divided."""
    times: Positive = 1.0
    """Constant, mostly a change of unit."""

    @model_validator(mode="after")
    def _consistent(self) -> "Identity":
        numerators = (self.sum_of, self.product_of, self.mean_of, self.count_of, self.value_of)
        if sum(map(bool, numerators)) != 1:
            raise ValueError(
                "expected exactly one of 'sum_of', 'product_of', 'mean_of', 'count_of' and "
                "'value_of'"
            )
        if len(self.weighted_by) != len(self.mean_of):
            raise ValueError(
                f"'weighted_by' has {len(self.weighted_by)} series, expected one for each of the "
                f"{len(self.mean_of)} in 'mean_of'"
            )
        if bool(self.count_of) != (self.above is not None):
            raise ValueError("'count_of' and 'above' need each other")
        if bool(self.value_of) != (self.prices is not None):
            raise ValueError("'value_of' and 'prices' need each other")
        return self

    @property
    def inputs(self) -> tuple[str, ...]:
        """Ids of every series that enters, each once."""
        named = self.sum_of + self.product_of + self.mean_of + self.weighted_by + self.count_of
        thresholds = tuple(self.above.at.values()) if self.above else ()
        counted = (self.value_of,) if self.value_of else ()
        return tuple(dict.fromkeys(named + thresholds + counted + self.divided_by))

    def places(self) -> Iterator[tuple[str, str]]:
        """Give each series that enters after the key under which its author wrote it."""
        for key in ("sum_of", "product_of", "mean_of", "weighted_by", "count_of", "divided_by"):
            for position, series in enumerate(getattr(self, key), start=1):
                yield f"{key}[item {position}]", series
        if self.value_of is not None:
            yield "value_of", self.value_of
        for rank, series in self.above.at.items() if self.above else ():
            yield f"above.at.{rank}", series


class Completeness(Record):
    """How likely a deal is to stand in the table: lists made from public news are incomplete."""

    probability: Annotated[dict[Year, Share], Field(min_length=1)]
    """Probability by the first year from which it holds; before the first of them it is 1."""
    sd: Positive
    """Prior standard deviation of its logarithm, shared by all years."""
    rationale: Text
    """Why this size."""

    def of(self, year: int) -> float:
        """Give the probability for deals of a year.

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
    priors: dict[str, dict[str, Any]] = {}
    """Prior overrides: hyperparameter name to ``{dist, kwargs}``, or with ``within``."""


class TargetSpec(Record):
    """A candidate target level, or a rule that makes some."""

    id: Identifier
    """Name within the indicator."""
    kind: Literal["value", "ladder", "pace"]
    """``value``: a number; ``ladder``: levels with the given chances under the baseline;
    ``pace``: the last observed level grown by `percent_a_year`."""
    value: Finite | None = None
    """Level, in the indicator's unit (``value``)."""
    chances: tuple[Annotated[float, Field(gt=0, lt=1)], ...] = ()
    """Chances under the baseline (``ladder``)."""
    percent_a_year: Finite | None = None
    """Growth of the published plan whose pace is borrowed (``pace``)."""
    year: Year = 2040
    """Target year."""
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
        needed = {"value": "value", "ladder": "chances", "pace": "percent_a_year"}[self.kind]
        if getattr(self, needed) in (None, ()):
            raise ValueError(f"a target of kind '{self.kind}' needs '{needed}'")
        return self

    @model_validator(mode="after")
    def _has_the_years_its_statistic_needs(self) -> "TargetSpec":
        counts_from = self.statistic in ("cumulative", "once")
        if counts_from != (self.since is not None):
            expected = "needs 'since'" if counts_from else "takes no 'since'"
            raise ValueError(f"a target of statistic '{self.statistic}' {expected}")
        if self.since is not None and (self.since > self.year or self.window != 1):
            raise ValueError(
                f"a target that counts from {self.since} to {self.year} with a window of "
                f"{self.window}: expected 'since' up to 'year', and no 'window'"
            )
        return self


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
    """Largest possible value, where there is one (N of a top-N list)."""
    period: Literal["FY", "CY"]
    """Fiscal year (April to March, named by its start) or calendar year."""
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
    caveats: tuple[Text, ...] = ()
    """What a reader must know before using the number."""
    identity: Identity | None = None
    """Accounting identity, instead of a fit."""
    panel: Identifier | None = None
    """Name of a group of fitted series whose own trends share a common factor."""
    drivers: tuple[DriverEffect, ...] = ()
    """Drivers with an effect."""
    breaks: tuple[Break, ...] = ()
    """Changes of definition."""
    offsets: SourceOffsets | None = None
    """Offsets between sources; blank: sources agree up to their error."""
    sources: dict[str, Source] = {}
    """Documents, by the key used in the rows."""
    derive: Derivation | None = None
    """Rows counted by code instead of a CSV file."""
    targets: tuple[TargetSpec, ...] = ()
    """Candidate targets."""

    @model_validator(mode="after")
    def _consistent(self) -> "Indicator":
        found = list(self._contradictions())
        if found:
            raise ValueError("\n".join(found))
        return self

    def _contradictions(self):  # a generator: each rule is one line
        projected = self.model.family is not None or self.identity is not None
        if self.model.family is not None and self.identity is not None:
            yield "has both 'model.family' and 'identity'; expected one (identities are not fitted)"
        if not projected and self.withheld is None:
            yield "has neither 'model.family' nor 'identity'; expected 'withheld' to say why"
        if projected and self.withheld is not None:
            yield "is projected, so 'withheld' must be left out"
        if self.scale != "count" and self.counting == "stock":
            yield "'counting: stock' is only for scale 'count'"
        if self.panel is not None and self.model.family is None:
            yield "'panel' is only for fitted indicators"
        if self.role == "goal" and not self.label:
            yield "a goal needs the plan's 'label'"
        names = [target.id for target in self.targets]
        if len(names) != len(set(names)):
            yield "two targets have the same id"

    @property
    def is_fitted(self) -> bool:
        """Whether a family is fitted to its rows."""
        return self.model.family is not None

    @property
    def is_projected(self) -> bool:
        """Whether the simulation gives it values, by fit or by identity."""
        return self.is_fitted or self.identity is not None
