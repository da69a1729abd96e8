"""New rows among those that an indicator has: which are new, corrected, or known already."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from kgisim.importers.observation_rows import ImportedRow, Row
from kgisim.importers.refusal import Reason
from kgisim.importers.table import LeftOut
from kgisim.schema import OBSERVATION_COLUMNS, OPTIONAL_COLUMNS

NUMBER = ("year", "year_end", "relation", "of", "source", "definition")
"""Columns by which rows are about the same number; `published` tells its vintages apart. A share
and k of n are two numbers."""
CORRECTED = ("value", "evidence", "note")
"""Columns that an import writes into a row whose value it corrects."""


@dataclass(frozen=True)
class Merged:
    """A file of rows as it would become.

    Parameters
    ----------
    content
        The whole file.
    same
        How many of the new rows it had already.
    left_out
        New rows that cannot be told from vintages it has.
    """

    content: bytes
    same: int
    left_out: tuple[LeftOut, ...]


def merge(text: str, rows: Sequence[ImportedRow]) -> Merged:
    """Return a file of rows with new ones in it.

    A row of the same vintage whose value differs is corrected, one of another vintage added after
    those it has. A number that a source has said before is not repeated for a later day.

    Parameters
    ----------
    text
        The file as it is; empty if there is none.
    rows
        New rows.
    """
    table = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    known: list[Row] = [
        {str(name): row.get(name) or "" for name in OBSERVATION_COLUMNS}
        for row in table
        if any(row.values())
    ]
    same, left_out = 0, []
    for row in rows:
        twins = [one for one in known if _key(one) == _key(row.cells)]
        exact = next((o for o in twins if o["published"] == row.cells["published"]), None)
        if exact is not None:
            is_same = _value(exact) == _value(row.cells)
            same += is_same
            if not is_same:
                exact |= {name: row.cells[name] or exact[name] for name in CORRECTED}
        elif any(_value(one) == _value(row.cells) for one in twins):
            same += 1
        elif twins and not row.cells["published"]:
            vintages = ", ".join(one["published"] or "–" for one in twins)
            reason = Reason("vintage", {"year": row.cells["year"], "published": vintages})
            left_out.append(LeftOut(row.place, row.cells["value"], reason))
        else:
            known.append(row.cells)
    return Merged(_written(known), same, tuple(left_out))


def _key(row: Row) -> tuple[str, ...]:
    last = "" if row["year_end"] == row["year"] else row["year_end"]
    return tuple((row | {"year_end": last})[name] for name in NUMBER)


def _value(row: Row) -> float:
    return float(row["value"] or "nan")


def _written(rows: Sequence[Row]) -> bytes:
    unused = [name for name in OPTIONAL_COLUMNS if not any(row[name] for row in rows)]
    columns: list[str] = [name for name in OBSERVATION_COLUMNS if name not in unused]
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()
