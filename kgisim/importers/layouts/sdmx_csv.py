"""SDMX-CSV: one row for each observation, columns named by concepts."""

from dataclasses import replace

from kgisim.importers.long_table import LongReader, body_below
from kgisim.importers.recognition import Layout
from kgisim.importers.roles import Roles
from kgisim.importers.source import SourceFile
from kgisim.importers.status import read_sdmx_status
from kgisim.importers.table import Table

YEAR, VALUE = "TIME_PERIOD", "OBS_VALUE"
NAMES = """
STRUCTURE STRUCTURE_ID STRUCTURE_NAME ACTION DATAFLOW CONF_STATUS DECIMALS TIME_FORMAT COMMENT_OBS
OBS_FLAG COMMENT_TS LAST_UPDATE PRE_BREAK_VALUE OBS_PRE_BREAK OBS_CONF BASE_PER SOURCE_DETAIL
NATURE BREAKS EMBARGO_TIME
"""
ATTRIBUTES = frozenset(NAMES.split())
"""Attributes, which do not tell series apart."""


def _evidence(source: SourceFile) -> str:
    row = source.first.row_with(YEAR, VALUE)
    return "" if row is None else f"{YEAR}, {VALUE}"


def _read(source: SourceFile) -> Table:
    sheet = source.first
    body = body_below(sheet, sheet.row_with(YEAR, VALUE) or 0)
    codes = [name.split(":")[0].strip() for name in body.names]
    place = {code: number for number, code in enumerate(codes)}
    special = ("UNIT_MEASURE", "UNIT_MULT", "OBS_STATUS")
    taken = {YEAR, VALUE, *special, *ATTRIBUTES}
    labels = {"Time period", "Observation value", "Unit of measure", "Unit multiplier"}
    dimensions = tuple(
        number
        for number, code in enumerate(codes)
        if code not in taken | labels and "status" not in code.casefold()
    )
    unit, multiplier, status = (place.get(name) for name in special)
    roles = Roles((place[YEAR],), (place[VALUE],), dimensions, unit, multiplier, status)
    reader = LongReader(sheet, replace(body, names=tuple(codes)), roles, {}, (), read_sdmx_status)
    return Table("", "", tuple(reader.points()), marks_projections=status is not None)


LAYOUT = Layout("sdmx_csv", 10, _evidence, _read)
