"""New observations: checked with the rules of `kgisim check`, shown, and only then accepted."""

import csv
import hashlib
import io
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from kgisim.audit.entries import Revision
from kgisim.audit.log import Register
from kgisim.audit.users import Person
from kgisim.errors import ContentError, NotFoundError, Problem, RequestError
from kgisim.evidence.loader import indicator_files
from kgisim.io import digest, read_table, write_whole
from kgisim.projection.workspace_check import check_workspace
from kgisim.schema import OBSERVATION_COLUMNS, OPTIONAL_COLUMNS, REQUIRED_COLUMNS
from kgisim.workspace import FOLDERS, Workspace

MOST_BYTES = 1_000_000
"""Size of an uploaded file at most."""
LOCK = ".revisions.lock"
"""File in the workspace that whoever writes rows holds."""
SAME_NUMBER = ("year", "year_end", "source", "definition")
"""Columns by which two rows are taken for the same published number, corrected."""

Row = Mapping[str, str]
"""Cells of a row as they are written, by column."""


@dataclass(frozen=True)
class RowDiff:
    """What a new file of rows would change; the order of rows does not count.

    Parameters
    ----------
    added, removed
        Rows that only the new, or only the old file has.
    changed
        Pairs of an old and a new row about the same number (`SAME_NUMBER`).
    """

    added: tuple[Row, ...] = ()
    changed: tuple[tuple[Row, Row], ...] = ()
    removed: tuple[Row, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return not (self.added or self.changed or self.removed)


@dataclass(frozen=True)
class Draft:
    """A file of rows as it would become; nothing is written yet.

    Parameters
    ----------
    content
        The whole file.
    before
        SHA-256 of the file that it would replace; empty if there is none.
    problems
        What `kgisim check` would say of the workspace with this file in it.
    """

    workspace: Workspace
    indicator: str
    content: bytes
    before: str
    difference: RowDiff
    problems: tuple[Problem, ...]

    @property
    def may_be_accepted(self) -> bool:
        """Whether it is sound and changes anything."""
        return not self.problems and not self.difference.is_empty


def require_own(workspace: Workspace) -> None:
    """Refuse to write into the bundled workspace, which belongs to the program.

    Raises
    ------
    RequestError
        If it is the bundled one.
    """
    if workspace == Workspace.bundled():
        raise RequestError("revision.bundled")


def check_upload(name: str, content: bytes) -> None:
    """Refuse what cannot be a file of rows, before it is looked into.

    Parameters
    ----------
    name
        Name of the file as its sender calls it.

    Raises
    ------
    RequestError
        If the file is too large, or no CSV file by its name.
    """
    if len(content) > MOST_BYTES:
        raise RequestError("revision.size", found=len(content), most=MOST_BYTES)
    if not name.lower().endswith(".csv"):
        raise RequestError("revision.not_csv", found=name)


def with_row(workspace: Workspace, indicator: str, row: Row) -> bytes:
    """Return an indicator's file with one more row at its end; what was there is unchanged.

    A file that lacks an optional column which the row fills gets that column.

    Parameters
    ----------
    row
        Cells by column; those left out are blank.
    """
    path = _file_of(workspace, indicator)
    text = path.read_bytes().decode("utf-8-sig") if path.exists() else _header()
    columns = next(csv.reader(io.StringIO(text)))
    new = [name for name in OPTIONAL_COLUMNS if row.get(name) and name not in columns]
    if new:
        text, columns = _widened(text, new), [*columns, *new]
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow([row.get(name, "") for name in columns])
    return (text if text.endswith("\n") else f"{text}\n").encode() + line.getvalue().encode()


def _widened(text: str, new: list[str]) -> str:
    """Add blank columns to the text of a table."""
    header, *rows = csv.reader(io.StringIO(text, newline=""))
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([*header, *new])
    writer.writerows([*cells, *("" for _ in new)] for cells in rows if cells)
    return file.getvalue()


def _header() -> str:
    return ",".join(REQUIRED_COLUMNS) + "\n"


def draft(workspace: Workspace, indicator: str, content: bytes) -> Draft:
    """Compute what a new file of rows would change, and check it; nothing is written.

    Parameters
    ----------
    content
        The whole new file.

    Raises
    ------
    NotFoundError
        If there is no such indicator.
    """
    path = _file_of(workspace, indicator)
    before = digest(path) if path.exists() else ""
    with tempfile.TemporaryDirectory() as folder:
        copy = _copied(workspace, Path(folder))
        (copy.data / path.name).write_bytes(content)
        problems = check_workspace(copy)
        difference = _compared(path, copy.data / path.name)
    return Draft(workspace, indicator, content, before, difference, problems)


def _file_of(workspace: Workspace, indicator: str) -> Path:
    """Name the file of an indicator; only names that exist are ever made into a path."""
    known = indicator_files(workspace).keys()
    if indicator not in known:
        raise NotFoundError("indicator", indicator, known)
    return workspace.data / f"{indicator}.csv"


def _copied(workspace: Workspace, folder: Path) -> Workspace:
    skip = shutil.ignore_patterns("__pycache__")
    for name in FOLDERS:
        shutil.copytree(workspace.root / name, folder / name, ignore=skip)
    copy = Workspace(folder)
    if workspace.settings.exists():
        shutil.copy(workspace.settings, copy.settings)
    return copy


def _compared(old: Path, new: Path) -> RowDiff:
    try:
        return difference(_rows(old) if old.exists() else (), _rows(new))
    except ContentError:  # told among the problems
        return RowDiff()


def _rows(path: Path) -> tuple[Row, ...]:
    table = read_table(path, path.name, OBSERVATION_COLUMNS, OPTIONAL_COLUMNS)
    return tuple(dict(zip(table.columns, cells, strict=True)) for cells in table.to_numpy())


def difference(old: tuple[Row, ...], new: tuple[Row, ...]) -> RowDiff:
    """Compare two sets of rows.

    Examples
    --------
    >>> old, new = {"year": "2020", "value": "9"}, {"year": "2020", "value": "8"}
    >>> difference((old,), (new,)).changed == ((old, new),)
    True
    """
    removed, added = _without(old, new), _without(new, old)
    changed = []
    for row in list(removed):
        twin = next((one for one in added if _number(one) == _number(row)), None)
        if twin is not None:
            changed.append((row, twin))
            removed.remove(row)
            added.remove(twin)
    return RowDiff(tuple(added), tuple(changed), tuple(removed))


def _without(rows: tuple[Row, ...], others: tuple[Row, ...]) -> list[Row]:
    """Rows that the others do not have, as often as they have them more often."""
    left = Counter(tuple(row.items()) for row in rows)
    left.subtract(tuple(row.items()) for row in others)
    return [dict(items) for items, count in left.items() for _ in range(count)]


def _number(row: Row) -> tuple[str, ...]:
    return tuple(row.get(name, "") for name in SAME_NUMBER)


def accept(made: Draft, register: Register, by: Person, *, author: str, reason: str) -> Revision:
    """Write a draft into the workspace, whole, after entering in the register who did it and why.

    The entry comes first: a file that changed without one cannot be explained, an entry whose file
    did not follow can, because it names the digest that the file should have.

    Raises
    ------
    AccessError
        If that person may not change data.
    RequestError
        If nothing would change, the workspace is the bundled one, or somebody has changed the file
        since the draft was made.
    ContentError
        If the draft has problems, or the workspace has some by now.
    """
    by.require_analyst()
    require_own(made.workspace)
    path = _file_of(made.workspace, made.indicator)
    with FileLock(made.workspace.root / LOCK):
        require_unchanged(made)
        kept = register.keep(_revision(made, author, reason), by)
        write_whole(path, made.content)
    return kept


def require_unchanged(made: Draft) -> None:
    """Refuse a draft that no longer fits the workspace; to be called under `LOCK`.

    Raises
    ------
    RequestError
        If the file was changed since, or holds these rows already.
    ContentError
        If the workspace has problems with the draft in it.
    """
    now = draft(made.workspace, made.indicator, made.content)
    if now.before != made.before:
        raise RequestError("revision.changed", name=made.indicator)
    if now.problems:
        raise ContentError(now.problems)
    if now.difference.is_empty:
        raise RequestError("revision.held", name=made.indicator)


def _revision(made: Draft, author: str, reason: str) -> Revision:
    found = made.difference
    return Revision(
        author=author,
        reason=reason,
        file=f"data/{made.indicator}.csv",
        before=made.before,
        after=hashlib.sha256(made.content).hexdigest(),
        added=len(found.added),
        changed=len(found.changed),
        removed=len(found.removed),
    )
