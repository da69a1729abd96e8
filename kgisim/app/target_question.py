"""What a session asks about its goal: the futures as its levers stand, and the level."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from kgisim import schema
from kgisim.app.levers import BOTH
from kgisim.presentation.localized import scenario_titles
from kgisim.targets.forecast import Aim, IndicatorForecast, choose
from kgisim.targets.verdict import TargetVerdict, verdict

if TYPE_CHECKING:
    from kgisim.app.state import State


@dataclass(frozen=True)
class Asked:
    """One goal, one level, two scenarios.

    Parameters
    ----------
    prospect
        Futures of the goal under the baseline and the package.
    aim
        The level and its years.
    package, title
        Scenario that is compared with the baseline, and how it is called.
    """

    state: "State"
    forecast: IndicatorForecast
    aim: Aim
    package: str
    title: str

    @property
    def scenarios(self) -> dict[str, str]:
        """Names of the two scenarios, the baseline first."""
        baseline = scenario_titles(self.state.shared.run, self.state.language)[schema.BASELINE]
        return {schema.BASELINE: baseline, self.package: self.title}

    def judged(self) -> dict[str, np.ndarray]:
        """Draws of what is judged, (draw,) each, by scenario.

        Returns
        -------
        dict
            (draw,) in the indicator's unit, by scenario.
        """
        drawn = self.forecast.drawn(self.aim.basis)
        return {name: choose(drawn, name).to_numpy() for name in self.scenarios}

    def verdict(self) -> TargetVerdict:
        """Judge the level; levels under untouched scenarios are judged once for all sessions."""
        shared, id = self.state.shared, self.forecast.indicator.id
        if self.package in shared.scenarios:
            return shared.verdict(id, self.aim, self.package)
        judged = {"rule": shared.rule, "reference": shared.reference(id)}
        return verdict(self.forecast, self.aim, package=self.package, **judged)

    def band(self) -> tuple[float, float] | None:
        """Return the easiest and the hardest admissible level; None if there is none."""
        found = self.verdict().band
        return None if found.is_empty else (found.easiest, found.hardest)


def asked(state: "State") -> Asked | None:
    """Assemble what a session asks; None if its goal has no number or no level is chosen."""
    aim, shared = state.aim, state.shared
    if state.hidden is not None or aim is None or state.indicator.better == "neither":
        return None
    forecast, package = shared.forecast(state.goal), state.scenario
    title = scenario_titles(shared.run, state.language)[package]
    if state.levers:
        scenarios = {name: state.worlds[name] for name in (schema.BASELINE, BOTH)}
        made = shared.under(scenarios, series=[state.goal])
        forecast = replace(forecast, draws=made.draws)
        package, title = BOTH, state.t("app.levers.moved", scenario=title)
    return Asked(state, forecast, aim, package, title)
