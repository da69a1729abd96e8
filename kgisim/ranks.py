"""Ranks of values; the statistics of SciPy, which have them too, take long to import."""

import numpy as np


def mid_ranks(values: np.ndarray) -> np.ndarray:
    """Return the ranks of values, from 1; equal values share the mean of theirs.

    Parameters
    ----------
    values
        (draw,)

    Returns
    -------
    ndarray
        (draw,)

    Examples
    --------
    >>> mid_ranks(np.array([30.0, 10.0, 30.0])).tolist()
    [2.5, 1.0, 2.5]
    """
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - (counts - 1) / 2)[places]
