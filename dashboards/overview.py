"""一覧: all goals at a glance."""

from typing import TYPE_CHECKING

import panel as pn

from kgisim import names
from kgisim.app.glance import glance
from kgisim.app.markup import joined, paragraphs, table, title
from kgisim.app.sheet import Sheet
from kgisim.evidence.indicator import Text
from kgisim.views import sentences

if TYPE_CHECKING:
    from kgisim.app.state import State

TITLE = Text(ja="一覧", en="Overview")
ORDER = 10
ABOUT_GOAL = False


def build(state: "State") -> pn.viewable.Viewable:
    """Show every goal: latest, 2040, example target, chances, verdict, evidence."""
    page = state.study.once(("overview", state.language), lambda: _page(state))
    return Sheet(page, state.go)


def _page(state: "State") -> str:
    run, language = state.study.run, state.language
    lead = next(iter(sentences.summary(run, language)))
    links = [{"page": "indicator", "goal": one.id} for one in state.study.goals]
    shown = table(glance(state.study, language), state.t("report.overview"), links=links)
    note = state.t("app.overview.note", scenario=state.words.scenario(names.BASELINE))
    return joined(title(TITLE(language)), paragraphs([lead], "lead"), shown, paragraphs([note]))
