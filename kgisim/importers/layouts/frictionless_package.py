"""Frictionless data packages: a description of tables, and the tables."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from kgisim.importers.long_table import LongReader, body_below, body_roles
from kgisim.importers.recognition import Layout
from kgisim.importers.refusal import ImportRefused
from kgisim.importers.sheet import make_sheet
from kgisim.importers.source import SourceFile, field_units
from kgisim.importers.table import Point, Table

if TYPE_CHECKING:
    from frictionless import Resource
    from frictionless.resources import TableResource


def _evidence(source: SourceFile) -> str:
    document = source.document
    is_package = isinstance(document, dict) and isinstance(document.get("resources"), list)
    return "resources" if is_package else ""


def _read(source: SourceFile) -> Table:
    from frictionless import FrictionlessException, Package

    try:
        package = Package(str(source.path))
        resources = [one for one in package.resources if _is_table(one)]
        points = tuple(
            point for one in resources for point in _points(one, is_one=len(resources) == 1)
        )
    except FrictionlessException as error:
        raise ImportRefused("import.package", why=error.error.message) from None
    return Table("", "", points, described=tuple(_described(source.document)))


def _is_table(resource: "Resource") -> bool:
    for path in (resource.path, *resource.extrapaths):
        if path and "://" in path:  # `Resource.remote` is False where the package is a local file
            raise ImportRefused("import.package_remote", file=path)
    return resource.format in ("csv", "tsv", "xlsx", "xls", "ods")


def _points(resource: "Resource", *, is_one: bool) -> Iterator[Point]:
    rows = [[_text(cell) for cell in row] for row in cast("TableResource", resource).read_cells()]
    sheet = make_sheet("", [[(cell, cell, "") for cell in row] for row in rows])
    if len(sheet.rows) < 2:
        return
    body = body_below(sheet, 0)
    units = field_units(resource.to_descriptor())
    extra = () if is_one else (("resource", str(resource.name)),)
    yield from LongReader(sheet, body, body_roles(sheet, body), units, extra).points()


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell)


def _described(document: Any) -> Iterator[tuple[str, str]]:
    for key in ("title", "version", "lastUpdated", "last_updated"):
        if document.get(key):
            yield key, str(document[key])
    for key in ("sources", "licenses"):
        for one in document.get(key) or ():
            if isinstance(one, dict):
                yield (
                    key,
                    " ".join(str(one[name]) for name in ("title", "name", "path") if name in one),
                )


LAYOUT = Layout("frictionless", 5, _evidence, _read)
