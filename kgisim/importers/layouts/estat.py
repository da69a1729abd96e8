"""e-Stat: a block about the table, then columns of codes and names, unit and value."""

from kgisim.importers.long_table import LongReader, body_below, body_roles
from kgisim.importers.recognition import Layout
from kgisim.importers.refusal import Reason
from kgisim.importers.roles import Roles
from kgisim.importers.sheet import Sheet
from kgisim.importers.source import SourceFile
from kgisim.importers.table import LeftOut, Table
from kgisim.importers.wide_table import WideReader, find_years

LONG = (("unit", "value"), ("単位", "値"), ("単位", "value"))
"""Last columns of a list of observations."""
BLOCK = ("統計名", "表番号", "表題")
"""Words with which the block above a cross table begins."""


def _evidence(source: SourceFile) -> str:
    row = _list_row(source.first)
    if row is not None:
        place = next(cell for cell in source.first.rows[row] if cell.text in ("value", "値"))
        return f"時間軸, {place.text} ({place.place})"
    words = {row[0].text.rstrip("：:"): row[0].place for row in source.first.rows[:20] if row}
    found = [f"{word} ({words[word]})" for word in BLOCK if word in words]
    return ", ".join(found) if len(found) >= 2 else ""


def _list_row(sheet: Sheet) -> int | None:
    for number, row in enumerate(sheet.rows):
        texts = [cell.text for cell in row]
        is_list = any(set(names) <= set(texts) for names in LONG)
        if is_list and any(text.startswith(("時間軸", "time_code")) for text in texts):
            return number
    return None


def _read(source: SourceFile) -> Table:
    sheet = source.first
    row = _list_row(sheet)
    if row is not None:
        return _read_list(sheet, row)
    across = find_years(sheet)
    if across is None:
        return Table("", "", ())
    reader = WideReader(sheet, across)
    return Table("", "", tuple(reader.points()), tuple(reader.left_out()))


def _read_list(sheet: Sheet, row: int) -> Table:
    body = body_below(sheet, row)
    found = body_roles(sheet, body)
    time = next(place for place, name in enumerate(body.names) if name.startswith("時間軸"))
    value = next(place for place, name in enumerate(body.names) if name in ("value", "値"))
    dimensions = tuple(
        place
        for place, name in enumerate(body.names)
        if place not in (time, value, found.unit, found.status, *found.remarks)
        and not name.endswith(("_code", "コード"))
    )
    roles = Roles((time,), (value,), dimensions, found.unit, None, found.status, found.remarks)
    block = [cell for line in sheet.rows[:row] for cell in line if cell.text]
    left_out = tuple(LeftOut(cell.place, cell.text, Reason("note")) for cell in block)
    return Table("", "", tuple(LongReader(sheet, body, roles, {}).points()), left_out)


LAYOUT = Layout("estat", 22, _evidence, _read)
