"""The first year in which failure shows."""

from collections.abc import Mapping

import numpy as np

from kgisim.targets.milestones import auc
from kgisim.targets.refusal import LEAST_DRAWS
from kgisim.targets.window import Better

SHOWS = 0.8
"""Failure shows from the year on in which an attaining future looks better than a failing one with
this chance; a half would say nothing."""


def first_sign(seen: Mapping[int, np.ndarray], reached: np.ndarray, better: Better) -> int | None:
    """Return the first year in which what is seen tells attaining from failing futures.

    Parameters
    ----------
    seen
        By year, in rising order: (draw,) what is observed by then.
    reached
        (draw,) True where the level is attained in the end.
    better
        Which direction is progress.

    Returns
    -------
    int or None
        None if no year tells them apart, or too few draws attain or miss the level to say.
    """
    if min(reached.sum(), (~reached).sum()) < LEAST_DRAWS:
        return None
    sign = -1.0 if better == "lower" else 1.0
    for year, values in seen.items():
        if auc(sign * values[reached], sign * values[~reached]) >= SHOWS:
            return year
    return None
