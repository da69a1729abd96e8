"""How soon a departure from the baseline can be told from chance.

All that is needed is what the baseline expects of the numbers to be published: their spread says
which single number would be surprising, their covariance over the years what a whole series of
them says (the most powerful test of one known departure, Neyman and Pearson 1933).
"""

import numpy as np
from scipy.special import ndtr, ndtri

LEVEL = 0.05
"""Chance of a false alarm."""
POWER = 0.8
"""Chance that a true departure is seen."""


def smallest_detectable(spread: float, *, level: float = LEVEL, power: float = POWER) -> float:
    """Smallest change that one published number shows, with the stated power, in either direction.

    Parameters
    ----------
    spread
        Standard deviation of that number as expected today: yearly noise and path together.

    Examples
    --------
    >>> round(smallest_detectable(1.0), 3)
    2.802
    """
    return float((ndtri(1.0 - level / 2.0) + ndtri(power)) * spread)


def power_by_year(
    effect: np.ndarray, covariance: np.ndarray, *, level: float = LEVEL
) -> np.ndarray:
    """Chance that a departure is seen in the numbers published up to each year.

    Parameters
    ----------
    effect
        (year,) expected departure from the baseline.
    covariance
        (year, year) of the numbers to be published under the baseline.

    Examples
    --------
    >>> power_by_year(np.zeros(2), np.eye(2)).round(3).tolist()
    [0.05, 0.05]
    """
    # numbers that repeat each other, or do not vary at all, leave nothing to divide by
    ridge = 1e-12 * float(np.trace(covariance)) / len(covariance) + 1e-100
    root = np.linalg.cholesky(covariance + ridge * np.eye(len(covariance)))
    strength = np.sqrt(np.cumsum(np.linalg.solve(root, effect) ** 2))
    return ndtr(strength - ndtri(1.0 - level))


def detected_by(
    years: np.ndarray,
    effect: np.ndarray,
    covariance: np.ndarray,
    *,
    level: float = LEVEL,
    power: float = POWER,
) -> int | None:
    """First year whose published numbers show the departure with the stated power, if any."""
    seen = power_by_year(effect, covariance, level=level) >= power
    return int(years[np.argmax(seen)]) if seen.any() else None


def from_draws(baseline: np.ndarray, package: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give expected departure (year,) and covariance (year, year) of paired draws (draw, year)."""
    covariance = np.cov(baseline, rowvar=False)
    return (package - baseline).mean(axis=0), np.atleast_2d(covariance)
