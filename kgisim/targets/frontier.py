"""Ambition against credibility: the chance of every level under the baseline and the package."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtri

from kgisim.targets.comparison_scale import ComparisonScale
from kgisim.targets.posed_question import Estimate, mean_of
from kgisim.targets.window import Better

COLUMNS = ("value", "chance_baseline", "chance_package")
"""Columns of a frontier: level in the indicator's unit, and its chances."""
POINTS = 200
"""Levels of a frontier at most."""


def frontier(before: np.ndarray, after: np.ndarray, better: Better) -> pd.DataFrame:
    """Return the chances of all levels, from the easiest to the hardest.

    Parameters
    ----------
    before, after
        (draw,) what is judged, under the baseline and under the package.
    better
        Which direction is progress.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`; both chances fall from the first row to the last.
    """
    sign = -1.0 if better == "lower" else 1.0
    ordered = [np.sort(sign * values) for values in (before, after)]
    held = np.unique(np.concatenate(ordered))
    if len(held) > POINTS:  # as many in either set of draws, its outermost included
        shares = np.linspace(0.0, 1.0, POINTS // 2)
        held = np.unique(np.concatenate([_at(values, shares) for values in ordered]))
    chances = [1.0 - np.searchsorted(values, held) / len(values) for values in ordered]
    return pd.DataFrame(dict(zip(COLUMNS, (sign * held, *chances), strict=True)))


def _at(ordered: np.ndarray, shares: np.ndarray) -> np.ndarray:
    return np.quantile(ordered, shares, method="inverted_cdf")


@dataclass(frozen=True)
class Shift:
    """How far the package shifts what is judged, beside how uncertain that is.

    Parameters
    ----------
    needed
        δ/σ from which on some level is within both limits, if the draws are normal.
    found
        δ/σ of the draws, positive in the better direction, with its Monte Carlo error.
    """

    needed: float
    found: Estimate


def shift(
    before: np.ndarray,
    after: np.ndarray,
    *,
    better: Better,
    scale: ComparisonScale,
    limits: tuple[float, float],
    size: float,
) -> Shift:
    """Return the shift of the median over the spread, and what the strict rule would need.

    Parameters
    ----------
    before, after
        (draw,) what is judged, under the baseline and under the package; paired.
    better
        Which direction is progress.
    scale
        Scale on which the draws are nearly normal: mean and median agree there, and the mean of
        counts moves in smaller steps than their median.
    limits
        Largest chance under the baseline, least chance under the package.
    size
        How many independent futures the draws are worth.
    """
    sign = -1.0 if better == "lower" else 1.0
    ends = [sign * scale.forward(values) for values in (before, after)]
    spread = float(np.sqrt(np.mean([values.var() for values in ends]))) or np.inf
    x, y = limits
    return Shift(
        needed=float(ndtri(y) - ndtri(x)),
        found=mean_of((ends[1] - ends[0]) / spread, size),
    )
