"""How fast the dashboard answers, measured in Chromium and over bare connections.

    python benchmarks/dashboard.py RUN

It serves the run from a process of its own and prints plain figures; the machine's load stands
beside them, because on a busy machine they say little.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

import numpy as np

GOAL = "kgi1b_overseas_ratio"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
MOVES = 60
SESSIONS = 15
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
    """Measure the first paint, a dragged target, a moved lever, and a room of sessions."""
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
        tell(f"round trip, {SESSIONS} sessions", room(browser, address))
        browser.close()


def view(browser, address: str, page: str):
    """Open a page of one goal and wait for its sliders."""
    opened = browser.new_page(viewport={"width": 1440, "height": 1000})
    opened.goto(f"{address}?page={page}&goal={GOAL}")
    opened.locator("input[type=range]").first.wait_for(timeout=60_000)
    opened.wait_for_timeout(2000)
    return opened


def first_paint(browser, address: str) -> float:
    """Give the milliseconds until the heading of the overview is there."""
    page = browser.new_page()
    start = time.perf_counter()
    page.goto(address)
    page.locator("h1").wait_for(timeout=60_000)
    taken = 1000 * (time.perf_counter() - start)
    page.close()
    return taken


def room(browser, address: str) -> list[float]:
    """Let sessions move a lever in turn, each once a second; give the round trips of the frames."""
    trips, pages = [], []
    for _ in range(SESSIONS):
        page = browser.new_page(viewport={"width": 1440, "height": 1000})
        page.on("websocket", lambda line: listen(line, trips))
        page.goto(f"{address}?page=scenario&goal={GOAL}")
        pages.append(page)
    for page in pages:
        page.locator("input[type=range]").first.wait_for(timeout=120_000)
    trips.clear()
    for turn in range(5):
        for page in pages:
            start = time.perf_counter()
            slider = page.locator("section.policy input[type=range]").first
            slider.evaluate(
                "(one, at) => { one.value = at; one.dispatchEvent(new Event('input')) }", 5 + turn
            )
            page.wait_for_timeout(max(0, 1000 / SESSIONS - 1000 * (time.perf_counter() - start)))
    pages[0].wait_for_timeout(1000)
    for page in pages:
        page.close()
    return trips


def listen(line, trips: list[float]) -> None:
    """Time from a frame that is sent to the next that comes."""
    sent: list[float] = []
    line.on("framesent", lambda _: sent.append(time.perf_counter()))

    def received(_: object) -> None:
        if sent:
            trips.append(1000 * (time.perf_counter() - sent[0]))
            sent.clear()

    line.on("framereceived", received)


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


def memory(pid: int) -> float:
    """Give the resident memory of a process in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024


def tell(what: str, times: list[float]) -> None:
    """Print median and 95th percentile in milliseconds."""
    p50, p95 = np.percentile(times, [50, 95])
    print(f"{what}: p50 {p50:.0f} ms, p95 {p95:.0f} ms ({len(times)} times)")


if __name__ == "__main__":
    main()
