"""The report as one HTML file that asks for nothing outside itself: written, and read again."""

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined
from lxml import html
from markupsafe import Markup

from kgisim.io import write_whole
from kgisim.report.blocks import Numbering, Report, outline
from kgisim.report.formats.registry import Format
from kgisim.report.parsed import ParsedBlock, ParsedReport, pieces
from kgisim.report.provenance import read_stamp, stamp_of

if TYPE_CHECKING:
    pass


def write_page(report: Report, path: Path) -> Path:
    """Write a report as one HTML file; it appears whole or not at all."""
    write_whole(Path(path), page(report).encode())
    return Path(path)


def page(report: Report) -> str:
    """Lay a report out as HTML; everything but our own drawings and style sheet is escaped."""
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(
        t=report.t,
        drawing=Markup,
        style=Markup(_file("report.css")),
        number=Numbering(report.language),
        kind_of=lambda block: type(block).__name__,
        run=report.run.id,
        stamp=str(stamp_of(report)),
    )
    template = environment.from_string(_file("report.html"))
    return template.render(report=report, chapters=outline(report.blocks))


def _file(name: str) -> str:
    return (resources.files("kgisim.report") / name).read_text(encoding="utf-8")


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


FORMAT = Format("html", ending=".html", writer=write_page, reader=read_html)
