"""How fast the dashboard answers, measured over bare connections and in Chromium.

    python benchmarks/dashboard.py RUN [--against FOLDER] [--against-run RUN]

It serves the run from a process of its own and prints plain figures. With ``--against`` the program
in another folder, a checkout of an earlier revision, is measured beside it: each figure is taken of
one after the other, because on a busy machine figures of different hours say little. Where it
cannot open the run, it serves one of its own.
"""

import argparse
import asyncio
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
from connection import Connection
from left_memory import remember
from painted import MOVES, in_browser
from served import Served, builds_of, fetched, opened, served

SESSIONS, TURNS = 15, 12
OPENINGS = 10
OPENED_EVERY = 0.5
"""Seconds between the pages that somebody else opens."""
GUESSERS, ASKED = 8, 60
"""People who guess passwords, and requests of others meanwhile."""
LOCKED = 4.0
"""Seconds for which another program holds the register."""


def main() -> None:
    """Measure everything and print it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("run", type=Path)
    asked.add_argument("--against", type=Path, help="folder of another build")
    asked.add_argument("--against-run", type=Path, help="run that the other build serves")
    asked.add_argument(
        "--opened", type=int, default=500, help="sessions opened and closed; 0: none"
    )
    asked.add_argument("--without-browser", action="store_true")
    asked.add_argument("--only", default="", help="a word of what is measured")
    given = asked.parse_args()
    builds = builds_of(given.against, given.run, given.against_run)
    with served(builds) as servers:
        for what, measure in ALONE.items():
            if given.only in what:
                compare(what, servers, measure)
        if not given.without_browser:
            for name, one in servers.items():
                in_browser(name, one.address)
        if given.opened:
            for name, one in servers.items():
                remember(name, one, given.opened)
    guessing = f"page of the login while {GUESSERS} guess passwords"
    if given.only not in guessing:
        return
    with tempfile.TemporaryDirectory() as folder:
        users = user_file(Path(folder))
        with served(builds, "--auth", str(users)) as servers:
            compare(guessing, servers, guessed)


Measure = Callable[[Served], list[float]]
"""Times of one thing, in milliseconds."""


def compare(
    what: str, servers: dict[str, Served], measure: Callable[[Served], list[float]]
) -> None:
    """Measure one thing of every build, one after the other, and print it."""
    for name, one in servers.items():
        times = measure(one)
        p50, p95 = np.percentile(times, [50, 95])
        load = os.getloadavg()[0]
        figures = f"p50 {p50:.0f}, p95 {p95:.0f}, longest {max(times):.0f} ms"
        print(f"{what} [{name}]: {figures} ({len(times)} times, load {load:.1f})", flush=True)


def lever(one: Served) -> list[float]:
    """Move a lever of the scenario page again and again, nobody else being there."""
    return asyncio.run(moved(one.address, "scenario"))


def lever_in_meeting(one: Served) -> list[float]:
    """Move a lever of a meeting."""
    return asyncio.run(moved(one.address, "meeting"))


def lever_while_opened(one: Served) -> list[float]:
    """Move a lever while somebody opens the target page every half second, or when it is there."""
    return asyncio.run(_while_opened(one.address))


async def _while_opened(address: str) -> list[float]:
    async def keep_opening() -> None:
        while True:
            end = time.monotonic() + OPENED_EVERY
            await opened(address, "target")
            await asyncio.sleep(max(0.0, end - time.monotonic()))

    others = asyncio.create_task(keep_opening())
    try:
        return await moved(address, "scenario", pause=0.05)
    finally:
        others.cancel()


async def moved(address: str, page: str, pause: float = 0.0) -> list[float]:
    """Let one session move a lever again and again; return the bare round trips."""
    session = await opened(address, page)
    first = session.levers[0]
    places, trips = [(7 * move) % len(first["texts"]) for move in range(MOVES)], []
    for at in places:
        trips.append(await session.move(first["key"], at))
        await asyncio.sleep(pause)
    return trips


def opened_at_once(one: Served, with_form: bool = False) -> list[float]:
    """Open the target page for all at once; return when each had its document.

    Parameters
    ----------
    with_form
        Whether all go on to the form at its end at once, and when each had that is returned.
    """

    async def all_at_once() -> list[float]:
        start = time.perf_counter()

        async def come() -> float:
            session = await opened(one.address, "target")
            if with_form:
                await session.come()
            return 1000 * (time.perf_counter() - start)

        return await asyncio.gather(*(come() for _ in range(SESSIONS)))

    return asyncio.run(all_at_once())


def work_of_opening(one: Served) -> list[float]:
    """Return what opening the target page takes of the server's processor, time after time."""

    async def each() -> list[float]:
        (await opened(one.address, "target")).close()
        times = []
        for _ in range(OPENINGS):
            before = one.worked
            (await opened(one.address, "target")).close()
            times.append(one.worked - before)
        return times

    return asyncio.run(each())


