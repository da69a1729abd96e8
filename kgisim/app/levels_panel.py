"""Levels to choose from on the page of a target: three levels, the frontier, what is said."""

from typing import TYPE_CHECKING

from kgisim import schema
from kgisim.app.html import HTML, bullets, figure, folded, joined, table
from kgisim.presentation.figures.frontier import frontier_figure
from kgisim.presentation.levels_view import levels_of
from kgisim.presentation.sentences.levels import levels_text
from kgisim.presentation.tables.levels import frontier_table, levels_table

if TYPE_CHECKING:
    from kgisim.app.state import State


def levels_panel(state: "State") -> HTML:
    """Write the levels that are proposed of the session's goal, over the years that it asks about.

    They are those of the run: levers that a session has moved play no part.
    """
    asked = (state.goal, state.language, state.window, state.scenario)
    key = ("levels", *asked, *state.limits.model_dump().values())
    return HTML(state.shared.once(key, lambda: str(_written(state))))


def _written(state: "State") -> HTML:
    localized = state.localized
    plan = None if state.scenario == schema.BASELINE else state.scenario
    found = levels_of(localized.view, window=state.window, scenario=plan, limits=state.limits)
    if found is None:
        return HTML("")
    drawn = frontier_figure(localized, found)
    return joined(
        table(levels_table(localized, found), state.t("levels.title")),
        figure(drawn.svg, drawn.caption),
        folded(
            state.t("figure.table"),
            table(frontier_table(localized, found), state.t("levels.frontier")),
        ),
        bullets(levels_text(localized, found)),
    )
