"""A published table on the screen: read, asked about, and shown with all that is left out."""

import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import panel as pn
import panel_material_ui as pmui

from kgisim import schema
from kgisim.app.background import work_then
from kgisim.app.flow import Flow
from kgisim.app.html import HTML, bullets, folded, heading, joined, note, paragraphs, table
from kgisim.app.html_pane import HtmlPane
from kgisim.app.upload import Sent, Upload
from kgisim.app.uploaded_table import laid_out
from kgisim.audit.data_revision import Answers, Draft
from kgisim.audit.import_draft import ImportDraft, import_draft
from kgisim.errors import KgisimError
from kgisim.importers.observation_rows import Provenance
from kgisim.importers.questions import KINDS, Interview, Question, QuestionOpen
from kgisim.importers.refusal import ImportRefused
from kgisim.importers.table import LeftOut
from kgisim.presentation.import_summary import (
    answer_text,
    choice_text,
    left_out_table,
    refusal_text,
)

if TYPE_CHECKING:
    from kgisim.app.state import State

MOST_BYTES = 5_000_000
"""Size of a table at most."""
KINDS_OF_FILES = ".csv,.tsv,.txt,.xlsx,.xls,.json"
NARROW, WIDE = 190, 400
MOST_LISTED = 500
"""Cells that are listed one by one at most."""
Make = Callable[[Answers], Draft]
"""Makes a draft with answers to what is asked about its rows."""
Offer = Callable[[Draft, Make], None]
"""Shows a draft, which is made again where questions about it are answered."""


