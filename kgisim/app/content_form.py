"""Sources, priors and new KGIs on the screen: entered, checked, shown, and only then accepted."""

from collections.abc import Sequence
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Any

import panel as pn
import panel_material_ui as pmui

from kgisim.app.answer_form import Answering
from kgisim.app.author_fields import AuthorFields
from kgisim.app.background import OneAtATime, work_then
from kgisim.app.faults import explain
from kgisim.app.flow import Flow
from kgisim.app.html import HTML, bullets, heading, joined, note, paragraphs
from kgisim.app.html_pane import HtmlPane
from kgisim.app.live import WHOLE
from kgisim.app.proposal_form import register_of
from kgisim.app.record_fields import NARROW, WIDE, RecordFields
from kgisim.app.url import number
from kgisim.audit.content_revision import ContentDraft, Edit, accept_edit, draft_edit
from kgisim.audit.entries import Revision
from kgisim.audit.users import AccessError
from kgisim.errors import ContentError, KgisimError
from kgisim.evidence.answers import Answer
from kgisim.evidence.base import Record, Source
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.members import Member
from kgisim.inference.family import load_family
from kgisim.workspace import Workspace

if TYPE_CHECKING:
    from kgisim.app.state import State

SOURCE, PRIOR, KGI = "source", "prior", "kgi"
"""What may be entered."""
INDICATOR = ("label", "title", "definition", "unit", "scale", "period", "better", "withheld")
"""Fields of a new KGI; a family is chosen in its file, once there are numbers to be fitted."""
MOST_SHOWN = 40
"""Problems, and lines of a difference, that are listed at most."""


def content_form(state: "State") -> Any:
    """Return the form to an analyst with a workspace of their own; others get none."""
    shared = state.shared
    is_own = shared.is_writable and shared.workspace != Workspace.bundled()
    return ContentForm(state).view if state.person.is_analyst and is_own else pn.Column()


