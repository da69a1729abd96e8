"""Our World in Data: ``Entity`` and ``Year``, one column for each variable, metadata beside it."""

from kgisim.importers.long_table import LongReader, body_below, body_roles
from kgisim.importers.recognition import Layout
from kgisim.importers.source import SourceFile
from kgisim.importers.table import Table


def _evidence(source: SourceFile) -> str:
    head = source.first.head
    names = [cell.text for cell in head]
    if len(names) < 3 or names[0] != "Entity" or "Year" not in names[1:3]:
        return ""
    return f"Entity ({head[0].place}), Year ({head[names.index('Year')].place})"


def _read(source: SourceFile) -> Table:
    body = body_below(source.first, 0)
    roles = body_roles(source.first, body)
    return Table("", "", tuple(LongReader(source.first, body, roles, source.fields).points()))


LAYOUT = Layout("owid", 31, _evidence, _read)
