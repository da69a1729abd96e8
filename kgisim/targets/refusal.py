"""Refusal: too few futures remain to describe them, and what can be said instead."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import betaincinv

from kgisim.targets.attainment import effective_size

LEAST_DRAWS = 100
"""With fewer futures left nothing is said about them."""


@dataclass(frozen=True)
class Refusal:
    """An answer that is not given, and why.

    Parameters
    ----------
    reason
        ``few_attain``: too few futures attain the target; ``few_fail``: too few fail it;
        ``few_match``: too few agree with what has been observed.
    left
        Futures (or effective futures) that remain.
    needed
        Fewest with which the question is answered.
    chance
        Chance of the target before anything else is known.
    low, high
        Its 95 % bounds, each on one side (Clopper and Pearson 1934).
    surprise
        For ``few_match``, by observation: share of the futures that lay below it. Draws that say
        little about a year are needles there: few may be left of a number that is quite usual.
    """

    reason: str
    left: float
    needed: int
    chance: float
    low: float
    high: float
    surprise: tuple[float, ...] = ()


def refuse(
    reason: str,
    left: float,
    reached: np.ndarray,
    ess: float = np.inf,
    surprise: tuple[float, ...] = (),
) -> Refusal:
    """Refuse a question about a target that is reached in the futures marked in `reached`."""
    low, high = chance_bounds(float(reached.mean()), effective_size(len(reached), ess))
    return Refusal(reason, left, LEAST_DRAWS, float(reached.mean()), low, high, surprise)


def chance_bounds(share: float, size: float, level: float = 0.95) -> tuple[float, float]:
    """Return exact one-sided lower and upper bounds of a chance from `size` independent futures.

    Examples
    --------
    >>> [round(bound, 4) for bound in chance_bounds(0.0, 100.0)]
    [0.0, 0.0295]
    """
    whole = math.floor(size)
    fewest, most = math.floor(share * whole), math.ceil(share * whole)
    low = float(betaincinv(fewest, whole - fewest + 1, 1.0 - level)) if fewest else 0.0
    high = float(betaincinv(most + 1, whole - most, level)) if most < whole else 1.0
    return low, high
