"""Recording what is said about the goal on the screen: proposals, dissents, decisions."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import panel as pn
import panel_material_ui as pmui

from kgisim.app.html import heading, joined, note, paragraphs, table
from kgisim.app.html_pane import HtmlPane
from kgisim.app.target_answers import answers_of
from kgisim.audit.entries import (
    LONGEST_AUTHOR,
    LONGEST_REASON,
    Decision,
    Dissent,
    Entry,
    Proposal,
)
from kgisim.audit.log import Register
from kgisim.audit.proposals import Minutes, minutes
from kgisim.audit.users import AccessError
from kgisim.errors import KgisimError, RequestError
from kgisim.presentation.sentences.proposals import level, moment, proposals

if TYPE_CHECKING:
    from kgisim.app.state import State

PROPOSE, DISSENT, DECIDE = "propose", "dissent", "decide"
"""What may be recorded."""


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


@dataclass
class Recording:
    """A form for what is said, and the list of what was said about the goal."""

    state: "State"

    def __post_init__(self) -> None:
        """Make the parts once; what they hold follows the register."""
        t, person = self.state.t, self.state.person
        kinds = (PROPOSE, DISSENT, DECIDE) if person.is_analyst else (PROPOSE, DISSENT)
        self.kind = pmui.Select(
            label=t("minutes.kind"),
            options={t(f"minutes.kinds.{one}"): one for one in kinds},
            value=PROPOSE,
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
        self.said = HtmlPane(joined(), live=True)
        self.listed = HtmlPane(joined())
        self.kind.param.watch(self._ask, "value")
        self.button.on_click(self._keep)
        self.again.on_click(self._refresh)
        self._refresh()

    @property
    def view(self) -> Any:
        """The form above the list; where nothing can be recorded, why."""
        head = HtmlPane(heading(self.state.t("minutes.title")))
        if self.state.shared.register is None:
            return pn.Column(head, HtmlPane(note(self.state.t("minutes.no_register"))))
        return pn.Column(
            head,
            pn.FlexBox(self.kind, self.number, self.author),
            self.reason,
            pn.Row(self.button, self.again),
            self.said,
            self.listed,
            sizing_mode="stretch_width",
        )

    def _ask(self, _: object = None) -> None:
        self.number.visible = self.kind.value != PROPOSE

    def _entry(self) -> Entry:
        author, reason = self.author.value.strip(), self.reason.value_input or self.reason.value
        if self.kind.value == PROPOSE:
            return proposal_of(self.state, author, reason)
        if self.number.value is None:
            raise RequestError("proposal.none_yet")
        kind = Decision if self.kind.value == DECIDE else Dissent
        return kind(author=author, reason=reason, proposal=self.number.value)

    def _keep(self, _: object) -> None:
        t = self.state.t
        try:
            if not (self.author.value.strip() and self.reason.value.strip()):
                self.said.html = str(note(t("minutes.incomplete"), "warning"))
                return
            kept = register_of(self.state).keep(self._entry(), self.state.person)
        except AccessError:
            self.said.html = str(note(t("minutes.denied"), "warning"))
            return
        except KgisimError as error:
            self.said.html = str(
                note(t("minutes.failed", why=error.text(self.state.language)), "warning")
            )
            return
        what = t(f"minutes.kinds.{self.kind.value}")
        time = moment(self.state.shared.run, kept.time, self.state.language)
        done = t("minutes.kept", what=what, number=kept.id, time=time)
        self.said.html = str(note(done))
        self.reason.value = ""
        self._refresh()

    def _refresh(self, _: object = None) -> None:
        if self.state.shared.register is None:
            return
        state, found = self.state, minutes(self.state.shared.register)
        numbers = self._numbers(found)
        self.number.param.update(options=numbers, value=next(reversed(numbers.values()), None))
        frame = proposals(state.shared.run, found, state.language, state.goal)
        nothing = paragraphs([state.t("minutes.nothing")], "quiet")
        shown = nothing if frame.empty else table(frame, state.t("minutes.listed"))
        self.listed.html = str(shown)

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
