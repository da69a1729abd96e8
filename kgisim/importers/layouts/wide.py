"""Tables in which years run across: CSV files and workbooks of no special layout."""

from collections.abc import Iterator
from dataclasses import replace

from kgisim.importers.recognition import Layout
from kgisim.importers.sheet import Sheet
from kgisim.importers.source import SourceFile
from kgisim.importers.table import LeftOut, Point, Table
from kgisim.importers.wide_table import Across, WideReader, find_years


def _tables(source: SourceFile) -> Iterator[tuple[Sheet, Across]]:
    for sheet in source.sheets:
        across = find_years(sheet)
        if across is not None:
            yield sheet, across


def _evidence(source: SourceFile) -> str:
    found = [f"{sheet.name} {across.heading + 1}" for sheet, across in _tables(source)]
    return ", ".join(found).strip()


def _read(source: SourceFile) -> Table:
    tables = list(_tables(source))
    points: list[Point] = []
    left_out: list[LeftOut] = []
    for sheet, across in tables:
        extra = (("sheet", sheet.name),) if len(tables) > 1 else ()
        reader = WideReader(sheet, across, extra)
        prefix = f"{sheet.name}!" if sheet.name else ""
        points += [replace(point, place=prefix + point.place) for point in reader.points()]
        left_out += [
            replace(dropped, place=prefix + dropped.place) for dropped in reader.left_out()
        ]
    texts = tuple(dropped.text for dropped in left_out)
    return Table("", "", tuple(points), tuple(left_out), notes=texts)


LAYOUT = Layout("wide", 91, _evidence, _read)
