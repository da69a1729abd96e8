"""Compares a printed report with the run it says it comes from.

The report is made again from the run, both files are read in the same way, and every block is
compared. Whatever differs is told; wording between the blocks may be edited freely, as long as it
brings in no number.
"""

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from kgisim.errors import RunError
from kgisim.report.formats.registry import FORMATS, ending, format_of, write_report
from kgisim.report.kinds import make_report
from kgisim.report.matching import marked_again
from kgisim.report.parsed import ParsedBlock, ParsedReport
from kgisim.report.provenance import Provenance
from kgisim.report.scope import Scope
from kgisim.runs.run import Run, open_run

What = Literal["text", "chart", "picture", "other_run", "missing", "added", "loose_number"]
SAME_PICTURE = 1.0
"""Largest mean difference of two pictures that count as one, in steps of 255: programs that save a
document may scale its pictures, but not move a line."""
THUMBNAIL = (320, 160)
"""Size at which pictures are compared whose own sizes differ."""


@dataclass(frozen=True)
class ReportDiff:
    """One thing in a file that is not what its run says.

    Parameters
    ----------
    what
        Kind of difference.
    key
        The block; empty for text outside the blocks.
    expected, found
        What the run says, and what the file says.
    """

    what: What
    key: str
    expected: str = ""
    found: str = ""


@dataclass(frozen=True)
class Checked:
    """A file compared with its run.

    Parameters
    ----------
    run
        Id of the run.
    differences
        What differs; nothing: the file passes.
    is_unmarked
        Whether another program removed the marks of the blocks, so that they were found again by
        the order of their text.
    """

    run: str
    differences: tuple[ReportDiff, ...]
    is_unmarked: bool = False


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
        If the file carries no mark of a run.
    RunError
        If the run is not there.
    """
    form = format_of(path)
    held = FORMATS[form].read(path)
    again = _made_again(held.stamp, form, runs)
    return Checked(held.stamp.run, tuple(compare(again, held)), held.is_unmarked)


def _made_again(stamp: Provenance, form: str, runs: Path) -> ParsedReport:
    run, since = find(runs, stamp.run), find(runs, stamp.since) if stamp.since else None
    shown = stamp.conditional == "yes"
    scope = Scope(run, stamp.language, stamp.failed == "yes", since, conditional=shown)
    report = make_report(scope, stamp.kind)
    with TemporaryDirectory() as folder:
        fresh = write_report(report, Path(folder) / ending("again", form), form)
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
    if found.is_unmarked:
        found = marked_again(expected, found)
    wanted = {block.key: block for block in expected.blocks}
    held = Counter(block.key for block in found.blocks)
    for key in wanted:
        if key not in held:
            yield ReportDiff("missing", key, _short(wanted[key].said))
    for block in found.blocks:
        yield from _block(wanted.get(block.key), block, found.stamp.run)
    for key, times in held.items():
        if times > 1 and key in wanted:
            yield ReportDiff("added", key, found=f"{times} ×")
    yield from _loose(expected.loose, found.loose)


def _block(wanted: ParsedBlock | None, held: ParsedBlock, run: str) -> Iterator[ReportDiff]:
    if held.run != run:
        yield ReportDiff("other_run", held.key, run, held.run)
    if wanted is None:
        yield ReportDiff("added", held.key, found=_short(held.said))
        return
    yield from _said(wanted, held)
    yield from _drawn(wanted, held)
    if bool(wanted.image) != bool(held.image) or not same_picture(wanted.image, held.image):
        yield ReportDiff("picture", held.key)


def _said(wanted: ParsedBlock, held: ParsedBlock) -> Iterator[ReportDiff]:
    if wanted.said == held.said:
        return
    gone = Counter(wanted.said) - Counter(held.said)
    come = Counter(held.said) - Counter(wanted.said)
    if gone or come:
        yield ReportDiff("text", held.key, _short([*gone]), _short([*come]))
    else:  # the same pieces in another order
        yield ReportDiff("text", held.key, _short(wanted.said), _short(held.said))


def _drawn(wanted: ParsedBlock, held: ParsedBlock) -> Iterator[ReportDiff]:
    if wanted.drawn == held.drawn:
        return
    for before, after in zip(wanted.drawn, held.drawn, strict=False):
        if before != after:
            yield ReportDiff("chart", held.key, before[:60], after[:60])
            return
    yield ReportDiff("chart", held.key, f"{len(wanted.drawn)}", f"{len(held.drawn)}")


def _loose(expected: tuple[str, ...], found: tuple[str, ...]) -> Iterator[ReportDiff]:
    """Report text outside the blocks that brings in a number."""
    known = Counter(expected)
    for text in Counter(found) - known:
        if re.search(r"\d", text):
            yield ReportDiff("loose_number", "", found=_short([text]))


def same_picture(one: bytes, other: bytes) -> bool:
    """Return whether two pictures show the same, whatever their size or file format."""
    if one == other:
        return True
    if not (one and other):
        return False
    import numpy as np
    from PIL import Image

    pictures = [Image.open(io.BytesIO(each)).convert("RGB") for each in (one, other)]
    if pictures[0].size != pictures[1].size:
        pictures = [each.resize(THUMBNAIL) for each in pictures]
        limit = SAME_PICTURE
    else:
        limit = 0.0
    first, second = (np.asarray(each, float) for each in pictures)
    return float(np.abs(first - second).mean()) <= limit


def _short(texts: Iterable[str], most: int = 160) -> str:
    line = " / ".join(texts)
    return line if len(line) <= most else f"{line[: most - 1]}…"
