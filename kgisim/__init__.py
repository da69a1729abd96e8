"""kgisim: how likely is a policy target, and what would have to be true for it.

The names in `__all__` are the public API (docs/reference/api.md). Each is imported when it is first
used, so that neither ``import kgisim`` nor the help of the command line waits for libraries.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kgisim import errors
    from kgisim.api import plot
    from kgisim.api.assessment import assess, target
    from kgisim.api.content import check, init_workspace, open_workspace
    from kgisim.api.forecast import backtest, fit, project
    from kgisim.api.proposed_levels import levels
    from kgisim.api.questions import (
        backcast,
        follow_up,
        joint,
        milestones,
        sensitivity,
        solve_package,
    )
    from kgisim.api.runs import compare_runs, export, make_run, open_run, verify_report
    from kgisim.evidence.level_limits import LevelLimits
    from kgisim.projection.scenario import Measure, Scenario
    from kgisim.targets.question import TargetQuestion
    from kgisim.targets.window import TargetWindow

__all__ = [
    "LevelLimits",
    "Measure",
    "Scenario",
    "TargetQuestion",
    "TargetWindow",
    "assess",
    "backcast",
    "backtest",
    "check",
    "compare_runs",
    "errors",
    "export",
    "fit",
    "follow_up",
    "init_workspace",
    "joint",
    "levels",
    "make_run",
    "milestones",
    "open_run",
    "open_workspace",
    "plot",
    "project",
    "sensitivity",
    "solve_package",
    "target",
    "verify_report",
]

_MODULES = {
    "LevelLimits": "kgisim.evidence.level_limits",
    "Measure": "kgisim.projection.scenario",
    "Scenario": "kgisim.projection.scenario",
    "TargetQuestion": "kgisim.targets.question",
    "TargetWindow": "kgisim.targets.window",
    "assess": "kgisim.api.assessment",
    "backcast": "kgisim.api.questions",
    "backtest": "kgisim.api.forecast",
    "check": "kgisim.api.content",
    "compare_runs": "kgisim.api.runs",
    "errors": "kgisim.errors",
    "export": "kgisim.api.runs",
    "fit": "kgisim.api.forecast",
    "follow_up": "kgisim.api.questions",
    "init_workspace": "kgisim.api.content",
    "joint": "kgisim.api.questions",
    "levels": "kgisim.api.proposed_levels",
    "make_run": "kgisim.api.runs",
    "milestones": "kgisim.api.questions",
    "open_run": "kgisim.api.runs",
    "open_workspace": "kgisim.api.content",
    "plot": "kgisim.api.plot",
    "project": "kgisim.api.forecast",
    "sensitivity": "kgisim.api.questions",
    "solve_package": "kgisim.api.questions",
    "target": "kgisim.api.assessment",
    "verify_report": "kgisim.api.runs",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name not in _MODULES:
        raise AttributeError(f"module 'kgisim' has no attribute '{name}'")
    home = import_module(_MODULES[name])
    is_module = home.__name__.endswith(f".{name}")
    globals()[name] = home if is_module else getattr(home, name)
    return globals()[name]


def __dir__() -> list[str]:
    """Return the public names."""
    return list(__all__)
