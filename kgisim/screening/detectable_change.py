"""How soon a departure from the baseline can be distinguished from chance.

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
    """Compute the smallest change, in either direction, that one published number shows.

    Parameters
    ----------
    spread
        Standard deviation of that number as expected today: yearly noise and path together.
    level
        Probability of a false alarm.
    power
        Probability with which the change is seen.

    Examples
    --------
    >>> round(smallest_detectable(1.0), 3)
    2.802
    """
    return float((ndtri(1.0 - level / 2.0) + ndtri(power)) * spread)


def power_by_year(
    effect: np.ndarray, covariance: np.ndarray, *, level: float = LEVEL
) -> np.ndarray:
    """Compute the probability that the numbers published up to each year show a departure.

    Parameters
    ----------
    effect
        (year,) expected departure from the baseline.
    covariance
        (year, year) of the numbers to be published under the baseline.
    level
        Probability of a false alarm.

    Returns
    -------
    ndarray
        (year,) probabilities; they never fall.

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
    """Return the first year by which the published numbers show the departure, if any.

    Parameters
    ----------
    years
        (year,) years to come.
    effect, covariance, level
        As in `power_by_year`.
    power
        Probability with which the departure has to be seen.
    """
    seen = power_by_year(effect, covariance, level=level) >= power
    return int(years[np.argmax(seen)]) if seen.any() else None


def from_draws(baseline: np.ndarray, package: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Estimate a departure, and the covariance under the baseline, from paired draws.

    Parameters
    ----------
    baseline, package
        (draw, year) numbers to be published.

    Returns
    -------
    tuple of ndarray
        Expected departure (year,), and covariance (year, year).
    """
    covariance = np.cov(baseline, rowvar=False)
    return (package - baseline).mean(axis=0), np.atleast_2d(covariance)
