"""One question about one indicator: how likely is a level, or which level has a chance."""

from dataclasses import dataclass

import numpy as np

from kgisim.cli.console import say, show_table
from kgisim.cli.forecast import Futures
from kgisim.errors import RequestError
from kgisim.evidence.indicator import Indicator
from kgisim.presentation.goal_view import package
from kgisim.presentation.i18n.numbers import Quantity, chance, quantity
from kgisim.presentation.sentences.rule import verdict_text
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
            raise RequestError("both --value and --probability were given; expected one of them")
        if self.is_open and self.id is None:
            message = "--value and --probability need an indicator; 'kgisim show' lists them"
            raise RequestError(message)

    @property
    def is_open(self) -> bool:
        """Whether a level or a chance was named."""
        return self.value is not None or self.probability is not None


def show_answer(futures: Futures, indicator: Indicator, question: Question) -> None:
    """Print the chance of a level, or the level for a chance, under every scenario."""
    reason = futures.why_not(indicator)
    if reason:
        raise RequestError(f"{indicator.id} has no projection; {reason}")
    ess = {name: fit.verdict.ess for name, fit in futures.fits.items()}
    forecast = forecast_of(futures.catalog, ess, futures.projection, indicator.id)
    if question.value is not None:
        _show_chance(futures, forecast, Aim(question.value, question.basis, illustrative=False))
    elif question.probability is not None:
        _show_level(futures, forecast, question.probability, question.basis)


def _show_chance(futures: Futures, forecast: IndicatorForecast, aim: Aim) -> None:
    localized = futures.wording(forecast.indicator)
    share, error = (one.to_numpy() for one in forecast.chance(aim))
    written = _written(futures, forecast, aim.basis, aim.value)
    level = written.exact(aim.value)(aim.value)
    say(f"{forecast.indicator.id}, {localized.when(aim.basis)}: {level}")
    needed, past = localized.pace(forecast.pace_needed(aim)), localized.pace(forecast.record.past)
    say(f"pace needed: {needed}; past pace: {past}")
    cells = [chance(*both, localized.language) for both in zip(share, error, strict=True)]
    _show_by_scenario(futures, "chance", cells)
    _show_verdict(futures, forecast, aim)


def _show_verdict(futures: Futures, forecast: IndicatorForecast, aim: Aim) -> None:
    """Say whether the level is ambitious and reasonable, where that can be asked at all."""
    with_measures = package(futures.scenarios)
    if with_measures is None or forecast.better == "neither":
        return
    rule = TwoProbabilityRule()
    reference = reference_class(futures.catalog, forecast.indicator, rule.span)
    found = verdict(forecast, aim, package=with_measures, rule=rule, reference=reference)
    for sentence in verdict_text(futures.wording(forecast.indicator), found):
        say(sentence)


def _show_level(
    futures: Futures, forecast: IndicatorForecast, probability: float, basis: TargetWindow
) -> None:
    levels = forecast.value_for(basis, probability).to_numpy()
    written = _written(futures, forecast, basis, float(np.abs(levels).max()))
    years = futures.wording(forecast.indicator).when(basis)
    say(f"{forecast.indicator.id}, {years}: attained with probability {probability:g}")
    _show_by_scenario(futures, "value", [written(level) for level in levels])


def _show_by_scenario(futures: Futures, head: str, cells: list[str]) -> None:
    scenarios = futures.projection[SCENARIO].to_numpy().tolist()
    show_table((SCENARIO, head), zip(scenarios, cells, strict=True), right=(head,))


def _written(
    futures: Futures, forecast: IndicatorForecast, basis: TargetWindow, largest: float
) -> Quantity:
    averaged = basis.statistic == "mean" and not basis.is_single_year
    unit = futures.catalog.units[forecast.indicator.unit]
    return quantity(forecast.indicator, unit, futures.language, largest=largest, mean=averaged)
