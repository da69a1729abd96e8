"""一覧: all goals at a glance."""

from typing import TYPE_CHECKING

import panel as pn

from kgisim import schema
from kgisim.app.cards import cards
from kgisim.app.conditional import conditional_list
from kgisim.app.html import folded, joined, paragraphs, table, title
from kgisim.app.html_pane import HtmlPane
from kgisim.app.overview import overview
from kgisim.evidence.base import Text
from kgisim.presentation.sentences import summary

if TYPE_CHECKING:
    from kgisim.app.state import State

TITLE = Text(ja="一覧", en="Overview")
ORDER = 10
ABOUT_GOAL = False


def build(state: "State") -> pn.viewable.Viewable:
    """Show every goal: latest, 2040, example target, chances, verdict, evidence."""
    key = ("overview", state.language, *state.limits.model_dump().values())
    page = state.shared.once(key, lambda: _page(state))
    return HtmlPane(page, state.go)


def _page(state: "State") -> str:
    run, language = state.shared.run, state.language
    lead = next(iter(summary.summary(run, language)))
    links = [{"page": "indicator", "goal": one.id} for one in state.shared.goals]
    listed = table(overview(state.shared, language), state.t("report.overview"), links=links)
    baseline = state.localized.scenario(schema.BASELINE)
    note, read = (state.t(f"app.overview.{key}", scenario=baseline) for key in ("note", "cards"))
    return joined(
        title(TITLE(language)),
        paragraphs([lead], "lead"),
        cards(state.shared, language, state.limits),
        paragraphs([read], "quiet"),
        folded(state.t("figure.table"), joined(listed, paragraphs([note]))),
        conditional_list(state.shared, language),
    )
