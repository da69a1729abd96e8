"""Questions about targets, asked of a projection or a run."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape

import pandas as pd

from kgisim.analysis.package_solver import Solution, solve
from kgisim.analysis.tornado import tornado
from kgisim.api.arguments import count, expect
from kgisim.api.results import computed, localized, projection_of
from kgisim.errors import NotFoundError, RequestError
from kgisim.presentation.backcast_view import BEHIND
from kgisim.presentation.sentences.rule import verdict_text
from kgisim.projection.order import relevant, upstream
from kgisim.projection.policy_package import package
from kgisim.projection.projection import Projection
from kgisim.projection.scenario import Scenario
from kgisim.runs.run import Run
from kgisim.schema import BASELINE, DRAW, SCENARIO
from kgisim.targets import backcast as backcasts
from kgisim.targets import follow_up as follow_ups
from kgisim.targets import joint as joints
from kgisim.targets import milestones as checkpoints
from kgisim.targets.backcast import Backcast, measure_sizes
from kgisim.targets.follow_up import FollowUp
from kgisim.targets.forecast import Aim, IndicatorForecast, forecast_of
from kgisim.targets.joint import Joint
from kgisim.targets.milestones import Checkpoint
from kgisim.targets.observation_likelihood import Observed
from kgisim.targets.question import Project, Question
from kgisim.targets.reference_class import reference_class
from kgisim.targets.refusal import Refusal
from kgisim.targets.two_probability_rule import TwoProbabilityRule
from kgisim.targets.verdict import TargetVerdict, verdict
from kgisim.targets.window import Statistic, TargetWindow

TARGET = "a target: kg.Target('kgi1b_overseas_ratio', 80, year=2040)"


@dataclass(frozen=True)
class Target:
    """A level, and the years over which an indicator is judged against it.

    Parameters
    ----------
    indicator
        Id.
    value
        Level in the indicator's unit; it is attained from there on, in the better direction.
    year
        Last year that counts.
    window
        Number of years that end with `year`, for ``mean`` and ``sum``.
    statistic
        ``mean`` or ``sum`` of the window; ``cumulative``: total from `since` on; ``once``: the
        best single year from `since` on.
    since
        First year that counts, for ``cumulative`` and ``once``.
    illustrative
        Whether the level is an example (例示) rather than somebody's decision.

    Raises
    ------
    RequestError
        If the years contradict each other, or the level is no number.

    Examples
    --------
    >>> Target("kgi1d_acquisitions", 15, year=2040, window=3, statistic="sum").basis.years.tolist()
    [2038, 2039, 2040]
    """

    indicator: str
    value: float
    year: int = 2040
    window: int = 1
    statistic: Statistic = "mean"
    since: int | None = None
    illustrative: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no level, or no span of years."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise RequestError("argument.number", name="value", found=repr(self.value))
        count(self.year, "year")
        count(self.window, "window")
        _ = self.basis

    @property
    def basis(self) -> TargetWindow:
        """The years, and how they are put together."""
        return TargetWindow(self.year, self.window, self.statistic, self.since)

    @property
    def aim(self) -> Aim:
        """The target without its indicator."""
        return Aim(float(self.value), self.basis, self.illustrative)


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
        The verdict in words, for a paper; none without a verdict.
    """

    target: Target
    title: str
    probability: pd.DataFrame
    verdict: TargetVerdict | None
    sentences: tuple[str, ...]

    def __repr__(self) -> str:
        """Summarise it in one line."""
        found = "" if self.verdict is None else f"{self.verdict.finding}; "
        chances = zip(self.probability["scenario"], self.probability["probability"], strict=True)
        listed = ", ".join(f"{name} {chance:.2f}" for name, chance in chances)
        return f"<Assessment of {self.target.indicator} at {self.target.value:g}: {found}{listed}>"

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{escape(sentence)}</li>" for sentence in self.sentences)
        table = self.probability.to_html(index=False, float_format="{:.3f}".format)
        return f"<p><b>{escape(self.title)}</b></p>{table}<ul>{items}</ul>"


def assess(future: Projection | Run, target: Target, *, language: str | None = None) -> Assessment:
    """Judge a target by the two-probability rule: ambitious, and reasonable with the package.

    Parameters
    ----------
    future
        Projection or run; the rule needs the policy package among its scenarios.
    target
        From `Target`.
    language
        Language of the sentences: ``ja``, ``en``, …; None: the first of the plan.

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
    projection, forecast = _asked(future, target)
    results = future if isinstance(future, Run) else computed(projection)
    words = localized(results, target.indicator, language)
    share, error = forecast.chance(target.aim)
    table = pd.DataFrame(
        {
            "scenario": share[SCENARIO].to_numpy(),
            "probability": share.to_numpy(),
            "mcse": error.to_numpy(),
        }
    )
    found = _verdict(projection, forecast, target)
    sentences = () if found is None else tuple(verdict_text(words, found))
    return Assessment(target, words.title, table, found, sentences)


def _verdict(
    projection: Projection, forecast: IndicatorForecast, target: Target
) -> TargetVerdict | None:
    plan = package(projection.scenarios)
    if plan is None or forecast.better == "neither":
        return None
    rule = TwoProbabilityRule()
    reference = reference_class(projection.catalog, forecast.indicator, rule.span)
    return verdict(forecast, target.aim, package=plan, rule=rule, reference=reference)


def backcast(
    future: Projection | Run, target: Target, *, scenario: str | None = None
) -> Backcast | Refusal:
    """Describe the draws in which a target is attained, against all draws of a scenario.

    Parameters
    ----------
    future
        Projection or run.
    target
        From `Target`.
    scenario
        Id. None: the policy package, or the baseline without one.

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
    plan = scenario_of(projection, scenario)
    listed = projection.catalog.indicators
    reached = upstream(projection.catalog, plan, target.indicator)
    others = {
        name: listed[name]
        for name in reached
        if listed[name].role in BEHIND and name in projection.series
    }
    draws = projection.draws.sizes[DRAW]
    sizes = measure_sizes(plan, reached, draws, projection.seed)
    return backcasts.backcast(forecast, target.aim, plan.id, others=others, measures=sizes)


