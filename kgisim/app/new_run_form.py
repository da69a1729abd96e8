"""The buttons that begin and stop a new run, above how far it is."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import panel as pn
import panel_material_ui as pmui

from kgisim.app.background import work_then
from kgisim.app.faults import explain
from kgisim.app.html import heading, joined, note, paragraphs
from kgisim.app.html_pane import HtmlPane
from kgisim.app.live import LiveSheet
from kgisim.app.visitor import Visitor, beside
from kgisim.audit.users import AccessError, Person
from kgisim.errors import KgisimError
from kgisim.presentation.i18n.catalog import text

if TYPE_CHECKING:
    from kgisim.app.state import State


class NewRunForm:
    """Begin and stop a run; members see how far one is, and cannot touch it."""

    def __init__(self, state: "State"):
        t = state.t
        self.state = state
        self.start = pmui.Button(label=t("rerun.start"), color="primary")
        self.cancel = pmui.Button(label=t("rerun.cancel"), variant="outlined")
        self.told = HtmlPane(joined(), live=True)
        self.live = LiveSheet(address=f"rerun/now?language={state.language}")
        self.start.on_click(lambda _: self._do(state.shared.new_run.start))
        self.cancel.on_click(lambda _: self._do(state.shared.new_run.cancel))

    @property
    def view(self) -> Any:
        """The form; where there is nothing to run, nothing."""
        t, shared = self.state.t, self.state.shared
        if shared.new_run.workspace is None:
            return pn.Column()
        head = HtmlPane(joined(heading(t("rerun.title")), paragraphs([t("rerun.lead")])))
        buttons = [pn.FlexBox(self.start, self.cancel, gap="10px")]
        shown = buttons if self.state.person.is_analyst else []
        return pn.Column(head, *shown, self.told, self.live, sizing_mode="stretch_width")

    def _do(self, work: Callable[[Person], None]) -> None:
        person = self.state.person
        work_then(lambda: work(person), self._done)

    def _done(self, done: Future[None]) -> None:
        try:
            done.result()
        except AccessError:
            self.told.html = str(note(self.state.t("rerun.denied"), "warning"))
        except (KgisimError, OSError) as error:
            self.told.html = str(note(explain(self.state, error), "warning"))
        else:
            self.told.html = ""


class NewRunNow(Visitor):
    """How far a new run is, for the pages that show it."""

    async def get(self) -> None:
        """Return it as JSON."""
        if self.person is None:
            self.refuse(401, text("ballot.page.log_in", self.language))
            return
        shared, language = self.site.shared(), self.language
        told = "" if shared is None else await beside(lambda: shared.new_run.progress(language))
        self.write({"title": "", "state": told})
