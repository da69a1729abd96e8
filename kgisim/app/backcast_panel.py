"""The backcast from the level that a session asks about, in the words of the report."""

from typing import TYPE_CHECKING

import pandas as pd

from kgisim.presentation.backcast_view import BackcastView
from kgisim.presentation.target import Target
from kgisim.targets.forecast import Aim

if TYPE_CHECKING:
    from kgisim.app.state import State

FREE = "*"
"""Letter of a level that is no candidate of the run."""


def backcast_view_of_state(state: "State") -> BackcastView | None:
    """Ask about the session's level under its scenario; None if it has none."""
    aim = state.aim
    if state.hidden is not None or aim is None or state.indicator.better == "neither":
        return None
    return BackcastView(state.localized, _target(state, aim), state.scenario)


def _target(state: "State", aim: Aim) -> Target:
    """Return the candidate of the run with this level, or a mark for one that was chosen freely."""
    for candidate in state.localized.view.targets:
        if (candidate.value, candidate.basis) == (aim.value, aim.basis):
            return candidate
    return Target(FREE, aim.value, aim.basis, aim.illustrative, pd.DataFrame())
