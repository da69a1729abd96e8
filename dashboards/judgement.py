"""専門家判断: what experts judge where no record exists, asked in two rounds."""

from typing import TYPE_CHECKING

import panel as pn

from kgisim.app.conditional import conditional_list
from kgisim.app.elicitation_form import eliciting
from kgisim.app.html import joined, paragraphs, title
from kgisim.app.html_pane import HtmlPane
from kgisim.evidence.base import Text

if TYPE_CHECKING:
    from kgisim.app.state import State

TITLE = Text(ja="専門家判断", en="Judgement")
ORDER = 85
ABOUT_GOAL = False


def build(state: "State") -> pn.viewable.Viewable:
    """Show what rests on judgement in this run, and the form with which experts are asked."""
    language = state.language
    lead = joined(
        paragraphs([state.t("elicit.lead")], "lead"), paragraphs([state.t("elicit.protocol")])
    )
    shown = conditional_list(state.shared, language)
    return pn.Column(
        HtmlPane(joined(title(TITLE(language)), lead, shown)),
        eliciting(state),
        sizing_mode="stretch_width",
    )
