"""e-Stat: a block about the table, then columns of codes and names, unit and value."""

from dataclasses import replace

from kgisim.importers.headings import stated_unit
from kgisim.importers.long_table import Body, LongReader, body_below, body_roles, find_body
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
    across, body = find_years(sheet), find_body(sheet)
    if body is not None and (across is None or body.last - body.first >= len(across.years)):
        return _read_down(sheet, body)
    if across is None:
        return Table("", "", ())
    named = {place: name for place, name in across.labels.items() if not _is_code(name)}
    reader = WideReader(sheet, replace(across, labels=named))
    return Table("", "", tuple(reader.points()), tuple(reader.left_out()))


def _is_code(name: str) -> bool:
    """Whether a column holds codes of what another one names."""
    return name.endswith(("_code", "コード"))


def _read_down(sheet: Sheet, body: Body) -> Table:
    """Read a cross table whose years run down, one column of numbers for each series."""
    body = body_below(sheet, body.first - 1)
    found = body_roles(sheet, body)
    named = tuple(place for place in found.dimensions if not _is_code(body.names[place]))
    roles = replace(found, dimensions=named)
    stated = [stated_unit(cell.text) for row in sheet.rows[body.first :] for cell in row]
    unit = next((text for text in stated if text), "")
    units = {body.names[place]: unit for place in roles.measures} if unit else {}
    return Table("", "", tuple(LongReader(sheet, body, roles, units).points()))


def _read_list(sheet: Sheet, row: int) -> Table:
    body = body_below(sheet, row)
    found = body_roles(sheet, body)
    time = next(place for place, name in enumerate(body.names) if name.startswith("時間軸"))
    value = next(place for place, name in enumerate(body.names) if name in ("value", "値"))
    dimensions = tuple(
        place
        for place, name in enumerate(body.names)
        if place not in (time, value, found.unit, found.status, *found.remarks)
        and not _is_code(name)
    )
    roles = Roles((time,), (value,), dimensions, found.unit, None, found.status, found.remarks)
    block = [cell for line in sheet.rows[:row] for cell in line if cell.text]
    left_out = tuple(LeftOut(cell.place, cell.text, Reason("note")) for cell in block)
    return Table("", "", tuple(LongReader(sheet, body, roles, {}).points()), left_out)


LAYOUT = Layout("estat", 22, _evidence, _read)
