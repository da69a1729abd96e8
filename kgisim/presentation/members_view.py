"""How many members of a group attain the target that stands for it."""

from dataclasses import replace

import numpy as np

from kgisim.evidence.members import members_of
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.targets.forecast import forecast_of


def attaining(localized: LocalizedIndicator, scenario: str) -> tuple[float, float, float] | None:
    """Compute how many members of a group attain the target that stands for it.

    In each future the members that attain it are counted, so that what moves all of them at once
    widens the range.

    Returns
    -------
    tuple or None
        Median, and ends of the 90 % interval; None without members or without a target.
    """
    run, target = localized.view.run, localized.view.example
    if target is None:
        return None
    reached = [
        forecast_of(run.projection, one.id).reached(
            replace(target.question, indicator=one.id, scenario=scenario)
        )
        for one in members_of(run.catalog.indicators, localized.indicator.id)
        if one.id in run.projection.series
    ]
    if not reached:
        return None
    low, median, high = np.quantile(np.sum(reached, axis=0), [0.05, 0.5, 0.95], method="higher")
    return float(median), float(low), float(high)
