"""How often the intervals of a family's forecasts held, on public series whose end it did not see.

``models/<family>_coverage.yaml`` keeps what ``benchmarks/intervals.py`` counted. A family may
do without the file; then it is said that it was not tested.
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator
from scipy.special import betaincinv

from kgisim.errors import InvalidValueError
from kgisim.evaluation.family_record import FamilyRecord, read_family_record
from kgisim.evidence.base import Record, Scale, Words
from kgisim.workspace import Workspace

FILE = "{family}_coverage.yaml"
"""File in ``models/`` with the counts."""
CONFIDENCE = 0.95
"""Confidence of the band of a rate."""

Number = Annotated[int, Field(ge=1)]


class CoverageCell(Record):
    """How often one interval held, for one scale and one band of horizons."""

    scale: Scale
    """Scale of the series."""
    first: Number
    """Shortest horizon of the band, in years."""
    last: Number
    """Longest horizon of the band, in years."""
    level: Literal[50, 80, 90, 95]
    """Nominal probability of the central interval, in per cent."""
    series: Number
    """Number of series with a known value in the band."""
    points: Number
    """Number of known values in the band."""
    hits: Annotated[int, Field(ge=0)]
    """Number of known values within the interval."""
    rate: Annotated[float, Field(ge=0, le=1)]
    """Mean over the series of the share of each one's values that lay within."""

    @model_validator(mode="after")
    def _is_possible(self) -> "CoverageCell":
        if self.first > self.last:
            raise InvalidValueError("coverage.band", first=self.first, last=self.last)
        if not self.hits <= self.points >= self.series:
            counts = {"hits": self.hits, "series": self.series, "points": self.points}
            raise InvalidValueError("coverage.points", **counts)
        return self

    @property
    def band(self) -> tuple[float, float]:
        """Confidence band of `rate`, each series counted as one trial.

        Values of one series hit or miss together. The variance of a share in 0–1 is at most that
        of a yes or no with the same mean, so the band is never too narrow for independent series.
        """
        return rate_band(self.rate, self.series)


class Coverage(FamilyRecord):
    """What a cross-validation said of one family's intervals."""

    date: Words
    """Day on which the forecasts were counted, YYYY-MM-DD."""
    forecasts: Words
    """How the forecasts were made."""
    commands: Annotated[tuple[Words, ...], Field(min_length=1)]
    """Commands that make the forecasts and the counts again."""
    series: Number
    """Number of series that were forecast."""
    held: Annotated[tuple[CoverageCell, ...], Field(min_length=1)]
    """The counts, by scale, band of horizons and level."""

    @model_validator(mode="after")
    def _counts_once(self) -> "Coverage":
        places = [(one.scale, one.first, one.level) for one in self.held]
        twice = sorted({place for place in places if places.count(place) > 1})
        if twice:
            scale, first, level = twice[0]
            raise InvalidValueError("coverage.twice", scale=scale, first=first, level=level)
        return self

    def at(self, scale: str, level: int, horizon: int) -> CoverageCell | None:
        """Return the counts for a horizon in years, or of the longest band that was tested."""
        own = [one for one in self.held if (one.scale, one.level) == (scale, level)]
        own.sort(key=lambda one: one.last)
        return next((one for one in own if horizon <= one.last), own[-1] if own else None)


def rate_band(rate: float, trials: int) -> tuple[float, float]:
    """Compute the confidence band of a rate over independent trials.

    Method: Jeffreys interval, which begins at 0 where nothing was counted and ends at 1 where
    everything was (Brown, Cai and DasGupta 2001, doi:10.1214/ss/1009213286).

    Examples
    --------
    >>> low, high = rate_band(0.5, 100)
    >>> round(low, 2), round(high, 2)
    (0.4, 0.6)
    >>> rate_band(1.0, 5)[1]
    1.0
    """
    held, tail = rate * trials, (1 - CONFIDENCE) / 2
    ends = betaincinv(held + 0.5, trials - held + 0.5, [tail, 1 - tail])
    low = 0.0 if held <= 0 else float(ends[0])
    return low, 1.0 if held >= trials else float(ends[1])


def read_coverage(workspace: Workspace, family: str) -> Coverage | None:
    """Read what is known of a family's intervals; None if it has no such file.

    Raises
    ------
    ContentError
        If the file is wrong, with every problem in it.
    """
    return read_family_record(Coverage, workspace, family, FILE)
