"""A sheet as it is written: cells with their places, whatever program made the file."""

import re
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """One cell.

    Parameters
    ----------
    text
        What it holds; a number in plain digits, without what its format adds.
    place
        Reference as spreadsheets write it (``C5``).
    shown
        What is seen, with signs and words that a number format adds (``(2015)``, ``2015年度``).
    unit
        Unit that the number format shows (``%``).
    """

    text: str
    place: str
    shown: str
    unit: str = ""


@dataclass(frozen=True)
class Merged:
    """A range of merged cells: rows and columns from zero, ends excluded."""

    top: int
    bottom: int
    left: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """A rectangle of cells.

    Parameters
    ----------
    name
        Name of the sheet; empty in a file that has only one.
    rows
        Cells from top to bottom, all rows equally long.
    merged
        Ranges of merged cells.
    """

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    merged: tuple[Merged, ...] = ()

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.rows[0]) if self.rows else 0

    @property
    def head(self) -> tuple[Cell, ...]:
        """Cells of the first row; none in an empty sheet."""
        return self.rows[0] if self.rows else ()

    def column(self, place: int, start: int = 0) -> list[Cell]:
        """Return the cells of a column from a row on."""
        return [row[place] for row in self.rows[start:]]

    def row_with(self, *names: str) -> int | None:
        """Return the first row that holds all of some texts, or None."""
        for number, row in enumerate(self.rows):
            if set(names) <= {cell.text for cell in row}:
                return number
        return None

    def covering(self, row: int, column: int) -> Cell:
        """Return the cell that a place shows: of merged cells the first."""
        for area in self.merged:
            if area.top <= row < area.bottom and area.left <= column < area.right:
                return self.rows[area.top][area.left]
        return self.rows[row][column]


def column_letters(number: int) -> str:
    """Return the letters of a column, counted from zero.

    Examples
    --------
    >>> column_letters(0), column_letters(25), column_letters(26), column_letters(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def make_sheet(
    name: str, rows: Sequence[Sequence[tuple[str, str, str]]], merged: Sequence[Merged] = ()
) -> Sheet:
    """Return a rectangular sheet from ``(text, shown, unit)`` of every cell.

    Examples
    --------
    >>> sheet = make_sheet("", [[("a", "a", "")], [("1", "1", ""), ("2", "2", "")]])
    >>> sheet.rows[1][1].place, sheet.rows[0][1].text
    ('B2', '')
    """
    width = max((len(row) for row in rows), default=0)
    filled = [[*row, *[("", "", "")] * (width - len(row))] for row in rows]
    cells = tuple(
        tuple(
            Cell(tidy(text), f"{column_letters(x)}{y}", tidy(shown), unit)
            for x, (text, shown, unit) in enumerate(row)
        )
        for y, row in enumerate(filled, start=1)
    )
    return Sheet(name, cells, tuple(merged))


def tidy(text: str) -> str:
    """Return a text in one line, with single blanks; full-width blanks count as blanks.

    Examples
    --------
    >>> tidy("年　次 ")
    '年 次'
    """
    return re.sub(r"\s+", " ", text.replace("\ufeff", "")).strip()
