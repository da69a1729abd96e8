"""The level that stands for a goal where one has to: in summaries, and in what is explained."""

from typing import Any

import pandas as pd

from kgisim.evidence.indicator import Indicator
from kgisim.schema import BASELINE, YEAR
from kgisim.targets.forecast import Aim, IndicatorForecast
from kgisim.targets.window import TargetWindow

EXAMPLE_CHANCE = 0.30
"""The example target is the one whose baseline chance is nearest to this: hard, not silly."""
LEVEL_KEYS = ["value", "year", "window", "statistic", "since"]
"""Columns of the assessment that make one target level."""


def example_of(assessment: pd.DataFrame, indicator: Indicator) -> Aim | None:
    """Choose among a goal's candidate targets; the council's own come before examples.

    Parameters
    ----------
    assessment
        All candidate targets as judged (docs/schema.md, Run).
    """
    own = assessment.loc[assessment["indicator"] == indicator.id]
    base = own.loc[own["scenario"] == BASELINE].drop_duplicates(LEVEL_KEYS)
    base = base.sort_values(LEVEL_KEYS, ascending=indicator.better != "lower")
    decided = base.loc[~base["illustrative"].astype(bool)]
    candidates = base if decided.empty else decided
    if candidates.empty:
        return None
    place = (candidates["chance"] - EXAMPLE_CHANCE).abs().to_numpy().argmin()
    return _aim(candidates.iloc[int(place)])


def aim_of(forecast: IndicatorForecast, assessment: pd.DataFrame) -> Aim:
    """Return the example target, or without a candidate the level of that chance at the horizon."""
    found = example_of(assessment, forecast.indicator)
    if found is not None:
        return found
    basis = TargetWindow(int(forecast.draws[YEAR][-1]))
    levels = forecast.value_for(basis, EXAMPLE_CHANCE)
    return Aim(float(levels.sel(scenario=BASELINE)), basis)


def basis_of(level: Any) -> TargetWindow:
    """Read the basis of a row of the assessment."""
    since = None if pd.isna(level["since"]) else int(level["since"])
    return TargetWindow(int(level["year"]), int(level["window"]), level["statistic"], since)


def _aim(level: Any) -> Aim:
    return Aim(float(level["value"]), basis_of(level), bool(level["illustrative"]))
