"""World Economic Outlook of the IMF: years across, and from when on they are estimates."""

from dataclasses import replace

from kgisim.importers.recognition import Layout
from kgisim.importers.sheet import Sheet
from kgisim.importers.source import SourceFile
from kgisim.importers.table import Table
from kgisim.importers.wide_table import WideReader, find_years

FORMS = (
    ("Estimates Start After", "WEO Subject Code", "Subject Descriptor"),
    ("LATEST_ACTUAL_ANNUAL_DATA", "INDICATOR", "SCALE"),
)
"""Headings by which a file is recognised: of the lists to 2025, and of the portal since. The first
names the last year that is no estimate."""
NAMING = ("SERIES_CODE", "COUNTRY", "INDICATOR", "COUNTRY.ID", "INDICATOR.ID", "UNIT", "SCALE")
"""Columns of the portal's files that are used; the others describe the series at length."""


def _sheet(source: SourceFile) -> tuple[Sheet, tuple[str, ...]] | None:
    for sheet in source.sheets:
        for names in FORMS:
            if sheet.row_with(*names) is not None:
                return sheet, names
    return None


def _evidence(source: SourceFile) -> str:
    found = _sheet(source)
    return ", ".join(found[1]) if found else ""


def _read(source: SourceFile) -> Table:
    found = _sheet(source)
    across = find_years(found[0]) if found else None
    if found is None or across is None:
        return Table("", "", ())
    sheet, (after, *_) = found
    if after == FORMS[1][0]:
        used = {place: n for place, n in across.labels.items() if n in (*NAMING, after)}
        across = replace(across, labels=used)
    reader = WideReader(sheet, across, projected_after=after)
    points, left_out = tuple(reader.points()), tuple(reader.left_out())
    return Table("", "", points, left_out, marks_projections=True)


LAYOUT = Layout("imf_weo", 21, _evidence, _read)
