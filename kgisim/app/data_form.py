"""Adding and correcting numbers: written or uploaded, compared, and only then accepted."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING, Any

import pandas as pd
import panel as pn
import panel_material_ui as pmui

from kgisim import schema
from kgisim.app.answer_form import MOST_ASKED, Answering
from kgisim.app.author_fields import AuthorFields
from kgisim.app.background import OneAtATime, work_then
from kgisim.app.faults import explain
from kgisim.app.flow import Flow
from kgisim.app.html import bullets, heading, joined, note, paragraphs, table
from kgisim.app.html_pane import HtmlPane
from kgisim.app.import_form import Importing, Make
from kgisim.app.proposal_form import register_of
from kgisim.app.upload import Sent, Upload
from kgisim.audit.data_revision import MOST_BYTES, Draft, accept, check_upload, draft, with_row
from kgisim.audit.row_difference import Row, RowDiff
from kgisim.audit.users import AccessError
from kgisim.errors import ContentError, KgisimError
from kgisim.evidence.answers import Answer
from kgisim.evidence.group import COLUMN
from kgisim.evidence.indicator import Indicator
from kgisim.evidence.members import Member, Middle, members_of
from kgisim.workspace import Workspace

if TYPE_CHECKING:
    from kgisim.app.state import State

NARROW, WIDE = 190, 330
MOST_SHOWN = 40
"""Problems that are listed at most."""


def revising(state: "State") -> Any:
    """Return the form with which numbers are added, or why there is none."""
    t, shared = state.t, state.shared
    head = HtmlPane(heading(t("data.add")))
    if not state.person.is_analyst:
        return pn.Column(head, HtmlPane(note(t("data.member"))))
    if not shared.is_writable or shared.workspace == Workspace.bundled():
        return pn.Column(head, HtmlPane(note(t("data.bundled"))))
    return pn.Column(head, *Revising(state).parts(), sizing_mode="stretch_width")


class Revising:
    """The form, the difference that it would make, and its acceptance.

    Whatever is checked takes seconds, so it is done beside the server's loop.
    """

    def __init__(self, state: "State"):
        self.state = state
        self._draft: Draft | None = None
        self._make: Make | None = None
        self._asked: Make | None = None
        self._answers: list[tuple[str, Answer]] = []
        t = state.t
        self.into = pmui.Select(
            label=t("data.into"), options=self._series(), value=self._first(), width=WIDE
        )
        self.fields = self._fields()
        self.compare = pmui.Button(label=t("data.compare"), color="primary")
        self.upload = Upload(self._take_first, label=t("data.upload"), most=MOST_BYTES)
        self.importing = Importing(state, self.into, self._offer, self._clear)
        self.answering = Answering(state, self._check_again)
        self.by = AuthorFields(t("minutes.author"), t("minutes.reason"), state.person.name)
        self.author, self.reason = self.by.author, self.by.reason
        self.accept = pmui.Button(label=t("data.accept"), color="primary")
        self.cancel = pmui.Button(label=t("data.cancel"), variant="outlined")
        self.told = HtmlPane(joined(), live=True)
        self.acceptance = pn.Column(
            self.by.row,
            pn.Row(self.accept, self.cancel),
            visible=False,
            sizing_mode="stretch_width",
        )
        self.into.param.watch(self._fit_fields, "value")
        self.compare.on_click(self._compare_row)
        self.accept.on_click(self._accept)
        self.acceptances = OneAtATime(self.accept)
        self.cancel.on_click(self._cancel)
        self._fit_members()

    def parts(self) -> list[Any]:
        """Return the parts from top to bottom."""
        t = self.state.t
        most = MOST_BYTES // 1_000_000
        return [
            self.into,
            HtmlPane(heading(t("data.new_row"), 3)),
            Flow(*self.fields.values()),
            self.compare,
            HtmlPane(
                joined(heading(t("data.upload"), 3), paragraphs([t("data.upload_note", most=most)]))
            ),
            self.upload,
            *self.importing.parts(),
            self.told,
            self.answering.panel,
            self.acceptance,
        ]

    def _series(self) -> dict[str, str]:
        """Offer the indicators that may have rows of their own."""
        shared = self.state.shared
        return {
            f"{self._title(indicator)} [{id}]": id
            for id, indicator in shared.catalog.indicators.items()
            if indicator.identity is None
            and indicator.derive is None
            and not isinstance(indicator, Member)  # its rows are in the file of its group
        }

    def _title(self, indicator: Indicator) -> str:
        """Name an indicator; rows of a group are of its members, not of the middle."""
        language = self.state.language
        if isinstance(indicator, Middle):
            return indicator.title_of_all(language)
        return self.state.shared.localized(indicator.id, language).title

    @property
    def _members(self) -> list[Member]:
        """Members of the group to which the number belongs; of what is no group, none."""
        return members_of(self.state.shared.catalog.indicators, self.into.value)

    def _first(self) -> str:
        """Choose the first series that carries the goal and may have rows."""
        offered = self._series().values()
        carrying = self.state.localized.view.feeding
        return next((id for id in carrying if id in offered), next(iter(offered)))

    def _fields(self) -> dict[str, Any]:
        """One field for each column; of some columns the values are known."""
        t = self.state.t
        known = {
            "relation": {
                t(f"data.relations.{relation}"): relation for relation in schema.RELATIONS
            },
            "evidence": {t(f"evidence.{grade}"): grade for grade in schema.EVIDENCE},
        }
        fields: dict[str, Any] = {COLUMN: pmui.Select(label="", options={}, width=NARROW)}
        for name in schema.OBSERVATION_COLUMNS:
            label = t(f"data.fields.{name}")
            if name in known:
                fields[name] = pmui.Select(label=label, options=known[name], width=NARROW)
            elif name == "source":
                fields[name] = pmui.Select(label=label, options=self._sources(), width=NARROW)
            else:
                fields[name] = pmui.TextInput(label=label, width=WIDE if name == "note" else NARROW)
        return fields

    def _sources(self) -> list[str]:
        whose = [*self._members, self.state.shared.catalog.indicators[self.into.value]]
        return list(whose[0].sources)

    def _fit_fields(self, _: object = None) -> None:
        """Offer the sources of what was chosen, and of a group its members."""
        self.fields["source"].param.update(options=self._sources(), value=None)
        self._fit_members()
        self._cancel()

    def _fit_members(self) -> None:
        members, language = self._members, self.state.language
        group = self.state.shared.catalog.indicators[self.into.value].group
        self.fields[COLUMN].param.update(
            visible=bool(members),
            label=group.noun(language) if group else "",
            options={one.name(language): one.member for one in members},
            value=members[0].member if members else None,
        )
        self.importing.offer(visible=not members)

    def _compare_row(self, _: object) -> None:
        row = {
            name: str(field.value or "").strip()
            for name, field in self.fields.items()
            if field.visible
        }
        self._cancel()
        self._compare(lambda: with_row(self.state.shared.workspace, self.into.value, row))

    def _take_first(self, files: tuple[Sent, ...]) -> None:
        self._take(*files[0])

    def _take(self, name: str, content: bytes, size: int) -> None:
        """Take an uploaded file in; what it cannot be is said before it is looked into."""
        t = self.state.t
        self._cancel()
        if size > MOST_BYTES:
            self._warn(t("data.too_large", name=name, size=f"{size:,}", most=f"{MOST_BYTES:,}"))
            return
        try:
            check_upload(name, content)
        except KgisimError:
            self._warn(t("data.not_csv", name=name))
            return
        self._compare(lambda: content)

    def _compare(self, content: Callable[[], bytes]) -> None:
        workspace, indicator = self.state.shared.workspace, self.into.value
        self._check(lambda answers: draft(workspace, indicator, content(), answers))

    def _check(self, make: Make) -> None:
        """Make a draft with the answers given so far, and show it."""
        self.acceptance.visible = False
        self.told.html = str(note(self.state.t("data.checking")))
        self._asked = make
        work_then(partial(make, tuple(self._answers)), partial(self._checked, make))

    def _checked(self, make: Make, done: Future[Draft]) -> None:
        if make is not self._asked:  # something else has been asked, or nothing any more
            return
        try:
            made = done.result()
        except KgisimError as error:
            self._warn(self.state.t("data.failed", why=error.text(self.state.language)))
            return
        self._offer(made, make)

    def _check_again(self, answers: Sequence[tuple[str, Answer]]) -> None:
        self._answers += answers
        self.author.value = self.author.value or answers[-1][1].who
        if self._make is not None:
            self._check(self._make)

    def _offer(self, made: Draft, make: Make) -> None:
        """Show a draft: what it would change, what is asked about it, and its acceptance."""
        self._draft, self._make = made, make
        self.told.html = str(joined(*self._shown(made)))
        self.answering.ask(() if made.mistakes else made.questions)
        self.acceptance.visible = made.may_be_accepted

    def _shown(self, made: Draft) -> Iterator[Any]:
        t = self.state.t
        if made.mistakes:
            shown, language = made.mistakes[:MOST_SHOWN], self.state.language
            said = [problem.text(language) for problem in shown]
            notice = paragraphs([t("data.problems", count=len(made.mistakes))])
            yield note(joined(notice, bullets(said)), "warning")
        elif made.questions:
            count = len(made.questions)
            key = "questioned" if count <= MOST_ASKED else "questioned_many"
            yield note(t(f"data.{key}", count=count), "warning")
        if not made.difference.is_empty:
            language = self.state.language
            names = {one.member: one.name(language) for one in self._members}
            shown = difference_table(made.difference, self.state, names)
            yield table(shown, t("data.difference"))
        elif not made.problems:
            yield note(t("data.same"))
        if made.may_be_accepted:
            yield note(t("data.sound"))

    def _accept(self, _: object) -> None:
        t, made = self.state.t, self._draft
        given = self.by.given
        if made is None:
            return
        if given is None:
            self._warn(t("minutes.incomplete"), keep=True)
            return
        try:
            register = register_of(self.state)
        except KgisimError as error:
            self._warn(t("data.failed", why=error.text(self.state.language)))
            return
        work = partial(accept, made, register, self.state.person, **given)
        self.acceptances.work_then(work, self._accepted)

    def _accepted(self, done: Future[Any]) -> None:
        t = self.state.t
        try:
            kept = done.result()
        except AccessError:
            self._warn(t("minutes.denied"))
        except ContentError as error:
            self._warn(t("data.problems", count=len(error.problems)))
        except KgisimError as error:
            self._warn(t("data.failed", why=error.text(self.state.language)))
        except OSError as error:  # nothing of it was written
            self._warn(explain(self.state, error), keep=True)
        else:
            self._cancel()
            self.told.html = str(note(t("data.accepted", file=kept.file, number=kept.id)))

    def _warn(self, said: str, *, keep: bool = False) -> None:
        warning = str(note(said, "warning"))
        self.told.html = warning + self.told.html if keep else warning
        self.acceptance.visible = keep

    def _cancel(self, _: object = None) -> None:
        self.importing.clear()
        self._clear()

    def _clear(self) -> None:
        """Forget what was offered."""
        self._draft, self._make, self._asked, self._answers = None, None, None, []
        self.answering.ask(())
        self.acceptance.visible = False
        self.told.html = ""


def difference_table(
    found: RowDiff, state: "State", members: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Write a difference, one row for each row that is added, changed or removed.

    Columns that are blank in all of them are left out; of a changed cell both texts are shown.

    Parameters
    ----------
    members
        Names of the members of a group, by the word that stands in its file.

    Returns
    -------
    DataFrame
        Columns: what happens to the row, of a group whose it is, then the columns of observation
        rows that are used.
    """
    pairs: list[tuple[str, Row, Row]] = [
        *(("changed", old, new) for old, new in found.changed),
        *(("added", row, row) for row in found.added),
        *(("removed", row, row) for row in found.removed),
    ]
    used = [
        name
        for name in (COLUMN, *schema.OBSERVATION_COLUMNS)
        if any(old.get(name) or new.get(name) for _, old, new in pairs)
    ]
    return pd.DataFrame(
        [
            {state.t("data.change"): state.t(f"data.{kind}")}
            | {
                state.t(f"data.fields.{name}"): _cell(state, name, old, new, members or {})
                for name in used
            }
            for kind, old, new in pairs
        ]
    )


def _cell(state: "State", name: str, old: Row, new: Row, members: Mapping[str, str]) -> str:
    if name == COLUMN:  # a row of another member is another row
        return members.get(new[name], new[name])
    before, after = (_words(state, name, row[name]) for row in (old, new))
    return after if before == after else state.t("data.arrow", old=before, new=after)


def _words(state: "State", name: str, cell: str) -> str:
    """Return a cell as it is written, or the words for one of a few that may stand there."""
    if name == "relation" and cell in schema.RELATIONS:
        return state.t(f"data.relations.{cell}")
    if name == "evidence" and cell in schema.EVIDENCE:
        return state.t(f"evidence.{cell}")
    return cell or state.t("blank")
