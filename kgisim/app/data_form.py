"""Adding and correcting numbers: written or uploaded, compared, and only then accepted."""

import asyncio
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd
import panel as pn
import panel_material_ui as pmui

from kgisim import schema
from kgisim.app.html import bullets, heading, joined, note, paragraphs, table
from kgisim.app.html_pane import HtmlPane
from kgisim.app.proposal_form import register_of
from kgisim.app.upload import Upload
from kgisim.audit.data_revision import (
    MOST_BYTES,
    Draft,
    Row,
    RowDiff,
    accept,
    check_upload,
    draft,
    with_row,
)
from kgisim.audit.entries import LONGEST_AUTHOR, LONGEST_REASON
from kgisim.audit.users import AccessError
from kgisim.errors import ContentError, KgisimError
from kgisim.workspace import Workspace

if TYPE_CHECKING:
    from kgisim.app.state import State

NARROW, WIDE = 190, 400
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
        t = state.t
        self.into = pmui.Select(
            label=t("data.into"), options=self._series(), value=self._first(), width=WIDE
        )
        self.fields = self._fields()
        self.compare = pmui.Button(label=t("data.compare"), color="primary")
        self.upload = Upload(self._take, label=t("data.upload"), most=MOST_BYTES)
        self.author = pmui.TextInput(
            label=t("minutes.author"),
            value=state.person.name,
            max_length=LONGEST_AUTHOR,
            width=NARROW,
        )
        self.reason = pmui.TextInput(
            label=t("minutes.reason"), max_length=LONGEST_REASON, sizing_mode="stretch_width"
        )
        self.accept = pmui.Button(label=t("data.accept"), color="primary")
        self.cancel = pmui.Button(label=t("data.cancel"), variant="outlined")
        self.told = HtmlPane(joined(), live=True)
        self.acceptance = pn.Column(
            pn.FlexBox(self.author, self.reason),
            pn.Row(self.accept, self.cancel),
            visible=False,
            sizing_mode="stretch_width",
        )
        self.into.param.watch(self._rename_sources, "value")
        self.compare.on_click(self._compare_row)
        self.accept.on_click(self._accept)
        self.cancel.on_click(self._cancel)

    def parts(self) -> list[Any]:
        """Return the parts from top to bottom."""
        t = self.state.t
        most = MOST_BYTES // 1_000_000
        return [
            self.into,
            HtmlPane(heading(t("data.new_row"), 3)),
            pn.FlexBox(*self.fields.values()),
            self.compare,
            HtmlPane(
                joined(heading(t("data.upload"), 3), paragraphs([t("data.upload_note", most=most)]))
            ),
            self.upload,
            self.told,
            self.acceptance,
        ]

    def _series(self) -> dict[str, str]:
        """Offer the indicators that may have rows of their own."""
        shared = self.state.shared
        return {
            f"{shared.localized(id, self.state.language).title} [{id}]": id
            for id, indicator in shared.catalog.indicators.items()
            if indicator.identity is None and indicator.derive is None
        }

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
        fields: dict[str, Any] = {}
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
        return list(self.state.shared.catalog.indicators[self.into.value].sources)

    def _rename_sources(self, _: object) -> None:
        self.fields["source"].param.update(options=self._sources(), value=None)
        self._cancel()

    async def _compare_row(self, _: object) -> None:
        row = {name: str(field.value or "").strip() for name, field in self.fields.items()}
        await self._compare(lambda: with_row(self.state.shared.workspace, self.into.value, row))

    def _take(self, name: str, content: bytes, size: int) -> None:
        """Take an uploaded file in; what it cannot be is said before it is looked into."""
        t = self.state.t
        if size > MOST_BYTES:
            self._warn(t("data.too_large", name=name, size=f"{size:,}", most=f"{MOST_BYTES:,}"))
            return
        try:
            check_upload(name, content)
        except KgisimError:
            self._warn(t("data.not_csv", name=name))
            return

        async def compare() -> None:
            await self._compare(lambda: content)

        pn.state.execute(compare)

    async def _compare(self, content: Any) -> None:
        workspace, indicator = self.state.shared.workspace, self.into.value
        self.acceptance.visible = False
        self.told.html = str(note(self.state.t("data.checking")))
        try:
            made = await asyncio.to_thread(lambda: draft(workspace, indicator, content()))
        except KgisimError as error:
            self._warn(self.state.t("data.failed", why=error.text(self.state.language)))
            return
        self._draft = made
        self.told.html = str(joined(*self._shown(made)))
        self.acceptance.visible = made.may_be_accepted

    def _shown(self, made: Draft) -> Iterator[Any]:
        t = self.state.t
        if made.problems:
            shown, language = made.problems[:MOST_SHOWN], self.state.language
            said = [problem.text(language) for problem in shown]
            notice = paragraphs([t("data.problems", count=len(made.problems))])
            yield note(joined(notice, bullets(said)), "warning")
        if not made.difference.is_empty:
            yield table(difference_table(made.difference, self.state), t("data.difference"))
        elif not made.problems:
            yield note(t("data.same"))
        if made.may_be_accepted:
            yield note(t("data.sound"))

    async def _accept(self, _: object) -> None:
        t, made = self.state.t, self._draft
        author, reason = self.author.value.strip(), self.reason.value.strip()
        if made is None:
            return
        if not (author and reason):
            self._warn(t("minutes.incomplete"), keep=True)
            return
        given = {"author": author, "reason": reason}
        try:
            register, person = register_of(self.state), self.state.person
            kept = await asyncio.to_thread(lambda: accept(made, register, person, **given))
        except AccessError:
            self._warn(t("minutes.denied"))
        except ContentError as error:
            self._warn(t("data.problems", count=len(error.problems)))
        except KgisimError as error:
            self._warn(t("data.failed", why=error.text(self.state.language)))
        else:
            self._cancel()
            self.told.html = str(note(t("data.accepted", file=kept.file, number=kept.id)))

    def _warn(self, said: str, *, keep: bool = False) -> None:
        warning = str(note(said, "warning"))
        self.told.html = warning + self.told.html if keep else warning
        self.acceptance.visible = keep

    def _cancel(self, _: object = None) -> None:
        self._draft = None
        self.acceptance.visible = False
        self.told.html = ""


def difference_table(found: RowDiff, state: "State") -> pd.DataFrame:
    """Write a difference, one row for each row that is added, changed or removed.

    Columns that are blank in all of them are left out; of a changed cell both texts are shown.

    Returns
    -------
    DataFrame
        Columns: what happens to the row, then the columns of observation rows that are used.
    """
    pairs: list[tuple[str, Row, Row]] = [
        *(("changed", old, new) for old, new in found.changed),
        *(("added", row, row) for row in found.added),
        *(("removed", row, row) for row in found.removed),
    ]
    used = [
        name
        for name in schema.OBSERVATION_COLUMNS
        if any(old[name] or new[name] for _, old, new in pairs)
    ]
    return pd.DataFrame(
        [
            {state.t("data.change"): state.t(f"data.{kind}")}
            | {state.t(f"data.fields.{name}"): _cell(state, old[name], new[name]) for name in used}
            for kind, old, new in pairs
        ]
    )


def _cell(state: "State", old: str, new: str) -> str:
    blank = state.t("blank")
    return new if old == new else state.t("data.arrow", old=old or blank, new=new or blank)
