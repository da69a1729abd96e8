"""Counts from common uniforms: the same draw of chance under every rate."""

import numpy as np
from scipy.special import gammaincc

SEARCHED = 10.0
"""Rates below this are searched from zero upwards; the expansion is close enough from here on."""
MOST = 100
"""No searched count is larger; its chance is below 1e-40."""
FEW = 0.03
"""Share of cells left at which it pays to go on with these alone."""
CLOSE = 0.01
"""Distance from a whole number, and `FAR` deviations, beyond which the expansion needs a check."""
FAR = 2.5


def poisson_quantile(uniform: np.ndarray, normal: np.ndarray, rate: np.ndarray) -> np.ndarray:
    """Compute the smallest count whose cumulative Poisson probability reaches `uniform`.

    It never falls with `rate`.

    Parameters
    ----------
    uniform, normal
        Probabilities, and the same as standard normal quantiles.
    rate
        Poisson means; NaN stays NaN.

    Returns
    -------
    ndarray
        Whole numbers as floats; dims of `rate`.

    Notes
    -----
    The Cornish–Fisher expansion of the continuous quantile, with an exact check where it lies near
    a whole number or far in a tail (Giles 2016, ACM TOMS Algorithm 955, for the principle).

    Examples
    --------
    >>> from scipy.special import ndtri
    >>> half = np.full(3, 0.5)
    >>> poisson_quantile(half, ndtri(half), np.array([0.1, 3.0, 100.0])).tolist()
    [0.0, 3.0, 100.0]
    """
    low = rate.ravel() < SEARCHED
    flat = tuple(np.ravel(array) for array in (uniform, normal, rate))
    count = np.empty_like(flat[0])
    for part, quantile in ((low, _searched), (~low, _expanded)):
        if part.all():
            return quantile(*flat).reshape(rate.shape)
        cells = np.flatnonzero(part)
        count[cells] = quantile(*(array[cells] for array in flat))
    return count.reshape(rate.shape)


def _searched(uniform: np.ndarray, _: np.ndarray, rate: np.ndarray) -> np.ndarray:
    term = np.exp(-rate)
    return _climbed(uniform, rate, term, term.copy(), 1)


def _climbed(
    uniform: np.ndarray, rate: np.ndarray, term: np.ndarray, below: np.ndarray, number: int
) -> np.ndarray:
    """Add up chances until they reach the uniform; go on with the rest once few are left."""
    count = np.zeros_like(rate)
    for step in range(number, MOST):
        beyond = uniform > below
        left = np.count_nonzero(beyond)
        if left <= FEW * beyond.size:
            if left:
                place = np.flatnonzero(beyond)
                rest = uniform[place], rate[place], term[place], below[place]
                count[place] += _climbed(*rest, step)
            break
        count += beyond
        term *= rate
        term *= 1.0 / step
        below += term
    return count


def _expanded(uniform: np.ndarray, normal: np.ndarray, rate: np.ndarray) -> np.ndarray:
    root = np.sqrt(rate)
    square = normal * normal
    value = rate + root * normal + (1 / 3 + square / 6)
    value -= normal * (1 / 36 + square / 72) / root
    value += (square * (7 / 810 + square / 270) - 8 / 405) / rate
    whole = np.rint(value)
    unsure = (np.abs(value - whole) < CLOSE) | (np.abs(normal) > FAR)
    count = np.floor(value)
    nearest = np.maximum(whole[unsure], 1.0)
    reached = gammaincc(nearest.astype(float), rate[unsure].astype(float)) < uniform[unsure]
    count[unsure] = nearest - ~reached
    return count
