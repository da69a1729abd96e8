"""What was read from a file: numbers with year, series and unit as stated, nothing chosen yet."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from kgisim.importers.periods import Period
from kgisim.importers.refusal import Reason
from kgisim.importers.status import Status

Series = tuple[tuple[str, str], ...]
"""Which of several series a number belongs to: pairs of a dimension and its value."""
PLAIN = Status()


@dataclass(frozen=True)
class Point:
    """One cell with a number, or with a mark that there is none.

    Parameters
    ----------
    place
        Reference of the cell.
    line
        Number of its row, or of its column where years run across.
    text
        As it is written.
    period
        Its year; None if what is written there cannot be read as one.
    period_text
        The year as it is written.
    measure
        Heading of the column of numbers in which it is; empty if there is only one.
    series
        Values of the other dimensions.
    status
        What flags say of it.
    unit
        Unit as the file states it for this number; empty if it does not.
    times
        What numbers have to be multiplied by to be in that unit (a column of multipliers).
    """

    place: str
    line: int
    text: str
    period: Period | None
    period_text: str
    measure: str = ""
    series: Series = ()
    status: Status = PLAIN
    unit: str = ""
    times: Decimal = Decimal(1)


@dataclass(frozen=True)
class LeftOut:
    """Something that is not imported.

    Parameters
    ----------
    place
        Reference of a cell, or of a range.
    text
        As it is written.
    reason
        Why.
    """

    place: str
    text: str
    reason: Reason


@dataclass(frozen=True)
class Table:
    """All numbers of a file, as its layout gives them.

    Parameters
    ----------
    layout
        Name of the layout.
    evidence
        Cells by which the layout was recognised.
    points
        Every number.
    left_out
        What the layout itself leaves out.
    title
        Heading above the table.
    notes
        Text above and below the table, as written.
    blank_is_total
        Whether a series whose dimensions are all blank is the total (open-sdg).
    marks_projections
        Whether the file itself says which numbers are projections.
    """

    layout: str
    evidence: str
    points: tuple[Point, ...]
    left_out: tuple[LeftOut, ...] = ()
    title: str = ""
    notes: tuple[str, ...] = ()
    blank_is_total: bool = False
    marks_projections: bool = False
    described: tuple[tuple[str, str], ...] = field(default=())
    """What metadata beside the file say of it: publisher, licence, day of the last change."""


def distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """Return each text once, in the order of its first appearance."""
    return tuple(dict.fromkeys(texts))
