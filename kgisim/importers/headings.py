"""Headings above a table: over several rows, with units and with words that only describe."""

import re
from collections.abc import Iterable

from kgisim.importers.sheet import Cell, Sheet
from kgisim.importers.units import read_unit

UNIT_LABEL = re.compile(r"単位\s*[:：]?\s*([^)）\]〕]+)|^units?\s*:\s*(.+)$", re.IGNORECASE)
ONLY_UNIT = re.compile(r"[(（\[〔][^()（）]+[)）\]〕]|単位\s*[:：].+")
"""A cell that holds a unit and nothing else."""
BRACKETS = re.compile(r"[(（\[〔【]([^()（）\[\]〔〕【】]*)[)）\]〕】]")


def heading_rows(sheet: Sheet, first: int, columns: Iterable[int]) -> tuple[int, ...]:
    """Return the rows right above the first row of numbers that name its columns.

    A row that fills fewer than two columns of the table and is not merged over them is a title.

    Parameters
    ----------
    first
        First row of numbers.
    columns
        Columns of the table.
    """
    wanted = list(columns)
    found: list[int] = []
    for row in range(first - 1, -1, -1):
        named = [place for place in wanted if sheet.covering(row, place).text]
        needed = min(2, len(wanted))
        if len(named) < needed or _is_title(sheet, row, wanted):
            break
        found.insert(0, row)
    return tuple(found)


def _is_title(sheet: Sheet, row: int, columns: list[int]) -> bool:
    """Whether a row holds the title and the unit beside it, and names no column."""
    texts = {sheet.covering(row, place).text for place in columns} - {""}
    own = [cell.text for cell in sheet.rows[row] if cell.text]
    if len(own) == 1 and len(columns) > 2:
        spans = [one for one in sheet.merged if one.top <= row < one.bottom]
        return not any(one.right - one.left < sheet.width - 1 for one in spans)
    return len(own) == 2 and len(columns) > 2 and any(ONLY_UNIT.fullmatch(text) for text in texts)


def column_name(sheet: Sheet, rows: tuple[int, ...], column: int) -> str:
    """Return the heading of a column: what is written above it from top to bottom, each once."""
    texts = [_above(sheet, row, column, is_last=row == rows[-1]) for row in rows]
    return " / ".join(dict.fromkeys(text for text in texts if text))


def _above(sheet: Sheet, row: int, column: int, *, is_last: bool) -> str:
    """Read a heading; one that stands over several columns is written above the first of them."""
    text = sheet.covering(row, column).text
    if text or is_last or sheet.merged:
        return text
    before = [cell.text for cell in sheet.rows[row][: column + 1] if cell.text]
    return before[-1] if before and sheet.rows[row][0].text != before[-1] else ""


def stated_unit(text: str) -> str:
    """Return the unit that a heading states: after 単位, or in brackets if it is a known unit.

    Examples
    --------
    >>> stated_unit("（単位：百万円）"), stated_unit("生産額 (百万円)"), stated_unit("(1,000人)")
    ('百万円', '百万円', '1,000人')
    >>> stated_unit("人数【千人】"), stated_unit("/時間軸（年）")
    ('千人', '')
    >>> stated_unit("Hijackings (Aviation Safety Network)")
    ''
    """
    if text.lstrip("/").startswith("時間軸"):  # 時間軸（年）: by what the years are told apart
        return ""
    label = UNIT_LABEL.search(text)
    if label is not None:
        return (label[1] or label[2]).strip()
    inside = [found.strip() for found in BRACKETS.findall(text)]
    known = [one for one in inside if one and read_unit(one).is_known]
    return known[-1] if known else ""


def table_unit(cells: Iterable[Cell]) -> str:
    """Return the unit that the heading of a whole table states, if it states exactly one."""
    found = dict.fromkeys(stated_unit(cell.text) for cell in cells if cell.text)
    found.pop("", None)
    return next(iter(found)) if len(found) == 1 else ""
