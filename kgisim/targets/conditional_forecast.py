"""The forecast of an indicator under what experts judge, for questions that ask for it by name."""

import numpy as np

from kgisim.projection.conditional import ConditionalProjection
from kgisim.targets.forecast import IndicatorForecast
from kgisim.targets.past_record import PastRecord


def conditional_forecast(one: ConditionalProjection) -> IndicatorForecast:
    """Return the forecast of an indicator that has no projection but a conditional one.

    Draw *d* is the same future as in the projection, so that its targets may be asked about
    together with others. Nothing is known of its past: it has no pace.
    """
    indicator = one.projection.catalog.indicators[one.elicitation.indicator]
    last = one.first - 1
    known = PastRecord(last, level=np.nan, past=np.nan, ess=one.ess, first=last, rows=0)
    return IndicatorForecast(indicator, one.dataset(), known)
