"""A target: its question, and whether it is ambitious and reasonable."""

from dataclasses import dataclass
from html import escape

import pandas as pd

from kgisim.api.arguments import expect
from kgisim.api.question_forecast import conditional_projections, question_forecast, scenario_of
from kgisim.api.results import localized, projection_of, results_of
from kgisim.presentation.sentences.conditional import premises
from kgisim.presentation.sentences.rule import verdict_text
from kgisim.projection.policy_package import package_or_baseline
from kgisim.projection.projection import Projection
from kgisim.runs.run import Run
from kgisim.schema import BASELINE, SCENARIO
from kgisim.targets.forecast import IndicatorForecast, check
from kgisim.targets.question import TargetQuestion
from kgisim.targets.reference_class import reference_class
from kgisim.targets.two_probability_rule import TwoProbabilityRule
from kgisim.targets.verdict import TargetVerdict, verdict
from kgisim.targets.window import TargetWindow


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
    plan = package_or_baseline(projection.scenarios) if scenario is None else scenario
    question = TargetQuestion(
        indicator=indicator,
        value=value,
        window=expect(years, TargetWindow, "window", "years: kg.TargetWindow(2040)"),
        scenario=scenario_of(projection, plan).id,
        illustrative=illustrative,
    )
    _, forecast = question_forecast(future, question, conditional=conditional)
    check(forecast.indicator, question)
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
    projection, forecast = question_forecast(future, target, conditional=conditional)
    is_conditional = target.indicator not in projection.series
    words = localized(results_of(future), target.indicator, language, projected=not is_conditional)
    share, error = forecast.chance(target)
    table = pd.DataFrame(
        {
            "scenario": share[SCENARIO].to_numpy(),
            "probability": share.to_numpy(),
            "mcse": error.to_numpy(),
        }
    )
    if is_conditional:
        judged = conditional_projections(future)[target.indicator].elicitation
        return Assessment(target, words.title, table, None, premises(judged, words), True)
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
