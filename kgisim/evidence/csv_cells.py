"""Cells of a CSV file: what each column may hold, judged as it was written."""

import calendar
import datetime as dt
import math
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any

import pandas as pd

from kgisim.errors import Cell, InvalidValueError, Problem
from kgisim.messages import Nearest, Word

PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?")
GROUPED = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
DECIMAL_COMMA = re.compile(r"-?[0-9]{1,3}(\.[0-9]{3})+,[0-9]+")
POINTS = re.compile(r"-?[0-9]{1,3}(\.[0-9]{3}){2,}")
MARKED = re.compile(
    r"(?P<number>-?[0-9]+(\.[0-9]+)?)\s*(\(?[prePRE]\)?|\*+|[（(]?(速報|暫定|概数|推計)値?[）)]?)"
)
MINUS = str.maketrans({"−": "-", "△": "-", "▲": "-", "–": "-"})


@dataclass(frozen=True)
class Column:
    """What the cells of one column must be.

    Parameters
    ----------
    parse
        From the text of a cell to its value; `InvalidValueError` says what is wrong.
    dtype
        Type of the column in memory.
    blank
        Value of an empty cell; left out: no cell may be empty.
    """

    parse: Callable[[str], object]
    dtype: str
    blank: object = None


def number(text: str) -> float:
    """Read a number in plain digits.

    Raises
    ------
    InvalidValueError
        If the text is anything else; the message says what to write.

    Examples
    --------
    >>> number("12.5")
    12.5
    >>> number("1,234")
    Traceback (most recent call last):
    kgisim.errors.InvalidValueError: found '1,234', expected plain digits; write '1234'
    """
    if PLAIN.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    plain = _in_plain_digits(text)
    if plain:
        raise InvalidValueError("csv.number", found=text, plain=plain)
    for code, meant in _foreign(text):
        raise InvalidValueError(code, found=text, plain=meant)
    raise InvalidValueError("csv.no_number", found=text)


def _in_plain_digits(text: str) -> str | None:
    """Undress a number, if what its author meant is beyond doubt."""
    bare = unicodedata.normalize("NFKC", text).translate(MINUS).strip(" \t%¥$€£")
    bare = bare.replace(",", "") if GROUPED.fullmatch(bare) else bare
    return bare if PLAIN.fullmatch(bare) else None


def _foreign(text: str) -> Iterator[tuple[str, str]]:
    """Recognise decimal commas, points between thousands, and marks beside a number."""
    if DECIMAL_COMMA.fullmatch(text):
        yield "csv.decimal_comma", text.replace(".", "").replace(",", ".")
    if POINTS.fullmatch(text):
        yield "csv.points", text.replace(".", "")
    marked = MARKED.fullmatch(text)
    if marked:
        yield "csv.mark", marked["number"]


def year(text: str) -> int:
    """Read a year between 1900 and 2100.

    Raises
    ------
    InvalidValueError
        If the text is anything else; the message says what to write.

    Examples
    --------
    >>> year("2024")
    2024
    """
    if re.fullmatch(r"[0-9]{4}", text) and 1900 <= int(text) <= 2100:
        return int(text)
    raise InvalidValueError("csv.year", found=text)


def month(text: str) -> int:
    """Read a month, 1 to 12.

    Raises
    ------
    InvalidValueError
        If the text is anything else; the message says what to write.

    Examples
    --------
    >>> month("4")
    4
    """
    if re.fullmatch(r"[0-9]{1,2}", text) and 1 <= int(text) <= 12:
        return int(text)
    raise InvalidValueError("csv.month", found=text)


def day(text: str) -> str:
    """Read a date that may lack its day, and leave it as it was written.

    Raises
    ------
    InvalidValueError
        If the text is anything else; the message says what to write.

    Examples
    --------
    >>> day("2024-05")
    '2024-05'
    """
    try:
        last_day(text)
    except ValueError:
        raise InvalidValueError("csv.date", found=text) from None
    return text


def last_day(text: str) -> dt.date:
    """Return the day by which something published on this date was surely known.

    Raises
    ------
    ValueError
        If the text is no date.

    Examples
    --------
    >>> last_day("2024-02")
    datetime.date(2024, 2, 29)
    """
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?", text):
        raise ValueError(text)
    year, month, *days = (int(part) for part in text.split("-"))
    first = dt.date(year, month, 1)
    return first.replace(day=days[0] if days else calendar.monthrange(year, month)[1])


