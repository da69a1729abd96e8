"""Limits by which levels are proposed: tried by anybody, recorded as the council decides."""

from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Any

import panel as pn
import panel_material_ui as pmui

from kgisim.app.background import OneAtATime
from kgisim.app.faults import explain
from kgisim.app.flow import Flow
from kgisim.app.html import HTML, note, paragraphs
from kgisim.app.html_pane import HtmlPane
from kgisim.app.proposal_form import register_of
from kgisim.app.url import number
from kgisim.audit.entries import LONGEST_AUTHOR, LONGEST_REASON, Limits
from kgisim.errors import KgisimError
from kgisim.evidence.level_limits import LIMITS, LevelLimits
from kgisim.workspace import SETTINGS

if TYPE_CHECKING:
    from kgisim.app.state import State


def limits_form(state: "State") -> Any:
    """Return the form, folded; its fields are made when it is opened for the first time."""
    inside = pn.Column()
    fold = pmui.Accordion((state.t("app.limits.title"), inside), margin=(10, 0))

    def fill(_: object) -> None:
        if not inside.objects:
            inside.objects = [LimitsForm(state).view]

    fold.param.watch(fill, "active")
    return fold


class LimitsForm:
    """Four shares, and what is done with them: tried in this session, or recorded for all."""

    def __init__(self, state: "State"):
        self._state = state
        t, person = state.t, state.person
        self.fields = {
            name: pmui.TextInput(
                label=t(f"app.limits.{name}"),
                value=f"{100 * getattr(state.limits, name):g}",
                width=190,
                size="small",
            )
            for name in LIMITS
        }
        self.author = pmui.TextInput(
            label=t("app.limits.author"), value=person.name, max_length=LONGEST_AUTHOR, width=230
        )
        self.reason = pmui.TextInput(
            label=t("app.limits.reason"), max_length=LONGEST_REASON, width=330
        )
        self.attempt = pmui.Button(label=t("app.limits.try"), variant="outlined")
        self.record = pmui.Button(label=t("app.limits.record"), color="primary")
        self.said = HtmlPane(HTML(""), live=True)
        self.attempt.on_click(self._try)
        self.record.on_click(self._record)
        self.entries = OneAtATime(self.record)

    @property
    def view(self) -> Any:
        """The form; what records is there only for analysts, where anything can be recorded."""
        state = self._state
        rows = [Flow(*self.fields.values()), pn.Row(self.attempt)]
        if state.person.is_analyst and state.shared.register is not None:
            rows += [Flow(self.author, self.reason), pn.Row(self.record)]
        lead = HtmlPane(note(state.t("app.limits.lead"), "quiet"))
        if state.shared.limits != state.shared.plan.levels and not self.said.html:
            self.said.html = str(note(self._for_papers()))
        return pn.Column(lead, *rows, self.said)

    def _for_papers(self) -> str:
        """Return how recorded limits reach papers, which are made from files alone."""
        limits = self._state.shared.limits
        shares = ", ".join(f"{name}: {getattr(limits, name):g}" for name in LIMITS)
        levels = f"levels: {{{shares}, miss_cost: {limits.miss_cost:g}, illustrative: false}}"
        return self._state.t("app.limits.papers", file=SETTINGS, levels=levels)

    def _limits(self) -> LevelLimits | None:
        """Return what stands in the form; None, and why, if it cannot be."""
        shares = {name: number(field.value) for name, field in self.fields.items()}
        known = {name: share / 100 for name, share in shares.items() if share is not None}
        is_share = len(known) == len(LIMITS) and all(0 < share < 1 for share in known.values())
        if not is_share or not known["floor"] >= known["goal"] >= known["stretch"]:
            self.said.html = str(note(self._state.t("app.limits.wrong"), "warning"))
            return None
        return self._state.limits.model_copy(update=known)

    def _try(self, _: object) -> None:
        limits = self._limits()
        if limits is not None:
            self._state.limits = limits
            self.said.html = str(note(self._state.t("app.limits.tried")))

    def _record(self, _: object) -> None:
        state, limits = self._state, self._limits()
        author, reason = self.author.value.strip(), self.reason.value.strip()
        if limits is None:
            return
        if not (author and reason):
            self.said.html = str(note(state.t("minutes.incomplete"), "warning"))
            return
        shares = {name: getattr(limits, name) for name in LIMITS}
        entry = Limits(author=author, reason=reason, run=state.shared.run.id, **shares)
        try:
            register = register_of(state)
        except KgisimError as error:
            self.said.html = str(note(explain(state, error), "warning"))
            return
        self.entries.work_then(partial(register.keep, entry, state.person), self._kept)

    def _kept(self, done: Future[Limits]) -> None:
        state = self._state
        try:
            kept = done.result()
        except KgisimError as error:
            self.said.html = str(note(explain(state, error), "warning"))
            return
        state.shared.take(kept)
        state.limits = state.shared.limits
        if self.reason.value.strip() == kept.reason:  # unless more was written meanwhile
            self.reason.value = ""
        told = [state.t("app.limits.kept", number=kept.id), self._for_papers()]
        self.said.html = str(note(paragraphs(told)))
