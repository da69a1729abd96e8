"""World Bank: countries and indicators down, years across, a block about the file above."""

from kgisim.importers.recognition import Layout
from kgisim.importers.sheet import Sheet
from kgisim.importers.source import SourceFile
from kgisim.importers.table import Table
from kgisim.importers.wide_table import WideReader, find_years

HEADS = (
    ("Country Name", "Country Code", "Indicator Name", "Indicator Code"),
    ("Country Name", "Country Code", "Series Name", "Series Code"),
)


def _sheet(source: SourceFile) -> tuple[Sheet, str] | None:
    for sheet in source.sheets:
        for names in HEADS:
            row = sheet.row_with(*names)
            if row is not None:
                return sheet, f"{names[0]} … {names[3]} ({row + 1})"
    return None


def _evidence(source: SourceFile) -> str:
    found = _sheet(source)
    return found[1] if found and find_years(found[0]) else ""


def _read(source: SourceFile) -> Table:
    found = _sheet(source)
    across = find_years(found[0]) if found else None
    if found is None or across is None:
        return Table("", "", ())
    reader = WideReader(found[0], across)
    return Table("", "", tuple(reader.points()), tuple(reader.left_out()))


LAYOUT = Layout("world_bank", 20, _evidence, _read)
