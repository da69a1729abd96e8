"""How fast the dashboard answers, measured over bare connections and in Chromium.

    python benchmarks/dashboard.py RUN [--against FOLDER]

It serves the run from a process of its own and prints plain figures. With ``--against`` the program
in another folder, a checkout of an earlier revision, is measured beside it: each figure is taken of
one after the other, because on a busy machine figures of different hours say little.
"""

import argparse
import asyncio
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import numpy as np
from connection import Connection

GOAL = "kgi1b_overseas_ratio"
ROOT = Path(__file__).parents[1]
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
MOVES = 60
SESSIONS, TURNS = 15, 12
OPENED_EVERY = 0.5
"""Seconds between the pages that somebody else opens."""
GUESSERS, ASKED = 8, 60
"""People who guess passwords, and requests of others meanwhile."""
LOCKED = 4.0
"""Seconds for which another program holds the register."""
SETTLING, STAGE = 50, 100
"""Sessions after which a server has what it needs for its work, and between two looks at it."""
READING = 2_000
"""Milliseconds between a hand that comes near a lever and its first move."""
FORGOTTEN = 25
"""Seconds after which a session without a browser is gone."""

# Move a slider of the board, and wait until the first frame after what it says has changed. The
# answer is found once and observed: to search the page in every frame would slow what is measured.
DRAG = """async ([selector, answer, moves]) => {
    const find = (root, wanted) => {
        const here = root.querySelector(wanted);
        if (here) return here;
        for (const one of root.querySelectorAll("*")) {
            const inner = one.shadowRoot && find(one.shadowRoot, wanted);
            if (inner) return inner;
        }
    };
    const painted = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
    const slider = find(document, selector), sheet = find(document, answer).closest(".sheet");
    const changed = () => new Promise(done => {
        const end = setTimeout(done, 3000);
        const seen = new MutationObserver(() => { seen.disconnect(); clearTimeout(end); done(); });
        seen.observe(sheet, { childList: true, characterData: true, subtree: true });
    });
    const [low, high] = [Number(slider.min), Number(slider.max)], times = [];
    for (let move = 0; move < moves; move += 1) {
        const said = changed(), start = performance.now();
        slider.value = low + (high - low) * (0.25 + 0.5 * ((move * 7) % moves) / moves);
        slider.dispatchEvent(new Event("input"));
        await said;
        await painted();
        times.push(performance.now() - start);
        await new Promise(done => setTimeout(done, 100));
    }
    return times;
}"""


