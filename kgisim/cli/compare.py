"""What `kgisim compare` and `kgisim verify` print: why two runs differ, and where a file does."""

from pathlib import Path
from typing import TYPE_CHECKING

from kgisim.cli.console import print_line, show_table
from kgisim.presentation.i18n.catalog import text
from kgisim.presentation.localized import wording
from kgisim.presentation.sentences.run_difference import (
    accounts,
    difference_table,
    difference_text,
    remarks,
)
from kgisim.runs.compare import RunDifference, goals_of

if TYPE_CHECKING:
    from kgisim.report.differences import ReportDiff
    from kgisim.report.provenance import Provenance
    from kgisim.report.verify import Checked

REMEDIES = {
    "restore": {"text", "missing", "moved", "chart", "picture", "code", "other_run"},
    "remove": {"added"},
    "accept": {"state", "field", "missing"},
}
"""What to do, by the kinds of differences for which it helps."""


def show_difference(found: RunDifference, language: str) -> None:
    """Print the change of every goal's example target, split over what was changed."""
    run = found.after
    for goal in goals_of(run):
        for account in accounts(found, wording(run, goal, language)):
            for sentence in difference_text(account):
                print_line(sentence)
            if account.changed("chance") or account.changed("median"):
                table = difference_table(account)
                columns = [str(name) for name in table.columns]
                show_table(columns, table.itertuples(index=False), right=columns[1:])
    first = wording(run, next(iter(run.catalog.indicators)), language)
    for sentence in remarks(found, first):
        print_line(sentence)


def show_differences(file: Path, checked: "Checked", language: str) -> None:
    """Print every difference between a file and its run with what to do, or that there is none."""
    differences = checked.differences
    values = {"file": file, "run": checked.run, "count": len(differences)}
    if not differences:
        print_line(text("verify.same", language, **values))
        return
    columns = [text(f"verify.{name}", language) for name in ("what", "place", "expected", "found")]
    rows = [
        (text(f"verify.{one.what}", language), place(one, language), *wordings(one, language))
        for one in differences
    ]
    show_table(columns, rows)
    print_line(text("verify.differs", language, **values))
    kinds = {one.what for one in differences}
    for remedy, for_kinds in REMEDIES.items():
        if kinds & for_kinds:
            print_line(text(f"verify.{remedy}", language, command=command(file, checked.stamp)))


def place(difference: "ReportDiff", language: str) -> str:
    """Name the place of a difference: part of the file, slide or cell, heading, block."""
    part = text(f"verify.part.{difference.part}", language)
    shown = f"{part} {difference.where}".strip()
    return " › ".join(filter(None, (shown, difference.near, difference.key)))


def wordings(difference: "ReportDiff", language: str) -> tuple[str, str]:
    """Return what the run says and what the file says, with states in words."""
    both = (difference.expected, difference.found)
    if difference.what != "state":
        return both
    first, second = (
        " / ".join(text(f"verify.states.{one}", language) for one in each.split(" / ") if one)
        for each in both
    )
    return first, second


def command(file: Path, stamp: "Provenance") -> str:
    """Return the command that makes a report again."""
    if stamp.kind == "fill":
        return f"kgisim fill {file} --run {stamp.run} --out {file}"
    words = ["kgisim report", stamp.run, f"--kind {stamp.kind}", f"--language {stamp.language}"]
    words.append(f"--format {file.suffix.lower().removeprefix('.')}")
    words += [f"--since {stamp.since}"] if stamp.since else []
    words += ["--show-failed"] if stamp.failed == "yes" else []
    words += ["--no-conditional"] if stamp.conditional == "no" else []
    return " ".join(words)
