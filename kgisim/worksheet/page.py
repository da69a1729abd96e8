"""The plugged-out page: one HTML file that answers without a server and without a network."""

import gzip
import json
from base64 import b64encode
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from kgisim.io import write_whole
from kgisim.presentation.i18n.catalog import text
from kgisim.worksheet.contents import contents
from kgisim.worksheet.payload import script

if TYPE_CHECKING:
    from kgisim.runs.run import Run


def write_interactive(run: "Run", path: Path, *, language: str = "") -> Path:
    """Write a run as a page on which levels, years and chances are moved in any browser.

    Parameters
    ----------
    run
        The run.
    path
        The file to write; it is written whole or not at all.
    language
        Language in which the page opens, blank: the first of the plan; its readers can change it.
    """
    write_whole(Path(path), render(run, language or run.catalog.plan.language).encode())
    return Path(path)


def render(run: "Run", language: str) -> str:
    """Lay out the page: markup, style, functions, facts and draws in one text."""
    facts, draws = contents(run)
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals["t"] = lambda key, **values: text(key, language, **values)
    scripts = [script(), _file("charts.js"), _file("page.js")]
    return environment.from_string(_file("page.html")).render(
        language=language,
        names={one: text("language.name", one) for one in run.catalog.plan.languages},
        run=run.id,
        style=Markup(_file("page.css")),
        scripts=[Markup(one) for one in scripts],
        facts=Markup(_harmless(facts)),
        draws=Markup(b64encode(gzip.compress(draws, mtime=0)).decode()),
    )


def _harmless(facts: object) -> str:
    """Write JSON that cannot end the element it stands in, whatever titles and notes say."""
    written = json.dumps(facts, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return written.replace("<", "\\u003c")


def _file(name: str) -> str:
    return (resources.files("kgisim.worksheet") / name).read_text(encoding="utf-8")
