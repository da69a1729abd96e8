"""How many posterior points an answer rests on, as far as points and not fresh draws decide it."""

from collections.abc import Iterable

import numpy as np
from scipy.special import ndtri

from kgisim.ranks import mid_ranks


def posterior_size(values: np.ndarray, points: Iterable[tuple[np.ndarray, float]]) -> float:
    """Return the effective sample size of the posteriors for what is judged.

    Draws are resampled from weighted points, and what no row informs, the innovations to come, is
    drawn anew for each. The error of a mean is then the variance over draws divided by their
    number, and for each fit the part of it that its points decide divided by that fit's effective
    sample size. The part is the correlation of draws that share a point.

    Parameters
    ----------
    values
        (draw,) what is judged.
    points
        For each fit behind it the numbers of the points (draw,), equal where draws share one, and
        its effective sample size.

    Returns
    -------
    float
        Infinite where points decide nothing.
    """
    scores = ndtri((mid_ranks(values) - 0.5) / len(values))
    if not scores.any():
        return np.inf
    shares = [(_shared(scores, numbers), ess) for numbers, ess in points]
    whole = max(sum(share for share, _ in shares), 1.0)
    rate = sum(share / ess for share, ess in shares) / whole
    return 1.0 / rate if rate > 0 else np.inf


def _shared(scores: np.ndarray, numbers: np.ndarray) -> float:
    """Correlation of scores between draws of one point, at least nought."""
    sums, counts = (np.bincount(numbers, weight) for weight in (scores, None))
    pairs = float(np.sum(counts * (counts - 1.0)))
    if not pairs:  # no point came twice: its share is not known, and counts as all
        return 1.0
    products = float(np.sum(sums**2) - np.sum(scores**2))
    return max(products / pairs / float(np.mean(scores**2)), 0.0)
