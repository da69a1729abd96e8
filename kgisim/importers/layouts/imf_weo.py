"""World Economic Outlook of the IMF: years across; behind them, where estimates start."""

from kgisim.importers.recognition import Layout
from kgisim.importers.source import SourceFile
from kgisim.importers.table import Table
from kgisim.importers.wide_table import WideReader, find_years

AFTER = "Estimates Start After"
NAMES = ("WEO Subject Code", "Subject Descriptor", AFTER)


def _evidence(source: SourceFile) -> str:
    return ", ".join(NAMES) if source.first.row_with(*NAMES) is not None else ""


def _read(source: SourceFile) -> Table:
    across = find_years(source.first)
    if across is None:
        return Table("", "", ())
    reader = WideReader(source.first, across, projected_after=AFTER)
    points, left_out = tuple(reader.points()), tuple(reader.left_out())
    return Table("", "", points, left_out, marks_projections=True)


LAYOUT = Layout("imf_weo", 21, _evidence, _read)
