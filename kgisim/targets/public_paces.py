"""Paces of public series of the same scale, so that no level is without a reference."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kgisim.evidence.catalog import Catalog
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.observations import published_values
from kgisim.inference.scales import Scale, scale_of
from kgisim.targets.comparison_scale import AMOUNTS, COUNTS, ComparisonScale
from kgisim.targets.forecast import IndicatorForecast
from kgisim.targets.question import TargetQuestion
from kgisim.targets.window import TargetWindow

COLUMNS = ("scale", "span", "series", "probability", "pace")
"""Columns of the table (docs/schema.md): the pace below which a share of the series moved."""
SHARES = ComparisonScale(Scale("share", "logit", top=100.0))
"""Shares on the scale of the table."""


@dataclass(frozen=True)
class PublicPaces:
    """How fast public series of one scale moved over some years, as a distribution.

    Parameters
    ----------
    scale
        On which a pace is a change a year.
    span
        Years over which the paces were taken.
    series
        How many series they come from.
    probabilities, paces
        (share,) both rising: the share of the series that moved at most so fast, each series with
        the same weight.

    Examples
    --------
    >>> shares, paces = np.array([0.1, 0.5, 0.9]), np.array([-0.02, 0.02, 0.06])
    >>> three = PublicPaces(AMOUNTS, 10, 99, shares, paces)
    >>> round(three.percentile(0.04), 3), round(three.percentile(0.04, "lower"), 3)
    (0.7, 0.3)
    >>> round(three.pace(0.7), 3)
    0.04
    """

    scale: ComparisonScale
    span: int
    series: int
    probabilities: np.ndarray
    paces: np.ndarray

    def percentile(self, pace: float, better: str = "higher") -> float:
        """Return the share of series that moved less far in the better direction.

        Beyond the outermost share that is kept nothing can be told: that share is returned.
        """
        share = float(np.interp(pace, self.paces, self.probabilities))
        return 1.0 - share if better == "lower" else share

    def pace(self, probability: float, better: str = "higher") -> float:
        """Return the pace at a percentile, counted in the better direction."""
        at = 1.0 - probability if better == "lower" else probability
        return float(np.interp(at, self.probabilities, self.paces))

    def pace_to(self, forecast: IndicatorForecast, window: TargetWindow, level: float) -> float:
        """Return the yearly change on the scale from the last known level to a target."""
        asked = TargetQuestion(forecast.indicator.id, level, window)
        yearly, middle = forecast.remaining(asked)
        ends = self.scale.forward([forecast.record.level, yearly])
        return float(ends[1] - ends[0]) / (middle - forecast.record.last)

    def level_by(self, forecast: IndicatorForecast, window: TargetWindow, pace: float) -> float:
        """Return the target to which a yearly change leads; the inverse of `pace_to`."""
        years = forecast.middle_ahead(window) - forecast.record.last
        start = float(self.scale.forward(forecast.record.level))
        return float(forecast.level_by(window, float(self.scale.inverse(start + pace * years))))


def public_paces(
    catalog: Catalog, forecast: IndicatorForecast, window: TargetWindow
) -> PublicPaces | None:
    """Choose the paces that an indicator's targets are compared with.

    Of the spans of the table the one nearest to the years ahead is taken: paces of short spans
    differ more.

    Returns
    -------
    PublicPaces or None
        None if the workspace has no such table, the table has nothing of the scale, or the last
        known level has no place on it.
    """
    table = catalog.tables.get(catalog.plan.paces, pd.DataFrame(columns=list(COLUMNS)))
    own = table.loc[table["scale"] == forecast.indicator.scale, list(COLUMNS[1:])].astype(float)
    scale = _scale(catalog, forecast.indicator)
    if own.empty or not np.isfinite(scale.forward(forecast.record.level)):
        return None
    ahead = forecast.middle_ahead(window) - forecast.record.last
    span = min(set(own["span"]), key=lambda one: (abs(one - ahead), one))
    kept = own.loc[own["span"] == span].sort_values("probability")
    shares, paces = (kept[name].to_numpy() for name in ("probability", "pace"))
    return PublicPaces(scale, int(span), int(kept["series"].iloc[0]), shares, paces)


def _scale(catalog: Catalog, indicator: Indicator) -> ComparisonScale:
    """Return the scale of the table; a ceiling of the indicator's own changes nothing of it."""
    if indicator.scale == "real":
        values = published_values(indicator, catalog.rows(indicator.id))
        return ComparisonScale(scale_of(indicator, values.to_numpy(dtype=float)))
    return {"share": SHARES, "positive": AMOUNTS, "count": COUNTS}[indicator.scale]
