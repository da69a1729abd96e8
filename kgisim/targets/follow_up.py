"""Follow-up: what a new observation does to the chance of a target, without fitting again.

Every stored future is weighed by the likelihood of the observation in it. The weights tell the
same as a new fit would while the observation is not too surprising; when it is, few futures carry
all the weight, and the answer is refused: fit again (`kgisim.targets.refit`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kgisim.errors import RequestError
from kgisim.schema import DRAW, LEVEL, OUTCOME, SERIES, YEAR
from kgisim.targets.attainment import chance_error, effective_size
from kgisim.targets.forecast import IndicatorForecast, choose
from kgisim.targets.milestones import Checkpoint, Track, checkpoint
from kgisim.targets.observation_likelihood import Observed, check_value, log_likelihood
from kgisim.targets.question import TargetQuestion
from kgisim.targets.refusal import LEAST_DRAWS, Refusal, refuse
from kgisim.targets.window import TargetWindow


@dataclass(frozen=True)
class FollowUp:
    """The chance of a target before and after new observations.

    Parameters
    ----------
    before, after
        Chances; `mcse_before` and `mcse_after` are their Monte Carlo standard errors.
    ess
        Effective number of futures behind the new chance.
    surprise
        By observation: share of the futures that lay below it (half of those on it), before.
    track
        Class of the newest observation of the target's own indicator; None if there is none.
    checkpoint
        What the class rests on.
    weights
        Weight of each draw; they sum to 1.
    is_refitted
        Whether the new chance is that of new futures: too few of the stored ones agreed.
    """

    before: float
    mcse_before: float
    after: float
    mcse_after: float
    ess: float
    surprise: tuple[float, ...]
    track: Track | None
    checkpoint: Checkpoint | None
    weights: np.ndarray
    is_refitted: bool = False


def follow_up(
    forecast: IndicatorForecast,
    question: TargetQuestion,
    observations: Sequence[Observed],
    *,
    least: float = LEAST_DRAWS,
) -> FollowUp | Refusal:
    """Weigh the futures of a scenario by new observations; refuse if too few agree with them.

    Parameters
    ----------
    forecast
        Forecast of the target's indicator.
    question
        The target, and the scenario.
    observations
        Numbers that were not yet known to the run.
    least
        Fewest effective futures with which a new chance is given.

    Returns
    -------
    FollowUp or Refusal
        A refusal, with its reason, if fewer futures agree with the observations.

    Raises
    ------
    NotFoundError
        If the scenario is not in the projection.
    RequestError
        If an observation is known already or impossible, the indicator can never have the level,
        or the target year is known already.
    """
    _check_observations(forecast, observations)
    before, size = forecast.reached(question), _size(forecast)
    weights = importance(forecast, observations, question.scenario)
    left = size / len(weights) / float(np.sum(weights**2))
    surprise = tuple(_below(forecast, one, question.scenario) for one in observations)
    if left < least:
        return refuse("few_match", left, before, forecast.record.ess, surprise)
    settling = [one for one in observations if _settles(forecast, one)]
    known = forecast.with_known(
        {one.year: _completed(forecast, one, question.scenario) for one in settling}
    )
    after = float(weights @ known.reached(question))
    seen = newest_checkpoint(forecast, question, observations)
    return FollowUp(
        before=float(before.mean()),
        mcse_before=chance_error(float(before.mean()), size),
        after=after,
        mcse_after=chance_error(after, left),
        ess=left,
        surprise=surprise,
        track=None if seen is None else seen[1],
        checkpoint=None if seen is None else seen[0],
        weights=weights,
    )


def importance(
    forecast: IndicatorForecast, observations: Sequence[Observed], scenario: str
) -> np.ndarray:
    """Return the weights that the observations' likelihood gives to the draws of a scenario.

    Parameters
    ----------
    forecast
        Its draws hold what was observed.
    observations
        New numbers; of a count that is read off a list, the number on the list.
    scenario
        Scenario whose draws are weighed.

    Returns
    -------
    ndarray
        (draw,) weights; they sum to 1.
    """
    logs = sum(
        (log_likelihood(*_futures(forecast, one, scenario), one) for one in observations),
        start=np.zeros(forecast.draws.sizes[DRAW]),
    )
    if not np.isfinite(logs).any():  # no future could have produced the numbers
        return np.eye(1, len(logs))[0]
    weights = np.exp(logs - logs.max())
    return weights / weights.sum()


def _futures(
    forecast: IndicatorForecast, observed: Observed, scenario: str
) -> tuple[np.ndarray, np.ndarray]:
    """Levels and outcomes of the observed series up to the observed year, without blank years.

    They are those of the list where the number is one on a list; a floor is true of all events.
    """
    name, projection, listed = observed.indicator.id, forecast.draws, forecast.listed
    if name not in projection[SERIES] or observed.year not in projection[YEAR]:
        asked = {"name": name, "title": observed.indicator.title, "year": observed.year}
        raise RequestError("observed.no_year", **asked)
    if listed is not None and name in listed and observed.relation != "ge":
        own = listed.of(name)
    else:
        own = projection.sel({SERIES: name})
    place = {YEAR: slice(None, observed.year)}
    level, outcome = (
        choose(own[which].sel(place), scenario).transpose(DRAW, YEAR).to_numpy().astype(float)
        for which in (LEVEL, OUTCOME)
    )
    whole = np.isfinite(level).all(axis=0) & np.isfinite(outcome).all(axis=0)
    return level[:, whole], outcome[:, whole]


def _below(forecast: IndicatorForecast, observed: Observed, scenario: str) -> float:
    outcome = _futures(forecast, observed, scenario)[1][:, -1]
    return float(np.mean(outcome < observed.value) + np.mean(outcome == observed.value) / 2.0)


def _settles(forecast: IndicatorForecast, observed: Observed) -> bool:
    """Whether an observation says how many there are, and so takes the place of the draws.

    A number on a list of parts does not tell which part misses how many.
    """
    indicator = observed.indicator
    is_whole = indicator.is_fitted or not forecast.is_listed
    return _is_own_number(forecast, observed) and indicator.offsets is None and is_whole


def _completed(
    forecast: IndicatorForecast, observed: Observed, scenario: str
) -> float | np.ndarray:
    """Return how many there are: of a number on a list, in every draw those that it misses too."""
    listed, name = forecast.listed, forecast.indicator.id
    if listed is None or not forecast.is_listed:
        return observed.value
    return listed.completed(name, observed.year, observed.value, scenario)


def newest_checkpoint(
    forecast: IndicatorForecast,
    question: TargetQuestion,
    observations: Sequence[Observed],
) -> tuple[Checkpoint, Track] | None:
    """Class the newest own observation; over the target's window if all its years are known.

    Returns
    -------
    Checkpoint and Track, or None
        None where there is no own number before the target year, or too few futures of a kind.
    """
    own = [one for one in observations if _is_own_number(forecast, one)]
    reached = forecast.reached(question)
    if not own or min(reached.sum(), (~reached).sum()) < LEAST_DRAWS:
        return None
    newest = max(own, key=lambda one: one.year)
    if newest.year >= question.window.year:
        return None
    settling = {one.year: one.value for one in own if one.indicator.offsets is None}
    known = forecast.published.with_known(settling)
    window, value = question.window.until(newest.year), newest.value
    if all(int(year) in known.settled for year in window.years):
        value = float(choose(known.drawn(window), question.scenario)[0])
    else:
        window = TargetWindow(newest.year)
    found = checkpoint(forecast, question, window, reached)
    return found, found.track(value)


def _is_own_number(forecast: IndicatorForecast, observed: Observed) -> bool:
    return observed.indicator.id == forecast.indicator.id and observed.relation == "eq"


def _size(forecast: IndicatorForecast) -> float:
    return effective_size(forecast.draws.sizes[DRAW], forecast.record.ess)


def _check_observations(forecast: IndicatorForecast, observations: Sequence[Observed]) -> None:
    if not observations:
        raise RequestError("observed.none")
    places = [(one.indicator.id, one.year) for one in observations]
    for one, (name, year) in zip(observations, places, strict=True):
        asked = {"name": name, "title": one.indicator.title, "year": year}
        if places.count((name, year)) > 1:
            raise RequestError("observed.twice", **asked)
        if name == forecast.indicator.id and year <= forecast.record.settled:
            raise RequestError("observed.in_run", **asked, last=forecast.record.settled)
    for one in observations:
        check_value(one)