class ContentForm:
    """The form, the difference that it would make, and its acceptance."""

    def __init__(self, state: "State"):
        self.state, t = state, state.t
        self._draft: ContentDraft | None = None
        self._asked: Edit | None = None
        self._answers: list[tuple[str, Answer]] = []
        kinds = {t(f"content.kinds.{one}"): one for one in (SOURCE, PRIOR, KGI)}
        self.kind = pmui.Select(label=t("content.kind"), options=kinds, value=SOURCE, width=NARROW)
        self.into = pmui.Select(label=t("content.into"), options={}, width=WIDE)
        self.parameter = pmui.Select(label=t("content.parameter"), options=[], width=NARROW)
        self.key = pmui.TextInput(label=t("content.key"), max_length=60, width=NARROW)
        self.fields: RecordFields | None = None
        self.numbers: dict[str, Any] = {}
        self.rows = pn.Column(stylesheets=[WHOLE], sizing_mode="stretch_width")
        self.check = pmui.Button(label=t("content.check"), color="primary")
        self.told = HtmlPane(joined(), live=True)
        self.answering = Answering(state, self._check_again)
        self.asking = pn.Column(sizing_mode="stretch_width")
        self.by = AuthorFields(t("content.author"), t("content.reason"), state.person.name)
        self.author, self.reason = self.by.author, self.by.reason
        self.accept = pmui.Button(label=t("content.accept"), color="primary")
        self.acceptance = pn.Column(
            self.by.row,
            self.accept,
            visible=False,
            sizing_mode="stretch_width",
        )
        self.kind.param.watch(self._lay, "value")
        self.into.param.watch(self._offer_parameters, "value")
        self.parameter.param.watch(self._lay_numbers, "value")
        self.check.on_click(self._check)
        self.accept.on_click(self._accept)
        self.acceptances = OneAtATime(self.accept)
        self._lay()

    @property
    def view(self) -> Any:
        """The form below its heading."""
        t = self.state.t
        head = HtmlPane(joined(heading(t("content.title")), paragraphs([t("content.lead")])))
        parts = (self.kind, self.rows, self.check, self.told, self.asking, self.acceptance)
        return pn.Column(head, *parts, stylesheets=[WHOLE], sizing_mode="stretch_width")

    def _lay(self, _: object = None) -> None:
        """Lay out the fields of what is entered."""
        kind, shared, t = self.kind.value, self.state.shared, self.state.t
        self._clear()
        titles = {
            f"{shared.localized(id, self.state.language).title} [{id}]": id
            for id, one in shared.catalog.indicators.items()
            if (kind == SOURCE or one.is_fitted) and not isinstance(one, Member)
        }
        goal = self.state.goal if self.state.goal in titles.values() else None
        first = goal or next(iter(titles.values()), None)
        self.into.param.update(options=titles, value=first)
        if kind == PRIOR:
            self.fields = None
            self._offer_parameters()
            return
        model: type[Record] = Source if kind == SOURCE else Indicator
        names = tuple(Source.model_fields) if kind == SOURCE else INDICATOR
        self.fields = RecordFields(
            model,
            names,
            lambda name: t(f"content.source.{name}" if kind == SOURCE else f"content.kgi.{name}"),
            shared.plan.languages,
            {"unit": {one: one for one in shared.catalog.units}} if kind == KGI else None,
        )
        about = [self.into, self.key] if kind == SOURCE else [self.key]
        self.rows.objects = [
            Flow(*about),
            pn.FlexBox(*self.fields.widgets.values(), stylesheets=[WHOLE]),
        ]

    def _offer_parameters(self, _: object = None) -> None:
        """Offer the parameters of the family that a series is fitted by."""
        if self.kind.value != PRIOR or self.into.value is None:
            return
        names = [*self._priors()]
        self.parameter.param.update(options=names, value=names[0] if names else None)
        self._lay_numbers()

    def _priors(self) -> Any:
        """Return the priors of a series as they are."""
        shared = self.state.shared
        indicator = shared.catalog.indicators[self.into.value]
        family = load_family(shared.workspace, str(indicator.model.family))
        driven = bool(indicator.drivers)
        return family.merged_priors(indicator.scale, indicator.model.priors, driven=driven)

    def _lay_numbers(self, _: object = None) -> None:
        """Lay out the numbers of a prior, as they are now."""
        if self.kind.value != PRIOR or self.parameter.value is None:
            return
        prior = self._priors()[self.parameter.value]
        self.numbers = {
            name: pmui.TextInput(label=name, value=f"{value:g}", max_length=30, width=NARROW)
            for name, value in prior["kwargs"].items()
        }
        shape = HtmlPane(paragraphs([self.state.t("content.shape", shape=prior["dist"])]))
        self.rows.objects = [
            Flow(self.into, self.parameter),
            shape,
            Flow(*self.numbers.values()),
        ]

    def edit(self) -> Edit:
        """Return the change that the fields ask for."""
        key = str(self.key.value or "").strip()
        if self.kind.value == SOURCE:
            assert self.fields is not None  # laid out with the kind
            return Edit(self.into.value, ("sources", key), self.fields.values)
        if self.kind.value == KGI:
            assert self.fields is not None  # laid out with the kind
            record = {"id": key, "role": "goal", **self.fields.values, "model": {"family": None}}
            return Edit(key, (), record)
        prior = dict(self._priors()[self.parameter.value])
        found = {name: number(str(field.value)) for name, field in self.numbers.items()}
        typed = {
            name: self.numbers[name].value if value is None else value
            for name, value in found.items()
        }
        keys = ("model", "priors", self.parameter.value)
        return Edit(self.into.value, keys, {**prior, "kwargs": typed})

    def _check(self, _: object) -> None:
        self._answers = []
        if self.kind.value != PRIOR and not str(self.key.value or "").strip():
            self._warn(self.state.t("content.no_key"))
            return
        try:
            edit = self.edit()
        except KgisimError as error:
            self._warn(explain(self.state, error))
            return
        self._draft_of(edit)

    def _draft_of(self, edit: Edit) -> None:
        self.acceptance.visible = False
        self.told.html = str(note(self.state.t("data.checking")))
        self._asked = edit
        workspace, answers = self.state.shared.workspace, tuple(self._answers)
        work_then(partial(draft_edit, workspace, edit, answers), partial(self._checked, edit))

    def _check_again(self, answers: Sequence[tuple[str, Answer]]) -> None:
        self._answers += answers
        self.author.value = self.author.value or answers[-1][1].who
        if self._draft is not None:
            self._draft_of(self._draft.edit)

    def _checked(self, edit: Edit, done: Future[ContentDraft]) -> None:
        if edit is not self._asked:  # something else has been asked meanwhile
            return
        try:
            made = done.result()
        except (KgisimError, OSError) as error:
            self._warn(explain(self.state, error))
            return
        self._draft = made
        self.told.html = str(self._shown(made))
        self.answering.ask(() if made.mistakes else made.questions)
        # laid out only where something is asked: the form for numbers above has the same fields
        self.asking.objects = [self.answering.panel] if self.answering.panel.visible else []
        self.acceptance.visible = made.may_be_accepted

    def _shown(self, made: ContentDraft) -> HTML:
        t, language = self.state.t, self.state.language
        parts: list[HTML] = []
        if made.mistakes:
            said = [one.text(language) for one in made.mistakes[:MOST_SHOWN]]
            told = paragraphs([t("content.problems", count=len(made.mistakes))])
            parts.append(note(joined(told, bullets(said)), "warning"))
        elif made.questions:
            parts.append(note(t("content.questioned", count=len(made.questions)), "warning"))
        lines = "\n".join(made.lines[:MOST_SHOWN])
        if lines:
            box = HTML('<pre class="difference" tabindex="0" aria-label="{}">{}</pre>')
            parts.append(box.format(t("content.difference"), lines))
        elif not made.problems:
            parts.append(note(t("content.same")))
        return joined(*parts)

    def _accept(self, _: object) -> None:
        given = self.by.given
        if self._draft is None:
            return
        if given is None:
            self.told.html = str(note(self.state.t("minutes.incomplete"), "warning"))
            return
        try:
            register = register_of(self.state)
        except KgisimError as error:
            self._warn(explain(self.state, error))
            return
        work = partial(accept_edit, self._draft, register, self.state.person, **given)
        self.acceptances.work_then(work, self._accepted)

    def _accepted(self, done: Future[Revision]) -> None:
        t = self.state.t
        try:
            kept = done.result()
        except AccessError:
            self._warn(t("minutes.denied"))
        except ContentError as error:
            self._warn(t("content.problems", count=len(error.problems)))
        except (KgisimError, OSError) as error:
            self._warn(explain(self.state, error))
        else:
            self._clear()
            self.told.html = str(note(t("content.accepted", file=kept.file, number=kept.id)))

    def _warn(self, said: str) -> None:
        self.told.html = str(note(said, "warning"))

    def _clear(self) -> None:
        """Forget what was drafted."""
        self._draft, self._asked, self._answers = None, None, []
        self.asking.objects = []
        self.acceptance.visible = False
        self.told.html = ""
