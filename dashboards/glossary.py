"""用語: what the words of all pages and reports mean."""

from typing import TYPE_CHECKING

import panel as pn

from kgisim.app.html import HTML, joined, paragraphs, title
from kgisim.app.html_pane import HtmlPane
from kgisim.evidence.base import Text
from kgisim.presentation.i18n.glossary import glossary

if TYPE_CHECKING:
    from kgisim.app.state import State

TITLE = Text(ja="用語", en="Glossary")
ORDER = 95
ABOUT_GOAL = False


def build(state: "State") -> pn.viewable.Viewable:
    """Show every term with its meaning."""
    return HtmlPane(_page(state))


def _page(state: "State") -> HTML:
    terms = joined(
        *(
            HTML("<dt><dfn>{}</dfn></dt><dd>{}</dd>").format(term.title, term.text)
            for term in glossary(state.language)
        )
    )
    return joined(
        title(TITLE(state.language)),
        paragraphs([state.t("app.glossary")]),
        HTML('<dl class="terms">{}</dl>').format(terms),
    )
