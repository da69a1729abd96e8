"""open-sdg: ``Year`` first, ``Value`` last, break-downs between; all of them blank: the total."""

from kgisim.importers.long_table import LongReader, body_below, body_roles
from kgisim.importers.recognition import Layout
from kgisim.importers.source import SourceFile
from kgisim.importers.table import Table


def _evidence(source: SourceFile) -> str:
    head = source.first.head
    is_one = _fits([cell.text for cell in head])
    return f"Year ({head[0].place}), Value ({head[-1].place})" if is_one else ""


def _fits(names: list[str]) -> bool:
    return len(names) >= 2 and names[0] == "Year" and names[-1] == "Value"


def _read(source: SourceFile) -> Table:
    body = body_below(source.first, 0)
    roles = body_roles(source.first, body)
    reader = LongReader(source.first, body, roles, source.fields)
    return Table("", "", tuple(reader.points()), blank_is_total=True)


LAYOUT = Layout("open_sdg", 30, _evidence, _read)
