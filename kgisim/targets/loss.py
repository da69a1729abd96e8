"""What missing a level costs: shortfalls, and the level at which two costs balance."""

import numpy as np

from kgisim.targets.posed_question import Estimate, mean_of
from kgisim.targets.window import Better


def shortfalls(values: np.ndarray, level: float, better: Better) -> np.ndarray:
    """Return by how much each draw misses a level; 0 where it is attained.

    Parameters
    ----------
    values
        (draw,) what is judged.

    Returns
    -------
    ndarray
        (draw,) in the unit of `values`.

    Examples
    --------
    >>> shortfalls(np.array([1.0, 4.0]), 3.0, "higher").tolist()
    [2.0, 0.0]
    """
    missed = values - level if better == "lower" else level - values
    return np.maximum(missed, 0.0)


def expected_shortfall(values: np.ndarray, level: float, better: Better, size: float) -> Estimate:
    """Return E[(L − Y)⁺] in the unit of `values` (draw,), which are worth `size` futures."""
    missed = shortfalls(values, level, better)
    error = float(missed.std() / np.sqrt(size)) if missed.any() else 0.0
    return Estimate(float(missed.mean()), error)


def shortfall_if_missed(values: np.ndarray, level: float, better: Better) -> float | None:
    """Return the mean shortfall of the draws (draw,) that miss the level; None if none does."""
    missed = shortfalls(values, level, better)
    return float(missed[missed > 0].mean()) if missed.any() else None


def added(before: np.ndarray, after: np.ndarray, size: float) -> Estimate:
    """Return what the package adds to a chance.

    Parameters
    ----------
    before, after
        (draw,) True where the level is attained, under the baseline and the package; paired.
    size
        How many independent futures the draws are worth.
    """
    return mean_of(after.astype(float) - before.astype(float), size)


def chance_of_cost(miss_cost: float) -> float:
    """Return the chance at which a level costs least.

    Parameters
    ----------
    miss_cost
        How many times as bad it is to miss a level by one unit as to aim one unit too low.

    Examples
    --------
    >>> chance_of_cost(4.0), chance_of_cost(1.0)
    (0.8, 0.5)
    """
    return miss_cost / (1.0 + miss_cost)
