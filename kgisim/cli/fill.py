"""What `kgisim fill` prints: the fields there are, and what was filled."""

from typing import TYPE_CHECKING

from kgisim.cli.console import print_line, show_table
from kgisim.errors import NotFoundError
from kgisim.presentation.i18n.catalog import text
from kgisim.report.fill.fields import Fields

if TYPE_CHECKING:
    from kgisim.report.fill.fill import Filled
    from kgisim.runs.run import Run

LONGEST = 80
"""Letters of a value that are listed."""


def list_fields(run: "Run", language: str, goal: str = "") -> None:
    """Print every field with its kind and its present value.

    Parameters
    ----------
    goal
        First part of the names that are listed; blank: all.

    Raises
    ------
    NotFoundError
        If no name begins so.
    """
    fields = Fields(run, language)
    heads = {name.partition(".")[0] for name in fields}
    if goal and goal not in heads:
        raise NotFoundError("goal", goal, heads)
    rows = [
        (field.name, text(f"fill.kind.{field.kind}", language), _short(field.text))
        for field in fields.values()
        if not goal or field.name.partition(".")[0] == goal
    ]
    show_table([text(f"fill.{one}", language) for one in ("name", "what", "value")], rows)


def show_filled(filled: "Filled") -> None:
    """Print where a document is, how many fields it has and how many of them changed."""
    print_line(f"filled: {filled.path}")
    print_line(f"fields: {len(filled.names)}, changed: {filled.changed}")


def _short(value: str) -> str:
    line = value.replace("\n", " / ")
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
