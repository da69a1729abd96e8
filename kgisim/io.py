"""The disk: strict readers that judge every byte, and writers that never leave half a file."""

import csv
import hashlib
import io
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from kgisim.errors import Cell, ContentError, Keys, Line, Problem
from kgisim.messages import Message, Nearest
from kgisim.yaml_text import load

if TYPE_CHECKING:
    import pandas as pd

ENGINE = Path(__file__).parent
"""Folder of the engine's source."""
PARSED = 512
"""Texts of YAML files whose content is kept: a workspace is read more than once, to check it and to
use it."""


def read_text(path: Path, name: str) -> str:
    """Read a UTF-8 file that may not be empty; a byte-order mark is dropped.

    Parameters
    ----------
    path
        The file.
    name
        What people call it: its path relative to the workspace, with forward slashes.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.yaml"
    >>> _ = path.write_bytes("年".encode())
    >>> read_text(path, "data/a.yaml")
    '年'
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        cause = str(error.strerror)
        raise _wrong(name, Message("file.closed", cause=cause)) from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise _wrong(name, Message("file.utf8"), Line(line)) from None
    if not text.strip():
        raise _wrong(name, Message("file.empty"))
    return text


def read_yaml(path: Path, name: str) -> object:
    """Read a YAML 1.2 file; a key that stands twice is an error, ``NO`` stays a word.

    Parameters
    ----------
    path, name
        As in `read_text`.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.yaml"
    >>> _ = path.write_text("country: NO")
    >>> read_yaml(path, "data/a.yaml")
    {'country': 'NO'}
    """
    text = read_text(path, name)
    try:
        return deepcopy(_parsed(text))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _wrong(name, _yaml_message(error), Line(line)) from None
    except (YAMLError, ValueError, TypeError):  # ruamel lets some of Python's own errors through
        raise _wrong(name, Message("yaml.value")) from None


@lru_cache(maxsize=PARSED)
def _parsed(text: str) -> object:
    return load(text)


def _yaml_message(error: MarkedYAMLError) -> Message:
    if isinstance(error, DuplicateKeyError):  # only its text holds the key
        key = re.search(r'duplicate key "(.*?)"', str(error.problem))
        return Message("yaml.twice", key=key[1]) if key else Message("yaml.a_key_twice")
    return Message("yaml.syntax", cause=str(error.problem))


def read_table(
    path: Path, name: str, columns: Sequence[str] | None = None, optional: Sequence[str] = ()
) -> "pd.DataFrame":
    r"""Read a CSV file as text, so that each cell can be judged as it was written.

    The index holds row numbers as a spreadsheet shows them: the header is row 1. Blank rows
    are left out.

    Parameters
    ----------
    path, name
        As in `read_text`.
    columns
        Columns that must be there, no others, in any order; given back in this order.
        Left out: any columns, each named once.
    optional
        Those of `columns` that may be absent; their cells are then blank.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.csv"
    >>> _ = path.write_text("value,year\n9.0,2020\n")
    >>> read_table(path, "data/a.csv", ["year", "value"]).loc[2].to_dict()
    {'year': '2020', 'value': '9.0'}
    """
    import pandas as pd  # slow to import, and most of what is read are other files

    lines, cells = read_cells(path, name, columns, optional)
    return pd.DataFrame(cells, index=lines, columns=list(cells), dtype=object)


def read_cells(
    path: Path, name: str, columns: Sequence[str] | None = None, optional: Sequence[str] = ()
) -> tuple[list[int], dict[str, list[str]]]:
    """Read a CSV file as lists: making a frame takes longer than reading most files.

    Parameters
    ----------
    path, name, columns, optional
        As in `read_table`.

    Returns
    -------
    tuple
        Row numbers as a spreadsheet shows them, and the cells of each column.
    """
    rows = _csv_rows(read_text(path, name), name)
    if not rows:
        raise _wrong(name, Message("csv.header"))
    (_, header), *body = rows
    problems = [
        Problem(name, Cell(1), message) for message in _header_messages(header, columns, optional)
    ] or [
        Problem(name, Cell(number), Message("csv.cells", found=len(row), expected=len(header)))
        for number, row in body
        if len(row) != len(header)
    ]
    if problems:
        raise ContentError(problems)
    found = {title: [row[place] for _, row in body] for place, title in enumerate(header)}
    if columns is not None:
        found = {title: found.get(title, [""] * len(body)) for title in columns}
    return [number for number, _ in body], found


def _csv_rows(text: str, name: str) -> list[tuple[int, list[str]]]:
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise _wrong(name, Message("csv.syntax", cause=str(error))) from None
    return [(number, row) for number, row in enumerate(rows, start=1) if any(row)]


def _header_messages(
    found: list[str], expected: Sequence[str] | None, optional: Sequence[str]
) -> list[Message]:
    twice = sorted({column for column in found if found.count(column) > 1})
    messages = [Message("csv.twice", column=column) for column in twice]
    if expected is None:
        return messages + [Message("csv.unnamed")] * ("" in found)
    missing = [one for one in expected if one not in found and one not in optional]
    extra = [column for column in found if column not in expected]
    messages += [Message("csv.missing", column=column) for column in missing]
    return messages + [
        Message("csv.column", column=column, near=Nearest(column, expected, most=len(expected)))
        for column in extra
    ]


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all: a reader never sees half of it.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.txt"
    >>> write_whole(path, b"all of it")
    >>> path.read_bytes()
    b'all of it'
    """
    with staged(path, content):
        pass


