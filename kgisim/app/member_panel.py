"""One member of a group at a time: where it stands, its outlook, and its numbers."""

from typing import TYPE_CHECKING

import panel as pn
import panel_material_ui as pmui

from kgisim.app.faults import explain
from kgisim.app.html import HTML, figure, folded, heading, joined, note, paragraphs, table
from kgisim.app.html_pane import HtmlPane
from kgisim.app.levers import BOTH
from kgisim.errors import KgisimError
from kgisim.evidence.members import Member, members_of
from kgisim.presentation.figures.goal import Figures
from kgisim.presentation.localized import LocalizedIndicator, hidden
from kgisim.presentation.members_view import attaining
from kgisim.presentation.sentences import summary
from kgisim.presentation.sentences.members import counted_text
from kgisim.presentation.tables.members import members
from kgisim.presentation.tables.observations import observations
from kgisim.schema import BASELINE

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
    if not state.members:
        return None
    own = state.indicator.group
    assert own is not None
    choice = pmui.Select(
        label=own.noun(state.language),
        options={one.name(state.language): one.member for one in state.members},
        value=_shown_now(state).member,
        size="small",
        width=WIDE,
    )
    shown, group = HtmlPane(_kept(state), live=True), state.goal

    def choose(_: object) -> None:
        state.member = "" if choice.value == state.members[0].member else choice.value

    def show(_: object) -> None:
        if state.goal == group:  # another goal takes this part off the page
            choice.value, shown.html = _shown_now(state).member, _kept(state)

    choice.param.watch(choose, "value")
    state.param.watch(show, "member")
    return pn.Column(choice, shown, sizing_mode="stretch_width")


def count_panel(state: "State") -> pn.viewable.Viewable | None:
    """Build what counts the members that attain with the levers as they stand.

    All members are projected for it, so that it is done when it is asked for and not at every
    move; what was counted is cleared as soon as a lever moves. None for what is no group, and for a
    group without a target.
    """
    listed = state.members
    if not listed or state.localized.view.example is None:
        return None
    own = state.indicator.group
    assert own is not None
    label = state.t("members.count", noun=own.noun(state.language))
    button = pmui.Button(label=label, variant="outlined")
    shown = HtmlPane("", live=True)

    def count(_: object) -> None:
        names = [one.id for one in listed if one.id in state.shared.projection.series]
        scenarios = {name: state.worlds[name] for name in (BASELINE, BOTH)}
        try:
            found = attaining(
                state.localized, BOTH, state.shared.under(scenarios, series=names).draws
            )
        except KgisimError as error:
            state.notify(explain(state, error))
            return
        if found is not None:
            called = state.t("app.levers.line_both")
            shown.html = paragraphs([counted_text(state.localized, called, found)])

    def clear(_: object) -> None:
        shown.html = ""

    button.on_click(count)
    state.param.watch(clear, ["levers", "scenario"])
    return pn.Column(button, shown, sizing_mode="stretch_width")


def _shown_now(state: "State") -> Member:
    """Return the member that was chosen, or the first."""
    chosen = (one for one in state.members if one.member == state.member)
    return next(chosen, state.members[0])


def _kept(state: "State") -> str:
    """Return what is shown of the member, which follows from the run alone."""
    shared, language, id = state.shared, state.language, _shown_now(state).id
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
