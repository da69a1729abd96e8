"""Compares a printed report with the run it says it comes from.

The report is made again from the run, both files are read in the same way, and everything that a
reader can see is compared in its order. Whatever is in the file and not in the report, or in the
report and not in the file, is told with its place. Of a document that others made and `kgisim fill`
filled, its fields are compared.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from kgisim.errors import RunError
from kgisim.report.differences import ReportDiff, differences
from kgisim.report.fill.fill import altered, opened
from kgisim.report.fill.office import EditablePackage
from kgisim.report.formats.registry import FORMATS, ending, format_of
from kgisim.report.kinds import make_report
from kgisim.report.parsed import ParsedReport
from kgisim.report.provenance import MARK, MINUTES, Provenance, ReportError, read_stamp
from kgisim.report.scope import Scope
from kgisim.runs.run import Run, open_run


@dataclass(frozen=True)
class Checked:
    """A file compared with its run.

    Parameters
    ----------
    stamp
        Which report of which run the file says it is.
    differences
        What differs; nothing: the file passes.
    """

    stamp: Provenance
    differences: tuple[ReportDiff, ...]

    @property
    def run(self) -> str:
        """Id of the run."""
        return self.stamp.run


def verify(path: Path, runs: Path) -> Checked:
    """List everything in a report that differs from its run.

    Parameters
    ----------
    path
        A report as HTML, DOCX, PPTX or XLSX.
    runs
        Folder of runs; the report's own must be there.

    Raises
    ------
    ReportError
        If the file carries no mark of a run, or is the minutes of a meeting, which rest on a
        register too.
    RunError
        If the run is not there.
    """
    form = format_of(path)
    document = opened(path)
    if document is not None:
        return _filled(document, path, runs)
    held = FORMATS[form].read(path)
    if held.stamp.kind == MINUTES:
        raise ReportError("report.minutes", path=str(path))
    run = find(runs, held.stamp.run)
    since = find(runs, held.stamp.since) if held.stamp.since else None
    again = made_again(held.stamp, form, run, since)
    return Checked(held.stamp, tuple(compare(again, held)))


def _filled(document: EditablePackage, path: Path, runs: Path) -> Checked:
    """Compare the fields of a document that was filled from a run; the rest is its author's."""
    stamp = read_stamp(document.custom(MARK), path)
    run = find(runs, stamp.run)
    found = altered(document, path.suffix.lower(), run, stamp.language)
    return Checked(stamp, tuple(found))


def made_again(stamp: Provenance, form: str, run: Run, since: Run | None = None) -> ParsedReport:
    """Make a report again as its stamp says, and read it."""
    shown = stamp.conditional == "yes"
    only = tuple(filter(None, stamp.goals.split(",")))
    failed = stamp.failed == "yes"
    scope = Scope(run, stamp.language, failed, since, conditional=shown, only=only)
    report = make_report(scope, stamp.kind)
    with TemporaryDirectory() as folder:
        fresh = FORMATS[form].write(report, Path(folder) / ending("again", form))
        return FORMATS[form].read(fresh)


def find(runs: Path, id: str) -> Run:
    """Open the run with an id.

    Raises
    ------
    RunError
        If it is not among the runs.
    """
    if not (runs / id).is_dir():
        raise RunError("report.no_run", run=id, folder=str(runs))
    return open_run(runs / id)


def compare(expected: ParsedReport, found: ParsedReport) -> Iterator[ReportDiff]:
    """Compare what a file should hold with what it holds."""
    for run, key in found.runs:
        if run != found.stamp.run:
            yield ReportDiff("other_run", key, found.stamp.run, run)
    yield from differences(expected.passages, found.passages)
