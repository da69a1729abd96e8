"""How many of a count's events are also of a smaller kind: a binomial draw, never more than all."""

import numpy as np
from scipy.special import ndtri

from kgisim.rng import stream

LARGEST = 500
"""Counts up to which a number is drawn exactly; above, as a rounded normal."""


def thinning_uniform(seed: int, name: str, years: int, draws: int) -> np.ndarray:
    """Return where a thinned count lies in its distribution, in every scenario the same.

    Returns
    -------
    ndarray
        (year, draw) probabilities.
    """
    return stream(seed, "thinned", name).random((years, draws))


def binomial_quantile(uniform: np.ndarray, count: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Return the smallest number whose binomial probability reaches a given one.

    It grows with the count and with the chance, so that under one uniform a scenario with more
    events, or a larger share of them, never has fewer that count.

    Parameters
    ----------
    uniform
        Probabilities below one.
    count
        Whole numbers; NaN where unknown, and so is the result.
    chance
        Between 0 and 1, of the same shape.

    Returns
    -------
    ndarray
        Whole numbers between 0 and `count`, in double precision; dims of `count`.

    Examples
    --------
    >>> binomial_quantile(np.array([0.2, 0.6, 0.9]), np.full(3, 2.0), np.full(3, 0.5)).tolist()
    [0.0, 1.0, 2.0]
    """
    known = np.isfinite(count) & np.isfinite(chance)
    size, likely = (np.where(known, one, 0.0).astype(float) for one in (count, chance))
    # from the side on which the probability of none is not too small for a double
    turned = likely > 0.5
    chance_less = np.where(turned, 1.0 - likely, likely)
    level = np.where(turned, 1.0 - uniform, uniform)
    small = np.where(size <= LARGEST, _exact(level, np.minimum(size, LARGEST), chance_less), 0.0)
    large = np.rint(
        size * chance_less
        + np.sqrt(size * chance_less * (1.0 - chance_less)) * ndtri(np.clip(level, 1e-15, None))
    )
    found = np.where(size <= LARGEST, small, np.clip(large, 0.0, size))
    return np.where(known, np.where(turned, size - found, found), np.nan)


def _exact(level: np.ndarray, size: np.ndarray, chance: np.ndarray) -> np.ndarray:
    """Add up probabilities until they reach the level; a place drops out when it has."""
    shape = np.shape(size)
    level, size, chance = (np.ravel(np.broadcast_to(one, shape)) for one in (level, size, chance))
    found = np.zeros(len(size))
    odds, mass = chance / (1.0 - chance), (1.0 - chance) ** size
    total = mass.copy()
    active = np.flatnonzero((total < level) & (size > 0))
    while active.size:
        found[active] += 1.0
        number = found[active]
        mass[active] *= (size[active] - number + 1.0) / number * odds[active]
        total[active] += mass[active]
        active = active[(total[active] < level[active]) & (number < size[active])]
    return found.reshape(shape)
