"""What was proposed and decided, and who may log in, from a terminal."""

import getpass
import sys
from datetime import datetime
from pathlib import Path

from kgisim.audit.ballots import proceedings
from kgisim.audit.entries import (
    Decision,
    Dissent,
    Entry,
    EntryKind,
    Limits,
    Opening,
    Proposal,
    Question,
    Revision,
    Statement,
    Step,
    Vote,
    standing,
)
from kgisim.audit.log import FILE, open_register, table_of
from kgisim.audit.proposals import csv_of
from kgisim.audit.users import Role, add_user
from kgisim.cli.console import print_line, show_table
from kgisim.errors import RequestError
from kgisim.evidence.level_limits import LIMITS
from kgisim.io import write_whole
from kgisim.report.minutes import minutes_document
from kgisim.report.verify import find

KINDS: dict[EntryKind, type[Entry]] = {
    "proposal": Proposal,
    "dissent": Dissent,
    "decision": Decision,
    "statement": Statement,
    "question": Question,
    "limits": Limits,
    "revision": Revision,
    "meeting": Opening,
    "step": Step,
    "vote": Vote,
}
"""Their classes."""
SHOWN = {
    "proposal": ("run", "indicator", "value", "year", "chance", "mcse", "verdict"),
    "dissent": ("proposal",),
    "decision": ("proposal",),
    "statement": ("run", "indicator"),
    "question": ("run", "indicator"),
    "limits": ("run", *LIMITS),
    "revision": ("file", "added", "changed", "removed"),
    "meeting": ("run", "agenda"),
    "step": ("meeting", "action", "indicator"),
    "vote": ("ballot", "value"),
}
"""Columns that a terminal has room for; a file has all."""
NUMBERS = (
    "id",
    "value",
    "year",
    "chance",
    "mcse",
    "proposal",
    "meeting",
    "ballot",
    "added",
    "changed",
    "removed",
)


def show_entries(folder: Path, database: str | None, kind: EntryKind, out: Path | None) -> None:
    """List what stands of one kind, or write everything to a CSV file.

    Parameters
    ----------
    folder
        Where the register is, unless `database` names another.
    out
        CSV file with every field of every entry, also of those that were replaced.
    """
    if database is None and not (folder / FILE).exists():
        raise RequestError("cli.nothing_recorded", folder=str(folder))
    register = open_register(folder, database)
    entries = register.entries(KINDS[kind])
    register.close()
    if out is not None:
        write_whole(out, csv_of(table_of(entries, KINDS[kind])))
        print_line(f"{len(entries)} entries: {out}")
        return
    columns = ("id", "time", *SHOWN[kind], "author", "reason")
    rows = [[_cell(getattr(one, name)) for name in columns] for one in standing(entries)]
    show_table(columns, rows, right=NUMBERS)
    replaced = len(entries) - len(rows)
    print_line(f"{register.address}: {len(rows)} stand, {replaced} were replaced")


def write_minutes(
    folder: Path, database: str | None, number: int, *, runs: Path, out: Path | None, language: str
) -> None:
    """Write the minutes of a meeting as a Word document.

    Parameters
    ----------
    folder
        Where the register is, unless `database` names another.
    number
        Number of the meeting.
    runs
        Folder of runs; that of the meeting must be there.
    out
        File; None: ``meeting-<number>-<language>.docx`` in the current folder.
    language
        Language of the document; blank: the first of the plan.

    Raises
    ------
    RequestError
        If nothing was recorded, or the register has no such meeting.
    """
    if database is None and not (folder / FILE).exists():
        raise RequestError("cli.nothing_recorded", folder=str(folder))
    register = open_register(folder, database)
    try:
        known = proceedings(register, number)
        if known is None:
            numbers = ", ".join(str(one.id) for one in register.entries(Opening))
            raise RequestError("register.no_meeting", number=number, known=numbers or "none")
        run = find(runs, known.opening.run)
        spoken = language or run.catalog.plan.language
        made = minutes_document(run, register, known, spoken)
    finally:
        register.close()
    path = out or Path(f"meeting-{number}-{spoken}.docx")
    write_whole(path, made)
    print_line(str(path))


def _cell(value: object) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M UTC")
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def set_user(file: Path, name: str, role: Role) -> None:
    """Ask for a password, or read it from a pipe, and write the user into the file."""
    add_user(file, name, role, _password())
    print_line(f"{name} ({role}): {file}")


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first, second = getpass.getpass("password: "), getpass.getpass("again: ")
    if first != second:
        raise RequestError("user.two_passwords")
    return first
