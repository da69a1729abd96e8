"""Milestones: where a target's path should be on the way, and how soon failure can be seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from kgisim.errors import RequestError
from kgisim.targets.forecast import IndicatorForecast, choose
from kgisim.targets.question import TargetQuestion
from kgisim.targets.refusal import LEAST_DRAWS, Refusal, refuse
from kgisim.targets.window import TargetWindow

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
"""Quantiles of the corridors."""
ALARM_RATE = 0.05
"""Share of the attaining futures that lie beyond the outer limit all the same."""

Track = Literal["on_track", "watch", "off_track"]


@dataclass(frozen=True)
class Checkpoint:
    """What an observation in one year says of a target.

    An observation worse than `threshold` gives the warning. The rates of false alarms and misses
    are those of a limit chosen from one half of the futures, counted in the other half, so that
    a limit is not praised by the futures that it was fitted to.

    Parameters
    ----------
    window
        Over which years the observation is taken.
    attained, failed
        Corridors: quantiles (`QUANTILES`) in the futures that attain the target, and in those
        that fail it.
    threshold
        Warning limit.
    outer
        All but `ALARM_RATE` of the attaining futures are at least as good as this.
    false_alarm
        Chance of a warning although the target will be attained.
    miss
        Chance of no warning although the target will be failed.
    auc
        Chance that an attaining future is better than a failing one: 0.5 says nothing, 1 all.
    chance_warned, chance_clear
        Chance of attainment after a warning, and without one; None if that cannot happen.
    better
        Which direction is progress.
    """

    window: TargetWindow
    attained: tuple[float, ...]
    failed: tuple[float, ...]
    threshold: float
    outer: float
    false_alarm: float
    miss: float
    auc: float
    chance_warned: float | None
    chance_clear: float | None
    better: str

    @property
    def year(self) -> int:
        """Year of the checkpoint."""
        return self.window.year

    def track(self, value: float) -> Track:
        """Class an observation: worse than both limits is off track, than one of them a watch.

        The warning limit asks which futures are likelier; the outer limit whether an attaining
        future would still look like this. Only both together call a plan off track.
        """
        worse = [is_worse(value, limit, self.better) for limit in (self.threshold, self.outer)]
        return "off_track" if all(worse) else "watch" if any(worse) else "on_track"


def milestones(
    forecast: IndicatorForecast,
    question: TargetQuestion,
    *,
    years: Sequence[int],
    miss_cost: float | None = None,
) -> tuple[Checkpoint, ...] | Refusal:
    """Return the checkpoints on the way to a target; refuse if too few futures attain or fail it.

    Parameters
    ----------
    forecast
        Forecast of the target's indicator.
    question
        The target, and the scenario.
    years
        Years still to come, before the target's year.
    miss_cost
        How many false alarms a miss is worth. The threshold then has the least expected cost;
        without it, the least sum of both rates (Youden 1950), which takes neither side.

    Returns
    -------
    tuple of Checkpoint, or Refusal
        One per year; a refusal, with its reason, if too few futures attain or fail the target.

    Raises
    ------
    NotFoundError
        If the scenario is not in the projection.
    RequestError
        If a year is not on the way, `miss_cost` is not positive, the indicator can never have the
        level, or the target year is known already.
    """
    if miss_cost is not None and not (np.isfinite(miss_cost) and miss_cost > 0):
        raise RequestError("target.miss_cost", found=miss_cost)
    reached = forecast.reached(question)
    for reason, marked in (("few_attain", reached), ("few_fail", ~reached)):
        if marked.sum() < LEAST_DRAWS:
            return refuse(reason, int(marked.sum()), reached, forecast.record.ess)
    for year in years:
        _check_year(forecast, question, year)
    return tuple(
        checkpoint(forecast, question, question.window.until(year), reached, miss_cost)
        for year in years
    )


def _check_year(forecast: IndicatorForecast, question: TargetQuestion, year: int) -> None:
    if not forecast.record.last < year < question.window.year:
        span = {"after": forecast.record.last, "before": question.window.year}
        raise RequestError("target.checkpoint", found=year, **span)


def checkpoint(
    forecast: IndicatorForecast,
    question: TargetQuestion,
    window: TargetWindow,
    reached: np.ndarray,
    miss_cost: float | None = None,
) -> Checkpoint:
    """Return one checkpoint.

    Parameters
    ----------
    forecast
        Forecast of the target's indicator.
    question
        The target, and the scenario.
    window
        Over which years the observation is taken.
    reached
        (draw,) True in the futures that attain the target.
    miss_cost
        As for `milestones`.

    Returns
    -------
    Checkpoint
        Corridors in the indicator's unit, and rates.

    Raises
    ------
    NotFoundError
        If the scenario is not in the projection.
    RequestError
        If the window is known already, or reaches beyond the projection.
    """
    # the target is judged by how many there are, the warning by the number that is published
    values = choose(forecast.published.drawn(window), question.scenario).to_numpy()
    sign = -1.0 if forecast.better == "lower" else 1.0
    good, bad = sign * values[reached], sign * values[~reached]
    threshold = warning_limit(good, bad, miss_cost)
    warned = sign * values < threshold
    false_alarm, miss = held_out_rates(good, bad, miss_cost)
    return Checkpoint(
        window=window,
        attained=_quantiles(values[reached]),
        failed=_quantiles(values[~reached]),
        threshold=sign * threshold,
        outer=float(sign * np.quantile(good, ALARM_RATE, method="lower")),
        false_alarm=false_alarm,
        miss=miss,
        auc=auc(good, bad),
        chance_warned=float(reached[warned].mean()) if warned.any() else None,
        chance_clear=float(reached[~warned].mean()) if not warned.all() else None,
        better=forecast.better,
    )


def warning_limit(good: np.ndarray, bad: np.ndarray, miss_cost: float | None = None) -> float:
    """Return the limit below which to warn: least sum of both rates, or least expected cost.

    Only values that occur are tried; of equally good limits the lowest is taken, which gives the
    fewest false alarms.

    Examples
    --------
    >>> warning_limit(np.array([3.0, 4.0, 5.0]), np.array([1.0, 2.0, 4.0]))
    3.0
    """
    limits = np.unique(np.concatenate([good, bad]))
    false_alarm = np.searchsorted(np.sort(good), limits) / len(good)
    miss = 1.0 - np.searchsorted(np.sort(bad), limits) / len(bad)
    if miss_cost is None:
        loss = false_alarm + miss
    else:
        loss = len(good) * false_alarm + miss_cost * len(bad) * miss
    return float(limits[np.argmin(np.round(loss, 12))])


def held_out_rates(
    good: np.ndarray, bad: np.ndarray, miss_cost: float | None = None
) -> tuple[float, float]:
    """Return the rates of false alarms and misses of limits chosen from other futures.

    Each half of the futures chooses the limit that is tried on the other half.

    Examples
    --------
    >>> held_out_rates(np.array([4.0, 5.0, 6.0, 7.0]), np.array([1.0, 2.0, 3.0, 2.0]))
    (0.25, 0.0)
    """
    halves = [(good[place::2], bad[place::2]) for place in (0, 1)]
    limits = [warning_limit(*half, miss_cost) for half in halves]
    false_alarm = np.concatenate(
        [half[0] < limit for half, limit in zip(halves, limits[::-1], strict=True)]
    )
    miss = np.concatenate(
        [half[1] >= limit for half, limit in zip(halves, limits[::-1], strict=True)]
    )
    return float(false_alarm.mean()), float(miss.mean())


def auc(good: np.ndarray, bad: np.ndarray) -> float:
    """Return the chance that a value of `good` is larger than one of `bad`; ties count half.

    Examples
    --------
    >>> auc(np.array([2.0, 3.0]), np.array([1.0, 2.0]))
    0.875
    """
    ordered = np.sort(bad)
    below = np.searchsorted(ordered, good, side="left")
    up_to = np.searchsorted(ordered, good, side="right")
    return float((below + up_to).mean() / (2.0 * len(bad)))


def is_worse(value: float, limit: float, better: str) -> bool:
    """Return whether a value is on the wrong side of a limit; on the limit is not."""
    slack = 1e-6 * max(abs(limit), 1.0)
    return value > limit + slack if better == "lower" else value < limit - slack


def _quantiles(values: np.ndarray) -> tuple[float, ...]:
    return tuple(np.quantile(values, QUANTILES).tolist())
