"""Recording what is said about the goal on the screen: proposals, dissents, decisions."""

import json
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import panel as pn
import panel_material_ui as pmui

from kgisim.app.background import OneAtATime
from kgisim.app.browser import Drafts
from kgisim.app.faults import explain
from kgisim.app.flow import Flow
from kgisim.app.html import HTML, heading, joined, note, paragraphs, table
from kgisim.app.html_pane import HtmlPane
from kgisim.app.later_part import later_part
from kgisim.app.target_answers import answers_of
from kgisim.audit.entries import (
    LONGEST_AUTHOR,
    LONGEST_REASON,
    Decision,
    Dissent,
    Entry,
    Proposal,
    Question,
    Statement,
)
from kgisim.audit.log import Register
from kgisim.audit.proposals import Minutes, minutes
from kgisim.audit.users import AccessError
from kgisim.errors import KgisimError, RequestError
from kgisim.presentation.sentences.proposals import level, moment, proposals, statements

if TYPE_CHECKING:
    from kgisim.app.state import State

PROPOSE, DISSENT, DECIDE, STATE, ASK = "propose", "dissent", "decide", "state", "ask"
"""What may be recorded."""
KINDS: dict[str, type[Entry]] = {
    PROPOSE: Proposal,
    DISSENT: Dissent,
    DECIDE: Decision,
    STATE: Statement,
    ASK: Question,
}
"""Kinds of entries by what may be recorded."""


def proposal_of(state: "State", author: str, reason: str) -> Proposal:
    """Return the level on the screen as a proposal, with what the run says about it.

    Raises
    ------
    RequestError
        If the goal has no number or no level is chosen, or author or reason is missing.
    """
    answers = answers_of(state)
    if answers is None:
        raise RequestError("proposal.no_level", name=state.goal, title=state.indicator.title)
    found, question = answers.verdict(), answers.question
    return Proposal(
        author=author,
        reason=reason,
        run=state.shared.run.id,
        indicator=question.indicator,
        value=question.value,
        **question.window.columns,
        scenario=state.scenario,
        levers=json.dumps(state.levers, sort_keys=True),
        chance_baseline=found.chance_baseline,
        mcse_baseline=found.mcse_baseline,
        chance=found.chance_package,
        mcse=found.mcse_package,
        verdict=found.finding,
    )


def register_of(state: "State") -> Register:
    """Return the register of the server.

    Raises
    ------
    RequestError
        If it has none.
    """
    if state.shared.register is None:
        raise RequestError("proposal.no_register")
    return state.shared.register


def record_panel(state: "State") -> Any:
    """Return what was said about the goal below the form, which is made when it is reached."""
    head = HtmlPane(heading(state.t("minutes.title")))
    if state.shared.register is None:
        return pn.Column(head, HtmlPane(note(state.t("minutes.no_register"))))
    listed = StatementList(state)
    kept = f"kgisim:{state.goal}:receipt"  # where drafts.js keeps the key of an unfinished entry
    form = later_part(lambda: Recording(state, listed).view, state.t("minutes.open"), kept)
    return pn.Column(head, form, listed.pane, sizing_mode="stretch_width")


@dataclass
class StatementList:
    """Proposals, dissents, decisions and statements about the goal, newest last."""

    state: "State"

    def __post_init__(self) -> None:
        """List what the register has now."""
        self.pane = HtmlPane(joined())
        self.refresh()

    def refresh(self) -> Minutes | None:
        """List what the register has, and return it; None, with why, if it has no answer."""
        state = self.state
        if state.shared.register is None:
            return None
        try:
            found = minutes(state.shared.register)
        except KgisimError as error:
            self.pane.html = str(note(explain(state, error), "warning"))
            return None
        self.pane.html = str(joined(*self._shown(found)))
        return found

    def _shown(self, found: Minutes) -> Iterator[HTML]:
        """Yield the proposals and the statements about the goal."""
        run, language, goal = self.state.shared.run, self.state.language, self.state.goal
        proposed = proposals(run, found, language, goal)
        stated = statements(run, found, language, goal)
        for frame, key in ((proposed, "listed"), (stated, "stated")):
            if not frame.empty:
                yield table(frame, self.state.t(f"minutes.{key}"))
        if proposed.empty and stated.empty:
            yield paragraphs([self.state.t("minutes.nothing")], "quiet")


