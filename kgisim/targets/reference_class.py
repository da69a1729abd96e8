"""The reference class: how fast comparable series have moved over as many years."""

import math
from dataclasses import dataclass

import numpy as np

from kgisim.evidence.catalog import Catalog
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.observations import published_values
from kgisim.targets.pace import is_relative, pace

SPAN = 10
"""Years over which paces of the reference class are taken."""
FEWEST_SERIES = 5
"""With fewer series no percentile is stated at all."""


@dataclass(frozen=True)
class ReferenceClass:
    """Paces of comparable series; every series has the same weight, however long it is.

    Parameters
    ----------
    span
        Years over which each pace is taken.
    paces
        Paces over overlapping spans, by series.
    skipped
        Spans left out because one end is zero, from which no growth can be counted.

    Examples
    --------
    >>> five = ReferenceClass(10, {name: np.array([pace]) for name, pace in zip("abcde", range(5))})
    >>> five.percentile(2.5), five.quantile(0.8), five.quantile(0.9)
    (0.6, 3.0, None)
    """

    span: int
    paces: dict[str, np.ndarray]
    skipped: int = 0

    @property
    def series(self) -> tuple[str, ...]:
        """Series in the class."""
        return tuple(self.paces)

    @property
    def is_too_small(self) -> bool:
        """Whether it holds too few series to place anything among them."""
        return len(self.paces) < FEWEST_SERIES

    @property
    def highest(self) -> float:
        """Highest percentile that so many series can show: n of n + 1."""
        return len(self.paces) / (len(self.paces) + 1.0)

    def needed_for(self, probability: float) -> int:
        """Return how many series a percentile needs."""
        outer = max(probability, 1.0 - probability)
        return max(FEWEST_SERIES, math.ceil(outer / (1.0 - outer) - 1e-9))

    def percentile(self, value: float) -> float | None:
        """Return the share of the class that moved more slowly; None if it is too small to say."""
        if self.is_too_small or not np.isfinite(value):
            return None
        return float(np.mean([np.mean(paces < value) for paces in self.paces.values()]))

    def quantile(self, probability: float) -> float | None:
        """Return the pace at a percentile; None if the class is too small for that percentile."""
        if len(self.paces) < self.needed_for(probability):
            return None
        paces = np.concatenate(list(self.paces.values()))
        weights = np.concatenate([np.full(len(p), 1.0 / len(p)) for p in self.paces.values()])
        order = np.argsort(paces)
        share = np.cumsum(weights[order]) / len(self.paces)
        return float(paces[order][np.searchsorted(share, probability - 1e-9)])


def reference_class(catalog: Catalog, indicator: Indicator, span: int = SPAN) -> ReferenceClass:
    """Collect the paces of the catalogue's reference series, as published.

    Growth in per cent can be compared between amounts and flows of any size. A share or a stock
    moves in units of its own: only reference series of the same scale and unit are compared.
    """
    paces: dict[str, np.ndarray] = {}
    skipped = 0
    for name, other in catalog.indicators.items():
        if other.role != "reference" or not _comparable(indicator, other):
            continue
        found = _paces(other, published_values(other, catalog.rows(name)).to_dict(), span)
        kept = found[np.isfinite(found)]
        skipped += len(found) - len(kept)
        if len(kept):
            paces[name] = kept
    return ReferenceClass(span, paces, skipped)


def _comparable(indicator: Indicator, other: Indicator) -> bool:
    if is_relative(indicator):
        return is_relative(other)
    same = ("scale", "counting", "unit")
    return all(getattr(indicator, name) == getattr(other, name) for name in same)


def _paces(indicator: Indicator, values: dict[int, float], span: int) -> np.ndarray:
    ends = [(value, values[year + span]) for year, value in values.items() if year + span in values]
    return np.array([pace(indicator, start, end, span) for start, end in ends], dtype=float)
