"""バックキャスト: what is different in the futures in which the target is attained."""

from typing import TYPE_CHECKING

import panel as pn

from kgisim.app.backcast_panel import backcast_view_of_state
from kgisim.app.html import joined, note, paragraphs, table, title
from kgisim.app.html_pane import HtmlPane
from kgisim.evidence.base import Text
from kgisim.presentation.sentences.backcast import backcast_text, shift_table

if TYPE_CHECKING:
    from kgisim.app.state import State

TITLE = Text(ja="バックキャスト", en="Backcast")
ORDER = 50


def build(state: "State") -> pn.viewable.Viewable:
    """Show which drivers, components and measures stand out where the target is attained."""
    head = title(TITLE(state.language), state.localized.title)
    if state.hidden is not None:
        return HtmlPane(joined(head, note(state.hidden)))
    asked = (state.param.target, state.param.window, state.param.scenario)
    told = pn.bind(lambda *_: str(_told(state)), *asked)
    return pn.Column(HtmlPane(head), HtmlPane(told, live=True), sizing_mode="stretch_width")


def _told(state: "State"):
    view = backcast_view_of_state(state)
    if view is None:
        return note(state.t("app.board.none"))
    first, *more = backcast_text(view)
    return joined(
        paragraphs([first], "lead"),
        paragraphs(more),
        note(state.t("app.backcast.lead"), "quiet"),
        table(shift_table(view), state.t("app.backcast.table")),
    )
