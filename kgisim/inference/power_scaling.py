"""How much of a result is data and how much is prior, by power-scaling.

Raising the prior, or the likelihood, to a power near one says how a posterior would move if that
part weighed a little more or less; the stored draws need only be weighted anew. The measure is
the gradient of the cumulative Jensen-Shannon distance in the base-two logarithm of the power:
below 0.05 a part hardly matters (Kallioinen, Paananen, Bürkner and Vehtari 2024).
"""

import numpy as np

from kgisim.inference.importance_weights import normalised

POWERS = (0.99, 1.01)
"""Powers between which the gradient is taken."""


def power_sensitivity(quantity: np.ndarray, log_part: np.ndarray) -> float:
    """Sensitivity of a quantity to one part of the model; NaN if the quantity does not vary.

    Parameters
    ----------
    quantity
        (N,) posterior draws.
    log_part
        (N,) log density of the part, prior or likelihood, at the same draws.
    """
    if np.ptp(quantity) == 0.0:
        return float("nan")
    if np.ptp(log_part) == 0.0:  # the part is silent, so nothing can depend on it
        return 0.0
    # powers so near one give weights so even that they need no smoothing
    lower, upper = (normalised((power - 1.0) * log_part) for power in POWERS)
    order = np.argsort(quantity)
    distances = [
        _distance(np.diff(quantity[order]), weights[order]) / abs(np.log2(power))
        for power, weights in zip(POWERS, (lower, upper), strict=True)
    ]
    return float(np.mean(distances))


def _distance(widths: np.ndarray, weights: np.ndarray) -> float:
    """Cumulative Jensen-Shannon distance between draws in order and the same draws weighted.

    The larger one of those from below and from above.

    Parameters
    ----------
    widths
        (N − 1,) from each draw to the next.
    weights
        (N,) adding up to one.
    """
    return max(_from_below(widths, weights), _from_below(widths[::-1], weights[::-1]))


def _from_below(widths: np.ndarray, weights: np.ndarray) -> float:
    count = len(weights)
    plain = np.linspace(1 / count, 1 - 1 / count, count - 1)
    weighted = np.cumsum(weights / weights.sum())[:-1]
    areas = plain @ widths, weighted @ widths
    middle = np.log2(0.5 * (plain + weighted))
    # the terms in areas cancel each other but for the bound at zero
    excess = 0.5 / np.log(2) * (areas[1] - areas[0])
    one = max(0.0, np.sum(widths * plain * (np.log2(plain) - middle)) + excess)
    other = max(0.0, np.sum(widths * weighted * (np.log2(weighted) - middle)) - excess)
    return float(np.sqrt((one + other) / (areas[0] + areas[1])))
