"""Reads all that can be seen in a Word document, whoever saved it last."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from kgisim.report.parsed import Kind, ParsedReport, Part, Passage, below_headings, plain
from kgisim.report.reading.docx_look import Look
from kgisim.report.reading.docx_marks import key_in
from kgisim.report.reading.docx_runs import Paragraph
from kgisim.report.reading.drawing import in_word
from kgisim.report.reading.package import Package, local, on, tag

CELLS = " | "
"""What stands between the cells of a row."""
NOTES: dict[str, Part] = {"footnotes": "footnote", "endnotes": "endnote", "comments": "comment"}
MARGINS: dict[str, Part] = {"headerReference": "header", "footerReference": "footer"}
REMOVED = ("del", "moveFrom")
LEAST_HEIGHT = 60
"""Twentieths of a point below which nobody sees what stands in a row."""


def read_word(path: Path) -> ParsedReport:
    """Read everything that can be seen in a Word document.

    Raises
    ------
    ReportError
        If the file cannot be read or names no run.
    """
    package = Package(path)
    stamp = package.stamp()
    reader = Reader(package, package.main, "body")
    body = package.xml(package.main).find(tag("w:body"))
    passages = _without_contents(list(below_headings(reader.blocks(body))))
    return ParsedReport(stamp, (*passages, *_margins(package, body), *_notes(package)))


def _without_contents(passages: list[Passage]) -> Iterator[Passage]:
    """Leave out lines of the table of contents that are headings, whichever Word lists."""
    known = {_unpaged(one.text) for one in passages if one.kind == "heading"}
    for one in passages:
        if one.part != "contents" or _unpaged(one.text) not in known:
            yield one


def _unpaged(line: str) -> str:
    """Drop the number of a page from the end of a line."""
    return re.sub(r"[\s#\d]+$", "", line)


def _margins(package: Package, body: Any) -> Iterator[Passage]:
    """Read what stands above and below the text of pages, each text once."""
    relations = package.relations(package.main)
    found: dict[Passage, None] = {}
    for reference in body.iter(*(tag(f"w:{one}") for one in MARGINS)):
        name = next(value for key, value in reference.attrib.items() if key.endswith("}id"))
        target = relations[name].target if name in relations else ""
        if target in package.parts:
            reader = Reader(package, target, MARGINS[local(reference)])
            found |= dict.fromkeys(reader.blocks(package.xml(target)))
    yield from sorted(found, key=lambda one: one.part)


def _notes(package: Package) -> Iterator[Passage]:
    for kind, part in NOTES.items():
        for target in package.related(package.main, kind):
            for note in package.xml(target):
                if note.get(tag("w:type"), "normal") == "normal":
                    yield from Reader(package, target, part).blocks(note)


class Reader:
    """Reads the blocks of one part of a document, in their order."""

    def __init__(self, package: Package, source: str, part: Part) -> None:
        self.package, self.source = package, source
        self.part: Part = part
        self.look = Look(package)
        self.key = ""
        self.fields: list[Any] = []

    def blocks(self, parent: Any) -> Iterator[Passage]:
        """Read everything below an element that holds blocks."""
        for one in parent:
            name = local(one)
            if name == "p":
                yield from self._paragraph(one)
            elif name == "tbl":
                for row in one.iter(tag("w:tr")):
                    if next(row.iterancestors(tag("w:tbl"))) is one:
                        yield from self._row(row)
            elif name in ("altChunk", "subDoc"):
                yield self._passage("object", kind="shape")
            elif name not in REMOVED and name not in ("sectPr", "sdtPr", "tcPr"):
                yield from self.blocks(one)

    def _passage(self, text: str, kind: Kind = "text", image: bytes = b"") -> Passage:
        return Passage(self.part, text, kind, key=self.key, image=image)

    def _paragraph(self, element: Any) -> Iterator[Passage]:
        heading = self.look.is_heading(element)
        if heading:
            self.key = ""
        for mark in element.iter(tag("w:bookmarkStart")):
            self.key = key_in(mark.get(tag("w:name"))) or self.key
        listed = self._is_in_contents
        read = Paragraph(element, self.look, self.fields)
        if read.text:
            made = self._passage(read.text, kind="heading" if heading else "text")
            yield replace(made, part="contents") if listed or self._is_in_contents else made
        yield from (self._passage(code, kind="field") for code in read.codes)
        for frame in read.frames:
            yield from self._frame(frame)

    @property
    def _is_in_contents(self) -> bool:
        return any(one.is_contents for one in self.fields)

    def _frame(self, frame: Any) -> Iterator[Passage]:
        for content in frame.iter(tag("w:txbxContent")):
            yield from self.blocks(content)
        for one in in_word(self.package, self.source, frame):
            yield self._passage(one.text, kind=one.kind, image=one.image)

    def _row(self, row: Any) -> Iterator[Passage]:
        about = row.find(tag("w:trPr"))
        if about is not None and (about.find(tag("w:del")) is not None or _unseen(about)):
            return
        texts, inside = [], []
        for cell in row.iter(tag("w:tc")):
            if next(cell.iterancestors(tag("w:tr"))) is not row:
                continue
            read = list(self.blocks(cell))
            texts.append(" ".join(one.text for one in read if one.kind in ("text", "heading")))
            inside += [one for one in read if one.kind not in ("text", "heading")]
        said = plain(CELLS.join(texts)) if any(texts) else ""
        if said:
            key = self.key if not inside else inside[0].key
            yield replace(self._passage(said, kind="row"), key=key)
        yield from inside


def _unseen(about: Any) -> bool:
    high = about.find(tag("w:trHeight"))
    if high is None:
        return on(about.find(tag("w:hidden")))
    exact = high.get(tag("w:hRule")) == "exact"
    return exact and float(high.get(tag("w:val"), "999")) < LEAST_HEIGHT
