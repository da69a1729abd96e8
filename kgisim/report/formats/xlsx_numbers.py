"""Numbers of a table as numbers of a sheet: a value, and a format that prints the same text."""

import re
from dataclasses import dataclass

import pandas as pd

from kgisim.presentation.cells import LINE
from kgisim.presentation.i18n.catalog import text

PRINTED = re.compile(
    r"(?P<before>約|about\s|USD\s)?(?P<sign>[+−▲±]?)(?P<digits>\d[\d,]*(?:\.\d+)?)"
    r"(?P<after>[^\d\".。]{0,24})"
)
"""One number with its unit; a cell with two, a name that ends in one and a sentence are text."""
NO_NUMBER = re.compile(r"(?:19|20)\d\d(?:年度?)?|.*(?:以上|以下|未満|超|以内)", re.DOTALL)
"""A year, which nobody wants to add up, and a limit, which is not the number that it names."""
MINUS = "−▲"
"""What a negative number is printed with."""


@dataclass(frozen=True)
class CellNumber:
    """A number of a cell.

    Parameters
    ----------
    value
        The number as it is printed, in the unit that is printed beside it.
    code
        Number format by which a workbook prints it as the other formats do.
    """

    value: float
    code: str


def cell_number(printed: str) -> CellNumber | None:
    """Read a cell that holds one number; None where it is text, a year or more than one number.

    Examples
    --------
    >>> cell_number("約48％")
    CellNumber(value=48.0, code='"約"0"％"')
    >>> cell_number("−1,200.5 points")
    CellNumber(value=-1200.5, code='#,##0.0" points";"−"#,##0.0" points"')
    >>> [cell_number(text) for text in ("2030年度", "5.6～8.2％", "KGI 3", "1％未満")]
    [None, None, None, None]
    """
    found = PRINTED.fullmatch(printed)
    if found is None or NO_NUMBER.fullmatch(printed):
        return None
    before, sign, digits, after = (part or "" for part in found.groups())
    whole, _, decimals = digits.partition(".")
    size = ("#,##0" if "," in whole else "0") + ("." + "0" * len(decimals) if decimals else "")
    value = float(digits.replace(",", ""))
    if sign and sign in MINUS:
        shown = f"{_quoted(before)}{size}{_quoted(after)}"
        return CellNumber(-value, f"{shown};{_quoted(before + sign)}{size}{_quoted(after)}")
    return CellNumber(value, f"{_quoted(before + sign)}{size}{_quoted(after)}")


def with_errors_apart(frame: pd.DataFrame, language: str) -> pd.DataFrame:
    """Move errors that stand below their numbers into columns of their own.

    Parameters
    ----------
    frame
        A table as text; cells like ``約48％`` with ``±1.8ポイント`` on the next line.

    Returns
    -------
    DataFrame
        The same rows; each such column is followed by one with its errors.
    """
    columns: list[tuple[str, pd.Series]] = []
    for title, cells in frame.items():
        parts = cells.astype(str).str.partition(LINE + "±")
        if parts[1].eq("").all():
            columns.append((str(title), cells))
            continue
        columns.append((str(title), parts[0]))
        errors = parts[2].where(parts[1].eq(""), "±" + parts[2])
        columns.append((text("sheet.error", language, column=title), errors))
    divided = pd.concat([cells for _, cells in columns], axis=1)
    divided.columns = [title for title, _ in columns]
    return divided


def _quoted(literal: str) -> str:
    return f'"{literal}"' if literal else ""
