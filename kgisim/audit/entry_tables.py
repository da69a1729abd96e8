"""Tables of the register: one for each kind of entry, which the database itself only lets grow."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    DDL,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    event,
)
from sqlalchemy.types import TypeDecorator

from kgisim.audit.entries import (
    LONGEST_AUTHOR,
    Decision,
    Dissent,
    Entry,
    Limits,
    Opening,
    Proposal,
    Question,
    Revision,
    Statement,
    Step,
    Vote,
)
from kgisim.evidence.level_limits import LIMITS


class Moment(TypeDecorator[datetime]):
    """A time in UTC, also where the database keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: datetime | None, dialect: object) -> datetime | None:
        """Return the time in UTC: SQLite drops the zone, PostgreSQL has one of its own."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


METADATA = MetaData()


def _table(name: str, *columns: Column[Any]) -> Table:
    return Table(
        name,
        METADATA,
        Column("id", Integer, primary_key=True, autoincrement=True),
        Column("time", Moment, nullable=False),
        Column("author", String(LONGEST_AUTHOR), nullable=False),
        Column("recorded_by", String(LONGEST_AUTHOR), nullable=False),
        Column("role", String(16), nullable=False),
        Column("reason", Text, nullable=False),
        Column("replaces", ForeignKey(f"{name}.id"), unique=True),
        *columns,
        sqlite_autoincrement=True,
    )


TABLES: dict[type[Entry], Table] = {
    Proposal: _table(
        "proposal",
        Column("run", String(32), nullable=False),
        Column("indicator", String(64), nullable=False),
        Column("value", Double, nullable=False),
        Column("year", Integer, nullable=False),
        Column("window", Integer, nullable=False),
        Column("statistic", String(16), nullable=False),
        Column("since", Integer),
        Column("scenario", String(64), nullable=False),
        Column("levers", Text, nullable=False),
        Column("chance_baseline", Double, nullable=False),
        Column("mcse_baseline", Double, nullable=False),
        Column("chance", Double, nullable=False),
        Column("mcse", Double, nullable=False),
        Column("verdict", String(32), nullable=False),
    ),
    Statement: _table(
        "statement",
        Column("run", String(32), nullable=False),
        Column("indicator", String(64), nullable=False),
    ),
    Question: _table(
        "question",
        Column("run", String(32), nullable=False),
        Column("indicator", String(64), nullable=False),
    ),
    Opening: _table(
        "opening",
        Column("run", String(32), nullable=False),
        Column("agenda", Text, nullable=False),
    ),
    Step: _table(
        "step",
        Column("meeting", ForeignKey("opening.id"), nullable=False),
        Column("action", String(16), nullable=False),
        Column("indicator", String(64), nullable=False),
        Column("content", Text, nullable=False),
    ),
    Vote: _table(
        "vote",
        Column("ballot", ForeignKey("step.id"), nullable=False),
        Column("voter", String(LONGEST_AUTHOR), nullable=False),
        Column("value", Double, nullable=False),
    ),
    Limits: _table(
        "limits",
        Column("run", String(32), nullable=False),
        *(Column(name, Double, nullable=False) for name in LIMITS),
    ),
    Dissent: _table("dissent", Column("proposal", ForeignKey("proposal.id"), nullable=False)),
    Decision: _table("decision", Column("proposal", ForeignKey("proposal.id"), nullable=False)),
    Revision: _table(
        "revision",
        Column("file", String(255), nullable=False),
        Column("before", String(64), nullable=False),
        Column("after", String(64), nullable=False),
        Column("added", Integer, nullable=False),
        Column("changed", Integer, nullable=False),
        Column("removed", Integer, nullable=False),
    ),
}
"""Table of every kind of entry."""
RECEIPTS = Table(
    "receipt",
    METADATA,
    Column("key", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("entry", Integer, nullable=False),
)
"""Which entry was kept under which key, so that one that is sent twice is kept once."""

REFUSED = "a register only grows: write a new entry that replaces the old one"


def _guard(table: Table) -> None:
    """Let the database itself refuse updates and deletions."""
    name = table.name
    for verb in ("UPDATE", "DELETE"):
        on_sqlite = DDL(
            f"CREATE TRIGGER {name}_no_{verb.lower()} BEFORE {verb} ON {name} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        )
        event.listen(table, "after_create", on_sqlite.execute_if(dialect="sqlite"))
    for statement in (
        f"CREATE OR REPLACE FUNCTION {name}_only_grows() RETURNS trigger AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$ LANGUAGE plpgsql",
        f"CREATE TRIGGER {name}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {name} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}_only_grows()",
    ):
        on_postgresql = DDL(statement).execute_if(dialect="postgresql")
        event.listen(table, "after_create", on_postgresql)


for _one in (*TABLES.values(), RECEIPTS):
    _guard(_one)
