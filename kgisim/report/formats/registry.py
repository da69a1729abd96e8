"""The formats of a report: who writes each, and who reads it again to verify it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from kgisim.report.provenance import ReportError

if TYPE_CHECKING:
    from kgisim.report.blocks import Report
    from kgisim.report.parsed import ParsedReport


@dataclass(frozen=True)
class Format:
    """One format; its libraries are loaded when it is first used.

    Parameters
    ----------
    write, read
        Function as ``module:name``; a format without a reader cannot be verified.
    """

    write: str
    read: str = ""

    def writer(self) -> "Callable[..., Path]":
        """Give the function that writes a report to a path."""
        return _load(self.write)

    def reader(self) -> "Callable[[Path], ParsedReport]":
        """Give the function that reads such a file again."""
        return _load(self.read)


FORMATS: Mapping[str, Format] = {
    "html": Format("html:write_page", "html_reading:read_html"),
    "docx": Format("docx:write_word", "docx_reader:read_word"),
    "pptx": Format("pptx:write_slides", "pptx_reader:read_slides"),
    "xlsx": Format("xlsx:write_sheets", "xlsx_reader:read_sheets"),
    "pdf": Format("pdf:write_pdf"),
    "charts": Format("charts:write_charts"),
}
"""All formats by the ending of their files; ``charts`` is a folder."""


def write_report(report: "Report", path: Path, form: str, *, template: Path | None = None) -> Path:
    """Write a report in one format.

    Parameters
    ----------
    template
        A presentation whose master and layouts are used; only for slides.
    """
    if template is not None and form == "pptx":
        return FORMATS[form].writer()(report, path, template=template)
    return FORMATS[form].writer()(report, path)


def write_set(report: "Report", folder: Path, *, template: Path | None = None) -> list[Path]:
    """Write a report in every format into a folder; every chart is drawn once for all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{report.kind}-{report.run.id}-{report.language}"
    return [
        write_report(report, folder / ending(name, form), form, template=template)
        for form in FORMATS
    ]


def ending(name: str, form: str) -> str:
    """Give a report's name the ending of its format; single charts are a folder.

    Examples
    --------
    >>> ending("brief", "docx"), ending("brief", "charts")
    ('brief.docx', 'brief-charts')
    """
    return f"{name}-charts" if form == "charts" else f"{name}.{form}"


def format_of(path: Path) -> str:
    """Tell the format of a file that can be verified by its ending."""
    form = path.suffix.lstrip(".").lower()
    readable = [name for name, one in FORMATS.items() if one.read]
    if form not in readable:
        raise ReportError(
            f"{path}: a report ending in .{form} cannot be verified; expected one of "
            + ", ".join(f".{name}" for name in readable)
        )
    if not path.is_file():
        raise ReportError(f"{path} does not exist; name a report made by `kgisim report`")
    return form


def _load(where: str) -> Callable:
    module, name = where.split(":")
    return getattr(import_module(f"kgisim.report.formats.{module}"), name)
