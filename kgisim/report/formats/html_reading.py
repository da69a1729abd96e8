"""Reads the blocks of an HTML report again."""

from pathlib import Path
from typing import Any

from lxml import html

from kgisim.report.parsed import ParsedBlock, ParsedReport, pieces
from kgisim.report.provenance import read_stamp


def read_html(path: Path) -> ParsedReport:
    """Read the blocks and the loose text of an HTML report."""
    page: Any = html.document_fromstring(path.read_bytes(), html.HTMLParser(encoding="utf-8"))
    stamps = page.xpath("//meta[@name='kgisim']/@content")
    bound = page.xpath("//*[@data-key]")
    blocks = [_printed(element) for element in bound]
    for element in bound:
        element.clear(keep_tail=True)
    return ParsedReport(
        read_stamp(stamps[0] if stamps else None, path), tuple(blocks), _texts(page)
    )


def _printed(element: Any) -> ParsedBlock:
    drawn = tuple(
        str(value)
        for one in element.iter("path", "use")
        for value in (one.get("d"), one.get("x"), one.get("y"), one.get("style"))
        if value
    )
    return ParsedBlock(element.get("data-run", ""), element.get("data-key"), _texts(element), drawn)


def _texts(element: Any) -> tuple[str, ...]:
    return pieces(element.xpath(".//text()[not(ancestor::style or ancestor::script)]"))