def levers_of_all(one: Served) -> list[float]:
    """Let sessions move levers, each once a second and none like another."""
    return asyncio.run(_all(one.address, 1.0))


def dragged_by_all(one: Served) -> list[float]:
    """Let sessions move levers without a pause."""
    return asyncio.run(_all(one.address, 0.0))


async def _all(address: str, pace: float) -> list[float]:
    sessions = [await opened(address, "scenario") for _ in range(SESSIONS)]

    async def sit(number: int, session: Connection) -> list[float]:
        own, trips = session.levers[number % len(session.levers)], []
        await asyncio.sleep(pace * number / SESSIONS)
        for turn in range(TURNS):
            trips.append(await session.move(own["key"], (number + 3 * turn) % len(own["texts"])))
            await asyncio.sleep(max(0.0, pace - trips[-1] / 1000))
        return trips

    found = await asyncio.gather(*(sit(number, one) for number, one in enumerate(sessions)))
    return [trip for trips in found for trip in trips]


def while_locked(one: Served) -> list[float]:
    """Ask for a script while another program holds the register and somebody opens the target."""

    async def together() -> list[float]:
        register = sqlite3.connect(one.register)
        register.execute("BEGIN EXCLUSIVE")
        opening = asyncio.create_task(opened(one.address, "target"))
        trips, end = [], time.monotonic() + LOCKED
        while time.monotonic() < end:
            trips.append(await asyncio.to_thread(fetched, f"{one.address}static/js/bokeh.min.js"))
            await asyncio.sleep(0.05)
        register.rollback()
        register.close()
        await opening
        return trips

    return asyncio.run(together())


def guessed(one: Served) -> list[float]:
    """Ask for the page of the login while people guess passwords."""

    async def together() -> list[float]:
        async def guess(number: int) -> None:
            body = urlencode({"username": f"name{number}", "password": "wrong"}).encode()
            while True:
                await asyncio.to_thread(fetched, f"{one.address}login", body)

        guessers = [asyncio.create_task(guess(number)) for number in range(GUESSERS)]
        await asyncio.sleep(0.5)
        try:
            return [await asyncio.to_thread(fetched, f"{one.address}login") for _ in range(ASKED)]
        finally:
            for each in guessers:
                each.cancel()

    return asyncio.run(together())


ALONE: dict[str, Measure] = {
    "lever moved, bare round trip": lever,
    "lever of a meeting": lever_in_meeting,
    "lever while the target page is opened": lever_while_opened,
    f"target page opened by {SESSIONS} at once": opened_at_once,
    f"target page and its form opened by {SESSIONS} at once": partial(
        opened_at_once, with_form=True
    ),
    "target page opened, processor of the server": work_of_opening,
    f"lever, {SESSIONS} sessions": levers_of_all,
    f"lever, {SESSIONS} sessions without a pause": dragged_by_all,
    "request while the register is locked": while_locked,
}
"""What is measured without access control."""


def user_file(folder: Path) -> Path:
    """Write a file of one user."""
    from kgisim.audit.users import add_user

    add_user(folder / "users.yaml", "name", "analyst", "correct horse battery")
    return folder / "users.yaml"


if __name__ == "__main__":
    main()
