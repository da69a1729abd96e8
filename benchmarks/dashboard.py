"""How fast the dashboard answers, measured in Chromium and over bare connections.

    python benchmarks/dashboard.py RUN

It serves the run from a process of its own and prints plain figures; the machine's load stands
beside them, because on a busy machine they say little.
"""

import argparse
import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

import numpy as np
from connection import Connection

GOAL = "kgi1b_overseas_ratio"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
MOVES = 60
SESSIONS, TURNS = 15, 12
FORGOTTEN = 30
"""Seconds after which a session without a browser is gone."""

# Move a slider of the board, and wait until what it says is painted.
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
    const slider = find(document, selector), times = [];
    const [low, high] = [Number(slider.min), Number(slider.max)];
    for (let move = 0; move < moves; move += 1) {
        const said = find(document, answer), before = said.textContent;
        const start = performance.now();
        slider.value = low + (high - low) * (0.25 + 0.5 * ((move * 7) % moves) / moves);
        slider.dispatchEvent(new Event("input"));
        while (find(document, answer).textContent === before && performance.now() - start < 3000)
            await painted();
        await painted();
        times.push(performance.now() - start);
        await new Promise(done => setTimeout(done, 100));
    }
    return times;
}"""


def main() -> None:
    """Measure everything and print it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("run", type=Path)
    asked.add_argument("--opened", type=int, default=200, help="sessions opened and closed")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server, address = serve(given.run.resolve(), folder)
        try:
            print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
            in_browser(address)
            tell("lever moved, bare round trip", asyncio.run(alone(address)))
            trips, seconds = asyncio.run(room(address, server.pid))
            tell(f"bare round trip, {SESSIONS} sessions", trips)
            print(f"server's processor time: {1000 * seconds / len(trips):.0f} ms a move")
            over_connections(address, server.pid, given.opened)
        finally:
            server.terminate()
            server.wait()


def serve(run: Path, folder: str) -> tuple[subprocess.Popen, str]:
    """Start the server and wait until it says where it is."""
    command = [sys.executable, "-m", "kgisim", "serve", str(run), "--port", "0"]
    register = f"sqlite:///{folder}/records.sqlite"
    server = subprocess.Popen(
        [*command, "--database", register], stdout=subprocess.PIPE, text=True, cwd=folder
    )
    assert server.stdout is not None
    return server, re.search(r"http://\S+", server.stdout.readline())[0]


def in_browser(address: str) -> None:
    """Measure the first paint, a dragged target and a moved lever."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=[*FLAGS])
        tell("first useful paint", [first_paint(browser, address) for _ in range(5)])
        page = view(browser, address, "target")
        tell("target dragged", page.evaluate(DRAG, ["input[type=range]", ".answer b", MOVES]))
        page.close()
        page = view(browser, address, "scenario")
        asked = ["section.policy input[type=range]", "tr:last-child td:nth-child(3)", MOVES]
        tell("lever moved", page.evaluate(DRAG, asked))
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


async def alone(address: str) -> list[float]:
    """Let one session move a lever again and again; give the bare round trips."""
    session = await Connection.open(address, f"?page=scenario&goal={GOAL}")
    lever = session.levers[0]
    places = [(7 * move) % len(lever["texts"]) for move in range(MOVES)]
    return [await session.move(lever["key"], at) for at in places]


async def room(address: str, pid: int) -> tuple[list[float], float]:
    """Let sessions move levers, each once a second and none like another.

    Gives the round trips, and the processor seconds that the server spent on them.
    """
    query = f"?page=scenario&goal={GOAL}"
    sessions = [await Connection.open(address, query) for _ in range(SESSIONS)]

    async def sit(number: int, session: Connection) -> list[float]:
        lever, trips = session.levers[number % len(session.levers)], []
        await asyncio.sleep(number / SESSIONS)
        for turn in range(TURNS):
            trips.append(
                await session.move(lever["key"], (number + 3 * turn) % len(lever["texts"]))
            )
            await asyncio.sleep(max(0.0, 1.0 - trips[-1] / 1000))
        return trips

    before = spent(pid)
    found = await asyncio.gather(*(sit(number, one) for number, one in enumerate(sessions)))
    return [trip for trips in found for trip in trips], spent(pid) - before


def over_connections(address: str, pid: int, opened: int) -> None:
    """Measure memory by session, and what is left after many were opened and forgotten.

    A page that is asked for makes its session; without a browser it ends after some seconds.
    """
    url = f"{address}?page=target&goal={GOAL}"
    ask(url)
    one = memory(pid)
    for _ in range(SESSIONS):
        ask(url)
    each = (memory(pid) - one) / SESSIONS
    print(f"memory by session: {each:.1f} MB after the first ({one:.0f} MB)")
    time.sleep(FORGOTTEN)
    before = memory(pid)
    for _ in range(opened):
        ask(url)
    time.sleep(FORGOTTEN)
    print(f"after {opened} sessions opened and forgotten: {memory(pid) - before:+.0f} MB")


def ask(url: str) -> None:
    """Open a session."""
    with urlopen(url) as page:
        page.read()


def spent(pid: int) -> float:
    """Return the processor seconds of a process so far."""
    counts = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(counts[11]) + int(counts[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> float:
    """Return the resident memory of a process in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def tell(what: str, times: list[float]) -> None:
    """Print median and 95th percentile in milliseconds."""
    p50, p95 = np.percentile(times, [50, 95])
    print(f"{what}: p50 {p50:.0f} ms, p95 {p95:.0f} ms ({len(times)} times)")


if __name__ == "__main__":
    main()
