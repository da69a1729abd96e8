"""Reads the blocks of a Word document again, whoever saved it last."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from kgisim.report.parsed import ParsedBlock, ParsedReport, TextPassage, pieces
from kgisim.report.provenance import read_stamp, unbind

CONTROL, PARAGRAPH, TAG = qn("w:sdt"), qn("w:p"), qn("w:tag")


def read_word(path: Path) -> ParsedReport:
    """Read the blocks and the loose text of a Word document."""
    document: Any = Document(str(path))
    stamp = read_stamp(document.core_properties.keywords, path)
    body = document.element.body
    blocks = [
        _printed(document, control, mark)
        for control in body.iter(CONTROL)
        if (mark := _mark(control))
    ]
    passages = tuple(_passages(document, body))
    loose = tuple(passage.said for passage in passages if not passage.key)
    return ParsedReport(stamp, tuple(blocks), loose, passages)


def _passages(document: Any, body: Any) -> Iterator[TextPassage]:
    image = b""
    for one in body.iter(PARAGRAPH):
        image = _image(document, one) or image
        key = next((mark[1] for mark in map(_mark, one.iterancestors(CONTROL)) if mark), "")
        for said in pieces(_texts(one)):
            yield TextPassage(key, said, image)
            image = b""


def _mark(control: Any) -> tuple[str, str] | None:
    tag = control.find(f"{qn('w:sdtPr')}/{TAG}")
    return None if tag is None else unbind(tag.get(qn("w:val")))


def _printed(document: Any, control: Any, mark: tuple[str, str]) -> ParsedBlock:
    texts = pieces(text for one in control.iter(PARAGRAPH) for text in _texts(one))
    return ParsedBlock(*mark, said=texts, image=_image(document, control))


def _image(document: Any, element: Any) -> bytes:
    """Return the first picture inside an element."""
    parts = document.part.related_parts
    named = (one.get(qn("r:embed")) for one in element.iter(qn("a:blip")))
    return next((parts[name].blob for name in named if name in parts), b"")


def _texts(paragraph: Any) -> Iterator[str | None]:
    """Return what stands in place of its pictures, and its text without deleted parts."""
    for picture in paragraph.iter(qn("wp:docPr")):
        yield picture.get("descr")
    yield "".join(one.text or "" for one in paragraph.iter(qn("w:t")))
