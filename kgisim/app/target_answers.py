"""What the run answers to a session: the level that it asks about, as its levers stand."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from kgisim import schema
from kgisim.app.levers import BOTH, Settings
from kgisim.presentation.localized import scenario_titles
from kgisim.projection.projection import Projection
from kgisim.targets.forecast import IndicatorForecast, choose
from kgisim.targets.question import TargetQuestion
from kgisim.targets.two_probability_rule import admissible_band
from kgisim.targets.verdict import TargetVerdict, verdict

if TYPE_CHECKING:
    from kgisim.app.state import State


@dataclass(frozen=True)
class TargetAnswers:
    """Answers to a session's question, under the baseline and under its scenario.

    Parameters
    ----------
    state
        The session.
    forecast
        Draws of the goal under the baseline and the question's scenario.
    question
        The level; its scenario is the session's, or that scenario with levers moved.
    title
        How the scenario is called.
    """

    state: "State"
    forecast: IndicatorForecast
    question: TargetQuestion
    title: str

    @property
    def scenarios(self) -> dict[str, str]:
        """Names of the two scenarios, the baseline first."""
        baseline = scenario_titles(self.state.shared.run, self.state.language)[schema.BASELINE]
        return {schema.BASELINE: baseline, self.question.scenario: self.title}

    def judged(self) -> dict[str, np.ndarray]:
        """Return the draws of what is judged under both scenarios.

        Returns
        -------
        dict
            (draw,) in the indicator's unit, by scenario.
        """
        drawn = self.forecast.drawn(self.question.window)
        return {name: choose(drawn, name).to_numpy() for name in self.scenarios}

    def verdict(self) -> TargetVerdict:
        """Judge the level; levels under untouched scenarios are judged once for all sessions."""
        shared = self.state.shared
        if self.question.scenario in shared.scenarios:
            return shared.verdict(self.question)
        reference = shared.reference(self.question.indicator)
        return verdict(self.forecast, self.question, rule=shared.rule, reference=reference)

    def band(self) -> tuple[float, float] | None:
        """Return the easiest and the hardest admissible level; None if there is none."""
        shared, question = self.state.shared, self.question
        if question.scenario in shared.scenarios:
            found = shared.band(question.indicator, question.window, question.scenario)
        else:
            found = admissible_band(
                self.forecast,
                question.window,
                package=question.scenario,
                rule=shared.rule,
                reference=shared.reference(question.indicator),
            )
        return None if found.is_empty else (found.easiest, found.hardest)


def answers_of(state: "State") -> TargetAnswers | None:
    """Return what a session is answered; None if its goal has no number or no level is chosen."""
    return answers_under(state, state.levers, lambda: state.moved)


def answers_under(
    state: "State", levers: Settings, moved: Callable[[], Projection]
) -> TargetAnswers | None:
    """Return what a session is answered as levers stand; None as in `answers_of`.

    Parameters
    ----------
    moved
        Projects the goal under the baseline and `BOTH`; asked only where a lever has moved.
    """
    question, shared = state.question, state.shared
    if state.hidden is not None or question is None or state.indicator.better == "neither":
        return None
    forecast = shared.forecast(state.goal)
    title = scenario_titles(shared.run, state.language)[state.scenario]
    if levers:
        forecast, question = replace(forecast, draws=moved().draws), question.under(BOTH)
        title = state.t("app.levers.moved", scenario=title)
    return TargetAnswers(state, forecast, question, title)
