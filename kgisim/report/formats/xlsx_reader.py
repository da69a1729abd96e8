"""Reads the blocks of a workbook again, and which cells its charts draw."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.xml.functions import fromstring

from kgisim.report.formats.xlsx_names import SOURCES, key_in
from kgisim.report.parsed import ParsedBlock, ParsedReport, digits, pieces
from kgisim.report.provenance import read_stamp

CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
CHARTS = "all/charts"
"""Key under which the cells that the charts draw are compared."""


def read_sheets(path: Path) -> ParsedReport:
    """Read the blocks and the loose text of a workbook."""
    book: Any = load_workbook(path, data_only=True)
    stamp = read_stamp(book.properties.keywords, path)
    blocks, covered = [], set()
    for name, defined in book.defined_names.items():
        mark = key_in(name)
        if mark is None:
            continue
        cells = list(_cells(book, defined))
        covered |= {(cell.parent.title, cell.coordinate) for cell in cells}
        blocks.append(_printed(mark, cells))
    loose = [
        str(cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None and (sheet.title, cell.coordinate) not in covered
    ]
    charts = ParsedBlock(stamp.run, CHARTS, drawn=tuple(sorted(_drawn(path))))
    return ParsedReport(stamp, (*(block for block in blocks if block), charts), pieces(loose))


def _cells(book: Any, defined: Any) -> Iterator[Any]:
    for title, where in defined.destinations:
        if title in book.sheetnames:
            rows = book[title][where]
            for row in rows if isinstance(rows, tuple) else ((rows,),):
                yield from row


def _printed(mark: tuple[str, str], cells: list[Any]) -> ParsedBlock | None:
    if not cells:  # the sheet is gone, and only its name is left
        return None
    pictures = cells[0].parent._images if not mark[1].endswith(SOURCES) else ()
    texts = pieces(cell.value for cell in cells if isinstance(cell.value, str))
    drawn = tuple(
        f"{cell.coordinate} {digits(cell.value)}"
        for cell in cells
        if cell.value is not None and not isinstance(cell.value, str)
    )
    return ParsedBlock(
        *mark, said=texts, drawn=drawn, image=b"".join(picture._data() for picture in pictures)
    )


def _drawn(path: Path) -> Iterator[str]:
    with ZipFile(path) as parts:
        for name in parts.namelist():
            if name.startswith("xl/charts/chart"):
                tree = fromstring(parts.read(name))
                yield from (one.text or "" for one in tree.iter(f"{CHART}f"))
