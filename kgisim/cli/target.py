"""A target of a run, as it is asked about on the command line."""

from dataclasses import dataclass

from kgisim.cli.listing import find_indicator
from kgisim.projection.policy_package import package
from kgisim.runs.run import Run
from kgisim.schema import BASELINE
from kgisim.targets.example_target import aim_of
from kgisim.targets.forecast import Aim, IndicatorForecast, forecast_of
from kgisim.targets.window import TargetWindow


@dataclass(frozen=True)
class Asked:
    """A target, and the scenario under which it is looked at."""

    forecast: IndicatorForecast
    aim: Aim
    scenario: str


def ask(
    run: Run, id: str, target: float | None, basis: TargetWindow, scenario: str | None
) -> Asked:
    """Find what is asked about; without a level, the example target of the run.

    Parameters
    ----------
    scenario
        Id; None: the policy package, or the baseline where there is none.
    """
    indicator = find_indicator(run.catalog, id)
    forecast = forecast_of(run.projection, indicator.id)
    own = aim_of(forecast, run.assessment) if target is None else Aim(target, basis, False)
    return Asked(forecast, own, scenario or package(run.scenarios) or BASELINE)
