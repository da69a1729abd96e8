"""Files that were chosen together, laid out so that the table among them can be read."""

import json
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from kgisim.app.upload import Sent
from kgisim.errors import RequestError
from kgisim.importers.source import PACKAGE


def laid_out(files: Sequence[Sent], folder: Path) -> Path:
    """Write files into a folder, and return the one that is to be imported.

    A data package is read by its description if a table that it describes was chosen too; anything
    else is one table, with metadata beside it.

    Parameters
    ----------
    files
        A table, and JSON files that describe it.
    folder
        An empty folder.

    Raises
    ------
    RequestError
        If there is no table among them, or more than one and no description of them.
    """
    described = _described(files)
    for file in files:
        path = folder / described.get(_name(file), _name(file))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
    tables = [_name(file) for file in files if not _name(file).lower().endswith(".json")]
    if described and set(tables) <= described.keys():
        return folder / PACKAGE
    if len(tables) != 1:
        raise RequestError("import.one_table", found=", ".join(map(_name, files)))
    return folder / tables[0]


def _name(file: Sent) -> str:
    return PurePosixPath(file.name.replace("\\", "/")).name.strip(".") or "table"


def _described(files: Sequence[Sent]) -> dict[str, str]:
    """Return where a package has the tables that were chosen with it, by their names."""
    package = next((file for file in files if _name(file) == PACKAGE), None)
    names = {_name(file) for file in files}
    found = {PurePosixPath(path).name: path for path in _paths(package)}
    return {name: path for name, path in found.items() if name in names}


def _paths(package: Sent | None) -> list[str]:
    """Return the paths of a package's tables that lie below it."""
    try:
        content: Any = json.loads(package.content) if package is not None else {}
        paths = [str(resource["path"]) for resource in content["resources"]]
    except (ValueError, KeyError, TypeError):
        return []
    return [
        path
        for path in paths
        if not path.startswith("/") and not {"..", ""} & set(path.split("/")) and "\\" not in path
    ]
