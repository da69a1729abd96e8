"""What `kgisim verify` prints."""

from pathlib import Path
from typing import TYPE_CHECKING

from kgisim.cli.console import say, show_table
from kgisim.presentation.i18n.catalog import text

if TYPE_CHECKING:
    from kgisim.report.verify import Checked


def show_differences(file: Path, checked: "Checked", language: str) -> None:
    """Print every difference between a file and its run, or that there is none."""
    differences = checked.differences
    values = {"file": file, "run": checked.run, "count": len(differences)}
    if checked.is_unmarked:
        say(text("verify.unmarked", language, **values))
    if not differences:
        say(text("verify.same", language, **values))
        return
    columns = [text(f"verify.{name}", language) for name in ("key", "what", "expected", "found")]
    rows = [
        (one.key, text(f"verify.{one.what}", language), one.expected, one.found)
        for one in differences
    ]
    show_table(columns, rows)
    say(text("verify.differs", language, **values))
