"""The formats of a report: every module of this package that declares a `FORMAT`.

A module is not imported before its format is used; what can be listed is read from its text.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kgisim.errors import KgisimError, RequestError
from kgisim.messages import Word
from kgisim.report import formats
from kgisim.report.declared import declared

if TYPE_CHECKING:
    from kgisim.presentation.figures.figure import Form
    from kgisim.report.blocks import Report
    from kgisim.report.parsed import ParsedReport
    from kgisim.runs.run import Run


@dataclass(frozen=True)
class Format:
    """What a module of this package declares as its ``FORMAT``.

    Parameters
    ----------
    name
        What is written after ``--format``; a literal.
    ending
        What is added to a report's name, like ``.html``; a literal.
    writer
        Writes a report to a path, and returns the path.
    reader
        Reads such a file again; None: it cannot be verified.
    takes_template
        Whether the writer takes a ``template``, a file whose looks are used; a literal.
    draws
        File formats of the drawings that it takes of every chart; a literal.
    get_ready
        Does what writing needs and no report, once; None: nothing.
    """

    name: str
    ending: str
    writer: "Callable[..., Path]"
    reader: "Callable[[Path], ParsedReport] | None" = None
    takes_template: bool = False
    draws: "tuple[Form, ...]" = ()
    get_ready: "Callable[[], object] | None" = None


@dataclass(frozen=True)
class ListedFormat:
    """As much of a format as its module's text says.

    Parameters
    ----------
    module
        Name of its module in this package.
    is_readable
        Whether it has a reader.
    """

    name: str
    ending: str
    module: str
    is_readable: bool = False
    takes_template: bool = False
    draws: "tuple[Form, ...]" = ()

    def load(self) -> Format:
        """Import the format with the libraries that it needs."""
        return import_module(f"{formats.__name__}.{self.module}").FORMAT

    def write(self, report: "Report", path: Path, template: Path | None = None) -> Path:
        """Write a report to a path.

        Raises
        ------
        RequestError
            If a template is given and the format takes none.
        """
        if template is None:
            return self.load().writer(report, path)
        require_template_taken(self.name)
        return self.load().writer(report, path, template=template)

    def read(self, path: Path) -> "ParsedReport":
        """Read a report that was written in this format.

        Raises
        ------
        ReportError
            If the format has no reader.
        """
        from kgisim.report.provenance import ReportError

        reader = self.load().reader
        if reader is None:
            raise ReportError("report.no_reader", path=str(path), format=self.name)
        return reader(path)


def find_formats() -> Mapping[str, ListedFormat]:
    """List the formats of this package by name.

    Raises
    ------
    KgisimError
        If a module declares its format in another way than expected, or two have one name.
    """
    found: dict[str, ListedFormat] = {}
    for file in _modules():
        value = declared(file, "FORMAT")
        if value is None:
            continue
        listed = _listed(file, value)
        if listed.name in found:
            values = {"file": str(file), "format": listed.name}
            raise KgisimError("report.twice", module=found[listed.name].module, **values)
        found[listed.name] = listed
    return found


def _modules() -> Iterator[Path]:
    for folder in formats.__path__:
        yield from sorted(Path(folder).glob("[a-z]*.py"))


def _listed(file: Path, value: ast.expr) -> ListedFormat:
    try:
        assert isinstance(value, ast.Call)
        named = dict(zip(("name", "ending"), value.args, strict=False))
        given: dict[str, Any] = named | {str(one.arg): one.value for one in value.keywords}
        literal = {
            key: ast.literal_eval(given[key])
            for key in ("name", "ending", "takes_template", "draws")
            if key in given
        }
        return ListedFormat(module=file.stem, is_readable="reader" in given, **literal)
    except (AssertionError, TypeError, ValueError):
        raise KgisimError("report.declared", file=str(file), found=ast.unparse(value)) from None


FORMATS = find_formats()
"""All formats by name."""


def require_template_taken(form: str) -> None:
    """Refuse a template for a format that would not use it.

    Raises
    ------
    RequestError
        Naming the formats that take one.
    """
    taking = tuple(one.name for one in FORMATS.values() if one.takes_template)
    if form not in taking:
        raise RequestError("report.takes_no_template", format=form, expected=taking)


def write_report(report: "Report", path: Path, form: str, *, template: Path | None = None) -> Path:
    """Write a report in one format, with the inputs of its run inside unless it carries none.

    Parameters
    ----------
    template
        A file whose looks are used: a presentation for slides.

    Raises
    ------
    RequestError
        If a template is given and the format takes none.
    """
    written = FORMATS[form].write(report, path, template)
    if written.is_file():
        from kgisim.report.inputs import attach, inputs_for

        packed = inputs_for(report)
        if packed is not None:
            attach(written, packed)
    return written


def write_set(
    report: "Report", folder: Path, *, template: Path | None = None, jobs: int | None = 1
) -> list[Path]:
    """Write a report in every format into a folder; every chart is drawn once for all of them.

    Parameters
    ----------
    template
        A file whose looks are used by the formats that take one.
    jobs
        Processes; None: one for each core.
    """
    from kgisim.parallel import shared
    from kgisim.report.inputs import inputs_for

    folder.mkdir(parents=True, exist_ok=True)
    name = f"{report.kind}-{report.run.id}-{report.language}"
    inputs_for(report)  # packed once for all
    tasks = [
        partial(
            write_report,
            report,
            folder / ending(name, form),
            form,
            template=template if one.takes_template else None,
        )
        for form, one in FORMATS.items()
    ]
    return shared(tasks, jobs)


def get_ready(run: "Run", form: str, *, carries_inputs: bool = True) -> None:
    """Do what writing needs and no chapter: import the format, and pack the inputs of the run."""
    from kgisim.report.inputs import packed_inputs

    for one in FORMATS.values() if form == "all" else [FORMATS[form]]:
        format = one.load()
        if format.get_ready is not None:
            format.get_ready()
    if carries_inputs:
        packed_inputs(run)


def drawn_by(form: str) -> "tuple[Form, ...]":
    """Return the file formats in which a format takes every chart; of all together if ``all``.

    Examples
    --------
    >>> drawn_by("html"), drawn_by("pptx")
    (('svg',), ())
    """
    taking = FORMATS.values() if form == "all" else [FORMATS[form]]
    return tuple(dict.fromkeys(each for one in taking for each in one.draws))


def ending(name: str, form: str) -> str:
    """Add the ending of a format to a report's name; single charts are a folder.

    Examples
    --------
    >>> ending("brief", "docx"), ending("brief", "charts")
    ('brief.docx', 'brief-charts')
    """
    return name + FORMATS[form].ending


def format_of(path: Path) -> str:
    """Return the format of a file that can be verified, by its ending.

    Raises
    ------
    ReportError
        If no format that can be read has the ending, or if there is no such file.
    """
    from kgisim.report.provenance import ReportError

    readable = {one.ending: one.name for one in FORMATS.values() if one.is_readable}
    if path.suffix.lower() not in readable:
        values = {"path": str(path), "expected": tuple(readable)}
        raise ReportError("report.ending", ending=path.suffix or Word("nothing"), **values)
    if not path.is_file():
        raise ReportError("report.absent", path=str(path))
    return readable[path.suffix.lower()]
