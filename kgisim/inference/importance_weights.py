"""Importance weights: normalised, counted, and smoothed by a Pareto tail (Vehtari et al. 2024)."""

import numpy as np
from scipy.special import logsumexp

LARGEST_K = 0.7
"""Pareto's k from which importance weights are not to be trusted."""
BOUNDED = -1.0
"""Pareto's k of weights whose largest are all equal: a tail that ends at once, as a uniform one."""
SHAPE_BELIEF, SHAPE_POINTS = 0.5, 10
"""Shape of a tail in advance, and the points of the tail that this belief is worth."""
SCALE_BELIEF = 3
"""Of the quartile of the tail, where the prior of its scale lies (Zhang and Stephens 2009)."""


def normalised(log_weights: np.ndarray) -> np.ndarray:
    """Return weights that add up to one.

    Parameters
    ----------
    log_weights
        (point,) up to a constant.

    Returns
    -------
    ndarray
        (point,) weights.
    """
    weights = np.exp(log_weights - np.max(log_weights))
    return weights / weights.sum()


def effective_size(weights: np.ndarray) -> float:
    """Kish's effective sample size of normalised weights."""
    return float(1.0 / np.sum(weights**2))


def smoothed(log_weights: np.ndarray) -> tuple[np.ndarray, float]:
    """Pareto-smooth log weights.

    The largest are replaced by quantiles of the generalised Pareto distribution fitted to them, as
    ArviZ does it.

    Parameters
    ----------
    log_weights
        (points,) not normalised.

    Returns
    -------
    tuple
        Normalised weights (points,) and Pareto's k: infinite if no point has any weight, NaN if the
        tail has no shape that can be told.
    """
    if not np.isfinite(log_weights).any():
        return np.full(len(log_weights), 1 / len(log_weights)), np.inf
    bounded = np.maximum(log_weights - log_weights.max(), -700.0)
    order, size = np.argsort(bounded), tail_size(len(bounded))
    largest, cutoff = bounded[order[-size:]], np.exp(bounded[order[-size - 1]])
    if largest[0] == largest[-1]:  # nothing to be smoothed
        return normalised(bounded), BOUNDED
    k, scale = pareto_tail(np.exp(largest) - cutoff)
    if np.isfinite(k):
        chances = (np.arange(size) + 0.5) / size
        found = np.log(cutoff + scale * np.expm1(-k * np.log1p(-chances)) / k)
        bounded[order[-size:]] = np.minimum(found, 0.0)
    return normalised(bounded), k


def tail_size(points: int) -> int:
    """Return how many of the largest weights make the tail."""
    return int(3 * np.sqrt(points) if points > 225 else points / 5)


def pareto_tail(excesses: np.ndarray) -> tuple[float, float]:
    """Estimate shape and scale of a generalised Pareto distribution.

    Parameters
    ----------
    excesses
        (points,) over a threshold, in order.

    Returns
    -------
    tuple
        Shape k and scale; NaN if a quarter of the points and more lie on one place.

    References
    ----------
    Zhang and Stephens 2009, with the prior of the shape by Vehtari et al. 2024.
    """
    count = len(excesses)
    quartile = excesses[int(count / 4 + 0.5) - 1]
    if quartile <= excesses[0]:
        return np.nan, np.nan
    grid = 30 + int(count**0.5)
    rate = 1.0 - np.sqrt(grid / (np.arange(1, grid + 1) - 0.5))
    rate = rate / (SCALE_BELIEF * quartile) + 1.0 / excesses[-1]
    shape = np.mean(np.log1p(-rate[:, None] * excesses), axis=1)
    likelihood = count * (np.log(-rate / shape) - shape - 1.0)
    weight = np.exp(likelihood - logsumexp(likelihood))
    heavy = weight >= 10 * np.finfo(float).eps
    mean_rate = np.sum(rate[heavy] * weight[heavy]) / weight[heavy].sum()
    k = np.mean(np.log1p(-mean_rate * excesses))
    believed = (count * k + SHAPE_POINTS * SHAPE_BELIEF) / (count + SHAPE_POINTS)
    return float(believed), float(-k / mean_rate)
