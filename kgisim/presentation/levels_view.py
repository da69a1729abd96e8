"""The levels that are proposed of one goal of a run; computed once for all that is written."""

from kgisim.evidence.level_limits import LevelLimits
from kgisim.presentation.goal_view import GoalView, package
from kgisim.runs.run_cache import forecast_in
from kgisim.targets.levels import Levels, propose
from kgisim.targets.public_paces import public_paces
from kgisim.targets.two_probability_rule import TwoProbabilityRule
from kgisim.targets.window import TargetWindow


def levels_of(
    view: GoalView,
    *,
    window: TargetWindow | None = None,
    scenario: str | None = None,
    limits: LevelLimits | None = None,
) -> Levels | None:
    """Return the proposed levels of a goal.

    Parameters
    ----------
    view
        The goal in its run.
    window
        Years over which levels are judged. None: those of the goal's example target.
    scenario
        Scenario of the plan. None: the policy package.
    limits
        Limits of the levels. None: those of the run's plan.

    Returns
    -------
    Levels or None
        None where neither direction is better, or no policy package is projected.
    """
    run = view.run
    asked = scenario or package(run.scenarios)
    if asked is None or view.indicator.better == "neither":
        return None
    judged, chosen = window or view.window, limits or run.catalog.plan.levels

    def propose_once() -> Levels:
        forecast = forecast_in(run, view.indicator.id)
        paces = public_paces(run.catalog, forecast, judged)
        rule = TwoProbabilityRule()
        return propose(forecast, judged, package=asked, limits=chosen, rule=rule, paces=paces)

    key = ("levels", view.indicator.id, judged, asked, chosen)
    return run.cache.once(key, propose_once)
