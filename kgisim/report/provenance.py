"""What a file says of its own making, so that it can be made again and compared."""

from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from kgisim.errors import KgisimError
from kgisim.report.blocks import Report

MARK = "kgisim"
"""First word of every stamp."""
MINUTES = "minutes"
"""Kind of the minutes of a meeting, which are not made from a run alone."""
UNWRITTEN = {"conditional": "no", "goals": ""}
"""What a stamp need not say, and what it means then."""


class ReportError(KgisimError, ValueError):
    """A file is not a report that can be read or made."""


@dataclass(frozen=True)
class Provenance:
    """Which report of which run a file is.

    Parameters
    ----------
    run
        Id of the run.
    kind, language
        Kind and language of the report.
    since
        Id of the earlier run with which it compares; empty: there is none.
    failed
        Whether estimates that failed their gate are shown: ``yes`` or ``no``.
    conditional
        Whether conditional projections are shown: ``yes``, or ``no``, which is not written, so that
        a report without them is the same as before there were any.
    goals
        Ids of the goals that are treated each for itself, between commas; empty, which is not
        written: all.
    """

    run: str
    kind: str
    language: str
    since: str = ""
    failed: str = "no"
    conditional: str = "no"
    goals: str = ""

    def __str__(self) -> str:
        """One line for a file's metadata.

        Examples
        --------
        >>> str(Provenance("r1", "brief", "ja"))
        'kgisim run=r1 kind=brief language=ja since= failed=no'
        """
        written = {field.name: getattr(self, field.name) for field in fields(self)}
        for name, usual in UNWRITTEN.items():
            if written[name] == usual:
                del written[name]
        return " ".join([MARK, *(f"{name}={value}" for name, value in written.items())])


def sign(properties: Any, report: Report) -> None:
    """Write title, stamp and day of a report into the properties of an Office document."""
    made = datetime.fromisoformat(report.run.manifest["created"]).astimezone(UTC)
    properties.title, properties.keywords = report.title, str(stamp_of(report))
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = made.replace(tzinfo=None)


def stamp_of(report: Report) -> Provenance:
    """Return the stamp of a report."""
    failed = "yes" if report.show_failed else "no"
    shown = "yes" if report.conditional else "no"
    made = (report.run.id, report.kind, report.language, report.since)
    return Provenance(*made, failed, shown, ",".join(report.only))


def read_stamp(line: str | None, file: object) -> Provenance:
    """Read a stamp.

    Raises
    ------
    ReportError
        If the line is no stamp.

    Examples
    --------
    >>> read_stamp("kgisim run=r1 kind=brief language=ja since= failed=no", "x.docx").kind
    'brief'
    """
    mark, *parts = (line or "").split() or [""]
    said = dict(part.split("=", 1) for part in parts if "=" in part)
    wanted = {field.name for field in fields(Provenance)}
    if mark != MARK or set(said) | UNWRITTEN.keys() != wanted:
        raise ReportError("report.no_mark", path=str(file))
    return Provenance(**said)


def bind(run: str, key: str) -> str:
    """Name a printed block by its run and key, for a file's own marks.

    Examples
    --------
    >>> bind("r1", "kgi1a/targets")
    'kgisim:r1:kgi1a/targets'
    """
    return f"{MARK}:{run}:{key}"


def unbind(mark: str | None) -> tuple[str, str] | None:
    """Read run and key from a mark; nothing if it is none.

    Examples
    --------
    >>> unbind("kgisim:r1:kgi1a/targets"), unbind("Table 1")
    (('r1', 'kgi1a/targets'), None)
    """
    parts = (mark or "").split(":", 2)
    return (parts[1], parts[2]) if len(parts) == 3 and parts[0] == MARK else None
