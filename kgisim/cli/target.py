"""A target of a run, as it is asked about on the command line."""

from kgisim.cli.listing import find_indicator
from kgisim.projection.policy_package import package_or_baseline
from kgisim.runs.run import Run
from kgisim.targets.example_target import example_question
from kgisim.targets.forecast import forecast_of
from kgisim.targets.question import TargetQuestion
from kgisim.targets.window import TargetWindow


def question_of(
    run: Run, id: str, level: float | None, window: TargetWindow, scenario: str | None
) -> TargetQuestion:
    """Return what is asked about; without a level, the example target of the run.

    Parameters
    ----------
    level
        In the indicator's unit; None: the example target, over its own years.
    scenario
        Id; None: the policy package, or the baseline where there is none.
    """
    indicator = find_indicator(run.catalog, id)
    forecast = forecast_of(run.projection, indicator.id)
    asked = scenario or package_or_baseline(run.scenarios)
    if level is None:
        return example_question(forecast, run.assessment).under(asked)
    return TargetQuestion(indicator.id, level, window, asked)
