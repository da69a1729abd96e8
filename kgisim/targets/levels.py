"""Levels to choose from: floor, goal and stretch of one goal, with all that is said of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from kgisim.evidence.level_limits import LevelLimits
from kgisim.schema import BASELINE
from kgisim.targets.attainment import attained, chance_error, effective_size
from kgisim.targets.comparison_scale import comparison_of
from kgisim.targets.first_sign import first_sign
from kgisim.targets.forecast import IndicatorForecast, check, choose
from kgisim.targets.frontier import Shift, frontier, shift
from kgisim.targets.level_choice import Bound, ChosenLevel, Name, choose_levels, level_of
from kgisim.targets.loss import (
    added,
    chance_of_cost,
    expected_shortfall,
    shortfall_if_missed,
)
from kgisim.targets.posed_question import Estimate
from kgisim.targets.printable import Side, printable
from kgisim.targets.public_paces import PublicPaces
from kgisim.targets.question import TargetQuestion
from kgisim.targets.two_probability_rule import TwoProbabilityRule, direction
from kgisim.targets.verdict import moves
from kgisim.targets.window import TargetWindow

EVEN = 0.5
"""Chance above which a watchdog says that present policy meets a target."""


@dataclass(frozen=True)
class ProposedLevel:
    """One proposed level.

    Parameters
    ----------
    name
        ``floor``, ``goal`` or ``stretch``.
    question
        The level as printed; its scenario is the package.
    by_chance
        Hardest level with the limit's chance under the package.
    bound
        What the level was taken from (`kgisim.targets.level_choice.ChosenLevel`).
    chance_baseline, chance_package
        Chance of attainment.
    adds
        What the package adds to that chance; the draws are paired.
    shortfall_baseline, shortfall_package
        Expected shortfall E[(L − Y)⁺], in the indicator's unit.
    if_missed
        Mean shortfall under the package where the level is missed; None if no draw misses it.
    pace
        Yearly change on the scale of public paces that the level asks for; None without them.
    percentile
        Share of public series of the same scale that moved less far in the better direction.
    shows
        First year in which failure shows; None if none does before the target's year.
    """

    name: Name
    question: TargetQuestion
    by_chance: float
    bound: Bound
    chance_baseline: Estimate
    chance_package: Estimate
    adds: Estimate
    shortfall_baseline: Estimate
    shortfall_package: Estimate
    if_missed: float | None
    pace: float | None
    percentile: float | None
    shows: int | None

    @property
    def value(self) -> float:
        """The level, in the indicator's unit."""
        return self.question.value

    @property
    def is_met_anyway(self) -> bool:
        """Whether present policy meets it with more than an even chance."""
        return self.chance_baseline.value > EVEN


@dataclass(frozen=True)
class Levels:
    """Levels of one goal from which a council can choose.

    Parameters
    ----------
    window
        Years over which they are judged.
    package
        Scenario of the plan.
    limits
        Limits by which they were chosen.
    proposed
        Floor, goal and stretch.
    today
        The last known level, carried to the target's years.
    meets_anyway
        Hardest printable level that present policy meets with more than an even chance; None if
        there is none.
    by_cost
        Level at which the costs of missing and of aiming too low balance.
    shift
        Shift over spread, and what the two-probability rule would need.
    frontier
        Columns `kgisim.targets.frontier.COLUMNS`: every level with both chances.
    rule
        Limits of the two-probability rule, which are a box on the frontier.
    paces
        Public series that paces were compared with; None if the workspace has none.
    package_moves
        Whether the package changes the indicator at all.
    """

    window: TargetWindow
    package: str
    limits: LevelLimits
    proposed: tuple[ProposedLevel, ...]
    today: float
    meets_anyway: float | None
    by_cost: float
    shift: Shift
    frontier: pd.DataFrame
    rule: TwoProbabilityRule
    paces: PublicPaces | None
    package_moves: bool

    def named(self, name: Name) -> ProposedLevel:
        """Return the floor, the goal or the stretch."""
        return next(one for one in self.proposed if one.name == name)


def propose(
    forecast: IndicatorForecast,
    window: TargetWindow,
    *,
    package: str,
    limits: LevelLimits,
    rule: TwoProbabilityRule,
    paces: PublicPaces | None = None,
) -> Levels:
    """Propose three levels of a goal, and return its frontier.

    Parameters
    ----------
    forecast
        Forecast of the goal.
    window
        Years over which levels are judged.
    package
        Scenario of the plan.
    limits
        Limits of the three levels.
    rule
        Limits of the two-probability rule, the strict reading.
    paces
        Paces of public series of the same scale (`kgisim.targets.public_paces.public_paces`).

    Returns
    -------
    Levels
        Levels in the indicator's unit, and all that is said of them.

    Raises
    ------
    NotFoundError
        If the package is not in the projection.
    RequestError
        If the indicator has no better direction, or the target year is known already.
    """
    better, indicator = direction(forecast), forecast.indicator
    draws = before, after = _judged(forecast, window, package)
    size = effective_size(len(after), forecast.record.ess)
    rounding = partial(_rounded, forecast, window)
    chosen = chosen_levels(forecast, window, package=package, limits=limits, paces=paces)
    both = np.concatenate(draws)
    seen = _seen(forecast, window, package)
    return Levels(
        window=window,
        package=package,
        limits=limits,
        proposed=tuple(
            describe(
                forecast, _asked(forecast, window, package, limits, one), one, draws, seen, paces
            )
            for one in chosen
        ),
        today=forecast.today(window),
        meets_anyway=_met_anyway(forecast, window, before),
        by_cost=rounding(level_of(after, chance_of_cost(limits.miss_cost), better), "easier"),
        shift=shift(
            before,
            after,
            better=better,
            scale=comparison_of(indicator, both),
            limits=(rule.x, rule.y),
            size=size,
        ),
        frontier=frontier(before, after, better),
        rule=rule,
        paces=paces,
        package_moves=moves(forecast, package),
    )


