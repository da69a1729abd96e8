"""Two rounds of answers on the screen: recorded for each expert, fed back, and closed."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import panel as pn
import panel_material_ui as pmui

from kgisim.app.calibration_form import Calibrating
from kgisim.app.flow import Flow
from kgisim.app.html import HTML, bullets, figure, folded, heading, joined, note, paragraphs, table
from kgisim.app.html_pane import HtmlPane
from kgisim.audit.entries import LONGEST_AUTHOR, LONGEST_REASON
from kgisim.elicitation.drafts import Answers, Closing, answers_of, open_draft, parse_answer
from kgisim.elicitation.records import Estimate
from kgisim.errors import KgisimError
from kgisim.evidence.catalog import load_catalog
from kgisim.presentation.figures.elements import Chart
from kgisim.presentation.figures.elicitation import ranges
from kgisim.presentation.figures.render import inline, saved
from kgisim.presentation.tables import elicitation
from kgisim.workspace import Workspace

if TYPE_CHECKING:
    from kgisim.app.state import State

NARROW, NAME, WIDE = 150, 230, 330
ENDS = ("low", "high", "best", "confidence")
"""Fields of one answer, in the order in which experts are asked."""
USUAL = "80"
"""Confidence in per cent unless it is changed."""


def eliciting(state: "State") -> Any:
    """Return the form with which answers are recorded, or why there is none."""
    shared = state.shared
    if not state.person.is_analyst:
        return HtmlPane(note(state.t("elicit.member")))
    if not shared.is_writable or shared.workspace == Workspace.bundled():
        return HtmlPane(note(state.t("data.bundled")))
    if not _asked_about(state):
        return HtmlPane(note(state.t("elicit.none")))
    return pn.Column(*Eliciting(state).parts(), sizing_mode="stretch_width")


def _asked_about(state: "State") -> dict[str, str]:
    """Return the indicators about which experts are asked, by title."""
    files = sorted(state.shared.workspace.elicitations.glob("[a-z]*.yaml"))
    known = state.shared.catalog.indicators
    return {
        state.shared.localized(path.stem, state.language).title: path.stem
        for path in files
        if path.stem in known
    }


class Eliciting:
    """The questions, the answers of one expert, the feedback, and the end of the rounds."""

    def __init__(self, state: "State"):
        self.state, self.t = state, state.t
        offered = _asked_about(state)
        first = state.goal if state.goal in offered.values() else next(iter(offered.values()))
        self.about = pmui.Select(
            label=self.t("elicit.about"), options=offered, value=first, width=WIDE
        )
        self.expert = pmui.TextInput(label=self.t("elicit.expert"), max_length=40, width=NAME)
        self.number = pmui.RadioButtonGroup(
            options={self.t("elicit.round", number=one): one for one in (1, 2)}, value=1
        )
        self.background = pmui.TextInput(
            label=self.t("elicit.background"), max_length=LONGEST_REASON, width=WIDE
        )
        self.reason = pmui.TextInput(
            label=self.t("minutes.reason"),
            max_length=LONGEST_REASON,
            sizing_mode="stretch_width",
        )
        self.keep = pmui.Button(label=self.t("elicit.keep"), color="primary")
        self.owner = pmui.TextInput(
            label=self.t("elicit.owner"), max_length=LONGEST_AUTHOR, width=NAME
        )
        self.review = pmui.TextInput(
            label=self.t("elicit.review"), value=_next_year().isoformat(), width=NAME
        )
        self.rationale = pmui.TextInput(
            label=self.t("elicit.rationale"),
            max_length=LONGEST_REASON,
            sizing_mode="stretch_width",
        )
        self.close = pmui.Button(label=self.t("elicit.close"), variant="outlined")
        self.fields: dict[str, dict[str, Any]] = {}
        self._recalled: list[str] = []
        self.questions = pn.Column(sizing_mode="stretch_width")
        self.said = HtmlPane(joined(), live=True)
        self.feedback = HtmlPane(joined())
        self.calibrating = Calibrating(
            state, lambda: self.about.value, lambda: str(self.expert.value or "").strip()
        )
        self.about.param.watch(self._begin, "value")
        self.expert.param.watch(self._recall, "value")
        self.number.param.watch(self._recall, "value")
        self.keep.on_click(self._keep)
        self.close.on_click(self._close)
        self._begin()

    def parts(self) -> list[Any]:
        """Return the parts from top to bottom."""
        return [
            self.about,
            HtmlPane(heading(self.t("elicit.answers"))),
            Flow(self.expert, self.number, self.background),
            self.questions,
            self.reason,
            self.keep,
            self.said,
            self.calibrating.panel,
            self.feedback,
            HtmlPane(
                joined(heading(self.t("elicit.end")), paragraphs([self.t("elicit.end_note")]))
            ),
            Flow(self.owner, self.review, self.rationale),
            self.close,
        ]

    def _begin(self, _: object = None) -> None:
        """Lay out the questions about one indicator."""
        asked = self._asked()
        language = self.state.language
        self.fields, laid = {}, []
        for name, quantity in asked.quantities.items():
            unit = quantity.unit(language)
            question = self.t(
                "elicit.question",
                number=self._called(asked)[name],
                question=quantity.question(language),
                unit=unit,
            )
            self.fields[name] = {end: self._field(end) for end in ENDS}
            laid += [HtmlPane(paragraphs([question])), Flow(*self.fields[name].values())]
        self.questions.objects = laid
        self._remember()
        self.said.html = ""
        self._show(asked)

    def _recall(self, event: object) -> None:
        """Fill in what the expert answered last, so that a second round begins from the first.

        Numbers that were typed and not recorded yet stay.
        """
        if [*self._written(), self.reason.value] != self._recalled:
            return
        asked = self._asked()
        rounds = asked.rounds.get(str(self.expert.value or "").strip(), ())[: self.number.value]
        last = rounds[-1] if rounds else {}
        for name, fields in self.fields.items():
            given = last.get(name)
            for end, field in fields.items():
                usual = USUAL if end == "confidence" else ""
                field.value = f"{getattr(given, end):g}" if given else usual
        language = self.state.language
        reasons = [given.reason(language) for given in last.values() if given.reason is not None]
        self.reason.value = reasons[0] if reasons else ""
        self._remember()

    def _clear(self) -> None:
        """Empty the form for the next expert."""
        for fields in self.fields.values():
            for end, field in fields.items():
                field.value = USUAL if end == "confidence" else ""
        self.reason.value = self.background.value = ""
        self._remember()
        self.expert.value = ""
        self.calibrating.clear()

    def _remember(self) -> None:
        """Note what the form holds, so that what is typed afterwards can be told from it."""
        self._recalled = [*self._written(), self.reason.value]

    def _written(self) -> list[str]:
        return [
            str(field.value or "") for fields in self.fields.values() for field in fields.values()
        ]

    def _called(self, asked: Answers) -> dict[str, str]:
        """Return numbers for the quantities, in the order in which they are asked."""
        return {
            name: self.t("elicit.numbered", number=place)
            for place, name in enumerate(asked.quantities, start=1)
        }

    def _field(self, end: str) -> Any:
        value = USUAL if end == "confidence" else ""
        return pmui.TextInput(label=self.t(f"elicit.{end}"), value=value, width=NARROW)

    def _asked(self) -> Answers:
        shared = self.state.shared
        return answers_of(shared.workspace, shared.catalog, self.about.value)

    def _show(self, asked: Answers) -> None:
        """Feed back what was answered; folded, since round one is private."""
        language = self.state.language
        called = self._called(asked)
        given = elicitation.answers(asked, language, called)
        if given.empty:
            self.feedback.html = str(note(self.t("elicit.nobody")))
            return
        inner = joined(
            *self._drawn(asked),
            table(elicitation.pools(asked, language, called=called), self.t("elicit.pools")),
            bullets(elicitation.tertiles(asked, language, called)),
            table(given, self.t("elicit.given")),
        )
        self.feedback.html = str(folded(self.t("elicit.feedback"), inner))

    def _drawn(self, asked: Answers) -> Iterator[HTML]:
        """Draw the answers to every question, and their pool."""
        language = self.state.language
        for name, quantity in asked.quantities.items():
            pool = asked.pool(name)
            if pool is not None:
                question = self._called(asked)[name]
                caption = self.t("elicit.drawn", question=question)
                drawn = ranges(pool, quantity.unit(language), language)
                yield figure(_svg(drawn, f"ranges-{name}", caption), caption)

    def _typed(self) -> dict[str, Estimate]:
        """Read the answers of the form.

        Raises
        ------
        RequestError
            If a field is no number.
        ContentError
            If the values of an answer are out of order.
        """
        written: str = self.reason.value.strip()
        why = self._in_all(written)
        typed = {}
        for name, fields in self.fields.items():
            low, high, best, confidence = (fields[end].value.strip() for end in ENDS)
            _, typed[name] = parse_answer(f"{name}={low}/{best}/{high}@{confidence}", why)
        return typed

    def _in_all(self, written: str) -> dict[str, str] | None:
        """Return what was typed as the text of every language; nothing typed is no text."""
        languages: Iterable[str] = self.state.shared.plan.languages
        return dict.fromkeys(languages, written) if written else None

    def _keep(self, _: object) -> None:
        state, expert = self.state, str(self.expert.value or "").strip()
        background = str(self.background.value or "").strip()
        if not expert or not all(self._written()):
            self.said.html = str(note(self.t("elicit.fill"), "warning"))
            return
        try:
            who = self._in_all(background)
            draft = open_draft(state.shared.workspace, self.about.value)
            kept = draft.with_answers(expert, self.number.value, self._typed(), background=who)
            kept.save()
        except KgisimError as error:
            self._warn(error)
            return
        told = {"expert": expert, "number": self.number.value, "experts": len(kept.experts)}
        self._clear()
        self.said.html = str(note(self.t("elicit.kept", **told)))
        self._show(self._asked())

    def _close(self, _: object) -> None:
        workspace = self.state.shared.workspace
        owner, rationale = self.owner.value.strip(), self.rationale.value.strip()
        today, review = date.today().isoformat(), self.review.value.strip()
        try:
            draft = open_draft(workspace, self.about.value)
            path = draft.close(load_catalog(workspace), Closing(owner, rationale, today, review))
        except KgisimError as error:
            self._warn(error)
            return
        self.said.html = str(note(self.t("elicit.closed", file=workspace.name(path))))

    def _warn(self, error: KgisimError) -> None:
        lines = error.text(self.state.language).splitlines()
        why: HTML | str = bullets(lines) if len(lines) > 1 else lines[0]
        self.said.html = str(note(joined(paragraphs([self.t("elicit.refused")]), why), "warning"))


def _svg(chart: Chart, name: str, alt: str) -> str:
    return inline(saved(chart, "svg").decode(), name=name, alt=alt)


def _next_year() -> date:
    today = date.today()
    return today.replace(year=today.year + 1, day=min(today.day, 28))
