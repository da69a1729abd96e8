"""シナリオ: what the plan decides and what happens to us, moved apart and seen together."""

from typing import TYPE_CHECKING

import panel as pn

from kgisim.app.html import joined, note, paragraphs, title
from kgisim.app.html_pane import HtmlPane
from kgisim.app.lever_panel import Tuning
from kgisim.app.member_panel import count_panel
from kgisim.app.scenario_form import scenario_form
from kgisim.evidence.base import Text

if TYPE_CHECKING:
    from kgisim.app.state import State

TITLE = Text(ja="シナリオ", en="Scenarios")
ORDER = 30


def build(state: "State") -> pn.viewable.Viewable:
    """Show the levers of the goal, the four lines, and how plausible the world is."""
    head = title(TITLE(state.language), state.localized.title)
    if state.hidden is not None:
        return HtmlPane(joined(head, note(state.hidden)))
    made = Tuning(state)
    about = pn.bind(lambda id: str(paragraphs([_about(state, id)])), state.param.scenario)
    chart = pn.pane.Bokeh(made.fan.sheet, sizing_mode="stretch_width")
    left = pn.Column(made.board, styles={"flex": "1 1 220px"}, min_width=220)
    right = pn.Column(
        chart,
        HtmlPane(made.fan.legend),
        made.answers,
        made.plausibility,
        *filter(None, [count_panel(state)]),
        styles={"flex": "2 1 450px"},
        min_width=300,
    )
    return pn.Column(
        HtmlPane(head),
        HtmlPane(about),
        pn.FlexBox(left, right, flex_wrap="wrap", gap="20px", sizing_mode="stretch_width"),
        scenario_form(state),
        sizing_mode="stretch_width",
    )


def _about(state: "State", id: str) -> str:
    scenario = state.shared.scenarios[id]
    told = {"scenario": state.localized.scenario(id), "text": scenario.description(state.language)}
    return state.t("app.levers.about", **told)
