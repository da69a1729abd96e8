"""A file that is imported: its sheets or its document, and metadata beside it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from kgisim.importers.files import decoded, read_sheets
from kgisim.importers.headings import stated_unit
from kgisim.importers.refusal import ImportRefused
from kgisim.importers.sheet import Sheet

PACKAGE = "datapackage.json"


@dataclass(frozen=True)
class SourceFile:
    """One file as it lies on the disk; nothing is read before it is asked for."""

    path: Path

    @cached_property
    def document(self) -> Any:
        """The content of a JSON file; None of any other.

        Raises
        ------
        ImportRefused
            If the file cannot be read, or is no JSON.
        """
        if self.path.suffix.lower() != ".json":
            return None
        try:
            return json.loads(decoded(self.path, self.path.read_bytes()))
        except OSError as error:
            raise ImportRefused(
                "import.unreadable_file", file=self.path, why=error.strerror
            ) from None
        except ValueError as error:
            raise ImportRefused("import.not_a_table", why=error) from None

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """The sheets of a table; none of a JSON file."""
        return () if self.document is not None else read_sheets(self.path)

    @cached_property
    def first(self) -> Sheet:
        """The first sheet; an empty one if there is none."""
        return self.sheets[0] if self.sheets else Sheet("", ())

    @cached_property
    def fields(self) -> Mapping[str, str]:
        """Units by column that a description beside the file states for this very file."""
        found = dict(_described_columns(self._json(f"{self.path.stem}.metadata.json")))
        for resource in self._resources():
            if Path(str(resource.get("path", ""))).name == self.path.name:
                found |= field_units(resource)
        return found

    @cached_property
    def hints(self) -> tuple[tuple[str, str], ...]:
        """What a data package beside the file says of columns of other files with these names."""
        if self.fields:
            return ()
        names = {cell.text for cell in self.first.head}
        return tuple(
            (PACKAGE, str(field.get("description", "")))
            for resource in self._resources()
            for field in _fields(resource)
            if field.get("name") in names and stated_unit(str(field.get("description", "")))
        )

    def _resources(self) -> list[Mapping[str, Any]]:
        package = self._json(PACKAGE)
        found = package.get("resources", []) if isinstance(package, dict) else []
        return [one for one in found if isinstance(one, dict)]

    def _json(self, name: str) -> Any:
        try:
            return json.loads((self.path.parent / name).read_text("utf-8-sig"))
        except (OSError, ValueError):
            return {}


def field_units(resource: Mapping[str, Any]) -> dict[str, str]:
    """Return the units of a resource's fields: their ``unit``, or what a description states."""
    found = {
        str(field.get("name")): str(
            field.get("unit") or stated_unit(str(field.get("description") or ""))
        )
        for field in _fields(resource)
    }
    return {name: unit for name, unit in found.items() if unit}


def _fields(resource: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    schema = resource.get("schema")
    fields = schema.get("fields", []) if isinstance(schema, dict) else []
    return [field for field in fields if isinstance(field, dict)]


def _described_columns(metadata: Any) -> dict[str, str]:
    """Return the units of the metadata that OWID gives out with a chart's numbers."""
    columns = metadata.get("columns", {}) if isinstance(metadata, dict) else {}
    found: dict[str, str] = {}
    for name, column in columns.items() if isinstance(columns, dict) else ():
        if isinstance(column, dict):
            titles = (name, column.get("titleShort"), column.get("titleLong"))
            unit = column.get("unit") or column.get("shortUnit")
            found |= {str(title): str(unit) for title in titles if title and unit}
    return found
