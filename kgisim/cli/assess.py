"""One question about one indicator: how likely is a level, or which level has a chance."""

from dataclasses import dataclass

import numpy as np

from kgisim.cli.console import print_line, show_table
from kgisim.cli.forecast import why_not
from kgisim.errors import RequestError
from kgisim.evidence.indicator import Indicator
from kgisim.presentation.goal_view import GoalView, package
from kgisim.presentation.i18n.numbers import Quantity, chance, quantity
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.presentation.sentences.rule import verdict_text
from kgisim.runs.results import ComputedResults
from kgisim.schema import SCENARIO
from kgisim.targets.forecast import Aim, IndicatorForecast, forecast_of
from kgisim.targets.reference_class import reference_class
from kgisim.targets.two_probability_rule import TwoProbabilityRule
from kgisim.targets.verdict import verdict
from kgisim.targets.window import TargetWindow


@dataclass(frozen=True)
class Question:
    """A level or a chance that somebody wants to know about; neither of both, if not `is_open`.

    Parameters
    ----------
    id
        Indicator.
    value
        Level whose chance is wanted.
    probability
        Chance whose level is wanted.
    basis
        Years that are judged.
    """

    id: str | None
    value: float | None
    probability: float | None
    basis: TargetWindow

    def __post_init__(self) -> None:
        """Refuse a question that has no answer."""
        if self.value is not None and self.probability is not None:
            raise RequestError("cli.both")
        if self.is_open and self.id is None:
            raise RequestError("cli.indicator")

    @property
    def is_open(self) -> bool:
        """Whether a level or a chance was named."""
        return self.value is not None or self.probability is not None


def show_answer(
    results: ComputedResults, indicator: Indicator, question: Question, language: str
) -> None:
    """Print the chance of a level, or the level for a chance, under every scenario."""
    reason = why_not(results.projection, indicator)
    if reason is not None:
        raise RequestError("cli.no_projection", name=indicator.id, reason=reason)
    forecast = forecast_of(results.projection, indicator.id)
    localized = LocalizedIndicator(GoalView(results, indicator), language)
    if question.value is not None:
        _show_chance(localized, forecast, Aim(question.value, question.basis, illustrative=False))
    elif question.probability is not None:
        _show_level(localized, forecast, question.probability, question.basis)


def _show_chance(localized: LocalizedIndicator, forecast: IndicatorForecast, aim: Aim) -> None:
    share, error = (one.to_numpy() for one in forecast.chance(aim))
    level = _written(localized, aim.basis, aim.value).exact(aim.value)(aim.value)
    print_line(f"{forecast.indicator.id}, {localized.when(aim.basis)}: {level}")
    needed, past = localized.pace(forecast.pace_needed(aim)), localized.pace(forecast.record.past)
    print_line(f"pace needed: {needed}; past pace: {past}")
    cells = [chance(*both, localized.language) for both in zip(share, error, strict=True)]
    _show_by_scenario(localized, "chance", cells)
    _show_verdict(localized, forecast, aim)


def _show_verdict(localized: LocalizedIndicator, forecast: IndicatorForecast, aim: Aim) -> None:
    """Print whether the level is ambitious and reasonable, where that can be asked at all."""
    results = localized.view.run
    with_measures = package(results.scenarios)
    if with_measures is None or forecast.better == "neither":
        return
    rule = TwoProbabilityRule()
    reference = reference_class(results.catalog, forecast.indicator, rule.span)
    found = verdict(forecast, aim, package=with_measures, rule=rule, reference=reference)
    for sentence in verdict_text(localized, found):
        print_line(sentence)


def _show_level(
    localized: LocalizedIndicator,
    forecast: IndicatorForecast,
    probability: float,
    basis: TargetWindow,
) -> None:
    levels = forecast.value_for(basis, probability).to_numpy()
    written = _written(localized, basis, float(np.abs(levels).max()))
    years = localized.when(basis)
    print_line(f"{forecast.indicator.id}, {years}: attained with probability {probability:g}")
    _show_by_scenario(localized, "value", [written(level) for level in levels])


def _show_by_scenario(localized: LocalizedIndicator, head: str, cells: list[str]) -> None:
    scenarios = localized.view.run.scenarios
    show_table((SCENARIO, head), zip(scenarios, cells, strict=True), right=(head,))


def _written(localized: LocalizedIndicator, basis: TargetWindow, largest: float) -> Quantity:
    averaged = basis.statistic == "mean" and not basis.is_single_year
    indicator, language = localized.indicator, localized.language
    return quantity(indicator, localized.unit, language, largest=largest, mean=averaged)
