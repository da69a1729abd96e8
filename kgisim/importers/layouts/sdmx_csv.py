"""SDMX-CSV: one row for each observation, columns named by concepts.

The codes may have their names beside them in columns of their own (OECD, Eurostat with labels) or
behind a colon in the same cell (BIS). Eurostat names its flags and its unit in another way.
"""

from collections.abc import Sequence
from dataclasses import replace

from kgisim.importers.long_table import Body, LongReader, body_below
from kgisim.importers.recognition import Layout
from kgisim.importers.roles import Roles
from kgisim.importers.sheet import Sheet
from kgisim.importers.source import SourceFile
from kgisim.importers.status import read_flags, read_sdmx_status
from kgisim.importers.table import Table
from kgisim.importers.units import read_unit

YEAR, VALUE = "TIME_PERIOD", "OBS_VALUE"
UNITS, MULTIPLIER = ("UNIT_MEASURE", "unit", "UNIT"), "UNIT_MULT"
STATUS, FLAGS = "OBS_STATUS", "OBS_FLAG"
HEADS = ("STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", "ACTION", "DATAFLOW", "LAST UPDATE")
"""Columns about the file; in a file with names beside the codes they have none."""
NAMES = """
CONF_STATUS DECIMALS TIME_FORMAT COMMENT_OBS OBS_COMMENT COMMENT_TS LAST_UPDATE PRE_BREAK_VALUE
OBS_PRE_BREAK OBS_CONF BASE_PER SOURCE_DETAIL NATURE BREAKS EMBARGO_TIME COLLECTION TITLE
TITLE_COMPL SOURCE_AGENCY SOURCE_PUB
"""
ATTRIBUTES = frozenset(NAMES.split())
"""Attributes, which do not tell series apart."""


def _evidence(source: SourceFile) -> str:
    return "" if _head(source.first) is None else f"{YEAR}, {VALUE}"


def _head(sheet: Sheet) -> int | None:
    """Return the row of headings, whether or not names stand behind the codes."""
    for number, row in enumerate(sheet.rows):
        if {YEAR, VALUE} <= {_code(cell.text) for cell in row}:
            return number
    return None


def _code(text: str) -> str:
    return text.split(":")[0].strip()


def _read(source: SourceFile) -> Table:
    sheet = source.first
    body = body_below(sheet, _head(sheet) or 0)
    codes = tuple(_code(name) for name in body.names)
    place = {code: number for number, code in enumerate(codes)}
    unit = next((place[name] for name in UNITS if name in place), None)
    status = place.get(STATUS, place.get(FLAGS))
    special = {place[YEAR], place[VALUE], place.get(MULTIPLIER), place.get(FLAGS), unit, status}
    special |= {number for number, code in enumerate(codes) if code in ATTRIBUTES}
    names = {number + 1 for number in special if number is not None} if _has_names(codes) else set()
    heads = {place[name] for name in HEADS if name in place}
    several = {unit} if unit is not None and len(_texts(sheet, body, unit)) > 1 else set()
    dimensions = set(range(len(codes))) - special - names - heads | several
    roles = Roles(
        (place[YEAR],),
        (place[VALUE],),
        tuple(sorted(dimensions)),
        _unit_column(sheet, body, unit, names),
        place.get(MULTIPLIER),
        status,
    )
    read = read_sdmx_status if STATUS in place else read_flags
    reader = LongReader(sheet, replace(body, names=codes), roles, {}, (), read)
    return Table("", "", tuple(reader.points()), marks_projections=status is not None)


def _has_names(codes: Sequence[str]) -> bool:
    """Whether every code has its name in the next column."""
    return "STRUCTURE_NAME" in codes


def _texts(sheet: Sheet, body: Body, place: int) -> set[str]:
    return {cell.text for cell in sheet.column(place)[body.first : body.last] if cell.text}


def _unit_column(sheet: Sheet, body: Body, unit: int | None, names: set[int]) -> int | None:
    """Return the column of units: that of their names, where the codes are not understood."""
    if unit is None or unit + 1 not in names:
        return unit
    is_understood = any(read_unit(text).is_known for text in _texts(sheet, body, unit))
    return unit if is_understood or not _texts(sheet, body, unit + 1) else unit + 1


LAYOUT = Layout("sdmx_csv", 10, _evidence, _read)
