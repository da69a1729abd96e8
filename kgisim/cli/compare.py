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
    from kgisim.report.verify import Checked


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
    """Print every difference between a file and its run, or that there is none."""
    differences = checked.differences
    values = {"file": file, "run": checked.run, "count": len(differences)}
    if checked.is_unmarked:
        print_line(text("verify.unmarked", language, **values))
    if not differences:
        print_line(text("verify.same", language, **values))
        return
    columns = [text(f"verify.{name}", language) for name in ("key", "what", "expected", "found")]
    rows = [
        (
            difference.key,
            text(f"verify.{difference.what}", language),
            difference.expected,
            difference.found,
        )
        for difference in differences
    ]
    show_table(columns, rows)
    print_line(text("verify.differs", language, **values))
