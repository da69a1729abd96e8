"""What a session sets side by side: two scenarios of the run, or the run and another one."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kgisim.app.levers import BOTH
from kgisim.app.shared_run import RUN
from kgisim.app.target_answers import TargetAnswers, answers_of
from kgisim.presentation.levels_view import levels_of
from kgisim.presentation.localized import LocalizedIndicator, hidden, scenario_titles, wording
from kgisim.presentation.sentences.proposals import moment
from kgisim.projection.scenario import Scenario
from kgisim.runs.run import Run
from kgisim.runs.run_cache import forecast_in
from kgisim.schema import BASELINE
from kgisim.targets.forecast import IndicatorForecast, choose
from kgisim.targets.question import TargetQuestion

if TYPE_CHECKING:
    from kgisim.app.state import State
    from kgisim.evidence.level_limits import LevelLimits
    from kgisim.targets.levels import Levels


@dataclass(frozen=True)
class Side:
    """One side: a goal under one scenario of one run.

    Parameters
    ----------
    title
        What it is called.
    run
        Where it is from.
    localized
        The goal in that run.
    forecast
        Holds the draws of the question's scenario.
    question
        The level that both sides are asked about.
    scenario
        What it assumes.
    """

    title: str
    run: Run
    localized: LocalizedIndicator
    forecast: IndicatorForecast
    question: TargetQuestion
    scenario: Scenario

    @cached_property
    def size(self) -> float:
        """The effective sample size behind what is judged."""
        return self.forecast.posterior_size(self.forecast.drawn(self.question.window))

    @cached_property
    def judged(self) -> np.ndarray:
        """What is judged in every draw, (draw,) in the indicator's unit."""
        return choose(self.forecast.drawn(self.question.window), self.question.scenario).to_numpy()

    @cached_property
    def chance(self) -> tuple[float, float]:
        """The chance of the level, and its Monte Carlo standard error."""
        share, error = (
            choose(one, self.question.scenario) for one in self.forecast.chance(self.question)
        )
        return float(share), float(error)

    @property
    def hidden(self) -> str | None:
        """Why the goal has no number there; nothing if it has one."""
        return hidden(self.localized)

    def levels(self, limits: "LevelLimits") -> "Levels | None":
        """Return the levels that are proposed; None without measures or with moved levers."""
        name = self.question.scenario
        if name in (BASELINE, BOTH):
            return None
        window = self.question.window
        return levels_of(self.localized.view, window=window, scenario=name, limits=limits)


@dataclass(frozen=True)
class Comparison:
    """Two sides of the same question.

    Parameters
    ----------
    first
        What the session chose to compare with.
    second
        What the session looks at.
    """

    first: Side
    second: Side

    @property
    def is_between_runs(self) -> bool:
        """Whether the sides are of two runs."""
        return self.first.run.id != self.second.run.id

    @property
    def is_one_scenario(self) -> bool:
        """Whether two runs are compared under the scenario of one name."""
        same = self.first.question.scenario == self.second.question.scenario
        return same and self.is_between_runs

    @property
    def is_same(self) -> bool:
        """Whether both sides are one and the same."""
        same = self.first.question.scenario == self.second.question.scenario
        return same and not self.is_between_runs


def offered(state: "State") -> dict[str, str]:
    """Name what a session can compare with.

    Returns
    -------
    dict
        From the names on the screen to values of ``beside``: scenarios, and then other runs.
    """
    titles = scenario_titles(state.shared.run, state.language)
    found = {title: id for id, title in titles.items()}
    for id, made in state.shared.other_runs.items():
        when = moment(state.shared.run, made, state.language)
        found[state.t("app.beside.run_made", run=id, when=when)] = f"{RUN}{id}"
    return found


def comparison(state: "State") -> Comparison | None:
    """Return what a session compares; None where no level of its goal can be judged.

    Raises
    ------
    KgisimError
        If another run cannot be opened, or has no answer to the question.
    """
    answers = answers_of(state)
    if answers is None:
        return None
    shared, name = state.shared, state.scenario
    assumed = state.worlds[BOTH] if state.levers else shared.scenarios[name]
    parts = shared.run, state.localized, answers.forecast, answers.question, assumed
    if state.beside.startswith(RUN):
        other = _of_run(state, shared.other(state.beside.removeprefix(RUN)), answers)
        title = _run_title(state, shared.run, answers.title)
        return Comparison(other, Side(title, *parts))
    titles = scenario_titles(shared.run, state.language)
    other = Side(
        titles[state.beside],
        shared.run,
        state.localized,
        shared.forecast(state.goal),
        answers.question.under(state.beside),
        shared.scenarios[state.beside],
    )
    return Comparison(other, Side(answers.title, *parts))


def _of_run(state: "State", run: Run, answers: TargetAnswers) -> Side:
    """Ask another run the same, under the same scenario where it has that."""
    goal = state.goal
    forecast = forecast_in(run, goal)
    scenario = state.scenario if state.scenario in run.scenarios else BASELINE
    return Side(
        _run_title(state, run, scenario_titles(run, state.language)[scenario]),
        run,
        wording(run, goal, state.language),
        forecast,
        answers.question.under(scenario),
        run.scenarios[scenario],
    )


def _run_title(state: "State", run: Run, scenario: str) -> str:
    return state.t("app.beside.side", run=run.id, scenario=scenario)
