"""Fifteen sessions for minutes on end: levers, targets and proposals, all at the same time.

    python benchmarks/long_sessions.py RUN [--against FOLDER] [--minutes 10] [--at-once]

Every session opens a page, does something on it once in two seconds, none at the same time as
another, and opens it again every minute. Ten move levers, four set targets, and one records
proposals, `PROPOSALS` in all. The figures are round trips over bare connections.
"""

import argparse
import asyncio
import os
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
from connection import Connection
from served import GOAL, Served, builds_of, opened, served

ACTS = ["lever"] * 10 + ["target"] * 4 + ["proposal"]
PACE, AGAIN = 2.0, 60.0
"""Seconds between two acts of a session, and until it opens its page again."""
PROPOSALS = 40
Times = dict[str, list[float]]


async def sit(number: int, act: str, address: str, end: float, times: Times) -> None:
    """Let one session work until the end."""
    await asyncio.sleep(PACE * number / len(ACTS))
    turn = 0
    while time.monotonic() < end:
        start = time.perf_counter()
        session = await opened(address, "scenario" if act == "lever" else "target")
        times["page opened"].append(1000 * (time.perf_counter() - start))
        leave = min(end, time.monotonic() + AGAIN)
        while time.monotonic() < leave:
            turn += 1
            if act != "proposal" or turn <= PROPOSALS:
                times[act].append(await done(session, act, number, turn))
            await asyncio.sleep(PACE)
        session.close()


async def done(session: Connection, act: str, number: int, turn: int) -> float:
    """Do one thing, and return the milliseconds until what follows from it is there."""
    if act == "lever":
        own = session.levers[number % len(session.levers)]
        return await session.move(own["key"], (number + 3 * turn) % len(own["texts"]))
    if act == "target":
        return await session.ask(50.0 + (number + 7 * turn) % 40)
    return await session.propose(f"{GOAL} {turn}")


async def together(one: Served, minutes: float) -> Times:
    """Let all sessions work at the same time."""
    times: Times = defaultdict(list)
    end = time.monotonic() + 60 * minutes
    await asyncio.gather(*(sit(n, act, one.address, end, times) for n, act in enumerate(ACTS)))
    return times


async def all_together(servers: dict[str, Served], minutes: float) -> dict[str, Times]:
    """Let the sessions of all builds work at the same time."""
    found = await asyncio.gather(*(together(one, minutes) for one in servers.values()))
    return dict(zip(servers, found, strict=True))


def main() -> None:
    """Measure every build, and print it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("run", type=Path)
    asked.add_argument("--against", type=Path, help="folder of another build")
    asked.add_argument("--against-run", type=Path, help="run that the other build serves")
    asked.add_argument("--minutes", type=float, default=10.0)
    asked.add_argument("--at-once", action="store_true", help="all builds share the machine")
    given = asked.parse_args()
    builds = builds_of(given.against, given.run, given.against_run)
    parts = [builds] if given.at_once else [{name: one} for name, one in builds.items()]
    for part in parts:
        with served(part) as servers:
            for name, times in asyncio.run(all_together(servers, given.minutes)).items():
                tell(name, times)


def tell(name: str, times: Times) -> None:
    """Print what the sessions of one build waited for."""
    for what, found in times.items():
        p50, p95 = np.percentile(found, [50, 95])
        figures = f"p50 {p50:.0f}, p95 {p95:.0f}, longest {max(found):.0f} ms"
        counted = f"{len(found)} times, load {os.getloadavg()[0]:.1f}"
        print(f"{what} [{name}]: {figures} ({counted})", flush=True)


if __name__ == "__main__":
    main()
