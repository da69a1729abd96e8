"""The report as one HTML file that asks for nothing outside itself."""

import itertools
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from kgisim import names
from kgisim.files import write_whole
from kgisim.report.page import make_page
from kgisim.views.outlook import EXAMPLE_CHANCE
from kgisim.views.text import text
from kgisim.views.wording import wording

if TYPE_CHECKING:
    from kgisim.runs.run import Run


def write_html(
    run: "Run", path: Path, *, language: str = names.LANGUAGES[0], show_failed: bool = False
) -> Path:
    """Write a run as a self-contained HTML report.

    Parameters
    ----------
    run
        The run.
    path
        The file to write; it is written whole or not at all.
    language
        Language of the report.
    show_failed
        Whether estimates that failed their gate are shown, with a warning.
    """
    write_whole(Path(path), render(run, language, show_failed=show_failed).encode())
    return Path(path)


def render(run: "Run", language: str, *, show_failed: bool = False) -> str:
    """Lay a run out as HTML; everything but our own drawings and style sheet is escaped."""

    def t(key: str, **values: object) -> str:
        return text(key, language, **values)

    figures, tables = itertools.count(1), itertools.count(1)
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(
        t=t,
        drawing=Markup,
        style=Markup(_file("report.css")),
        figure_title=lambda caption: t("report.figure", number=next(figures), caption=caption),
        table_title=lambda caption: t("report.table", number=next(tables), caption=caption),
        last_year=names.LAST_YEAR,
        example_percent=round(100 * EXAMPLE_CHANCE),
    )
    page = make_page(run, language, show_failed=show_failed)
    first = wording(run, next(iter(run.catalog.indicators)), language)
    environment.globals["baseline"] = first.scenario(names.BASELINE)
    return environment.from_string(_file("report.html")).render(page=page, language=language)


def _file(name: str) -> str:
    return (resources.files("kgisim.report") / name).read_text(encoding="utf-8")
