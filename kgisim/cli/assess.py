"""One question about one indicator: how likely is a level, or which level has a chance."""

import numpy as np

from kgisim.cli.console import print_line, show_table
from kgisim.cli.forecast import why_not
from kgisim.errors import RequestError
from kgisim.presentation.goal_view import GoalView
from kgisim.presentation.i18n.numbers import Quantity, chance, quantity
from kgisim.presentation.levels_view import levels_of
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.presentation.sentences.levels import levels_text
from kgisim.presentation.sentences.rule import verdict_text
from kgisim.runs.results import ComputedResults
from kgisim.schema import BASELINE, SCENARIO
from kgisim.targets.forecast import IndicatorForecast, forecast_of
from kgisim.targets.question import TargetQuestion
from kgisim.targets.reference_class import reference_class
from kgisim.targets.two_probability_rule import TwoProbabilityRule
from kgisim.targets.verdict import verdict
from kgisim.targets.window import TargetWindow


def show_chance(results: ComputedResults, question: TargetQuestion, language: str) -> None:
    """Print the chance of a level under every scenario, and the verdict on it."""
    localized, forecast = _projected(results, question.indicator, language)
    value, window = question.value, question.window
    share, error = (chances.to_numpy() for chances in forecast.chance(question))
    level = _written(localized, window, value).exact(value)(value)
    print_line(f"{question.indicator}, {localized.when(window)}: {level}")
    needed = localized.pace(forecast.pace_needed(question))
    print_line(f"pace needed: {needed}; past pace: {localized.pace(forecast.record.past)}")
    cells = [chance(*both, localized.language) for both in zip(share, error, strict=True)]
    _show_by_scenario(localized, "chance", cells)
    _show_verdict(localized, forecast, question)


def _show_verdict(
    localized: LocalizedIndicator, forecast: IndicatorForecast, question: TargetQuestion
) -> None:
    """Print whether the level is ambitious and reasonable, where that can be asked at all."""
    if question.scenario == BASELINE or forecast.better == "neither":
        return
    rule = TwoProbabilityRule()
    reference = reference_class(localized.view.run.catalog, forecast.indicator, rule.span)
    found = verdict(forecast, question, rule=rule, reference=reference)
    for sentence in verdict_text(localized, found):
        print_line(sentence)


def show_level(
    results: ComputedResults, id: str, probability: float, window: TargetWindow, language: str
) -> None:
    """Print the level that is attained with a probability, under every scenario."""
    localized, forecast = _projected(results, id, language)
    levels = forecast.value_for(window, probability).to_numpy()
    written = _written(localized, window, float(np.abs(levels).max()))
    print_line(f"{id}, {localized.when(window)}: attained with probability {probability:g}")
    _show_by_scenario(localized, "value", [written(level) for level in levels])


def show_proposed(results: ComputedResults, id: str, language: str) -> None:
    """Print the levels that are proposed of an indicator; nothing where none can be."""
    indicator = results.catalog.indicators[id]
    if why_not(results.projection, indicator) is not None:
        return
    localized = LocalizedIndicator(GoalView(results, indicator), language)
    found = levels_of(localized.view)
    for sentence in () if found is None else levels_text(localized, found):
        print_line(sentence)


def _projected(
    results: ComputedResults, id: str, language: str
) -> tuple[LocalizedIndicator, IndicatorForecast]:
    indicator = results.catalog.indicators[id]
    reason = why_not(results.projection, indicator)
    if reason is not None:
        raise RequestError("cli.no_projection", name=id, reason=reason)
    localized = LocalizedIndicator(GoalView(results, indicator), language)
    return localized, forecast_of(results.projection, id)


def _show_by_scenario(localized: LocalizedIndicator, head: str, cells: list[str]) -> None:
    scenarios = localized.view.run.scenarios
    show_table((SCENARIO, head), zip(scenarios, cells, strict=True), right=(head,))


def _written(localized: LocalizedIndicator, window: TargetWindow, largest: float) -> Quantity:
    averaged = window.statistic == "mean" and not window.is_single_year
    indicator, language = localized.indicator, localized.language
    return quantity(indicator, localized.unit, language, largest=largest, mean=averaged)