@contextmanager
def staged(path: Path, content: bytes) -> Iterator[None]:
    """Write a file aside, and move it to its place if what is done meanwhile succeeds.

    A full disk and a folder that may not be written show before anything else is done.
    """
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)  # mkstemp makes it readable by its owner alone
        yield
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def digest(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a.txt"
    >>> write_whole(path, b"")
    >>> digest(path)[:8]
    'e3b0c442'
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def versions_of(libraries: tuple[str, ...]) -> tuple[str, ...]:
    """Return the versions of installed libraries; to look one up takes milliseconds."""
    from importlib.metadata import version

    return tuple(map(version, libraries))


@cache
def code_digest(*names: str) -> str:
    """Return the SHA-256 of the source of packages and modules of the engine, in hex.

    Parameters
    ----------
    *names
        Dotted names; a package stands for all its modules. Their order does not matter.

    Raises
    ------
    ModuleNotFoundError
        If a name is neither a package nor a module of the engine.

    Examples
    --------
    >>> code_digest("kgisim.rng", "kgisim.io") == code_digest("kgisim.io", "kgisim.rng")
    True
    """
    files: set[Path] = set()
    for name in names:
        path = ENGINE.parent.joinpath(*name.split("."))
        found = set(path.rglob("*.py")) or {path.with_suffix(".py")}
        if not all(file.is_file() for file in found):
            raise ModuleNotFoundError(f"no package or module is called '{name}'", name=name)
        files |= found
    parts = [f"{file.relative_to(ENGINE).as_posix()} {digest(file)}" for file in sorted(files)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


class OnDemand[Value](Mapping[str, Value]):
    """A mapping that is read when it is first needed.

    Parameters
    ----------
    read
        Reads the content; it is called once.

    Examples
    --------
    >>> OnDemand(lambda: {"one": 1})["one"]
    1
    """

    def __init__(self, read: Callable[[], Mapping[str, Value]]):
        self._read = read

    @cached_property
    def _content(self) -> Mapping[str, Value]:
        return self._read()

    def __getitem__(self, key: str) -> Value:
        """Return the value of a key."""
        return self._content[key]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the keys."""
        return iter(self._content)

    def __len__(self) -> int:
        """Count the keys."""
        return len(self._content)


def _wrong(name: str, message: Message, where: Line | Keys = ()) -> ContentError:
    return ContentError([Problem(name, where, message)])
