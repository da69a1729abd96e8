"""The two-probability rule: which levels are ambitious and reasonable (挑戦的かつ合理的)."""

from dataclasses import dataclass
from typing import Annotated, Literal

import numpy as np
import xarray as xr
from pydantic import Field

from kgisim.errors import RequestError
from kgisim.evidence.base import Record
from kgisim.schema import BASELINE
from kgisim.targets.attainment import chance, easiest_value, value_for
from kgisim.targets.forecast import IndicatorForecast, ceiling, choose, floor, grain
from kgisim.targets.pace import reach
from kgisim.targets.question import TargetQuestion
from kgisim.targets.reference_class import SPAN, ReferenceClass
from kgisim.targets.window import TargetWindow

Share = Annotated[float, Field(gt=0, lt=1)]


class TwoProbabilityRule(Record):
    """What the council decides about every target; the defaults are examples (例示)."""

    x: Share = 0.3
    """Ambitious: the chance under the baseline is at most this."""
    y: Share = 0.5
    """Reasonable: the chance under the package is at least this."""
    z: Share = 0.8
    """Reasonable: the needed pace is at most this percentile of the reference class. With nine
    series or fewer the 90th percentile cannot be told; the 80th can with five."""
    span: Annotated[int, Field(ge=1, le=20)] = SPAN
    """Years over which paces of the reference class and of the own past are taken."""
    least_rows: Annotated[int, Field(ge=0)] = 5
    """With fewer published numbers behind an indicator no verdict is given."""
    illustrative: bool = True
    """True until the council has decided the numbers itself."""


@dataclass(frozen=True)
class Band:
    """Levels that are ambitious and reasonable at once, or why there are none.

    Parameters
    ----------
    easiest
        Easiest level that is still ambitious; infinite if none is.
    hardest
        Hardest level that is still reasonable: the easier of `by_chance` and `by_pace`.
    by_chance, by_pace
        Hardest level by the chance under the package, and by the pace; None if the pace cannot
        be judged.
    is_empty
        Whether no level is left.
    biting
        Conditions that leave nothing: ``ambition`` (no level is ambitious at all), ``chance``,
        ``pace``.
    x_needed
        Smallest x with which the hardest reasonable level would be ambitious; of an empty band.
    y_needed
        Largest y with which the easiest ambitious level would be reasonable; of an empty band.
    z_needed
        Percentile of the reference class at the easiest ambitious level; of an empty band.
    """

    easiest: float
    hardest: float
    by_chance: float
    by_pace: float | None
    is_empty: bool
    biting: tuple[str, ...] = ()
    x_needed: float | None = None
    y_needed: float | None = None
    z_needed: float | None = None


def admissible_band(
    forecast: IndicatorForecast,
    window: TargetWindow,
    *,
    package: str,
    rule: TwoProbabilityRule,
    reference: ReferenceClass,
) -> Band:
    """Return the levels from the easiest ambitious to the hardest reasonable one.

    Parameters
    ----------
    forecast
        Forecast of the indicator.
    window
        Years over which levels are judged.
    package
        Scenario of the policy package.
    rule
        Limits of the rule.
    reference
        Paces over `rule.span` years of comparable series.

    Returns
    -------
    Band
        Levels in the indicator's unit.

    Raises
    ------
    NotFoundError
        If the package is not in the projection.
    RequestError
        If the indicator has no better direction, or the target year is known already.
    """
    better = direction(forecast)
    drawn = forecast.drawn(window)
    before, after = choose(drawn, BASELINE), choose(drawn, package)
    easiest = _easiest_ambitious(forecast, window, before, rule)
    by_chance = float(value_for(after, rule.y, better))
    by_pace = _level_by_pace(forecast, window, rule, reference)
    sign = sign_of(forecast)
    limits = {"chance": by_chance} | ({} if by_pace is None else {"pace": by_pace})
    hardest = min(limits.values(), key=lambda level: sign * level)
    if sign * easiest <= sign * hardest:
        return Band(easiest, hardest, by_chance, by_pace, is_empty=False)
    x_needed = float(chance(before, hardest, better)[0])
    if np.isinf(easiest):
        return Band(easiest, hardest, by_chance, by_pace, True, ("ambition",), x_needed)
    return Band(
        easiest,
        hardest,
        by_chance,
        by_pace,
        is_empty=True,
        biting=tuple(name for name, level in limits.items() if sign * level < sign * easiest),
        x_needed=x_needed,
        y_needed=float(chance(after, easiest, better)[0]),
        z_needed=percentile(forecast, _pace_to(forecast, window, easiest), reference),
    )


def _easiest_ambitious(
    forecast: IndicatorForecast,
    window: TargetWindow,
    before: xr.DataArray,
    rule: TwoProbabilityRule,
) -> float:
    step = grain(forecast.indicator, window)
    level = easiest_value(before, rule.x, forecast.better, grain=step)
    if level < floor(forecast.indicator) or level > ceiling(forecast.indicator, window):
        return sign_of(forecast) * np.inf
    return level


def direction(forecast: IndicatorForecast) -> Literal["higher", "lower"]:
    """Return the better direction.

    Raises
    ------
    RequestError
        If the indicator has none.
    """
    if forecast.better == "neither":
        named = {"name": forecast.indicator.id, "title": forecast.indicator.title}
        raise RequestError("target.no_direction", **named)
    return forecast.better


def sign_of(forecast: IndicatorForecast) -> float:
    """Return 1 if higher is better and -1 if lower is: with it, harder levels are larger."""
    return -1.0 if forecast.better == "lower" else 1.0


def pace_limit(
    forecast: IndicatorForecast, rule: TwoProbabilityRule, reference: ReferenceClass
) -> float | None:
    """Return the pace at percentile z of the reference class; None if the class is too small."""
    at = 1.0 - rule.z if forecast.better == "lower" else rule.z
    return reference.quantile(at)


def percentile(
    forecast: IndicatorForecast, needed: float, reference: ReferenceClass
) -> float | None:
    """Return the share of the reference class that moved less far in the better direction."""
    share = reference.percentile(needed)
    if share is None or forecast.better != "lower":
        return share
    return 1.0 - share


def _level_by_pace(
    forecast: IndicatorForecast,
    window: TargetWindow,
    rule: TwoProbabilityRule,
    reference: ReferenceClass,
) -> float | None:
    """Level to which percentile z of the reference class's paces would lead."""
    limit, known = pace_limit(forecast, rule, reference), forecast.record
    if limit is None or np.isnan(_pace_to(forecast, window, max(known.level, 1.0))):
        return None
    years = forecast.middle_ahead(window) - known.last
    level = reach(forecast.indicator, known.level, limit, years)
    return float(forecast.level_by(window, level))


def _pace_to(forecast: IndicatorForecast, window: TargetWindow, level: float) -> float:
    return forecast.pace_needed(TargetQuestion(forecast.indicator.id, level, window))