class Importing:
    """The files, what is asked about them, and what they give.

    Parameters
    ----------
    into
        Chooses the indicator.
    offer
        Shows the difference that the table would make, so that it can be accepted.
    cancel
        Takes back what was offered before.
    """

    def __init__(self, state: "State", into: Any, offer: Offer, cancel: Callable[[], None]):
        self.state, self.into, self._offer, self._cancel = state, into, offer, cancel
        self._files: tuple[Sent, ...] = ()
        self._given: dict[str, str] = {}
        t = state.t
        self.source = pmui.Select(label=t("data.fields.source"), options=[], width=NARROW)
        self.evidence = pmui.Select(
            label=t("data.fields.evidence"),
            options={t(f"evidence.{grade}"): grade for grade in schema.EVIDENCE},
            width=NARROW,
        )
        self.published = pmui.TextInput(label=t("data.fields.published"), width=NARROW + 60)
        self.upload = Upload(
            self._take,
            label=t("data.import_file"),
            most=MOST_BYTES,
            kinds=KINDS_OF_FILES,
            several=True,
        )
        self._offered = pn.Column(sizing_mode="stretch_width")
        self.said = HtmlPane(joined(), live=True)
        self.question = pmui.Select(label="", options=[], width=WIDE)
        self.answer = pmui.Button(label=t("data.answer"), color="primary")
        self.asked = pn.FlexBox(self.question, self.answer, visible=False, align_items="center")
        self.into.param.watch(self._begin, "value")
        self.answer.on_click(self._answer)
        self._begin()

    def parts(self) -> list[Any]:
        """Return the parts from top to bottom."""
        t = self.state.t
        lead = paragraphs([t("data.import_note", most=MOST_BYTES // 1_000_000)])
        head = HtmlPane(joined(heading(t("data.import_title"), 3), lead))
        fields = Flow(self.source, self.evidence, self.published)
        self._offered.objects = [head, fields, self.upload]
        return [self._offered, self.said, self.asked]

    def offer(self, *, visible: bool) -> None:
        """Offer to read a table, or not: one that is published names no member of a group."""
        self._offered.visible = visible

    def clear(self) -> None:
        """Forget the files and what was said of them."""
        self._files, self._given = (), {}
        self.said.html, self.asked.visible = "", False

    def _begin(self, _: object = None) -> None:
        sources = self.state.shared.catalog.indicators[self.into.value].sources
        self.source.param.update(options=list(sources), value=next(iter(sources), None))
        self.clear()

    def _take(self, files: tuple[Sent, ...]) -> None:
        """Take files in, and begin to read them."""
        self.clear()
        self._cancel()
        t = self.state.t
        large = next((file for file in files if file.size > MOST_BYTES), None)
        if large is not None:
            size, most = f"{large.size:,}", f"{MOST_BYTES:,}"
            self._warn(t("data.too_large_table", name=large.name, size=size, most=most))
            return
        self._files = files
        self.read()

    def _answer(self, _: object) -> None:
        kind, label = self.question.value
        self._given[kind] = label
        self.read()

    def read(self) -> None:
        """Read the files as far as the answers go; then ask, refuse, or show what they give."""
        self.asked.visible = False
        self.said.html = str(note(self.state.t("data.reading")))
        work_then(partial(self._read_in, ()), partial(self._show, self._files))

    def _show(self, files: tuple[Sent, ...], done: Future[ImportDraft]) -> None:
        if files is not self._files:  # others have been sent meanwhile
            return
        try:
            read = done.result()
        except QuestionOpen as error:
            self._ask(error.question)
        except ImportRefused as error:
            self._warn(refusal_text(error, self.state.language))
        except KgisimError as error:
            self._warn(error.text(self.state.language))
        else:
            self.said.html = str(joined(*self._shown(read)))
            self._offer(read.made, lambda answers: self._read_in(answers).made)

    def _read_in(self, answers: Answers) -> ImportDraft:
        shared = self.state.shared
        given = (self.source.value or "", self.evidence.value, self.published.value.strip())
        with tempfile.TemporaryDirectory() as folder:
            return import_draft(
                shared.workspace,
                shared.catalog,
                shared.catalog.indicators[self.into.value],
                laid_out(self._files, Path(folder)),
                Provenance(*given),
                Interview(self._given),
                answers,
            )

    def _ask(self, question: Question) -> None:
        t, language = self.state.t, self.state.language
        named = t(f"import.question.{question.kind}")
        offered = {
            choice_text(choice, language): (question.kind, choice.label)
            for choice in question.choices
        }
        self.question.param.update(
            label=named, options=offered, value=next(iter(offered.values()), None)
        )
        hints = bullets([t("import.hint", hint=hint) for hint in question.hints])
        self.said.html = str(
            joined(note(t("data.import_ask", question=named)), hints if question.hints else None)
        )
        self.asked.visible = True

    def _shown(self, read: ImportDraft) -> Sequence[HTML | None]:
        t, language, found = self.state.t, self.state.language, read.found
        layout = t(f"import.layout.{found.table.layout}")
        files = ", ".join(file.name for file in self._files)
        known = t("import.recognised", file=files, layout=layout, cells=found.table.evidence)
        answers = [
            answer_text(answer, language)
            for kind in KINDS
            for answer in found.answers
            if answer.kind == kind
        ]
        described = [
            t("import.described", name=name, text=text) for name, text in found.table.described
        ]
        same = t("data.import_same", same=read.merged.same) if read.merged.same else None
        return [
            paragraphs([known]),
            bullets([*answers, *described]),
            self._left_out(read.left_out),
            paragraphs([same]) if same else None,
        ]

    def _left_out(self, left_out: Sequence[LeftOut]) -> HTML | None:
        """Return what is left out: by reason, and cell by cell where somebody opens it."""
        if not left_out:
            return None
        t, language = self.state.t, self.state.language
        headings, rows = left_out_table(left_out, language)
        summary = pd.DataFrame(rows, columns=list(headings))
        reason, _, cell, written = headings
        cells = pd.DataFrame(
            [
                {
                    cell: one.place,
                    written: one.text,
                    reason: t(f"import.left_out.{one.reason.code}"),
                }
                for one in left_out[:MOST_LISTED]
            ]
        )
        title = t("import.left_out_title", count=len(left_out))
        more = len(left_out) - len(cells)
        rest = paragraphs([t("data.import_more", count=more)]) if more else None
        return joined(
            table(summary, title),
            folded(t("data.import_cells"), joined(table(cells, title), rest)),
        )

    def _warn(self, said: str) -> None:
        first, *more = said.splitlines()
        why = joined(paragraphs([first]), bullets(more) if more else None)
        self.said.html = str(note(why, "warning"))
