"""The report as one HTML file that asks for nothing outside itself: written."""

from functools import cache
from importlib import resources
from pathlib import Path
from types import CodeType

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from kgisim.io import write_whole
from kgisim.presentation.observation_rows import records
from kgisim.report.blocks import Numbering, Report, outline
from kgisim.report.formats.registry import Format
from kgisim.report.provenance import stamp_of
from kgisim.report.reading.html_reader import read_html


def write_page(report: Report, path: Path) -> Path:
    """Write a report as one HTML file; it appears whole or not at all."""
    write_whole(Path(path), page(report).encode())
    return Path(path)


def page(report: Report) -> str:
    """Lay a report out as HTML; everything but our own drawings and style sheet is escaped."""
    environment = _environment()
    known = {
        "t": report.t,
        "drawing": Markup,
        "style": Markup(_file("report.css")),
        "number": Numbering(report.language),
        "rows": records,
        "kind_of": lambda block: type(block).__name__,
        "run": report.run.id,
        "stamp": str(stamp_of(report)),
    }
    template = Template.from_code(environment, _compiled(), environment.make_globals(known))
    return template.render(report=report, chapters=outline(report.blocks))


def _environment() -> Environment:
    return Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


@cache
def _compiled() -> CodeType:
    """Compile the page once for all reports of this process."""
    return _environment().compile(_file("report.html"))


def _file(name: str) -> str:
    return (resources.files("kgisim.report") / name).read_text(encoding="utf-8")


FORMAT = Format(
    "html", ending=".html", writer=write_page, reader=read_html, draws=("svg",), get_ready=_compiled
)
