"""What a browser shows, and when: measured in Chromium."""

import asyncio
import time
from urllib.parse import urlencode

import numpy as np
from served import GOAL, sitting

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")
MOVES = 60
READING = 2_000
"""Milliseconds between a hand that comes near a lever and its first move."""

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


def in_browser(name: str, address: str) -> None:
    """Measure the first paint, a dragged target and moved levers."""
    from playwright.sync_api import sync_playwright

    row = "tr:last-child td:nth-child(3)"
    # that sits already, about one goal with its first lever; Playwright has a loop of its own
    meeting = asyncio.run(sitting(address))
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
        page = view(browser, address, "meeting", meeting)
        asked = [".lever input[type=range]", ".answer.package b", MOVES]
        page.locator(asked[0]).first.hover()
        page.wait_for_timeout(READING)
        tell(f"lever of a meeting, painted [{name}]", page.evaluate(DRAG, asked))
        page.close()
        browser.close()


def view(browser, address: str, page: str, more: dict[str, str] | None = None):
    """Open a page of one goal and wait for its sliders."""
    opened = browser.new_page(viewport={"width": 1440, "height": 1000})
    opened.goto(f"{address}?{urlencode({'page': page, 'goal': GOAL, **(more or {})})}")
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


def tell(what: str, times: list[float]) -> None:
    """Print median and 95th percentile in milliseconds."""
    p50, p95 = np.percentile(times, [50, 95])
    print(f"{what}: p50 {p50:.0f} ms, p95 {p95:.0f} ms ({len(times)} times)", flush=True)
