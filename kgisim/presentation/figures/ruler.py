"""A horizontal axis for values of very different sizes: even steps, or even ratios."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from matplotlib.ticker import MaxNLocator

from kgisim.presentation.i18n.numbers import decimal

UNEVEN = 30.0
"""Ratio of the largest to the smallest value from which on equal ratios are equally wide."""
STEPS = (1, 2, 5)
"""Places of ticks within a power of ten."""
MOST = 7
"""Ticks at most; with more, powers of ten alone."""


@dataclass(frozen=True)
class Ruler:
    """Where values stand.

    Parameters
    ----------
    shift
        What is added before the logarithm is taken; None: even steps.
    low, high
        Ends of the axis, as values.
    """

    shift: float | None
    low: float
    high: float

    @property
    def is_uneven(self) -> bool:
        """Whether equal ratios are equally wide."""
        return self.shift is not None

    def place(self, values: np.ndarray) -> np.ndarray:
        """Return the places of values; with even ratios, none lies below the lower end.

        Returns
        -------
        ndarray
            (value,) places.
        """
        values = np.asarray(values, float)
        if self.shift is None:
            return values
        return np.log10(np.maximum(values, self.low) + self.shift)

    @property
    def ends(self) -> tuple[float, float]:
        """Places of both ends."""
        low, high = self.place(np.array([self.low, self.high])).tolist()
        return low, high

    def ticks(self) -> list[float]:
        """Return the values at which there are ticks."""
        if self.shift is None:
            found = MaxNLocator(nbins=6, steps=[1, 2, 5, 10]).tick_values(self.low, self.high)
            return [float(one) for one in found if self.low <= one <= self.high]
        least = self.low if self.low > 0 else 1.0
        powers = range(math.floor(math.log10(least)), math.ceil(math.log10(self.high)) + 1)
        for steps in (STEPS, (1,)):
            fine = [step * 10.0**power for power in powers for step in steps]
            ticks = [one for one in fine if least <= one <= self.high]
            if len(ticks) <= MOST:
                break
        return [0.0, *ticks] if self.low == 0 else ticks


def ruler_for(values: np.ndarray, scale: str, *, ceiling: float | None = None) -> Ruler:
    """Choose the axis for values.

    Parameters
    ----------
    values
        (value,) all that has to be on it; NaN are passed over.
    scale
        Scale of the indicator. Amounts and counts of very different sizes get even ratios; a
        count may be nothing.
    ceiling
        Highest value that there can be.

    Examples
    --------
    >>> ruler_for(np.array([2.0, 40.0]), "share", ceiling=100.0).ends
    (0.0, 42.0)
    >>> ruler_for(np.array([0.0, 1.0, 2.0, 900.0]), "count").is_uneven
    True
    """
    known = values[np.isfinite(values)]
    low, high = float(known.min()), float(known.max())
    if scale == "count" and high > UNEVEN:
        small = float(np.quantile(known, 0.1))
        if high / max(small, 1.0) >= UNEVEN:
            return Ruler(1.0, 0.0 if low < 1 else low * 0.9, high * 1.15)
    if scale == "positive" and low > 0 and high / low >= UNEVEN:
        return Ruler(0.0, low * 0.9, high * 1.15)
    start = 0.0 if low >= 0 else low * 1.05
    if low > 0 and high < 1.3 * low:  # what differs would be lost beside what all have
        start = max(0.0, low - 0.3 * (high - low))
    return Ruler(None, start, min(high * 1.05, ceiling or math.inf))


def tick_labels(ruler: Ruler, language: str) -> Sequence[str]:
    """Write the values at the ticks, with as many digits as each needs.

    Examples
    --------
    >>> [*tick_labels(Ruler(None, 0.0, 1.0), "en")]
    ['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']
    """
    ticks = ruler.ticks()
    if ruler.is_uneven:
        return [decimal(one, _places(one), language) for one in ticks]
    step = min(np.diff(ticks), default=1.0)
    return [decimal(one, _places(float(step)), language) for one in ticks]


def apart_enough(
    places: Sequence[float], labels: Sequence[str], widths: Sequence[float]
) -> list[str]:
    """Leave out the fewest labels, every second or more of them, so that none touches the next.

    Parameters
    ----------
    places
        Middles of the labels, rising.
    labels
        What is written at each.
    widths
        How wide each is with the room that it needs, in the unit of the places.

    Returns
    -------
    list of str
        As many as there were; blank where one is left out.

    Examples
    --------
    >>> apart_enough([1.0, 2.0, 3.0], ["10", "100", "1,000"], [0.5, 0.8, 1.3])
    ['10', '', '1,000']
    """
    for step in range(1, len(labels)):
        kept = range(0, len(labels), step)
        pairs = [(one, other, places[other] - places[one]) for one, other in pairwise(kept)]
        if all(2 * room >= widths[one] + widths[other] for one, other, room in pairs):
            return [label if place in kept else "" for place, label in enumerate(labels)]
    return [*labels[:1], *([""] * (len(labels) - 1))]


def _places(value: float) -> int:
    return max(0, -math.floor(math.log10(value) + 1e-9)) if value else 0
