"""Answers to questioned rows on the screen: why each is right, and who says so."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import panel as pn
import panel_material_ui as pmui

from kgisim.app.html import heading, joined, note, paragraphs
from kgisim.app.html_pane import HtmlPane
from kgisim.audit.entries import LONGEST_AUTHOR, LONGEST_REASON
from kgisim.audit.recorded_answers import answer_to
from kgisim.errors import KgisimError
from kgisim.evidence.answers import Answer
from kgisim.evidence.gate.finding import Finding
from kgisim.evidence.gate.problems import message_of

if TYPE_CHECKING:
    from kgisim.app.state import State

NARROW = 190
MOST_ASKED = 12
"""Questions that are put at most: with more, a unit or a series is wrong, and not the rows."""
Again = Callable[[Sequence[tuple[str, Answer]]], None]
"""Checks the rows again with answers to the questions about them."""


class Answering:
    """The questions of the plausibility gate, each with a field for the reason.

    Parameters
    ----------
    again
        What is done with the answers.
    """

    def __init__(self, state: "State", again: Again):
        self.state, self._again = state, again
        self._asked: tuple[Finding, ...] = ()
        self.reasons: list[Any] = []
        t = state.t
        self.who = pmui.TextInput(
            label=t("data.who"), value=state.person.name, max_length=LONGEST_AUTHOR, width=NARROW
        )
        self.send = pmui.Button(label=t("data.check_again"), color="primary")
        self.rows = pn.Column(sizing_mode="stretch_width")
        self.said = HtmlPane(joined(), live=True)
        self.panel = pn.Column(
            HtmlPane(joined(heading(t("data.asked"), 3), paragraphs([t("data.asked_note")]))),
            self.rows,
            pn.FlexBox(self.who, self.send, align_items="center"),
            self.said,
            visible=False,
            sizing_mode="stretch_width",
        )
        self.send.on_click(self._answer)

    def ask(self, questions: Sequence[Finding]) -> None:
        """Lay out questions; none hides the form, and too many are not asked one by one."""
        t, shared, language = self.state.t, self.state.shared, self.state.language
        self._asked = tuple(questions) if len(questions) <= MOST_ASKED else ()
        self.reasons, laid, self.said.html = [], [], ""
        for one in self._asked:
            title = shared.localized(one.indicator, language).title
            found = message_of(one).text(language)
            said = t("data.question", indicator=title, row=one.row, finding=found)
            field = pmui.TextInput(
                label=t("data.why_right"), max_length=LONGEST_REASON, sizing_mode="stretch_width"
            )
            self.reasons.append(field)
            laid += [HtmlPane(paragraphs([said])), field]
        self.rows.objects = laid
        self.panel.visible = bool(self._asked)

    def _answer(self, _: object) -> None:
        today, plan = date.today().isoformat(), self.state.shared.plan
        typed = [str(field.value or "").strip() for field in self.reasons]
        who = str(self.who.value or "").strip()
        if not (who and all(typed)):
            self._warn(self.state.t("data.unanswered"))
            return
        try:
            answers = [
                (one.stem, answer_to(one, reason, who, today, plan))
                for one, reason in zip(self._asked, typed, strict=True)
            ]
        except KgisimError as error:
            self._warn(error.text(self.state.language))
            return
        self._again(answers)

    def _warn(self, said: str) -> None:
        self.said.html = str(note(said, "warning"))