def chosen_levels(
    forecast: IndicatorForecast,
    window: TargetWindow,
    *,
    package: str,
    limits: LevelLimits,
    paces: PublicPaces | None,
) -> tuple[ChosenLevel, ...]:
    """Choose floor, goal and stretch of a goal, as a council would print them.

    Parameters
    ----------
    forecast, window, package, limits, paces
        As of `propose`.
    """
    before, after = _judged(forecast, window, package)
    return choose_levels(
        before,
        after,
        better=direction(forecast),
        limits=limits,
        today=forecast.today(window),
        by_pace=None if paces is None else _level_by_pace(forecast, window, paces, limits.pace),
        rounding=partial(_rounded, forecast, window),
    )


def _judged(
    forecast: IndicatorForecast, window: TargetWindow, package: str
) -> tuple[np.ndarray, np.ndarray]:
    drawn = forecast.drawn(window)
    before, after = (choose(drawn, name).to_numpy() for name in (BASELINE, package))
    return before, after


def describe(
    forecast: IndicatorForecast,
    question: TargetQuestion,
    chosen: ChosenLevel,
    draws: tuple[np.ndarray, np.ndarray],
    seen: Mapping[int, np.ndarray],
    paces: PublicPaces | None,
) -> ProposedLevel:
    """Return everything that is said of a chosen level.

    Parameters
    ----------
    draws
        (draw,) each: what is judged, under the baseline and under the package.
    seen
        (draw,) by year on the way: what is published by then, under the package.
    """
    better, level, window = direction(forecast), question.value, question.window
    before, after = draws
    size = effective_size(len(after), forecast.record.ess)
    reached = [attained(values, level, better) for values in draws]
    chances = [Estimate(share, float(chance_error(share, size))) for share in map(_mean, reached)]
    pace = None if paces is None else paces.pace_to(forecast, window, level)
    if pace is not None and not np.isfinite(pace):
        pace = None
    return ProposedLevel(
        name=chosen.name,
        question=question,
        by_chance=chosen.by_chance,
        bound=chosen.bound,
        chance_baseline=chances[0],
        chance_package=chances[1],
        adds=added(reached[0], reached[1], size),
        shortfall_baseline=expected_shortfall(before, level, better, size),
        shortfall_package=expected_shortfall(after, level, better, size),
        if_missed=shortfall_if_missed(after, level, better),
        pace=pace,
        percentile=None if paces is None or pace is None else paces.percentile(pace, better),
        shows=first_sign(seen, reached[1], better),
    )


def _seen(
    forecast: IndicatorForecast, window: TargetWindow, scenario: str
) -> dict[int, np.ndarray]:
    """Return what is observed by each year on the way, as the checkpoints see it."""
    years = range(forecast.record.last + 1, window.year)
    # what is seen on the way is what is published
    published = forecast.published.under(scenario)
    return {year: published.drawn(window.until(year)).to_numpy() for year in years}


def _asked(
    forecast: IndicatorForecast,
    window: TargetWindow,
    package: str,
    limits: LevelLimits,
    chosen: ChosenLevel,
) -> TargetQuestion:
    id, example = forecast.indicator.id, limits.illustrative
    question = TargetQuestion(id, chosen.value, window, package, illustrative=example)
    check(forecast.indicator, question)
    return question


def _level_by_pace(
    forecast: IndicatorForecast, window: TargetWindow, paces: PublicPaces, at: float
) -> float | None:
    level = paces.level_by(forecast, window, paces.pace(at, forecast.better))
    return level if np.isfinite(level) else None


def _met_anyway(
    forecast: IndicatorForecast, window: TargetWindow, before: np.ndarray
) -> float | None:
    """Return the hardest printable level with more than an even chance under the baseline."""
    better = forecast.better
    share = EVEN + 1.0 / len(before)  # one draw more than half of them
    level = _rounded(forecast, window, level_of(before, share, better), "easier")
    return level if _mean(attained(before, level, better)) > EVEN else None


def _rounded(forecast: IndicatorForecast, window: TargetWindow, value: float, side: Side) -> float:
    return printable(value, forecast.indicator, window, side)


def _mean(marked: np.ndarray) -> float:
    return float(marked.mean())