def milestones(
    future: Projection | Run,
    target: Target,
    *,
    years: Sequence[int] | None = None,
    scenario: str | None = None,
) -> tuple[Checkpoint, ...] | Refusal:
    """Compute where the path to a target should be on the way, and how well failure shows.

    Parameters
    ----------
    future
        Projection or run.
    target
        From `Target`.
    years
        Years after the last observed one and before the target's. None: those in which the plan
        is reviewed.
    scenario
        Id. None: the policy package, or the baseline without one.

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
    last, end = forecast.record.last, target.year
    asked = (
        [year for year in projection.catalog.plan.checkpoints if last < year < end]
        if years is None
        else years
    )
    plan = scenario_of(projection, scenario)
    return checkpoints.milestones(forecast, target.aim, plan.id, years=asked)


def joint(
    future: Projection | Run, targets: Iterable[Target], *, scenario: str | None = None
) -> Joint:
    """Compute how likely several targets are together, and which pairs conflict.

    Parameters
    ----------
    future
        Projection or run that holds all their indicators.
    targets
        At least two, of different indicators.
    scenario
        Id. None: the policy package, or the baseline without one.

    Returns
    -------
    Joint
        ``.each``, ``.at_least`` and ``.pairs`` are tables; ``.all`` is the probability of all.

    Raises
    ------
    NotFoundError
        If there is no such indicator or scenario.
    RequestError
        If there are fewer than two targets, an indicator has no projection or can never have the
        level, or an argument is of another kind.
    """
    asked = list(expect(targets, Iterable, "targets", "several targets"))
    pairs = [(_asked(future, one)[1], one.aim) for one in asked]
    plan = scenario_of(projection_of(future), scenario)
    named = {one.indicator: pair for one, pair in zip(asked, pairs, strict=True)}
    return joints.joint(named, plan.id)


def follow_up(
    future: Projection | Run,
    target: Target,
    observations: Mapping[int, float] | Sequence[Observed],
    *,
    scenario: str | None = None,
) -> FollowUp | Refusal:
    """Compute what new observations do to the probability of a target, without a new fit.

    Parameters
    ----------
    future
        Projection or run that did not know the observations.
    target
        From `Target`.
    observations
        Value by year of the target's own indicator, or `Observed` of any.
    scenario
        Id. None: the policy package, or the baseline without one.

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
    plan = scenario_of(projection, scenario)
    return follow_ups.follow_up(forecast, target.aim, plan.id, seen)


def solve_package(
    future: Projection | Run,
    target: Target,
    *,
    probability: float | None = None,
    scenario: str | None = None,
) -> Solution:
    """Find the smallest package of measures that attains a target with a probability.

    Parameters
    ----------
    future
        Projection or run.
    target
        From `Target`.
    probability
        Probability to be reached, between 0 and 1. None: that of the two-probability rule.
    scenario
        Id of the scenario whose measures may be used. None: the policy package.

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
    plan = scenario_of(projection, scenario)
    part = relevant(projection.catalog, plan, target.indicator)
    if not part.measures:
        raise RequestError("argument.no_measure", scenario=plan.id, indicator=target.indicator)
    wanted = TwoProbabilityRule().y if probability is None else probability
    question = Question.about(forecast, target.aim)
    return solve(_carried(projection, target), part, question, wanted)


def sensitivity(
    future: Projection | Run, target: Target, *, scenario: str | None = None
) -> pd.DataFrame:
    """Compute how far each uncertain assumption alone swings the probability of a target.

    Parameters
    ----------
    future
        Projection or run.
    target
        From `Target`.
    scenario
        Id. None: the policy package, or the baseline without one.

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
    question = Question.about(forecast, target.aim)
    part = relevant(projection.catalog, scenario_of(projection, scenario), target.indicator)
    listed = projection.catalog.indicators
    reached = upstream(projection.catalog, part, target.indicator)
    drivers = [name for name in reached if listed[name].role == "driver"]
    return tornado(_carried(projection, target), part, question, drivers)


def _carried(projection: Projection, target: Target) -> Project:
    """Carry the draws of a target's indicator through other scenarios, from its first year on."""
    first = int(target.basis.years[0])
    return partial(projection.simulator, series=[target.indicator], since=first)


def _asked(future: Projection | Run, target: Target) -> tuple[Projection, IndicatorForecast]:
    projection = projection_of(future)
    expect(target, Target, "target", TARGET)
    return projection, forecast_of(projection, target.indicator)


def scenario_of(projection: Projection, name: str | None) -> Scenario:
    """Return a scenario of a projection; without a name, the policy package or the baseline.

    Raises
    ------
    NotFoundError
        If there is no such scenario.
    """
    chosen = name or package(projection.scenarios) or BASELINE
    if chosen not in projection.scenarios:
        raise NotFoundError("scenario", str(chosen), projection.scenarios)
    return projection.scenarios[chosen]
