"""The verdict on a level: ambitious, reasonable, both or neither, with the numbers behind it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from kgisim.schema import BASELINE, DRAW, LEVEL, SCENARIO, SERIES, YEAR
from kgisim.targets.attainment import effective_size
from kgisim.targets.forecast import IndicatorForecast, check, choose
from kgisim.targets.pace import best_pace
from kgisim.targets.question import TargetQuestion
from kgisim.targets.reference_class import ReferenceClass
from kgisim.targets.refusal import LEAST_DRAWS
from kgisim.targets.two_probability_rule import (
    Band,
    TwoProbabilityRule,
    admissible_band,
    pace_limit,
    percentile,
    sign_of,
)

Finding = Literal["admissible", "not_ambitious", "not_reasonable", "neither", "too_thin"]
CLOSE = 2.0
"""A chance within this many standard errors of a limit may be on either side of it."""


@dataclass(frozen=True)
class Paces:
    """How fast a target asks an indicator to move, against how fast things have moved.

    Parameters
    ----------
    needed
        Yearly pace from the last observed year; None where it has no meaning.
    past
        Pace of the record, over at most 15 years; None where it has no meaning.
    best, best_low, best_high
        Best pace kept up over `span` years of the record: median and 90 % interval; None if the
        record is too short.
    percentile
        Share of the reference class that moved less far in the better direction; None if the
        class is too small.
    limit
        Pace at percentile z of the reference class; None if the class is too small.
    span
        Years over which the best past pace and the reference class's paces are taken.
    series, series_needed
        Series in the reference class, and how many percentile z needs.
    """

    needed: float | None
    past: float | None
    best: float | None
    best_low: float | None
    best_high: float | None
    percentile: float | None
    limit: float | None
    span: int
    series: tuple[str, ...]
    series_needed: int


@dataclass(frozen=True)
class TargetVerdict:
    """Whether a level is ambitious and reasonable, with every number behind it.

    Parameters
    ----------
    finding
        ``admissible``, ``not_ambitious``, ``not_reasonable``, ``neither`` or ``too_thin``.
    question
        The level; its scenario is that of the policy package.
    rule
        Limits of the rule.
    chance_baseline, chance_package
        Chance under the baseline and under the package.
    mcse_baseline, mcse_package
        Their Monte Carlo standard errors.
    missed
        Conditions that are not met: ``ambition``, ``chance``, ``pace``.
    close
        Conditions (``ambition``, ``chance``) whose chance lies within `CLOSE` standard errors of
        the limit.
    is_met_already
        Whether the last known level would do.
    package_moves
        Whether the package changes the indicator at all.
    rows
        Published numbers behind the indicator.
    ess
        Effective number of futures behind the chances.
    """

    finding: Finding
    question: TargetQuestion
    rule: TwoProbabilityRule
    chance_baseline: float
    mcse_baseline: float
    chance_package: float
    mcse_package: float
    paces: Paces
    band: Band
    missed: tuple[str, ...]
    close: tuple[str, ...]
    is_met_already: bool
    package_moves: bool
    rows: int
    ess: float


def verdict(
    forecast: IndicatorForecast,
    question: TargetQuestion,
    *,
    rule: TwoProbabilityRule,
    reference: ReferenceClass,
) -> TargetVerdict:
    """Judge one level by the rule.

    Parameters
    ----------
    forecast
        Forecast of the target's indicator.
    question
        The level; its scenario, the policy package, is compared with the baseline.
    rule
        Limits of the rule.
    reference
        Paces over `rule.span` years of comparable series.

    Returns
    -------
    TargetVerdict
        The finding, and every number behind it.

    Raises
    ------
    RequestError
        If the indicator has no better direction, or the level can never be had.
    """
    check(forecast.indicator, question)
    window, package = question.window, question.scenario
    band = admissible_band(forecast, window, package=package, rule=rule, reference=reference)
    share, error = forecast.chance(question)
    before, after = (float(choose(share, name)) for name in (BASELINE, package))
    mcse_before, mcse_after = (float(choose(error, name)) for name in (BASELINE, package))
    paces = paces_of(forecast, question, rule, reference)
    is_too_fast = _is_too_fast(forecast, paces)
    missed = _those(ambition=before > rule.x, chance=after < rule.y, pace=is_too_fast)
    size = effective_size(forecast.draws.sizes[DRAW], forecast.record.ess)
    is_thin = forecast.record.rows < rule.least_rows or size < LEAST_DRAWS
    return TargetVerdict(
        finding="too_thin" if is_thin else _finding(missed),
        question=question,
        rule=rule,
        chance_baseline=before,
        mcse_baseline=mcse_before,
        chance_package=after,
        mcse_package=mcse_after,
        paces=paces,
        band=band,
        missed=missed,
        close=_those(
            ambition=abs(before - rule.x) <= CLOSE * mcse_before,
            chance=abs(after - rule.y) <= CLOSE * mcse_after,
        ),
        is_met_already=forecast.is_met_already(question),
        package_moves=moves(forecast, package),
        rows=forecast.record.rows,
        ess=size,
    )


def paces_of(
    forecast: IndicatorForecast,
    question: TargetQuestion,
    rule: TwoProbabilityRule,
    reference: ReferenceClass,
) -> Paces:
    """Compare the pace that a target needs with the past and the reference class."""
    indicator, known = forecast.indicator, forecast.record
    needed = forecast.pace_needed(question)
    years = np.arange(known.first, known.last + 1)
    place = {SERIES: indicator.id, SCENARIO: BASELINE, YEAR: years}
    best = best_pace(indicator, forecast.draws[LEVEL].sel(place), reference.span)
    low, middle, high = (None,) * 3 if best is None else np.quantile(best, (0.05, 0.5, 0.95))
    return Paces(
        needed=_or_none(needed),
        past=_or_none(known.past),
        best=_or_none(middle),
        best_low=_or_none(low),
        best_high=_or_none(high),
        percentile=percentile(forecast, needed, reference),
        limit=pace_limit(forecast, rule, reference),
        span=reference.span,
        series=reference.series,
        series_needed=reference.needed_for(rule.z),
    )


def moves(forecast: IndicatorForecast, scenario: str) -> bool:
    """Return whether a scenario changes the indicator at all; the draws are paired."""
    levels = forecast.draws[LEVEL].sel({SERIES: forecast.indicator.id})
    before, after = (choose(levels, name).to_numpy() for name in (BASELINE, scenario))
    return not np.array_equal(before, after, equal_nan=True)


def _those(**conditions: bool) -> tuple[str, ...]:
    return tuple(name for name, holds in conditions.items() if holds)


def _finding(missed: tuple[str, ...]) -> Finding:
    unreasonable = "chance" in missed or "pace" in missed
    if "ambition" in missed:
        return "neither" if unreasonable else "not_ambitious"
    return "not_reasonable" if unreasonable else "admissible"


def _is_too_fast(forecast: IndicatorForecast, paces: Paces) -> bool:
    if paces.needed is None or paces.limit is None:
        return False
    sign = sign_of(forecast)
    return sign * paces.needed > sign * paces.limit + 1e-9


def _or_none(value: float | None) -> float | None:
    return float(value) if value is not None and np.isfinite(value) else None
