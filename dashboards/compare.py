"""比較: two scenarios or two runs side by side, and what this session has tried."""

from typing import TYPE_CHECKING

import panel as pn
import panel_material_ui as pmui

from kgisim.app.comparison import offered
from kgisim.app.comparison_panel import comparison_panel
from kgisim.app.html import joined, note, title
from kgisim.app.html_pane import HtmlPane
from kgisim.app.tried import go_back, tried_panel
from kgisim.evidence.base import Text

if TYPE_CHECKING:
    from kgisim.app.state import State

TITLE = Text(ja="比較", en="Compare")
ORDER = 45


def build(state: "State") -> pn.viewable.Viewable:
    """Show what is chosen beside what is looked at, what differs, and the steps so far."""
    head = title(TITLE(state.language), state.localized.title)
    tried = HtmlPane(
        pn.bind(lambda *_: str(tried_panel(state)), state.param.tried, state.param.settled),
        lambda said: go_back(state, said),
    )
    if state.hidden is not None:
        return pn.Column(HtmlPane(joined(head, note(state.hidden))), tried)
    asked = (state.param.beside, state.param.scenario, state.param.levers, state.param.target)
    compared = pn.bind(lambda *_: str(comparison_panel(state)), *asked)
    return pn.Column(
        HtmlPane(head),
        _choice(state),
        HtmlPane(compared, live=True),
        tried,
        sizing_mode="stretch_width",
    )


def _choice(state: "State") -> pmui.Select:
    """Make the menu of what is compared with the scenario that the session looks at."""
    select = pmui.Select(
        label=state.t("app.beside.choice"),
        options=offered(state),
        value=state.beside,
        size="small",
        sizing_mode="stretch_width",
        max_width=520,
        margin=(10, 0, 6, 0),
        sx={"& .MuiSelect-select": {"whiteSpace": "normal !important"}},
    )
    select.param.watch(lambda event: state.param.update(beside=event.new), "value")
    state.param.watch(lambda event: select.param.update(value=event.new), "beside")
    return select
