"""Questions about targets, asked of a projection or a run."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import escape

import pandas as pd

from kgisim.analysis.package_solver import Solution, solve
from kgisim.analysis.tornado import tornado
from kgisim.api.arguments import expect, source_of
from kgisim.api.results import computed, localized, projection_of
from kgisim.errors import NotFoundError, RequestError
from kgisim.presentation.backcast_view import BEHIND
from kgisim.presentation.sentences.conditional import premises
from kgisim.presentation.sentences.rule import verdict_text
from kgisim.projection.conditional import ConditionalProjection
from kgisim.projection.order import relevant, upstream
from kgisim.projection.policy_package import package_or_baseline
from kgisim.projection.projection import Projection
from kgisim.projection.scenario import Scenario
from kgisim.runs.current_elicitations import current_conditional
from kgisim.runs.run import Run
from kgisim.schema import BASELINE, DRAW, SCENARIO
from kgisim.targets import backcast as backcasts
from kgisim.targets import follow_up as follow_ups
from kgisim.targets import joint as joints
from kgisim.targets import milestones as checkpoints
from kgisim.targets.backcast import Backcast, measure_sizes
from kgisim.targets.conditional_forecast import conditional_forecast
from kgisim.targets.follow_up import FollowUp
from kgisim.targets.forecast import IndicatorForecast, check, forecast_of
from kgisim.targets.joint import Joint
from kgisim.targets.milestones import Checkpoint
from kgisim.targets.observation_likelihood import Observed
from kgisim.targets.posed_question import PosedQuestion, Project
from kgisim.targets.question import TargetQuestion
from kgisim.targets.reference_class import reference_class
from kgisim.targets.refit import follow_up_or_refit
from kgisim.targets.refusal import Refusal
from kgisim.targets.two_probability_rule import TwoProbabilityRule
from kgisim.targets.verdict import TargetVerdict, verdict
from kgisim.targets.window import TargetWindow

TARGET = "a target: kg.target(future, 'kgi1b_overseas_ratio', 80)"


def target(
    future: Projection | Run,
    indicator: str,
    value: float,
    window: TargetWindow | None = None,
    *,
    scenario: str | None = None,
    illustrative: bool = False,
    conditional: bool = False,
) -> TargetQuestion:
    """Ask about a level of an indicator; what is left open is taken from the projection.

    Parameters
    ----------
    future
        Projection or run.
    indicator
        Id.
    value
        Level in the indicator's unit; it is attained from there on, in the better direction.
    window
        Years over which the indicator is judged. None: the last year of the projection.
    scenario
        Id of the scenario under which it is asked. None: the policy package, or the baseline
        without one.
    illustrative
        Whether the level is an example (例示) rather than somebody's decision.
    conditional
        Whether the indicator may be one that has no projection but a conditional one, from what
        experts judge.

    Returns
    -------
    TargetQuestion
        The question, for the other functions.

    Raises
    ------
    NotFoundError
        If there is no such indicator or scenario.
    RequestError
        If the indicator has no projection or can never have the level, or an argument is of
        another kind.
    """
    projection = projection_of(future)
    years = TargetWindow(projection.catalog.axis.last) if window is None else window
    asked = package_or_baseline(projection.scenarios) if scenario is None else scenario
    question = TargetQuestion(
        indicator=indicator,
        value=value,
        window=expect(years, TargetWindow, "window", "years: kg.TargetWindow(2040)"),
        scenario=scenario_of(projection, asked).id,
        illustrative=illustrative,
    )
    check(_asked(future, question, conditional=conditional)[1].indicator, question)
    return question


@dataclass(frozen=True, repr=False)
class Assessment:
    """Whether a target is ambitious and reasonable, in numbers and in words.

    Parameters
    ----------
    target
        The target.
    title
        Title of its indicator.
    probability
        Columns ``scenario``, ``probability`` of attainment and ``mcse`` (its Monte Carlo standard
        error).
    verdict
        The two-probability rule's verdict with every number behind it; None where the rule cannot
        be asked: no policy package is projected, or neither direction is better.
    sentences
        The verdict in words, for a paper; none without a verdict. Of a conditional answer on
        whose judgement it rests.
    conditional
        Whether it rests on what experts judge, and on no projection of the indicator.
    """

    target: TargetQuestion
    title: str
    probability: pd.DataFrame
    verdict: TargetVerdict | None
    sentences: tuple[str, ...]
    conditional: bool = False

    def __repr__(self) -> str:
        """Summarise it in one line."""
        found = "" if self.verdict is None else f"{self.verdict.finding}; "
        found = "conditional on judgement; " if self.conditional else found
        chances = zip(self.probability["scenario"], self.probability["probability"], strict=True)
        listed = ", ".join(f"{name} {chance:.2f}" for name, chance in chances)
        return f"<Assessment of {self.target.indicator} at {self.target.value:g}: {found}{listed}>"

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{escape(sentence)}</li>" for sentence in self.sentences)
        table = self.probability.to_html(index=False, float_format="{:.3f}".format)
        return f"<p><b>{escape(self.title)}</b></p>{table}<ul>{items}</ul>"


def assess(
    future: Projection | Run,
    target: TargetQuestion,
    *,
    language: str | None = None,
    conditional: bool = False,
) -> Assessment:
    """Judge a target by the two-probability rule: ambitious, and reasonable with the package.

    Parameters
    ----------
    future
        Projection or run; the rule compares the target's scenario with the baseline.
    target
        From `target`.
    language
        Language of the sentences: ``ja``, ``en``, …; None: the first of the plan.
    conditional
        Whether an indicator without a projection may be answered from what experts judge. The
        rule is not asked then.

    Returns
    -------
    Assessment
        ``.probability`` (by scenario), ``.verdict`` with the admissible ``.band``, ``.sentences``.

    Raises
    ------
    NotFoundError
        If there is no such indicator or language.
    RequestError
        If the indicator has no projection or can never have the level, or an argument is of
        another kind.
    """
    projection, forecast = _asked(future, target, conditional=conditional)
    results = future if isinstance(future, Run) else computed(projection)
    is_conditional = target.indicator not in projection.series
    words = localized(results, target.indicator, language, projected=not is_conditional)
    share, error = forecast.chance(target)
    table = pd.DataFrame(
        {
            "scenario": share[SCENARIO].to_numpy(),
            "probability": share.to_numpy(),
            "mcse": error.to_numpy(),
        }
    )
    if is_conditional:
        asked = _conditional(future)[target.indicator].elicitation
        return Assessment(target, words.title, table, None, premises(asked, words), True)
    found = _verdict(projection, forecast, target)
    sentences = () if found is None else tuple(verdict_text(words, found))
    return Assessment(target, words.title, table, found, sentences)


def _verdict(
    projection: Projection, forecast: IndicatorForecast, target: TargetQuestion
) -> TargetVerdict | None:
    if target.scenario == BASELINE or forecast.better == "neither":
        return None
    rule = TwoProbabilityRule()
    reference = reference_class(projection.catalog, forecast.indicator, rule.span)
    return verdict(forecast, target, rule=rule, reference=reference)


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
    projection, forecast = _asked(future, target)
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
    projection, forecast = _asked(future, target)
    last, end = forecast.record.last, target.window.year
    asked = (
        [year for year in projection.catalog.plan.checkpoints if last < year < end]
        if years is None
        else years
    )
    return checkpoints.milestones(forecast, target, years=asked)


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
    asked = list(expect(targets, Iterable, "targets", "several targets"))
    forecasts = [(_asked(future, one, conditional=conditional)[1], one) for one in asked]
    projected = projection_of(future).series
    judged = tuple(one.indicator for one in asked if one.indicator not in projected)
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
    projection, forecast = _asked(future, target)
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
    projection, forecast = _asked(future, target)
    plan = scenario_of(projection, target.scenario)
    part = relevant(projection.catalog, plan, target.indicator)
    if not part.measures:
        raise RequestError("argument.no_measure", scenario=plan.id, indicator=target.indicator)
    wanted = TwoProbabilityRule().y if probability is None else probability
    posed = PosedQuestion.of(forecast, target)
    return solve(_carried(projection, target), part, posed, wanted)


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
    projection, forecast = _asked(future, target)
    posed = PosedQuestion.of(forecast, target)
    part = relevant(projection.catalog, scenario_of(projection, target.scenario), target.indicator)
    listed = projection.catalog.indicators
    reached = upstream(projection.catalog, part, target.indicator)
    drivers = [name for name in reached if listed[name].role == "driver"]
    return tornado(_carried(projection, target), part, posed, drivers)


def _carried(projection: Projection, target: TargetQuestion) -> Project:
    """Carry the draws of a target's indicator through other scenarios, from its first year on."""
    first = int(target.window.years[0])
    return partial(projection.simulator, series=[target.indicator], since=first)


def _asked(
    future: Projection | Run, target: TargetQuestion, *, conditional: bool = False
) -> tuple[Projection, IndicatorForecast]:
    projection = projection_of(future)
    expect(target, TargetQuestion, "target", TARGET)
    if conditional and target.indicator not in projection.series:
        judged = _conditional(future)
        if target.indicator in judged:
            return projection, conditional_forecast(judged[target.indicator])
    return projection, forecast_of(projection, target.indicator)


def _conditional(future: Projection | Run) -> dict[str, ConditionalProjection]:
    """Return what is projected under what experts judge; nothing where a run left that out."""
    projection = projection_of(future)
    if isinstance(future, Run):
        made = future.manifest["options"].get("conditional", False)
        return current_conditional(future.workspace, projection) if made else {}
    return current_conditional(source_of(projection.catalog), projection)


def scenario_of(projection: Projection, name: str) -> Scenario:
    """Return a scenario of a projection.

    Raises
    ------
    NotFoundError
        If there is no such scenario.
    """
    if name not in projection.scenarios:
        raise NotFoundError("scenario", str(name), projection.scenarios)
    return projection.scenarios[name]
