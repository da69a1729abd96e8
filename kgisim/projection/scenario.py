"""The grammar of scenarios: a scenario is a diff against the baseline.

*World* assumptions (what happens to us) and *policy* measures (what we decide) are kept apart.
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from kgisim.evidence.indicator import Finite, Identifier, Record, Text, Year


class WorldPath(Record):
    """What a driver does under this scenario, instead of what its own model says."""

    driver: Identifier
    """Id of a projected indicator with role ``driver`` or ``component``."""
    kind: Literal["hold", "growth", "values", "shift", "quantile"]
    """``hold``: stay at the last observed level; ``growth``: grow by `percent_a_year` from it;
    ``values``: straight lines between the given points; ``shift``: every draw times
    1 + `percent`/100; ``quantile``: every draw follows the model's own path of that quantile."""
    start: Year
    """First year that is changed."""
    percent_a_year: Finite | None = None
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
            "growth": "percent_a_year",
            "values": "points",
            "shift": "percent",
            "quantile": "quantile",
        }.get(self.kind)
        if needed and getattr(self, needed) in (None, {}):
            raise ValueError(f"a path of kind '{self.kind}' needs '{needed}'")
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
            raise ValueError(
                f"expected p10 <= p50 <= p90, found {self.p10}, {self.p50}, {self.p90}"
            )
        return self


class Measure(Record):
    """Something the plan can decide, and what it is believed to do to one indicator."""

    id: Identifier
    """Name, unique among all scenarios' measures with another content."""
    title: Text
    """Short name."""
    indicator: Identifier
    """Fitted indicator that it moves."""
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
    owner: str = ""
    """Who answers for it."""
    review: Year | None = None
    """When the quantiles are to be looked at again."""

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> "Measure":
        if self.until is not None and self.until < self.start + self.lag:
            raise ValueError(f"'until' {self.until} is before the measure acts")
        return self


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

    def keys(self) -> set[str]:
        """Name what this scenario itself touches: one key per driver and per measure.

        Examples
        --------
        >>> text = {"ja": "基準", "en": "baseline"}
        >>> Scenario(id="baseline", title=text, description=text).keys()
        set()
        """
        return {f"world:{path.driver}" for path in self.world} | {
            f"measure:{measure.id}" for measure in self.measures
        }
