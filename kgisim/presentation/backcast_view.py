"""Backcast, milestones and chance of one target under one scenario, each computed once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kgisim.evidence.indicator import Indicator
from kgisim.presentation.goal_view import LabelledTarget, package
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.projection.order import upstream
from kgisim.runs.run_cache import forecast_in
from kgisim.schema import DRAW
from kgisim.targets.attainment import chance_error, effective_size
from kgisim.targets.backcast import Backcast, backcast, measure_sizes
from kgisim.targets.forecast import IndicatorForecast
from kgisim.targets.milestones import Checkpoint, milestones
from kgisim.targets.question import TargetQuestion
from kgisim.targets.refusal import Refusal

BEHIND = ("driver", "component")
"""Roles that are described beside a goal."""


@dataclass(frozen=True)
class BackcastView:
    """Answers to one question about a target; each is computed once.

    Parameters
    ----------
    localized
        The goal.
    target
        The level, and the scenario under which it is looked at.
    """

    localized: LocalizedIndicator
    target: LabelledTarget

    @property
    def question(self) -> TargetQuestion:
        """The question that is answered."""
        return self.target.question

    @cached_property
    def forecast(self) -> IndicatorForecast:
        """Everything that questions about the goal need."""
        return forecast_in(self.localized.view.run, self.localized.indicator.id)

    @cached_property
    def behind(self) -> Mapping[str, Indicator]:
        """Drivers and components that can reach the goal and have futures of their own."""
        run = self.localized.view.run
        listed, projected = run.catalog.indicators, run.projection.series
        return {
            name: listed[name]
            for name in self._reached
            if listed[name].role in BEHIND and name in projected
        }

    @cached_property
    def backcast(self) -> Backcast | Refusal:
        """What the futures that attain the target look like; a refusal where they are too few."""
        run = self.localized.view.run
        draws, seed = run.projection.draws.sizes[DRAW], run.projection.seed
        sizes = measure_sizes(run.scenarios[self.question.scenario], self._reached, draws, seed)
        behind = self.behind
        return backcast(self.forecast, self.question, others=behind, measures=sizes)

    @cached_property
    def milestones(self) -> tuple[Checkpoint, ...] | Refusal:
        """Checkpoints on the way; a refusal where too few futures attain the target, or fail it."""
        last, end = self.forecast.record.last, self.question.window.year
        checkpoints = self.localized.view.run.catalog.plan.checkpoints
        years = [year for year in checkpoints if last < year < end]
        return milestones(self.forecast, self.question, years=years)

    @cached_property
    def chance(self) -> float:
        """Share of the futures that attain the target."""
        return float(self.forecast.reached(self.question).mean())

    def error_among(self, rate: float, share: float) -> float:
        """Monte Carlo standard error of a rate counted in a share of the futures only."""
        size = effective_size(
            self.localized.view.run.projection.draws.sizes[DRAW], self.forecast.record.ess
        )
        return chance_error(rate, max(share * size, 1.0))

    @cached_property
    def _reached(self) -> list[str]:
        run = self.localized.view.run
        scenario = run.scenarios[self.question.scenario]
        return upstream(run.catalog, scenario, self.localized.indicator.id)


def backcast_view_of(localized: LocalizedIndicator) -> BackcastView | None:
    """Return the answers about a goal's example under the policy package; None without either."""
    target, scenario = localized.view.example, package(localized.view.run.scenarios)
    if target is None or scenario is None or localized.indicator.better == "neither":
        return None
    return BackcastView(localized, target.under(scenario))
