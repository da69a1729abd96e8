"""The register on a real server of PostgreSQL, made for these tests and reached by a socket."""

import os
import pwd
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from kgisim.audit.entries import Decision, Proposal
from kgisim.audit.entry_tables import REFUSED, TABLES
from kgisim.audit.log import Register, RegisterError
from kgisim.audit.users import Person
from kgisim.errors import RequestError

MEMBER, ANALYST = Person("田中", "member"), Person("Suzuki", "analyst")
PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
"""Where Debian keeps the server; it is not among the programs of a shell."""
QUICK = "-c fsync=off -c listen_addresses='' -c unix_socket_directories="
IS_ROOT = os.getuid() == 0
"""Whether the server has to run as somebody else: it refuses to run as root."""


def run(program, *arguments):
    command = [str(PROGRAMS[-1] / program), *arguments]
    if IS_ROOT:
        command = ["runuser", "-u", "postgres", "--", *command]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", timeout=60)


@pytest.fixture(scope="module")
def database():
    """Address of an empty database on a server of its own."""
    pytest.importorskip("psycopg")
    if not PROGRAMS:
        pytest.skip("no PostgreSQL server is installed (Debian's package postgresql)")
    with tempfile.TemporaryDirectory() as folder:
        if IS_ROOT:
            owner = pwd.getpwnam("postgres")
            os.chown(folder, owner.pw_uid, owner.pw_gid)
        data, log = f"{folder}/data", f"{folder}/log"
        run("initdb", "-D", data, "-U", "kgisim", "-A", "trust", "-E", "UTF8", "--no-sync")
        run("pg_ctl", "-D", data, "-l", log, "-w", "-o", f"{QUICK}{folder}", "start")
        try:
            yield f"postgresql+psycopg://kgisim@/postgres?host={folder}"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")


@pytest.fixture
def register(database):
    opened = Register(database)
    yield opened
    opened.close()


def test_what_is_kept_is_read_again_as_it_was(register, database, proposal):
    kept = register.keep(proposal, MEMBER)
    again = Register(database)  # the tables are there already
    assert again.entries(Proposal)[-1] == kept
    again.close()
    assert kept.time.tzinfo is not None


@pytest.mark.parametrize("change", [update, delete])
def test_the_server_itself_refuses_to_change_what_was_kept(register, proposal, change):
    register.keep(proposal, MEMBER)
    table = TABLES[Proposal]
    statement = update(table).values(reason="x") if change is update else delete(table)
    with pytest.raises(DBAPIError, match=REFUSED), register._engine.begin() as connection:
        connection.execute(statement)


def test_what_several_send_at_once_under_one_key_is_kept_once(register, proposal):
    before = len(register.entries(Proposal))
    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(lambda _: register.keep(proposal, MEMBER, "key"), range(8)))
    assert len({one.id for one in kept}) == 1
    assert len(register.entries(Proposal)) == before + 1


def test_an_entry_is_replaced_once_and_must_be_there(register, proposal):
    first = register.keep(proposal, MEMBER)
    register.keep(replace(proposal, replaces=first.id), MEMBER)
    with pytest.raises(RequestError):
        register.keep(replace(proposal, replaces=first.id), MEMBER)
    with pytest.raises(RequestError):
        register.keep(Decision(author="座長", reason="x", proposal=10**6), ANALYST)


def test_a_server_that_is_not_there_is_reported_without_a_traceback(database):
    with pytest.raises(RegisterError):
        Register(database.replace("?host=", "?host=/nowhere"))
