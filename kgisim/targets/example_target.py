"""The level that stands for a goal where one has to: in summaries, and in what is explained."""

import pandas as pd

from kgisim.evidence.indicator import Indicator
from kgisim.schema import BASELINE, YEAR
from kgisim.targets.forecast import IndicatorForecast
from kgisim.targets.question import TargetQuestion
from kgisim.targets.window import COLUMNS, TargetWindow

EXAMPLE_CHANCE = 0.30
"""The example target is the one whose baseline chance is nearest to this: hard, not silly."""
LEVEL_KEYS = ["value", *COLUMNS]
"""Columns of the assessment that make one target level."""


def example_of(assessment: pd.DataFrame, indicator: Indicator) -> TargetQuestion | None:
    """Choose among a goal's candidate targets: the council's own, the proposed goal, an example.

    Parameters
    ----------
    assessment
        All candidate targets as judged (docs/schema.md, Run).

    Returns
    -------
    TargetQuestion or None
        The target, asked under the baseline; None without a candidate.
    """
    own = assessment.loc[assessment["indicator"] == indicator.id]
    if own.empty:  # as of most indicators, which are no goals
        return None
    base = own.loc[own["scenario"] == BASELINE].drop_duplicates(LEVEL_KEYS)
    base = base.sort_values(LEVEL_KEYS, ascending=indicator.better != "lower")
    decided = base.loc[~base["illustrative"].astype(bool)]
    candidates = base if decided.empty else decided
    if candidates.empty:
        return None
    goals = candidates.loc[(candidates["kind"] == "levels") & _is_goal(candidates["target"])]
    if decided.empty and len(goals):
        return TargetQuestion.read(goals.loc[goals.index.min()])  # the first that the file names
    place = (candidates["chance"] - EXAMPLE_CHANCE).abs().to_numpy().argmin()
    return TargetQuestion.read(candidates.iloc[int(place)])


def _is_goal(names: pd.Series) -> pd.Series:
    return names.astype(str).str.endswith("_goal")


def example_question(forecast: IndicatorForecast, assessment: pd.DataFrame) -> TargetQuestion:
    """Return the example target, or without a candidate the level of that chance at the horizon.

    Parameters
    ----------
    forecast
        Forecast of the goal.
    assessment
        All candidate targets as judged (docs/schema.md, Run).

    Returns
    -------
    TargetQuestion
        The target, asked under the baseline.
    """
    found = example_of(assessment, forecast.indicator)
    if found is not None:
        return found
    return example_level(forecast, TargetWindow(int(forecast.draws[YEAR][-1])))


def example_level(forecast: IndicatorForecast, window: TargetWindow) -> TargetQuestion:
    """Return the level that is as hard as examples are, over other years; never below today's."""
    level = float(forecast.value_for(window, EXAMPLE_CHANCE).sel(scenario=BASELINE))
    easiest = min if forecast.better == "lower" else max
    level = easiest(level, forecast.today(window))
    return TargetQuestion(forecast.indicator.id, level, window, illustrative=True)