@dataclass
class Recording:
    """A form for what is said.

    Parameters
    ----------
    state
        The session.
    listed
        What was said, which follows the form.
    """

    state: "State"
    listed: StatementList

    def __post_init__(self) -> None:
        """Make the parts once; what they hold follows the register."""
        t, person = self.state.t, self.state.person
        kinds = [STATE, ASK]
        if answers_of(self.state) is not None:
            kinds = [PROPOSE, DISSENT, *kinds]
        if person.is_analyst and PROPOSE in kinds:
            kinds.insert(2, DECIDE)
        self.kind = pmui.Select(
            label=t("minutes.kind"),
            options={t(f"minutes.kinds.{one}"): one for one in kinds},
            value=kinds[0],
            width=230,
        )
        self.number = pmui.Select(label=t("minutes.about"), options={}, width=330, visible=False)
        self.author = pmui.TextInput(
            label=t("minutes.author"),
            value=person.name,
            disabled=not person.is_analyst,
            max_length=LONGEST_AUTHOR,
            width=230,
        )
        self.reason = pmui.TextAreaInput(
            label=t("minutes.reason"),
            max_length=LONGEST_REASON,
            rows=2,
            sizing_mode="stretch_width",
        )
        self.button = pmui.Button(label=t("minutes.keep"), color="primary")
        self.again = pmui.Button(label=t("minutes.again"), variant="outlined")
        labels = {t("minutes.reason"): "reason"}
        if person.is_analyst:
            labels[t("minutes.author")] = "author"
        self.drafts = Drafts(self._restore, scope=self.state.goal, fields=labels)
        self.said = HtmlPane(joined(), live=True)
        self.kind.param.watch(self._ask, "value")
        self.button.on_click(self._keep)
        self.entries = OneAtATime(self.button)
        self.again.on_click(self._refresh)
        self._refresh()

    @property
    def view(self) -> Any:
        """The form."""
        return pn.Column(
            Flow(self.kind, self.number, self.author),
            self.reason,
            pn.Row(self.button, self.again),
            self.said,
            self.drafts,
            sizing_mode="stretch_width",
        )

    def _ask(self, _: object = None) -> None:
        self.number.visible = self.kind.value in (DISSENT, DECIDE)

    def _restore(self, texts: dict[str, str]) -> None:
        """Take back what was being written when the page was left or the connection lost."""
        if "author" in texts and self.state.person.is_analyst:
            self.author.value = texts["author"][:LONGEST_AUTHOR]
        known = self._known()
        if known is not None:
            self._acknowledge(known)
        elif "reason" in texts:
            self.reason.value = texts["reason"][:LONGEST_REASON]

    def _known(self) -> Entry | None:
        """Return what was recorded under the receipt already."""
        register, receipt = self.state.shared.register, self.drafts.receipt
        if register is None:
            return None
        kept = (register.kept(kind, receipt) for kind in KINDS.values())
        return next((one for one in kept if one is not None), None)

    @property
    def _reason(self) -> str:
        """What is written in the field, be it left yet or not."""
        return str(self.reason.value_input or self.reason.value).strip()

    def _entry(self) -> Entry:
        author, reason = self.author.value.strip(), self._reason
        if self.kind.value == PROPOSE:
            return proposal_of(self.state, author, reason)
        if self.kind.value in (STATE, ASK):
            kind = Question if self.kind.value == ASK else Statement
            run = self.state.shared.run.id
            return kind(author=author, reason=reason, run=run, indicator=self.state.goal)
        if self.number.value is None:
            raise RequestError("proposal.none_yet")
        kind = Decision if self.kind.value == DECIDE else Dissent
        return kind(author=author, reason=reason, proposal=self.number.value)

    def _keep(self, _: object) -> None:
        t, state = self.state.t, self.state
        if not (self.author.value.strip() and self.reason.value.strip()):
            self.said.html = str(note(t("minutes.incomplete"), "warning"))
            return
        try:
            entry, register = self._entry(), register_of(state)
        except KgisimError as error:
            self._fail(error)
            return
        # another program may hold the register: nobody else waits for it
        work = partial(register.keep, entry, state.person, self.drafts.receipt)
        self.entries.work_then(work, self._kept)

    def _kept(self, done: Future[Entry]) -> None:
        try:
            kept = done.result()
        except KgisimError as error:
            self._fail(error)
        else:
            self._acknowledge(kept)

    def _fail(self, error: KgisimError) -> None:
        t, why = self.state.t, explain(self.state, error)
        is_denied = isinstance(error, AccessError)
        said = t("minutes.denied") if is_denied else t("minutes.failed", why=why)
        self.said.html = str(note(said, "warning"))

    def _acknowledge(self, kept: Entry) -> None:
        """Begin another entry, and state what was recorded: who reads that may write on at once."""
        t, (kind,) = self.state.t, [one for one, made in KINDS.items() if type(kept) is made]
        time = moment(self.state.shared.run, kept.time, self.state.language)
        done = t("minutes.kept", what=t(f"minutes.kinds.{kind}"), number=kept.id, time=time)
        if self._reason == kept.reason.strip():  # unless more was written meanwhile
            self.reason.value = ""
        self.drafts.renew(kept.author)
        self.said.html = str(note(done))
        self._refresh()

    def _refresh(self, _: object = None) -> None:
        found = self.listed.refresh()
        if found is not None:
            numbers = self._numbers(found)
            last = next(reversed(numbers.values()), None)
            self.number.param.update(options=numbers, value=last)

    def _numbers(self, found: Minutes) -> dict[str, int | None]:
        state = self.state
        return {
            state.t(
                "minutes.one",
                number=one.id,
                level=level(state.shared.run, one, state.language),
                author=one.author,
            ): one.id
            for one in found.standing(state.goal)
        }
