"""How good a forecast was, once the value is known: proper scores and intervals from draws."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kgisim.evidence.indicator import Indicator
from kgisim.inference.scales import Scale, scale_of

LEVELS = (50, 80, 95)
"""Central intervals that are tested, in per cent."""
EDGE = 0.005
"""Share of the range within which a value at one of its ends is taken to lie, as in a fit."""


@dataclass(frozen=True)
class ScoringScale:
    """The scale on which misses are comparable: an indicator's link; log(1 + y) of a count.

    Bosse et al. (2023, doi:10.1371/journal.pcbi.1011393) give reasons for the latter.
    """

    scale: Scale

    @classmethod
    def of(cls, indicator: Indicator, known: np.ndarray) -> "ScoringScale":
        """Choose the scale of an indicator; known values only set the unit of ``real`` ones."""
        return cls(scale_of(indicator, known))

    def forward(self, values: Any) -> np.ndarray:
        """Map natural units to the scale.

        Returns
        -------
        ndarray
            Same dims as `values`; link units, or log(1 + y) of a count.

        Examples
        --------
        >>> float(ScoringScale(Scale("count", "log")).forward(0.0))
        0.0
        """
        values = np.asarray(values, dtype=float)
        if self.scale.name == "count":
            return np.log1p(values)
        if self.scale.name == "share":
            values = np.clip(values, EDGE * self.scale.top, (1 - EDGE) * self.scale.top)
        return self.scale.forward(values)

    def inverse(self, placed: Any) -> np.ndarray:
        """Map the scale back to natural units.

        Returns
        -------
        ndarray
            Same dims as `placed`; counts are whole.
        """
        if self.scale.name == "count":
            return np.round(np.maximum(np.expm1(placed), 0.0))
        return self.scale.inverse(placed)


def crps(draws: np.ndarray, value: np.ndarray) -> np.ndarray:
    """Compute the continuous ranked probability score of draws; small is good.

    E|X − y| − ½ E|X − X'| over the draws' own distribution (Gneiting and Raftery 2007).

    Parameters
    ----------
    draws
        (draw, …) in any unit.
    value
        (…) what came.

    Returns
    -------
    ndarray
        Dims of `value`; in the unit of the draws.

    Examples
    --------
    >>> crps(np.array([[1.0], [3.0]]), np.array([2.0])).tolist()
    [0.5]
    """
    count = len(draws)
    ranked = np.sort(draws, axis=0)
    weight = 2 * np.arange(1, count + 1) - count - 1
    spread = np.tensordot(weight, ranked, axes=1) / count**2
    return np.abs(draws - value).mean(axis=0) - spread


def scored(
    draws: np.ndarray, values: np.ndarray, before: float, scale: ScoringScale
) -> dict[str, np.ndarray]:
    """Score the forecasts of several years.

    Parameters
    ----------
    draws
        (draw, year) in natural units.
    values
        (year,) what came.
    before
        Last value that was known; the forecasts are asked for the chance of a higher one.

    Returns
    -------
    dict of arrays
        ``median``, ``low…`` and ``high…`` of every interval, ``crps`` in natural units,
        ``crps_link`` on the scale, and ``chance``.
    """
    found = {"median": np.median(draws, axis=0)}
    for level in LEVELS:
        ends = np.array([50 - level / 2, 50 + level / 2]) / 100
        found[f"low{level}"], found[f"high{level}"] = np.quantile(draws, ends, axis=0)
    return found | {
        "crps": crps(draws, values),
        "crps_link": crps(scale.forward(draws), scale.forward(values)),
        "chance": (draws > before).mean(axis=0),
    }
