import multiprocessing
import random
import re
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_mock_engine, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from kgisim.audit.entries import (
    Decision,
    Dissent,
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
from kgisim.audit.entry_tables import METADATA, REFUSED, TABLES
from kgisim.audit.log import Register, RegisterError, open_register, table_of
from kgisim.audit.users import LOCAL, AccessError, Person
from kgisim.errors import RequestError

MEMBER, ANALYST = Person("田中", "member"), Person("Suzuki", "analyst")
MARKUP = "<script>alert(1)</script> & \"'; DROP TABLE proposal; --\n改行"
WRITER = Path(__file__).with_name("writer.py")


def revision(**more):
    given = {"file": "data/x.csv", "before": "", "after": "a" * 64}
    counts = {"added": 1, "changed": 0, "removed": 0}
    return Revision(author="Suzuki", reason="新年度の公表値", **given, **counts, **more)


def test_what_is_kept_is_read_again_as_it_was(register, file, proposal):
    kept = register.keep(proposal, MEMBER)
    again = Register(file)
    assert again.entries(Proposal) == (kept,)
    again.close()


def test_what_is_sent_twice_is_kept_once(register, proposal):
    first = register.keep(proposal, MEMBER, "key")
    assert register.keep(proposal, MEMBER, "key") == first
    assert register.kept(Proposal, "key") == first
    assert register.entries(Proposal) == (first,)
    assert register.keep(proposal, MEMBER).id != first.id


def test_what_two_send_at_once_under_one_key_is_kept_once(file, proposal):
    registers = [Register(file) for _ in range(4)]
    found = []
    threads = [
        threading.Thread(target=lambda one=one: found.append(one.keep(proposal, MEMBER, "key").id))
        for one in registers
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert found == [1, 1, 1, 1]
    assert len(registers[0].entries(Proposal)) == 1
    for one in registers:
        one.close()


def test_nothing_is_written_into_a_file_that_was_removed(register, file, proposal):
    file.unlink()
    with pytest.raises(RegisterError, match="removed or replaced"):
        register.keep(proposal, MEMBER)


def test_keeping_changes_nothing_but_number_time_and_recorder(register, proposal):
    kept = register.keep(proposal, MEMBER)
    assert replace(kept, id=None, time=None, recorded_by="", role="") == proposal


def test_the_recorder_is_who_was_at_work_whatever_the_entry_says(register, proposal):
    kept = register.keep(replace(proposal, recorded_by="minister", role="analyst"), MEMBER)
    assert (kept.recorded_by, kept.role) == ("田中", "member")


def test_the_time_is_that_of_keeping_in_utc(register, proposal):
    kept = register.keep(proposal, MEMBER)
    assert abs(datetime.now(UTC) - kept.time) < timedelta(minutes=1)
    assert register.entries(Proposal)[0].time.utcoffset() == timedelta(0)


def test_numbers_rise_in_the_order_of_keeping(register, proposal):
    numbers = [register.keep(proposal, MEMBER).id for _ in range(3)]
    assert numbers == sorted(set(numbers))


def test_markup_stays_the_text_that_it_was(register, proposal):
    register.keep(replace(proposal, reason=MARKUP), MEMBER)
    assert register.entries(Proposal)[0].reason == MARKUP


@pytest.mark.parametrize("kind", [Dissent, Decision])
def test_dissents_and_decisions_name_their_proposal(register, proposal, kind):
    made = register.keep(proposal, ANALYST)
    kept = register.keep(kind(author="佐藤", reason="高すぎる。", proposal=made.id), ANALYST)
    assert register.entries(kind) == (kept,)


@pytest.mark.parametrize("kind", [Dissent, Decision])
def test_a_proposal_that_does_not_exist_cannot_be_answered(register, kind):
    with pytest.raises(RequestError, match="names an entry that does not exist"):
        register.keep(kind(author="佐藤", reason="?", proposal=99), ANALYST)


def test_a_correction_stands_in_the_place_of_what_it_replaces(register, proposal):
    first = register.keep(proposal, MEMBER)
    second = register.keep(replace(proposal, value=9.0, replaces=first.id), MEMBER)
    assert standing(register.entries(Proposal)) == (second,)


def test_what_was_replaced_is_still_there(register, proposal):
    first = register.keep(proposal, MEMBER)
    register.keep(replace(proposal, value=9.0, replaces=first.id), MEMBER)
    assert register.entries(Proposal)[0] == first


def test_an_entry_can_be_replaced_once(register, proposal):
    first = register.keep(proposal, MEMBER)
    register.keep(replace(proposal, replaces=first.id), MEMBER)
    with pytest.raises(RequestError, match="was replaced already"):
        register.keep(replace(proposal, replaces=first.id), MEMBER)


def test_a_member_cannot_write_for_somebody_else(register, proposal):
    with pytest.raises(AccessError):
        register.keep(replace(proposal, author="佐藤"), MEMBER)


def test_a_member_cannot_replace_what_somebody_else_wrote(register, proposal):
    first = register.keep(replace(proposal, author="佐藤"), ANALYST)
    with pytest.raises(AccessError):
        register.keep(replace(proposal, replaces=first.id), MEMBER)


@pytest.mark.parametrize(
    "entry",
    [Decision(author="田中", reason="決定", proposal=1), replace(revision(), author="田中")],
    ids=["decision", "revision"],
)
def test_a_member_cannot_decide_or_change_data(register, proposal, entry):
    register.keep(proposal, MEMBER)
    with pytest.raises(AccessError):
        register.keep(entry, MEMBER)


def test_a_refused_entry_leaves_nothing_behind(register, proposal):
    with pytest.raises(AccessError):
        register.keep(replace(proposal, author="佐藤"), MEMBER)
    assert register.entries(Proposal) == ()


@pytest.mark.parametrize("field", ["author", "reason"])
@pytest.mark.parametrize("text", ["", "  ", "x" * 5000, "a\0b"], ids=["none", "blank", "long", "0"])
def test_an_entry_without_author_or_reason_is_refused(proposal, field, text):
    with pytest.raises(RequestError, match=f"the {field} has"):
        replace(proposal, **{field: text})


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
@pytest.mark.parametrize("statement", ["UPDATE {} SET reason = ''", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_change_an_entry(register, proposal, table, statement):
    register.keep(proposal, ANALYST)
    for entry in (
        Dissent(author="a", reason="b", proposal=1),
        Decision(author="a", reason="b", proposal=1),
        Statement(author="a", reason="b", run="r1", indicator="kgi"),
        Question(author="a", reason="b", run="r1", indicator="kgi"),
        Opening(author="", reason="", run="r1", agenda="[]"),
        Step(author="", reason="", meeting=1, action="ballot", indicator="kgi"),
        Vote(author="", reason="", ballot=1, voter="a", value=1.0),
        Limits(author="a", reason="b", run="r1", floor=0.8, goal=0.5, stretch=0.2, pace=0.8),
        revision(),
    ):
        register.keep(entry, ANALYST)
    with register._told(), pytest.raises(Exception, match=REFUSED):  # noqa: SIM117
        with register._engine.begin() as connection:
            connection.execute(text(statement.format(table.name)))


def test_many_who_save_at_once_lose_nothing(file, proposal):
    def save(author):
        own = Register(file)
        kept[author] = [own.keep(replace(proposal, author=author), LOCAL) for _ in range(20)]
        own.close()

    kept = {}
    threads = [threading.Thread(target=save, args=(f"author {n}",)) for n in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    register = Register(file)
    everything = sorted((one for ones in kept.values() for one in ones), key=lambda one: one.id)
    assert list(register.entries(Proposal)) == everything
    assert len(everything) == 80
    register.close()


def killed_while_saving(file, author, after):
    """Let a process save, kill it after some acknowledgements, and give what it acknowledged."""
    process = subprocess.Popen(
        [sys.executable, WRITER, file, author], stdout=subprocess.PIPE, text=True
    )
    lines = [process.stdout.readline() for _ in range(after)]
    process.kill()
    rest, _ = process.communicate()
    # a line cut in the middle was never read whole by anybody
    whole = "".join(lines) + rest[: rest.rfind("\n") + 1]
    return {tuple(map(int, line.split())) for line in whole.splitlines()}


def test_whatever_was_acknowledged_survives_the_killing_of_its_writer(file):
    acknowledged = {
        (author, *one)
        for author in ("a", "b", "c", "d")
        for one in killed_while_saving(file, author, after=7 * (ord(author) - ord("a")) + 3)
    }
    register = Register(file)
    there = {(one.author, one.id, int(one.reason)) for one in register.entries(Proposal)}
    register.close()
    assert len(acknowledged) >= 3 + 10 + 17 + 24
    assert acknowledged <= there


def test_what_was_not_acknowledged_is_there_whole_or_not_at_all(file):
    acknowledged = killed_while_saving(file, "a", after=5)
    register = Register(file)
    counts = [int(one.reason) for one in register.entries(Proposal)]
    register.close()
    assert counts == list(range(1, len(counts) + 1))
    assert len(acknowledged) <= len(counts) <= len(acknowledged) + 1


@pytest.mark.parametrize(
    ("setting", "value"), [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)]
)
def test_sqlite_writes_through_to_the_disk(register, setting, value):
    with register._engine.connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {setting}").scalar() == value


def test_opening_an_existing_register_keeps_it(register, tmp_path, proposal):
    kept = register.keep(proposal, MEMBER)
    again = open_register(tmp_path)
    assert again.entries(Proposal) == (kept,)
    again.close()


def test_another_database_is_used_when_named(tmp_path, proposal):
    register = open_register(tmp_path / "nowhere", f"sqlite:///{tmp_path / 'other.db'}")
    register.keep(proposal, MEMBER)
    register.close()
    assert (tmp_path / "other.db").exists()


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("nonsense", "expected an SQLAlchemy URL"),
        ("nosuchbase://host/name", "expected an SQLAlchemy URL"),
        ("sqlite:////nowhere/at/all.db", "cannot be used"),
    ],
)
def test_a_database_that_cannot_be_reached_is_told(address, message):
    with pytest.raises(RegisterError, match=message):
        Register(address)


def test_a_file_that_is_no_database_is_told(file):
    file.write_text("not a database, but long enough to be looked at as one" * 20)
    with pytest.raises(RegisterError, match="file is not a database"):
        Register(file)


def test_a_password_in_the_address_is_not_shown(register):
    register._engine.url = register._engine.url.set(username="u", password="secret", host="h")
    assert "secret" not in register.address


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_the_tables_can_be_made_in_postgresql(table):
    made = str(CreateTable(table).compile(dialect=postgresql.dialect()))
    assert "id SERIAL NOT NULL" in made
    assert "time TIMESTAMP WITH TIME ZONE NOT NULL" in made


@pytest.mark.parametrize("base", ["sqlite", "postgresql"])
def test_every_database_guards_every_table(base):
    said = []
    engine = create_mock_engine(f"{base}://", lambda one, *_, **__: said.append(str(one)))
    METADATA.create_all(engine, checkfirst=False)
    triggers = "\n".join(one for one in said if "TRIGGER" in one)
    for verb in ("UPDATE", "DELETE"):
        assert len(re.findall(f"{verb} ", triggers)) >= len(TABLES)


def test_a_table_for_export_has_every_field_of_the_entries(register, proposal):
    kept = register.keep(proposal, MEMBER)
    (row,) = table_of((kept,), Proposal).to_dict("records")
    assert row == vars(kept) | {"time": kept.time.isoformat()}


def test_a_table_of_nothing_still_has_its_columns():
    assert list(table_of((), Dissent)) == TABLES[Dissent].columns.keys()


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_the_columns_of_a_table_are_the_documented_ones(table):
    page = (Path(__file__).parents[2] / "docs" / "schema.md").read_text("utf-8")
    assert f"| `{table.name}` | `{', '.join(table.columns.keys())}` |" in page


KILLS = 200


def save_until_killed(file, proposal, first, line):
    """Record what was left and then one entry after the other; acknowledge each on the line."""
    opened = Register(file)
    for number in range(first, first + 10_000):
        kept = opened.keep(replace(proposal, reason=str(number)), MEMBER, f"key {number}")
        line.send((number, kept.id))


@pytest.mark.slow
def test_saves_that_are_killed_lose_nothing_and_keep_nothing_twice(file, register, proposal):
    """As a browser does, the entry that was under way is sent again under the key that it had."""
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload([__name__])
    moments, acknowledged = random.Random(2040), {}
    for _ in range(KILLS):
        here, there = server.Pipe(duplex=False)
        first = len(acknowledged)
        writer = server.Process(target=save_until_killed, args=(file, proposal, first, there))
        writer.start()
        there.close()
        if here.poll(20):
            time.sleep(moments.uniform(0, 0.03))
        writer.kill()
        writer.join()
        with suppress(EOFError):
            while True:
                number, entry = here.recv()
                acknowledged[number] = entry
        here.close()
    assert len(acknowledged) >= KILLS
    under_way = register.keep(
        replace(proposal, reason=str(len(acknowledged))), MEMBER, f"key {len(acknowledged)}"
    )
    kept = {int(one.reason): one.id for one in register.entries(Proposal)}
    assert kept == acknowledged | {len(acknowledged): under_way.id}
    assert len(kept) == len(register.entries(Proposal))
