"""How much of a result is data and how much is prior, by power-scaling.

Raising the prior, or the likelihood, to a power near one says how a posterior would move if that
part weighed a little more or less; the stored draws need only be weighted anew. The measure is
the gradient of the cumulative Jensen-Shannon distance in the base-two logarithm of the power:
below 0.05 a part hardly matters (Kallioinen, Paananen, Bürkner and Vehtari 2024).
"""

from typing import Any

import numpy as np

from kgisim.inference.importance_sampling import normalised

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
    from arviz_stats.base.array import array_stats

    if np.ptp(quantity) == 0.0:
        return float("nan")
    if np.ptp(log_part) == 0.0:  # the part is silent, so nothing can depend on it
        return 0.0
    # powers so near one give weights so even that they need no smoothing
    lower, upper = (normalised((power - 1.0) * log_part) for power in POWERS)
    one_chain = (quantity[None], lower[None], upper[None])
    sense: Any = array_stats.power_scale_sense(*one_chain, *POWERS)
    return float(sense)
