"""Backcast, milestones and chance of one target under one scenario, each computed once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kgisim.evidence.indicator import Indicator
from kgisim.presentation.goal_view import package
from kgisim.presentation.localized import LocalizedIndicator
from kgisim.presentation.target import Target
from kgisim.projection.order import upstream
from kgisim.schema import DRAW
from kgisim.targets.attainment import chance_error, effective_size
from kgisim.targets.backcast import Backcast, backcast, measure_sizes
from kgisim.targets.forecast import Aim, IndicatorForecast, forecast_of
from kgisim.targets.milestones import Checkpoint, milestones
from kgisim.targets.refusal import Refusal

BEHIND = ("driver", "component")
"""Roles that are described beside a goal."""


@dataclass(frozen=True)
class BackcastView:
    """Questions about one target under one scenario; each is answered once.

    Parameters
    ----------
    localized
        The goal.
    target
        The level that is asked for.
    scenario
        Scenario under which it is asked for.
    """

    localized: LocalizedIndicator
    target: Target
    scenario: str

    @property
    def aim(self) -> Aim:
        """The target as the targets wing takes it."""
        return Aim(self.target.value, self.target.basis, self.target.illustrative)

    @cached_property
    def forecast(self) -> IndicatorForecast:
        """Everything that questions about the goal need."""
        run = self.localized.view.run
        return forecast_of(run.projection, self.localized.indicator.id)

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
        sizes = measure_sizes(run.scenarios[self.scenario], self._reached, draws, seed)
        asked = {"others": self.behind, "measures": sizes}
        return backcast(self.forecast, self.aim, self.scenario, **asked)

    @cached_property
    def milestones(self) -> tuple[Checkpoint, ...] | Refusal:
        """Checkpoints on the way; a refusal where too few futures attain the target, or fail it."""
        last, end = self.forecast.record.last, self.aim.basis.year
        checkpoints = self.localized.view.run.catalog.plan.checkpoints
        years = [year for year in checkpoints if last < year < end]
        return milestones(self.forecast, self.aim, self.scenario, years=years)

    @cached_property
    def chance(self) -> float:
        """Share of the futures that attain the target."""
        return float(self.forecast.reached(self.aim, self.scenario).mean())

    def error_among(self, rate: float, share: float) -> float:
        """Monte Carlo standard error of a rate counted in a share of the futures only."""
        size = effective_size(
            self.localized.view.run.projection.draws.sizes[DRAW], self.forecast.record.ess
        )
        return chance_error(rate, max(share * size, 1.0))

    @cached_property
    def _reached(self) -> list[str]:
        run = self.localized.view.run
        scenario = run.scenarios[self.scenario]
        return upstream(run.catalog, scenario, self.localized.indicator.id)


def backcast_view_of(localized: LocalizedIndicator) -> BackcastView | None:
    """Ask about a goal's example level under the policy package; None if either is missing."""
    target, scenario = localized.view.example, package(localized.view.run.scenarios)
    if target is None or scenario is None or localized.indicator.better == "neither":
        return None
    return BackcastView(localized, target, scenario)
