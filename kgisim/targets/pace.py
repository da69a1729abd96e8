"""Pace: how fast an indicator has to move, against how fast it has moved."""

from typing import TYPE_CHECKING

import numpy as np

from kgisim.evidence.indicator import Indicator
from kgisim.schema import YEAR

if TYPE_CHECKING:
    import xarray as xr

LONGEST_PAST = 15
"""Past pace is taken over at most this many years."""


def is_relative(indicator: Indicator) -> bool:
    """Return whether pace is per cent a year, as of amounts and flows, not units a year."""
    if indicator.scale == "positive":
        return True
    return indicator.scale == "count" and indicator.counting == "flow"


def pace(indicator: Indicator, start: float, end: float, years: float) -> float:
    """Return the yearly pace from `start` to `end`; NaN where it has no meaning.

    Examples
    --------
    >>> from kgisim.evidence.indicator import Indicator
    >>> text = {"ja": "x", "en": "x"}
    >>> sales = Indicator(id="x", role="component", title=text, definition=text, unit="usd_bn",
    ...     scale="positive", period="FY", model={"family": "damped_trend"})
    >>> round(pace(sales, 100.0, 121.0, 2.0), 6)
    10.0
    """
    if years <= 0 or not np.isfinite([start, end]).all():
        return np.nan
    if not is_relative(indicator):
        return (end - start) / years
    if start <= 0 or end <= 0:
        return np.nan
    return 100.0 * ((end / start) ** (1.0 / years) - 1.0)


def ratio(needed: float, past: float, better: str) -> float:
    """Return how many times the past pace is needed; NaN unless the past went the better way."""
    sign = -1.0 if better == "lower" else 1.0
    return needed / past if np.isfinite(needed) and sign * past > 0 else np.nan


def reach(indicator: Indicator, start: float, yearly: float, years: float) -> float:
    """Return the level that `years` at a yearly pace lead to; the way back from `pace`."""
    if is_relative(indicator):
        return start * (1.0 + yearly / 100.0) ** years
    return start + yearly * years


def best_pace(indicator: Indicator, levels: "xr.DataArray", span: int) -> "xr.DataArray | None":
    """Return the best pace that was kept up over any `span` years of the record.

    It is taken within every draw of the underlying level, so that a single year's noise does not
    count as an achievement.

    Parameters
    ----------
    levels
        Dim year, the observed years only, and maybe draw.
    span
        Number of years.

    Returns
    -------
    DataArray or None
        Dims of `levels` but year; None if the record is shorter, or an amount in it is not
        positive.
    """
    if levels.sizes[YEAR] <= span:
        return None
    start = levels.isel({YEAR: slice(None, -span)}).drop_vars(YEAR)
    end = levels.isel({YEAR: slice(span, None)}).drop_vars(YEAR)
    if not is_relative(indicator):
        paces = (end - start) / span
    elif (levels > 0).all():
        paces = 100.0 * ((end / start) ** (1.0 / span) - 1.0)
    else:
        return None
    return paces.min(YEAR) if indicator.better == "lower" else paces.max(YEAR)
