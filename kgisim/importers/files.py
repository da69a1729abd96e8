"""Files as sheets: text in any usual encoding, Excel workbooks old and new."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from kgisim.importers.refusal import ImportRefused
from kgisim.importers.sheet import Merged, Sheet, make_sheet

ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""First bytes of a new and of an old workbook; names of files are not relied on."""
MOST_BYTES = 50_000_000
MOST_LOOKED_AT = 4096
"""Bytes by which an encoding is told."""
ZEROS = 0.4
"""Share of zeros among every other byte from which a text is in UTF-16."""
ENCODINGS = ("utf-8-sig", "cp932")
DELIMITERS = "\t,;"
"""Signs between cells; where two are in as many lines, the first."""
QUOTED = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|[_*].')
"""Parts of a number format that are not digits: literal text, colours, padding."""
Written = tuple[str, str, str]
"""Text, what is shown, and the unit of a cell."""


def read_sheets(path: Path) -> tuple[Sheet, ...]:
    """Return the sheets of a file, by what its bytes are.

    Raises
    ------
    ImportRefused
        If the file cannot be read, is too large, or is not a table.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ImportRefused("import.unreadable_file", file=path, why=error.strerror) from None
    if len(content) > MOST_BYTES:
        raise ImportRefused("import.too_large", file=path, size=f"{len(content):,}")
    if content.startswith(ZIP):
        return tuple(_new_workbook(path, content))
    if content.startswith(COMPOUND):
        return tuple(_old_workbook(path, content))
    return (read_text_table(decoded(path, content)),)


def decoded(path: Path, content: bytes) -> str:
    """Return the text of a file: UTF-16, UTF-8, or Shift_JIS.

    UTF-16 without a mark is known by its zeros: half of the bytes of a table are.

    Raises
    ------
    ImportRefused
        If it is in no encoding that is known.
    """
    for mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        if content.startswith(mark):
            return content.decode("utf-16")
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        half = content[first:MOST_LOOKED_AT:2]
        if len(content) % 2 == 0 and half.count(0) > ZEROS * len(half) > 0:
            return content.decode(encoding, errors="replace")
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ImportRefused("import.unknown_encoding", file=path)


def read_text_table(text: str) -> Sheet:
    r"""Return the sheet of a delimited text; the delimiter is the sign in most of its lines.

    Raises
    ------
    ImportRefused
        If the text is no table, such as one with a quote that is not closed.

    Examples
    --------
    >>> [cell.text for cell in read_text_table("a;b\n1,5;2").rows[1]]
    ['1,5', '2']
    """
    lines = text.splitlines()
    delimiter = max(DELIMITERS, key=lambda sign: sum(sign in line for line in lines))
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return make_sheet("", [[(cell, cell, "") for cell in row] for row in rows])
    except csv.Error as error:
        raise ImportRefused("import.not_a_table", why=error) from None


def _new_workbook(path: Path, content: bytes) -> Iterator[Sheet]:
    import openpyxl

    try:
        book, formulas = (
            openpyxl.load_workbook(io.BytesIO(content), data_only=is_stored)
            for is_stored in (True, False)
        )
    except Exception as error:  # openpyxl lets errors of zip, XML and its own through
        raise ImportRefused("import.broken_workbook", file=path, why=error) from None
    for page in book.worksheets:
        written = formulas[page.title]
        rows = [
            [
                _written(cell.value, cell.number_format, written[cell.coordinate].value)
                for cell in row
            ]
            for row in page.iter_rows()
        ]
        merged = [
            Merged(one.min_row - 1, one.max_row, one.min_col - 1, one.max_col)
            for one in page.merged_cells.ranges
        ]
        yield make_sheet(page.title, rows, merged)


def _old_workbook(path: Path, content: bytes) -> Iterator[Sheet]:
    import xlrd

    try:
        book = xlrd.open_workbook(
            file_contents=content, formatting_info=True, logfile=io.StringIO()
        )
    except Exception as error:  # xlrd lets errors of struct and its own through
        raise ImportRefused("import.broken_workbook", file=path, why=error) from None
    for page in book.sheets():
        rows = [[_old_cell(book, cell) for cell in page.row(y)] for y in range(page.nrows)]
        yield make_sheet(page.name, rows, [Merged(*one) for one in page.merged_cells])


def _old_cell(book: Any, cell: Any) -> Written:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_ERROR:
        text = xlrd.error_text_from_code.get(cell.value, "#N/A")
        return text, text, ""
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _written(xlrd.xldate_as_datetime(cell.value, book.datemode), "General")
    pattern = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
    return _written(cell.value, pattern)


def _written(value: object, pattern: str, formula: object = None) -> Written:
    """Write a cell; a formula whose value was never stored stands for itself."""
    if value is None:
        text = formula if isinstance(formula, str) and formula.startswith("=") else ""
        return text, text, ""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        text = str(value)
        return text, text, ""
    return _number(value, pattern)


def _number(value: float, pattern: str) -> Written:
    """Write a number as large as it is shown: formats multiply by 100 and divide by 1,000."""
    first = pattern.split(";")[0]
    bare = QUOTED.sub("", first)
    number = Decimal(f"{value:.15g}")  # spreadsheets keep 15 digits
    number *= 100 ** bare.count("%")
    scaling = re.search(r"[0#?](,+)(?![0#?])", bare)
    number = number.scaleb(-3 * len(scaling[1])) if scaling else number
    text = plain(number)
    return text, _with_literals(text, first), "%" if "%" in bare else ""


def _with_literals(text: str, pattern: str) -> str:
    r"""Write what a format prints before and after the digits.

    Examples
    --------
    >>> _with_literals("2015", '0"年度"'), _with_literals("2015", r"\(0\)")
    ('2015年度', '(2015)')
    """
    ends = re.split(r"[0#?](?:[0#?.,/ ]*[0#?])?", pattern, maxsplit=1)
    if len(ends) != 2:
        return text
    before, after = ("".join(a or b for a, b in QUOTED.findall(end)) for end in ends)
    return f"{before}{text}{after}"


def plain(number: Decimal) -> str:
    """Return a number in plain digits, without needless zeros.

    Examples
    --------
    >>> plain(Decimal("1.50")), plain(Decimal("1E+3")), plain(Decimal("-0.0"))
    ('1.5', '1000', '0')
    """
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text
