"""The register: entries in a database that only grows.

SQLite by default, any database of SQLAlchemy by its URL. Nothing is updated and nothing deleted: a
correction is a new entry that names the one it replaces, and triggers of the database refuse
everything else. An entry is acknowledged when it is on the disk, and not before.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, create_engine, event, insert, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError

from kgisim.audit.entries import Decision, Entry, Limits, Opening, Revision, Step, Vote
from kgisim.audit.entry_tables import METADATA, RECEIPTS, TABLES
from kgisim.audit.users import Person
from kgisim.errors import KgisimError, RequestError
from kgisim.workspace import Workspace

FILE = "records.sqlite"
"""Name of the register beside the four folders of a workspace."""
PATIENCE = 30
"""Seconds that a writer waits for another one to finish."""
READING = 1
"""Seconds that a reader waits: others wait for whoever opens a page."""


class RegisterError(KgisimError, RuntimeError):
    """The register cannot be opened, read or written."""


LED = (Decision, Limits, Revision, Opening, Step)
"""Kinds of entries that analysts alone record."""


class Register:
    """Proposals, dissents, decisions and revisions, kept for good.

    Parameters
    ----------
    database
        A file (SQLite), or any SQLAlchemy URL such as ``postgresql+psycopg://user@host/name``.
        Tables are made if they are not there.

    Raises
    ------
    RegisterError
        If it cannot be opened.
    """

    def __init__(self, database: str | Path):
        self._engine = _engine(database, PATIENCE)
        self._readers = _engine(database, READING)
        self._reading = self._readers.execution_options(isolation_level="AUTOCOMMIT")
        with self._told(), self._engine.begin() as connection:
            METADATA.create_all(connection)
        self._file = _file_of(self._engine)
        self._place = _place(self._file)

    @property
    def address(self) -> str:
        """Where the register is, without a password."""
        return self._engine.url.render_as_string(hide_password=True)

    def keep[E: Entry](self, entry: E, by: Person, key: str = "") -> E:
        """Add an entry and return it with number, time and recorder; it is on the disk then.

        Parameters
        ----------
        by
            Who records it: members for themselves alone, and nothing of `LED`.
        key
            Key of the entry, made where it was written; what is already kept under it is given
            back, and not kept twice. Blank: none.

        Raises
        ------
        AccessError
            If that person may not.
        RequestError
            If it names an entry that does not exist, or one that has been replaced already; or if
            it is a vote and the ballot is closed.
        RegisterError
            If the database refuses.
        """
        self._permit(entry, by)
        made = replace(entry, recorded_by=by.name, role=by.role, id=None, time=datetime.now(UTC))
        known = self.kept(type(entry), key)
        if known is not None:
            return known
        try:
            return replace(made, id=self._insert(made, key))
        except RequestError:
            known = self.kept(type(entry), key)  # by another request, meanwhile
            if known is None:
                raise
            return known

    def _insert(self, made: Entry, key: str) -> int:
        """Write an entry and its receipt, both or neither; return its number."""
        table = TABLES[type(made)]
        values = {name: value for name, value in _values(made).items() if name != "id"}
        self._require_place()
        with self._told(), self._engine.begin() as connection:
            if isinstance(made, Vote):
                _require_open(connection, made.ballot)
            result = connection.execute(insert(table).values(values))
            (number,) = result.inserted_primary_key or (None,)
            if key:
                receipt = {"key": key, "kind": table.name, "entry": number}
                connection.execute(insert(RECEIPTS).values(receipt))
        assert number is not None  # what an insertion into a table with such a key returns
        return number

    def kept[E: Entry](self, kind: type[E], key: str) -> E | None:
        """Return the entry of a kind that was kept under a key; None if there is none."""
        if not key:
            return None
        wanted = (RECEIPTS.c.key == key) & (RECEIPTS.c.kind == TABLES[kind].name)
        with self._told(), self._reading.connect() as connection:
            number = connection.execute(select(RECEIPTS.c.entry).where(wanted)).scalar()
        return next((one for one in self.entries(kind) if one.id == number), None)

    def _require_place(self) -> None:
        """Refuse to write into a file that was removed or replaced: it would be lost."""
        if _place(self._file) != self._place:
            raise RegisterError("register.gone", address=self.address)

    def _permit(self, entry: Entry, by: Person) -> None:
        by.require_voice_of(entry.author)
        if isinstance(entry, LED):
            by.require_analyst()
        for other in self.entries(type(entry)) if entry.replaces is not None else ():
            if other.id == entry.replaces:
                by.require_voice_of(other.author)

    def entries[E: Entry](self, kind: type[E]) -> tuple[E, ...]:
        """Return all entries of a kind, oldest first."""
        table = TABLES[kind]
        self._require_place()
        with self._told(), self._reading.connect() as connection:
            rows = connection.execute(select(table).order_by(table.c.id)).mappings().all()
        return tuple(kind(**row) for row in rows)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()
        self._readers.dispose()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError as error:
            raise RequestError("register.replaced") from error
        except SQLAlchemyError as error:
            cause = str(getattr(error, "orig", None) or error).splitlines()[0]
            values = {"address": str(self.address), "cause": cause}
            raise RegisterError("register.unusable", **values) from error


def _require_open(connection: Connection, ballot: int) -> None:
    """Refuse a vote unless its ballot is the last step of its meeting.

    Raises
    ------
    RequestError
        If it is closed, or never was one.
    """
    steps = TABLES[Step]
    meeting = select(steps.c.meeting).where(steps.c.id == ballot).scalar_subquery()
    taken = select(steps).where(steps.c.meeting == meeting).order_by(steps.c.id.desc()).limit(1)
    last = connection.execute(taken).mappings().first()
    if last is None or last["id"] != ballot or last["action"] != "ballot":
        raise RequestError("register.closed")


def open_register(folder: Path, database: str | None = None) -> Register:
    """Open the register of a folder, or the one at another address.

    Parameters
    ----------
    folder
        See `register_folder`; made if it is not there.
    database
        SQLAlchemy URL instead.
    """
    if database is not None:
        return Register(database)
    folder.mkdir(parents=True, exist_ok=True)
    return Register(folder / FILE)


def register_folder(workspace: Workspace, runs: Path) -> Path:
    """Return the folder of a workspace's register: in it, or beside the runs of the bundled one."""
    return runs if workspace == Workspace.bundled() else workspace.root


