"""追跡: the checkpoints on the way, and what a new number would say."""

from typing import TYPE_CHECKING

import panel as pn

from kgisim.app.backcast_panel import backcast_view_of_state
from kgisim.app.follow_up_form import Following
from kgisim.app.html import joined, note, paragraphs, table, title
from kgisim.app.html_pane import HtmlPane
from kgisim.evidence.base import Text
from kgisim.presentation.sentences.milestones import checkpoints, milestones_text

if TYPE_CHECKING:
    from kgisim.app.state import State

TITLE = Text(ja="追跡", en="Follow-up")
ORDER = 70


def build(state: "State") -> pn.viewable.Viewable:
    """Show the warning limits year by year, and try a number that may be published."""
    head = title(TITLE(state.language), state.localized.title)
    if state.hidden is not None:
        return HtmlPane(joined(head, note(state.hidden)))
    asked = (state.param.target, state.param.window, state.param.scenario)
    told = pn.bind(lambda *_: str(_told(state)), *asked)
    trial = Following(state)
    return pn.Column(
        HtmlPane(head), HtmlPane(told), trial.form, trial.told, sizing_mode="stretch_width"
    )


def _told(state: "State"):
    way = backcast_view_of_state(state)
    if way is None:
        return note(state.t("app.board.none"))
    shown = table(checkpoints(way), state.t("app.follow.table"))
    power = paragraphs([state.t("app.follow.power")], "quiet") if shown else None
    return joined(paragraphs(milestones_text(way)), shown, power)
