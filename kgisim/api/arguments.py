"""Check what the public functions are given, so that a mistake is reported in words."""

from collections.abc import Iterable
from pathlib import Path

from kgisim.errors import NotFoundError, RequestError
from kgisim.messages import Word, languages
from kgisim.workspace import Workspace

CATALOG = "a catalogue: kg.open_workspace().catalog()"


def expect[Kind](value: object, kind: type[Kind], name: str, source: str) -> Kind:
    """Return a value of the kind that a function needs.

    Parameters
    ----------
    name
        Name of the argument.
    source
        Where such a value comes from, in words.

    Raises
    ------
    RequestError
        If the value is of another kind.
    """
    if not isinstance(value, kind):
        found = type(value).__name__
        raise RequestError("argument.kind", name=name, found=found, expected=source)
    return value


def path_of(value: object, name: str, source: str) -> Path:
    """Return a path that may be given as text.

    Raises
    ------
    RequestError
        If it is neither text nor a path.
    """
    return Path(value) if isinstance(value, str) else expect(value, Path, name, source)


def named(values: str | Iterable[str] | None, valid: Iterable[str], kind: str) -> tuple[str, ...]:
    """Return names that are all known; one name may be given alone, and None stands for all.

    Raises
    ------
    NotFoundError
        If there is no such name; the message offers the nearest one.
    RequestError
        If something is not a name at all.
    """
    known = tuple(valid)
    if values is None:
        return known
    if not isinstance(values, str | Iterable):
        raise RequestError("argument.names", found=repr(values), kind=Word(kind))
    asked = (values,) if isinstance(values, str) else tuple(values)
    for name in asked:
        if name not in known:
            raise NotFoundError(kind, str(name), known)
    return asked


def workspace_of(place: str | Path | Workspace | None) -> Workspace:
    """Return the workspace in a folder, or the bundled one for None.

    Raises
    ------
    ContentError
        If the folder is not a workspace.
    RequestError
        If something else than a folder or a workspace is given.
    """
    if place is None:
        return Workspace.bundled()
    if isinstance(place, Workspace):
        return Workspace(place.root)
    return Workspace.open(path_of(place, "workspace", "a folder or kg.open_workspace()"))


def count(value: object, name: str) -> int:
    """Return a whole number of at least 1.

    Raises
    ------
    RequestError
        If it is anything else.
    """
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise RequestError("argument.count", name=name, found=repr(value))
    return value


def language_of(value: object) -> str:
    """Return a language in which messages exist.

    Raises
    ------
    NotFoundError
        If there are none in this language.
    """
    if value not in languages():
        raise NotFoundError("language", str(value), languages())
    return str(value)


def source_of(catalog: object) -> Workspace:
    """Return the workspace of a catalogue, whose model families fits and figures need.

    Raises
    ------
    RequestError
        If it is no catalogue, or was made in memory.
    """
    from kgisim.evidence.catalog import Catalog

    found = expect(catalog, Catalog, "catalog", CATALOG)
    if found.workspace is None:
        raise RequestError("argument.catalog", expected=CATALOG)
    return found.workspace