def table_of(entries: tuple[Entry, ...], kind: type[Entry]) -> pd.DataFrame:
    """Build a table of entries.

    Returns
    -------
    DataFrame
        One column per field of `kind`, one row per entry; times in ISO form, UTC.
    """
    columns = TABLES[kind].columns.keys()
    rows = [_values(entry) | {"time": entry.time and entry.time.isoformat()} for entry in entries]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _values(entry: Entry) -> dict[str, Any]:
    return {field.name: getattr(entry, field.name) for field in fields(entry)}


def _file_of(engine: Engine) -> Path | None:
    """Return the file of a database; None if it is on a server or in memory."""
    name = engine.url.database
    is_file = engine.url.get_backend_name() == "sqlite" and name not in (None, "", ":memory:")
    return Path(str(name)) if is_file else None


def _place(file: Path | None) -> tuple[int, int] | None:
    """Return what tells a file from another one that took its name."""
    try:
        found = None if file is None else file.stat()
    except OSError:
        return (0, 0)
    return None if found is None else (found.st_dev, found.st_ino)


def _engine(database: str | Path, patience: int) -> Engine:
    try:
        url = make_url(f"sqlite:///{database}" if isinstance(database, Path) else database)
        is_sqlite = url.get_backend_name() == "sqlite"
        waits = {"timeout": patience} if is_sqlite else {}
        engine = create_engine(url, connect_args=waits, pool_pre_ping=not is_sqlite)
    except (ArgumentError, ImportError, SQLAlchemyError) as error:
        raise RegisterError("register.address", cause=str(error)) from error
    if is_sqlite:
        event.listen(engine, "connect", _make_durable)
        event.listen(engine, "begin", _take_turns)
    return engine


def _make_durable(connection: Any, _: object) -> None:
    """Let SQLite acknowledge only what a power cut cannot take, and readers not stop writers."""
    connection.isolation_level = None  # transactions are begun below, not by the driver
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {setting}").close()


def _take_turns(connection: Connection) -> None:
    """Begin as a writer at once: of two, the second waits instead of failing at its end."""
    if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
