"""目標設定: a level is moved, and what it means is told at once."""

from typing import TYPE_CHECKING

import panel as pn

from kgisim.app.html import joined, note, title
from kgisim.app.html_pane import HtmlPane
from kgisim.app.joint_panel import joint_panel
from kgisim.app.levels_panel import levels_panel
from kgisim.app.limits_form import limits_form
from kgisim.app.proposal_form import record_panel
from kgisim.app.target_panel import aiming
from kgisim.evidence.base import Text

if TYPE_CHECKING:
    from kgisim.app.state import State

TITLE = Text(ja="目標設定", en="Target")
ORDER = 40


def build(state: "State") -> pn.viewable.Viewable:
    """Show the board of the goal, or why it carries no target."""
    head = title(TITLE(state.language), state.localized.title)
    if state.hidden is not None:
        return pn.Column(
            HtmlPane(joined(head, note(state.hidden))),
            record_panel(state),
            sizing_mode="stretch_width",
        )
    asked = (state.param.target, state.param.window, state.param.scenario)
    return pn.Column(
        HtmlPane(head),
        *aiming(state),
        HtmlPane(pn.bind(lambda *_: str(levels_panel(state)), *asked[1:], state.param.limits)),
        limits_form(state),
        HtmlPane(pn.bind(lambda *_: str(joint_panel(state)), *asked)),
        record_panel(state),
        sizing_mode="stretch_width",
    )
