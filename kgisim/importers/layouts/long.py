"""Tables in which years run down a column: CSV files and workbooks of no special layout."""

from collections.abc import Iterator
from dataclasses import replace

from kgisim.importers.long_table import Body, LongReader, around, body_roles, find_body
from kgisim.importers.recognition import Layout
from kgisim.importers.sheet import Sheet
from kgisim.importers.source import SourceFile
from kgisim.importers.table import LeftOut, Point, Table
from kgisim.importers.wide_table import find_years


def _tables(source: SourceFile) -> Iterator[tuple[Sheet, Body]]:
    """Sheets in which more years run down than across."""
    for sheet in source.sheets:
        body, across = find_body(sheet), find_years(sheet)
        if body is not None and (across is None or body.last - body.first >= len(across.years)):
            yield sheet, body


def _evidence(source: SourceFile) -> str:
    found = [f"{sheet.name} {body.first + 1}–{body.last}" for sheet, body in _tables(source)]
    return ", ".join(found).strip()


def _read(source: SourceFile) -> Table:
    tables = list(_tables(source))
    points: list[Point] = []
    left_out: list[LeftOut] = []
    texts: list[str] = []
    for sheet, body in tables:
        roles = body_roles(sheet, body)
        extra = (("sheet", sheet.name),) if len(tables) > 1 else ()
        reader = LongReader(sheet, body, roles, source.fields, extra)
        prefix = f"{sheet.name}!" if sheet.name else ""
        points += [replace(point, place=prefix + point.place) for point in reader.points()]
        written, aside = around(sheet, body)
        texts += written
        left_out += aside
    return Table("", "", tuple(points), tuple(left_out), notes=tuple(texts))


LAYOUT = Layout("long", 90, _evidence, _read)
