"""Accounting identities, applied draw by draw."""

from collections.abc import Mapping, Sequence
from functools import reduce

import numpy as np

from kgisim.evidence.identity import Identity, RankThreshold

Values = Mapping[str, np.ndarray]
"""Draws of every series that enters, in natural units and of one shape."""


def combine(identity: Identity, values: Values) -> np.ndarray:
    """Apply an accounting identity draw by draw; of a thinned count its expectation.

    Returns
    -------
    ndarray
        Dims and precision of the inputs; in the unit of the identity.

    Examples
    --------
    >>> share = Identity(product_of=("a",), divided_by=("b",), times=100.0)
    >>> float(combine(share, {"a": np.array(3.0), "b": np.array(4.0)}))
    75.0
    """
    if identity.above is not None:
        return _counted(identity, identity.above, values)
    return _scaled(identity, values, _numerator(identity, values))


def rank_threshold(above: RankThreshold, values: Values) -> np.ndarray:
    """Compute the size that is needed to be among the N largest.

    Between two ranks log size is linear in log rank (a power law), and beyond the outermost ones
    the nearest two are prolonged.

    Returns
    -------
    ndarray
        Dims and unit of the inputs.

    Examples
    --------
    >>> fifth = RankThreshold(rank=5, at={1: "first", 25: "last"})
    >>> float(rank_threshold(fifth, {"first": np.array(100.0), "last": np.array(1.0)}))
    10.0
    """
    if above.rank in above.at:
        return values[above.at[above.rank]]
    ranks = sorted(above.at)
    place = min(max(int(np.searchsorted(ranks, above.rank)), 1), len(ranks) - 1)
    upper, lower = ranks[place - 1], ranks[place]
    share = np.log(above.rank / upper) / np.log(lower / upper)
    # a scalar of Python, not of numpy: single precision stays single
    return values[above.at[upper]] ** float(1 - share) * values[above.at[lower]] ** float(share)


def _counted(identity: Identity, above: RankThreshold, values: Values) -> np.ndarray:
    """Count the series that reach the threshold; unknown where one of them is.

    A firm that equals the threshold holds the last of the N places.
    """
    needed = rank_threshold(above, values)
    sizes = [_scaled(identity, values, values[name]) for name in identity.count_of]
    reached = _sum([size >= needed for size in sizes]).astype(needed.dtype)
    return np.where(np.isnan(needed + _sum(sizes)), np.nan, reached).astype(needed.dtype)


def _numerator(identity: Identity, values: Values) -> np.ndarray:
    if identity.sum_of:
        return _sum([values[name] for name in identity.sum_of])
    if identity.thinned is not None and identity.thinned_by is not None:
        return values[identity.thinned] * values[identity.thinned_by] / 100
    if identity.product_of:
        return reduce(np.multiply, [values[name] for name in identity.product_of])
    weights = [values[name] for name in identity.weighted_by]
    parts = [values[name] * w for name, w in zip(identity.mean_of, weights, strict=True)]
    return _sum(parts) / _sum(weights)


def _scaled(identity: Identity, values: Values, result: np.ndarray) -> np.ndarray:
    for name in identity.divided_by:
        result = result / values[name]
    return result * identity.times


def _sum(parts: Sequence[np.ndarray]) -> np.ndarray:
    return np.sum(parts, axis=0, dtype=np.result_type(parts[0], np.int8))
