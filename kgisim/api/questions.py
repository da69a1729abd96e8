"""Questions about a target, asked of a projection or a run."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from kgisim.analysis.package_solver import Solution, solve
from kgisim.analysis.tornado import tornado
from kgisim.api.arguments import expect
from kgisim.api.question_forecast import carried, question_forecast, scenario_of
from kgisim.api.results import projection_of
from kgisim.errors import RequestError
from kgisim.presentation.backcast_view import BEHIND
from kgisim.projection.order import relevant, upstream
from kgisim.projection.projection import Projection
from kgisim.runs.run import Run
from kgisim.schema import DRAW
from kgisim.targets import backcast as backcasts
from kgisim.targets import follow_up as follow_ups
from kgisim.targets import joint as joints
from kgisim.targets import milestones as checkpoints
from kgisim.targets.backcast import Backcast, measure_sizes
from kgisim.targets.follow_up import FollowUp
from kgisim.targets.joint import Joint
from kgisim.targets.milestones import Checkpoint
from kgisim.targets.observation_likelihood import Observed
from kgisim.targets.posed_question import PosedQuestion
from kgisim.targets.question import TargetQuestion
from kgisim.targets.refit import follow_up_or_refit
from kgisim.targets.refusal import Refusal
from kgisim.targets.two_probability_rule import TwoProbabilityRule


def backcast(future: Projection | Run, target: TargetQuestion) -> Backcast | Refusal:
    """Describe the draws in which a target is attained, against all draws of a scenario.

    Parameters
    ----------
    future
        Projection or run.
    target
        From `target`.

    Returns
    -------
    Backcast or Refusal
        ``.moved`` is a table of drivers, components and measures, the furthest moved first;
        ``.paths`` has quantiles, dims futures, quantile, year, series, in the indicators' units.
        A refusal, with its reason, if too few draws attain the target.

    Raises
    ------
    NotFoundError
        If there is no such indicator or scenario.
    RequestError
        If the indicator has no projection or can never have the level, or an argument is of
        another kind.
    """
    projection, forecast = question_forecast(future, target)
    plan = scenario_of(projection, target.scenario)
    listed = projection.catalog.indicators
    reached = upstream(projection.catalog, plan, target.indicator)
    others = {
        name: listed[name]
        for name in reached
        if listed[name].role in BEHIND and name in projection.series
    }
    draws = projection.draws.sizes[DRAW]
    sizes = measure_sizes(plan, reached, draws, projection.seed)
    return backcasts.backcast(forecast, target, others=others, measures=sizes)


def milestones(
    future: Projection | Run,
    target: TargetQuestion,
    *,
    years: Sequence[int] | None = None,
) -> tuple[Checkpoint, ...] | Refusal:
    """Compute where the path to a target should be on the way, and how well failure shows.

    Parameters
    ----------
    future
        Projection or run.
    target
        From `target`.
    years
        Years after the last observed one and before the target's. None: those in which the plan
        is reviewed.

    Returns
    -------
    tuple of Checkpoint, or Refusal
        Per year: corridors of attaining and failing draws, warning limit, rates of false alarms
        and misses. A refusal, with its reason, if too few draws attain or fail the target.

    Raises
    ------
    NotFoundError
        If there is no such indicator or scenario.
    RequestError
        If a year is not on the way, the indicator has no projection or can never have the level,
        or an argument is of another kind.
    """
    projection, forecast = question_forecast(future, target)
    last, end = forecast.record.last, target.window.year
    wanted = (
        [year for year in projection.catalog.plan.checkpoints if last < year < end]
        if years is None
        else years
    )
    return checkpoints.milestones(forecast, target, years=wanted)


def joint(
    future: Projection | Run, targets: Iterable[TargetQuestion], *, conditional: bool = False
) -> Joint:
    """Compute how likely several targets are together, and which pairs conflict.

    Parameters
    ----------
    future
        Projection or run that holds all their indicators.
    targets
        At least two, of different indicators and under the same scenario.
    conditional
        Whether indicators without a projection may be among them, from what experts judge.

    Returns
    -------
    Joint
        ``.each``, ``.at_least`` and ``.pairs`` are tables; ``.all`` is the probability of all;
        ``.conditional`` names those that rest on judgement.

    Raises
    ------
    NotFoundError
        If there is no such indicator or scenario.
    RequestError
        If there are fewer than two targets or several scenarios, an indicator has no projection
        or can never have the level, or an argument is of another kind.
    """
    listed = list(expect(targets, Iterable, "targets", "several targets"))
    forecasts = [
        (question_forecast(future, one, conditional=conditional)[1], one) for one in listed
    ]
    projected = projection_of(future).series
    judged = tuple(one.indicator for one in listed if one.indicator not in projected)
    return replace(joints.joint(forecasts), conditional=judged)


def follow_up(
    future: Projection | Run,
    target: TargetQuestion,
    observations: Mapping[int, float] | Sequence[Observed],
    *,
    refit: bool = False,
) -> FollowUp | Refusal:
    """Compute what new observations do to the probability of a target.

    Parameters
    ----------
    future
        Projection or run that did not know the observations.
    target
        From `target`.
    observations
        Value by year of the target's own indicator, or `Observed` of any. Of a count that is
        read off a list, the number on the list.
    refit
        Whether to fit again, in a few seconds, what the observations change if too few draws
        agree with them; numbers of identities cannot be fitted.

    Returns
    -------
    FollowUp or Refusal
        ``.before`` and ``.after`` are probabilities, ``.track`` the class of the newest
        observation. A refusal, with its reason, if too few draws agree with the observations.

    Raises
    ------
    NotFoundError
        If there is no such indicator or scenario.
    RequestError
        If an observation is known already or impossible, the indicator has no projection or can
        never have the level, or an argument is of another kind.
    """
    projection, forecast = question_forecast(future, target)
    if isinstance(observations, Mapping):
        seen = [Observed(forecast.indicator, year, value) for year, value in observations.items()]
    else:
        seen = list(expect(observations, Sequence, "observations", "values by year: {2027: 80.2}"))
    if refit:
        return follow_up_or_refit(projection, target, seen)
    return follow_ups.follow_up(forecast, target, seen)


def solve_package(
    future: Projection | Run,
    target: TargetQuestion,
    *,
    probability: float | None = None,
) -> Solution:
    """Find the smallest package of measures that attains a target with a probability.

    Parameters
    ----------
    future
        Projection or run.
    target
        From `target`.
    probability
        Probability to be reached, between 0 and 1. None: that of the two-probability rule.

    Returns
    -------
    Solution
        ``.package`` with the effort level of every measure (None if even all do not suffice),
        ``.full``, ``.smaller``, ``.proven``.

    Raises
    ------
    NotFoundError
        If there is no such indicator or scenario.
    RequestError
        If no measure can reach the indicator, the probability is not between 0 and 1, the
        indicator has no projection or can never have the level, or an argument is of another kind.
    """
    projection, forecast = question_forecast(future, target)
    plan = scenario_of(projection, target.scenario)
    part = relevant(projection.catalog, plan, target.indicator)
    if not part.measures:
        raise RequestError("argument.no_measure", scenario=plan.id, indicator=target.indicator)
    wanted = TwoProbabilityRule().y if probability is None else probability
    posed = PosedQuestion.of(forecast, target)
    return solve(carried(projection, target), part, posed, wanted)


def sensitivity(future: Projection | Run, target: TargetQuestion) -> pd.DataFrame:
    """Compute how far each uncertain assumption alone swings the probability of a target.

    Parameters
    ----------
    future
        Projection or run.
    target
        From `target`.

    Returns
    -------
    DataFrame
        Columns `kgisim.analysis.tornado.COLUMNS`, the largest swing first: ``assumption``; chance
        (``chance_low``, ``chance_high``, ``chance_swing``) and median (``median_low``, …, in the
        indicator's unit) with the assumption at its 10 and 90 % quantile; Monte Carlo errors.

    Raises
    ------
    NotFoundError
        If there is no such indicator or scenario.
    RequestError
        If the indicator has no projection or can never have the level, or an argument is of
        another kind.
    """
    projection, forecast = question_forecast(future, target)
    posed = PosedQuestion.of(forecast, target)
    part = relevant(projection.catalog, scenario_of(projection, target.scenario), target.indicator)
    listed = projection.catalog.indicators
    reached = upstream(projection.catalog, part, target.indicator)
    drivers = [name for name in reached if listed[name].role == "driver"]
    return tornado(carried(projection, target), part, posed, drivers)
