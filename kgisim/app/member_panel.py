"""One member of a group at a time: where it stands, its outlook, and its numbers."""

from typing import TYPE_CHECKING

import panel as pn
import panel_material_ui as pmui

from kgisim.app.html import HTML, figure, folded, heading, joined, note, paragraphs, table
from kgisim.app.html_pane import HtmlPane
from kgisim.evidence.members import members_of
from kgisim.presentation.figures.goal import Figures
from kgisim.presentation.localized import LocalizedIndicator, hidden
from kgisim.presentation.sentences import summary
from kgisim.presentation.tables.members import members
from kgisim.presentation.tables.observations import observations

if TYPE_CHECKING:
    from kgisim.app.state import State

WIDE = 260
"""Pixels of the list of members."""


def member_panel(state: "State") -> pn.viewable.Viewable | None:
    """Build the list of members and show the chosen one; None for what is no group.

    Parameters
    ----------
    state
        Its goal is the group.
    """
    listed = members_of(state.shared.catalog.indicators, state.goal)
    if not listed:
        return None
    own = state.indicator.group
    assert own is not None
    choice = pmui.Select(
        label=own.noun(state.language),
        options={one.name(state.language): one.id for one in listed},
        value=listed[0].id,
        size="small",
        width=WIDE,
    )
    shown = HtmlPane(_kept(state, listed[0].id), live=True)

    def show(_: object) -> None:
        shown.html = _kept(state, choice.value)

    choice.param.watch(show, "value")
    return pn.Column(choice, shown, sizing_mode="stretch_width")


def _kept(state: "State", id: str) -> str:
    """Return what is shown of a member, which follows from the run alone."""
    shared, language = state.shared, state.language
    group = shared.localized(state.goal, language)
    return shared.once(
        ("member", id, language), lambda: _shown(group, shared.localized(id, language))
    )


def _shown(group: LocalizedIndicator, own: LocalizedIndicator) -> HTML:
    why, caption = hidden(own), own.t("report.annex")
    listed = members_of(own.view.run.catalog.indicators, group.indicator.id)
    place = [one.id for one in listed].index(own.indicator.id)
    rows = observations(own)
    said = summary.withheld_reading(own) if why else summary.reading(own)
    return joined(
        heading(own.title),
        note(why) if why else None,
        table(members(group).iloc[[place]], own.t("members.stands")),
        paragraphs([*said]),
        None if why else _fan(own),
        folded(caption, table(rows, caption)) if len(rows) else None,
    )


def _fan(own: LocalizedIndicator) -> HTML:
    """Draw the record and the outlook, with the numbers as a table."""
    fan = Figures(own).fan()
    numbers = folded(own.t("figure.table_fan"), table(fan.table, fan.caption))
    return joined(figure(fan.svg, fan.caption), numbers)
