"""Reads the blocks of a Word document again, whoever saved it last."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from kgisim.report.found import Found, Printed, pieces
from kgisim.report.stamp import read_stamp, unbind

CONTROL, PARAGRAPH, TAG = qn("w:sdt"), qn("w:p"), qn("w:tag")


def read_word(path: Path) -> Found:
    """Read the blocks and the loose text of a Word document."""
    document: Any = Document(str(path))
    stamp = read_stamp(document.core_properties.keywords, path)
    body = document.element.body
    blocks = [
        _printed(document, control, mark)
        for control in body.iter(CONTROL)
        if (mark := _mark(control))
    ]
    loose = (_text(one) for one in body.iter(PARAGRAPH) if not any(map(_mark, _around(one))))
    return Found(stamp, tuple(blocks), pieces(loose))


def _mark(control: Any) -> tuple[str, str] | None:
    tag = control.find(f"{qn('w:sdtPr')}/{TAG}")
    return None if tag is None else unbind(tag.get(qn("w:val")))


def _around(element: Any) -> Iterator[Any]:
    return element.iterancestors(CONTROL)


def _printed(document: Any, control: Any, mark: tuple[str, str]) -> Printed:
    said = pieces(_text(one) for one in control.iter(PARAGRAPH))
    images = [
        document.part.related_parts[one.get(qn("r:embed"))].blob
        for one in control.iter(qn("a:blip"))
        if one.get(qn("r:embed")) in document.part.related_parts
    ]
    return Printed(*mark, said=said, image=b"".join(images[:1]))


def _text(paragraph: Any) -> str:
    """Text of a paragraph; what tracked changes have deleted is none."""
    return "".join(one.text or "" for one in paragraph.iter(qn("w:t")))
