"""データ: every number, its source, what is missing, and how numbers are added."""

from typing import TYPE_CHECKING, Any

import pandas as pd
import panel as pn
import panel_material_ui as pmui

from kgisim import schema
from kgisim.app.content_form import content_form
from kgisim.app.data_form import revising
from kgisim.app.flow import Flow
from kgisim.app.html import HTML, bullets, heading, joined, note, paragraphs, table, title
from kgisim.app.html_pane import HtmlPane
from kgisim.app.new_run_form import NewRunForm
from kgisim.evidence.base import Text
from kgisim.evidence.members import Member, members_of
from kgisim.presentation.sentences.value_of_information import gaps, wanted, worth
from kgisim.presentation.tables.observations import observations

if TYPE_CHECKING:
    from kgisim.app.state import State

TITLE = Text(ja="データ", en="Data")
ORDER = 90
FEEDING, ALL = "", "*"
TALL = """
.scroll { max-height: 65vh; overflow: auto; border-bottom: 1px solid #b9c2cc; }
thead th { position: sticky; top: 0; }
"""
"""A long table scrolls within itself, so that what follows stays in reach."""


def build(state: "State") -> pn.viewable.Viewable:
    """Show the numbers behind the goal, what is missing, and the form for new ones."""
    head = title(TITLE(state.language), state.localized.title)
    lead = paragraphs([state.t("data.lead")], "lead")
    numbers = _Numbers(state)
    return pn.Column(
        HtmlPane(joined(head, lead)),
        Flow(numbers.series, numbers.grade, numbers.search),
        numbers.sheet,
        HtmlPane(joined(*_missing(state))),
        revising(state),
        content_form(state),
        NewRunForm(state).view,
        sizing_mode="stretch_width",
    )


class _Numbers:
    """The table of numbers and its filters."""

    def __init__(self, state: "State"):
        self.state = state
        t, shared = state.t, state.shared
        titles = {
            f"{shared.localized(id, state.language).title} [{id}]": id
            for id, one in shared.catalog.indicators.items()
            if len(shared.catalog.rows(id)) and not isinstance(one, Member)
        }
        self.series = pmui.Select(
            label=t("data.series"),
            options={t("data.feeding"): FEEDING, t("data.all_series"): ALL, **titles},
            value=FEEDING,
            width=330,
        )
        self.grade = pmui.Select(
            label=t("data.grade"),
            options={t("data.all_grades"): ""}
            | {t(f"evidence.{one}"): t(f"evidence.{one}") for one in schema.EVIDENCE},
            value="",
            width=220,
        )
        self.search = pmui.TextInput(label=t("data.search"), width=280)
        self.sheet = HtmlPane(HTML(""), stylesheets=[TALL])
        for filter in (self.series, self.grade, self.search):
            filter.param.watch(self._show, "value")
        self._show()

    def _show(self, *_: object) -> None:
        t, frames = self.state.t, [self._of(id) for id in self._chosen()]
        whole = pd.concat(frames, ignore_index=True)
        kept = whole.loc[self._meets(whole)]
        counted = paragraphs([t("data.counted", all=len(whole), shown=len(kept))], "quiet")
        shown = note(t("data.nothing")) if kept.empty else table(kept, t("data.table"))
        self.sheet.html = str(joined(counted, shown))

    def _chosen(self) -> tuple[str, ...]:
        if self.series.value == ALL:
            return tuple(self.state.shared.catalog.indicators)
        feeding = self.state.localized.view.feeding
        chosen = feeding if self.series.value == FEEDING else (self.series.value,)
        return tuple(id for one in chosen for id in self._published(one))

    def _published(self, id: str) -> tuple[str, ...]:
        """Return whose rows are published: of a group its members, not its middle."""
        members = members_of(self.state.shared.catalog.indicators, id)
        return tuple(one.id for one in members) or (id,)

    def _of(self, id: str) -> pd.DataFrame:
        localized = self.state.shared.localized(id, self.state.language)
        rows = observations(localized)
        if len(rows):
            rows.insert(0, self.state.t("column.indicator"), localized.title)
        return rows

    def _meets(self, rows: pd.DataFrame) -> Any:
        grade, wanted = self.grade.value, str(self.search.value or "").strip().casefold()
        told = rows.agg(" ".join, axis=1).str.casefold() if len(rows) else pd.Series(dtype=str)
        found = told.str.contains(wanted, regex=False)
        return found & (rows[self.state.t("column.grade")] == grade) if grade else found


def _missing(state: "State") -> list[Any]:
    t, run, language = state.t, state.shared.run, state.language
    ranked = worth(state.localized)
    return [
        heading(t("data.gaps")),
        table(gaps(run, state.localized.view.feeding, language), t("data.gaps_table")),
        heading(t("data.worth")),
        note(t("data.worth_none")) if ranked.empty else table(ranked, t("data.worth_table")),
        None if ranked.empty else paragraphs([t("data.worth_note")], "quiet"),
        heading(t("data.wanted"), 3),
        bullets(wanted(state.localized)),
    ]
