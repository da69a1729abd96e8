"""Pace: how fast an indicator has to move, against how fast it has moved."""

import numpy as np

from kgisim.evidence.indicator import Indicator

LONGEST_PAST = 15
"""Past pace is taken over at most this many years."""


def is_relative(indicator: Indicator) -> bool:
    """Whether pace is per cent a year (amounts and flows) or units a year (shares, stocks)."""
    if indicator.scale == "positive":
        return True
    return indicator.scale == "count" and indicator.counting == "flow"


def pace(indicator: Indicator, start: float, end: float, years: float) -> float:
    """Yearly pace from `start` to `end`; NaN where it has no meaning.

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
    """How many times the past pace is needed; NaN unless the past went in the better direction."""
    sign = -1.0 if better == "lower" else 1.0
    return needed / past if np.isfinite(needed) and sign * past > 0 else np.nan