class Served:
    """A server of a build in a process of its own."""

    def __init__(self, build: Path, run: Path, folder: str, *options: str):
        self.register = Path(folder) / f"records{time.monotonic_ns()}.sqlite"
        command = [sys.executable, "-m", "kgisim", "serve", str(run), "--port", "0", *options]
        self._process = subprocess.Popen(
            [*command, "--database", f"sqlite:///{self.register}"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # refused passwords are logged there
            text=True,
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(build)},
        )
        assert self._process.stdout is not None
        self.address = re.search(r"http://\S+", self._process.stdout.readline())[0]

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    def end(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.wait()


@contextmanager
def served(builds: dict[str, Path], run: Path, *options: str) -> Iterator[dict[str, Served]]:
    """Serve a run by every build."""
    with tempfile.TemporaryDirectory() as folder:
        servers: dict[str, Served] = {}
        try:
            for name, build in builds.items():
                servers[name] = Served(build, run, folder, *options)
            yield servers
        finally:
            for one in servers.values():
                one.end()


def main() -> None:
    """Measure everything and print it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("run", type=Path)
    asked.add_argument("--against", type=Path, help="folder of another build")
    asked.add_argument(
        "--opened", type=int, default=500, help="sessions opened and closed; 0: none"
    )
    asked.add_argument("--without-browser", action="store_true")
    asked.add_argument("--only", default="", help="a word of what is measured")
    given = asked.parse_args()
    run = given.run.resolve()
    builds = {"other": given.against.resolve()} if given.against else {}
    builds["this"] = ROOT
    with served(builds, run) as servers:
        for what, measure in ALONE.items():
            if given.only in what:
                compare(what, servers, measure)
        if not given.without_browser:
            for name, one in servers.items():
                in_browser(name, one.address)
        if given.opened:
            for name, one in servers.items():
                remember(name, one, given.opened)
    with tempfile.TemporaryDirectory() as folder:
        users = user_file(Path(folder))
        with served(builds, run, "--auth", str(users)) as servers:
            compare(f"page of the login while {GUESSERS} guess passwords", servers, guessed)


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


async def opened(address: str, page: str) -> Connection:
    """Open a page of the goal, the meeting as one that sits already."""
    asked = {"page": page, "goal": GOAL}
    if page == "meeting":
        levers = (await opened(address, "scenario")).levers
        asked |= {"chosen": levers[0]["key"], "started": "20260101T000000.0"}
    return await Connection.open(address, f"?{urlencode(asked)}")


def opened_at_once(one: Served) -> list[float]:
    """Open the target page for all at once; return when each had its document."""

    async def all_at_once() -> list[float]:
        start = time.perf_counter()

        async def come() -> float:
            await opened(one.address, "target")
            return 1000 * (time.perf_counter() - start)

        return await asyncio.gather(*(come() for _ in range(SESSIONS)))

    return asyncio.run(all_at_once())


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


def fetched(url: str, body: bytes | None = None) -> float:
    """Ask for something, and return the milliseconds until it is there."""
    start = time.perf_counter()
    try:
        with urlopen(Request(url, body)) as answer:
            answer.read()
    except OSError as error:  # a refused password is an answer
        getattr(error, "close", lambda: None)()
    return 1000 * (time.perf_counter() - start)


ALONE: dict[str, Measure] = {
    "lever moved, bare round trip": lever,
    "lever of a meeting": lever_in_meeting,
    "lever while the target page is opened": lever_while_opened,
    f"target page opened by {SESSIONS} at once": opened_at_once,
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


def in_browser(name: str, address: str) -> None:
    """Measure the first paint, a dragged target and moved levers."""
    from playwright.sync_api import sync_playwright

    row = "tr:last-child td:nth-child(3)"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=[*FLAGS])
        tell(f"first useful paint [{name}]", [first_paint(browser, address) for _ in range(5)])
        page = view(browser, address, "target")
        asked = ["input[type=range]", ".answer b", MOVES]
        tell(f"target dragged, painted [{name}]", page.evaluate(DRAG, asked))
        page.close()
        page = view(browser, address, "scenario")
        asked = ["section.policy input[type=range]", row, MOVES]
        page.locator(asked[0]).first.hover()
        page.wait_for_timeout(READING)
        tell(f"lever moved, painted [{name}]", page.evaluate(DRAG, asked))
        page.close()
        browser.close()


def view(browser, address: str, page: str):
    """Open a page of one goal and wait for its sliders."""
    opened = browser.new_page(viewport={"width": 1440, "height": 1000})
    opened.goto(f"{address}?page={page}&goal={GOAL}")
    opened.locator("input[type=range]").first.wait_for(timeout=60_000)
    opened.wait_for_timeout(2000)
    return opened


def first_paint(browser, address: str) -> float:
    """Return the milliseconds until the heading of the overview is there."""
    page = browser.new_page()
    start = time.perf_counter()
    page.goto(address)
    page.locator("h1").wait_for(timeout=60_000)
    taken = 1000 * (time.perf_counter() - start)
    page.close()
    return taken


def remember(name: str, one: Served, opened: int) -> None:
    """Measure memory by session, and what is left after many were opened, used and closed.

    Each is a page with its connection, on which a lever is moved. A session without a browser ends
    after some seconds.
    """
    url = f"{one.address}?page=target&goal={GOAL}"
    fetched(url)
    before = memory(one.pid)
    for _ in range(SESSIONS):
        fetched(url)
    each = (memory(one.pid) - before) / SESSIONS
    print(
        f"memory by session [{name}]: {each:.1f} MB after the first ({before:.0f} MB)", flush=True
    )
    asyncio.run(_used(one.address, SETTLING))
    time.sleep(FORGOTTEN)
    before = memory(one.pid)
    for done in range(0, opened, STAGE):
        asyncio.run(_used(one.address, min(STAGE, opened - done)))
        print(f"  {done + STAGE} opened: {memory(one.pid) - before:+.0f} MB", flush=True)
    time.sleep(FORGOTTEN)
    left = memory(one.pid) - before
    print(f"after {opened} sessions opened and closed [{name}]: {left:+.0f} MB", flush=True)


async def _used(address: str, count: int) -> None:
    """Open sessions one after the other, move a lever in every other one, and close them."""
    for number in range(count):
        session = await opened(address, ("scenario", "overview", "scenario", "target")[number % 4])
        if session.levers:
            await session.move(session.levers[0]["key"], number % 40)
        session.close()


def memory(pid: int) -> float:
    """Return the resident memory of a process in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def tell(what: str, times: list[float]) -> None:
    """Print median and 95th percentile in milliseconds."""
    p50, p95 = np.percentile(times, [50, 95])
    print(f"{what}: p50 {p50:.0f} ms, p95 {p95:.0f} ms ({len(times)} times)", flush=True)


if __name__ == "__main__":
    main()