def words(text: str) -> str:
    """Read free text.

    Raises
    ------
    InvalidValueError
        If there are blanks around it.

    Examples
    --------
    >>> words("Terumo")
    'Terumo'
    """
    if text == text.strip():
        return text
    raise InvalidValueError("csv.blanks", found=text.strip())


def one_of(kind: str, valid: Iterable[str]) -> Callable[[str], str]:
    """Make a reader that accepts the given names only.

    Raises
    ------
    InvalidValueError
        By the reader, if the text is another name; the message offers the nearest one.

    Examples
    --------
    >>> one_of("relation", ["eq", "about"])("abuot")
    Traceback (most recent call last):
    kgisim.errors.InvalidValueError: unknown relation 'abuot'; did you mean 'about'?
    """
    names = tuple(valid)

    def read(text: str) -> str:
        if text in names:
            return text
        near = Nearest(text, names, most=len(names))
        raise InvalidValueError("csv.unknown", kind=Word(kind), found=text, near=near)

    return read


def typed(
    table: pd.DataFrame, columns: Mapping[str, Column], name: str
) -> tuple[pd.DataFrame, list[Problem]]:
    """Convert a table of texts into typed columns.

    Parameters
    ----------
    table
        As read by `kgisim.io.read_table`.
    columns
        What each column must be.
    name
        What people call the file.

    Returns
    -------
    tuple of (DataFrame, list of Problem)
        The columns of the table, those in `columns` typed, without rows that hold a cell that
        cannot be read; and a problem for each such cell.

    Examples
    --------
    >>> table = pd.DataFrame({"year": ["2020", "20"]}, index=[2, 3])
    >>> frame, problems = typed(table, {"year": Column(year, "int64")}, "data/a.csv")
    >>> list(frame["year"]), str(problems[0])
    ([2020], "data/a.csv: row 3, year: found '20', expected a year such as 2024")
    """
    lines, cells = table.index.tolist(), {title: table[title].tolist() for title in columns}
    kept, read, problems = typed_cells(lines, cells, columns, name)
    return framed(kept, read, columns), problems


def typed_cells(
    lines: Sequence[int],
    cells: Mapping[str, Sequence[str]],
    columns: Mapping[str, Column],
    name: str,
) -> tuple[list[int], dict[str, list[Any]], list[Problem]]:
    """Convert texts into values, column by column.

    Parameters
    ----------
    lines
        Row numbers.
    cells
        Texts of each column.
    columns, name
        As in `typed`.

    Returns
    -------
    tuple
        Numbers of the rows that can be read, their values by column, and a problem for each cell
        that cannot.
    """
    wrong: list[tuple[int, int, Problem]] = []
    read: dict[str, list[Any]] = {}
    for place, (title, column) in enumerate(columns.items()):
        known: dict[str, object] = {}  # texts repeat: sources, relations, dates
        own = read[title] = []
        for row, text in zip(lines, cells[title], strict=True):
            if text not in known:
                try:
                    known[text] = _value(text, column)
                except InvalidValueError as error:
                    wrong.append((row, place, Problem(name, Cell(int(row), title), error.message)))
                    own.append(None)
                    continue
            own.append(known[text])
    problems = [problem for _, _, problem in sorted(wrong, key=_at)]
    bad = {row for row, _, _ in wrong}
    if not bad:
        return [*lines], read, problems
    kept = [row not in bad for row in lines]
    return (
        [*compress(lines, kept)],
        {title: [*compress(own, kept)] for title, own in read.items()},
        problems,
    )


def framed(
    lines: Sequence[int], read: Mapping[str, Sequence[Any]], columns: Mapping[str, Column]
) -> pd.DataFrame:
    """Return values as a frame whose index holds the row numbers.

    Parameters
    ----------
    lines, read
        As from `typed_cells`.
    columns
        Gives the types.

    Returns
    -------
    DataFrame
        Columns `columns`.
    """
    index = pd.Index(lines, dtype="int64")
    made = {
        title: pd.Series(read[title], index=index, dtype=column.dtype)
        for title, column in columns.items()
    }
    return pd.DataFrame(made, index=index)


def _at(found: tuple[int, int, Problem]) -> tuple[int, int]:
    return found[:2]


def _value(text: str, column: Column) -> object:
    if text:
        return column.parse(text)
    if column.blank is None:
        raise InvalidValueError("csv.fill")
    return column.blank
