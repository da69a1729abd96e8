"""The backcast from the level that a session asks about, in the words of the report."""

from typing import TYPE_CHECKING

import pandas as pd

from kgisim.presentation.backcast_view import BackcastView
from kgisim.presentation.goal_view import LabelledTarget
from kgisim.targets.question import TargetQuestion

if TYPE_CHECKING:
    from kgisim.app.state import State


def backcast_view_of_state(state: "State") -> BackcastView | None:
    """Return the way to the session's level under its scenario; None if it has none."""
    question = state.question
    if state.hidden is not None or question is None or state.indicator.better == "neither":
        return None
    return BackcastView(state.localized, _target(state, question))


def _target(state: "State", question: TargetQuestion) -> LabelledTarget:
    """Return the candidate of the run with this level, or one that was chosen freely."""
    level = (question.value, question.window)
    for candidate in state.localized.view.targets:
        if (candidate.question.value, candidate.question.window) == level:
            return candidate.under(question.scenario)
    return LabelledTarget(question, pd.DataFrame())
