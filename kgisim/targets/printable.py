"""Levels as a council would print them."""

import math
from typing import Literal

from kgisim.evidence.indicator import Indicator
from kgisim.targets.window import TargetWindow

Side = Literal["nearest", "easier", "harder"]


def printable(
    value: float, indicator: Indicator, window: TargetWindow, side: Side = "nearest"
) -> float:
    """Round a level: tenths of a point for shares, whole counts, two digits otherwise.

    Parameters
    ----------
    value
        Level in the indicator's unit.
    window
        Years over which it is judged: means of counts have tenths.
    side
        Where to round to; a level that is printable already stays.
    """
    if not math.isfinite(value):
        return value
    places = _places(value, indicator, window)
    if side == "nearest":
        return round(value, places)
    steps = round(value * 10.0**places, 6)
    rises = (side == "harder") == (indicator.better != "lower")
    return round((math.ceil(steps) if rises else math.floor(steps)) / 10.0**places, places)


def _places(value: float, indicator: Indicator, window: TargetWindow) -> int:
    if indicator.scale == "share":
        return 1
    if indicator.scale == "count":
        return 1 if window.length > 1 and window.statistic == "mean" else 0
    return 1 - math.floor(math.log10(abs(value))) if value else 0
