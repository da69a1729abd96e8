"""The form with which a tuned scenario becomes a file of the workspace."""

from typing import TYPE_CHECKING, Any

import panel as pn
import panel_material_ui as pmui

from kgisim.app.faults import explain
from kgisim.app.html import note
from kgisim.app.html_pane import HtmlPane
from kgisim.app.scenario_file import save_scenario, tuned
from kgisim.errors import KgisimError

if TYPE_CHECKING:
    from kgisim.app.state import State


def scenario_form(state: "State") -> Any:
    """Return the form to an analyst; members, and runs without a workspace, cannot write."""
    shared, t = state.shared, state.t
    if state.role != "analyst" or not shared.is_writable:
        return HtmlPane(note(t("app.keep.closed"), "quiet"))
    id = pmui.TextInput(label=t("app.keep.id"), placeholder="my_scenario", width=220, size="small")
    title = pmui.TextInput(label=t("app.keep.title"), width=300, size="small")
    why = pmui.TextInput(label=t("app.keep.why"), width=420, size="small")
    button = pmui.Button(label=t("app.keep.button"), variant="outlined")
    pane = HtmlPane(note(t("app.keep.note"), "quiet"), live=True)

    def keep(_: object) -> None:
        who = state.user or t("app.keep.nobody")
        try:
            if not (title.value.strip() and why.value.strip()):
                pane.html = str(note(t("app.keep.blank"), "warning"))
                return
            base = shared.scenarios[state.scenario]
            values = {"id": id.value, "title": title.value, "who": who, "why": why.value}
            made = tuned(base, state.levers, shared.catalog.plan, **values)
            path = save_scenario(shared.workspace, shared.catalog, made, state.person)
            pane.html = str(note(t("app.keep.done", file=shared.workspace.name(path))))
        except KgisimError as error:
            reason = error.text(state.language)
            pane.html = str(note(t("app.keep.refused", reason=reason), "warning"))
        except OSError as error:  # nothing of it was written
            pane.html = str(note(explain(state, error), "warning"))

    button.on_click(keep)
    row = pn.FlexBox(id, title, why, button, flex_wrap="wrap", align_items="center", gap="8px")
    return pmui.Details(objects=[row, pane], title=t("app.keep.head"), sizing_mode="stretch_width")
