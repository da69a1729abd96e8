"""The pictures of the README: a page of the dashboard and a brief, in each language.

From a run of the bundled workspace::

    uv run python -m docs.pictures runs/r0123456789ab

Beside each picture lies the text of the page that it shows; a test opens the pages again and fails
where their words have changed.
"""

import re
import subprocess
import sys
from calendar import month_name
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

import kgisim as kg
from kgisim.api.runs import OpenRun
from kgisim.io import write_whole

FOLDER = Path(__file__).parent / "pictures"
CHROMIUM = "/usr/bin/chromium"
LANGUAGES = ("en", "ja")
VIEW = "page=target&goal=kgi1b_overseas_ratio&target=85"
"""What the picture of the dashboard shows: a level of one goal, far from where verdicts change."""
SIZE: ViewportSize = {"width": 1280, "height": 960}
COLOURS = 64
"""Colours of a picture: enough for charts and text, and a third of the bytes."""
SETTLED = """() => {
  const all = root => [...root.querySelectorAll("*")].flatMap(
    one => [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])]
  );
  const veils = all(document).filter(one => one.classList.contains("MuiBackdrop-root"));
  return veils.every(one => getComputedStyle(one).visibility === "hidden");
}"""
"""Whether the veil that lies over a page while it is built has gone."""
FADES = 5_000
"""Milliseconds after which the first veil has come and gone."""
PATIENCE = 120_000
"""Milliseconds that a machine with other work may take."""
RUN, NUMBER = r"\br[0-9a-f]{12}\b", r"[−+]?\d[\d.,]*"
MONTH = rf"\b(?:{'|'.join(month_name[1:])})(?= \d)"
"""What differs from run to run and from day to day."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser that looks at the pages."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def dashboard(run: Path, *options: str) -> Iterator[str]:
    """Serve a run, and yield the address of the dashboard."""
    command = [sys.executable, "-m", "kgisim", "serve", str(run.resolve()), "--port", "0"]
    server = subprocess.Popen(
        [*command, *options], stdout=subprocess.PIPE, text=True, cwd=run.resolve().parent
    )
    assert server.stdout is not None
    try:
        found = re.search(r"http://\S+", server.stdout.readline())
        assert found is not None
        yield found[0]
    finally:
        server.kill()
        server.communicate()


def pages(run: OpenRun, browser: Browser, folder: Path) -> Iterator[tuple[str, Page]]:
    """Open each page that a picture shows, and yield it with the name of the picture.

    Parameters
    ----------
    folder
        Where the briefs are written.
    """
    with dashboard(run.path) as address:
        for language in LANGUAGES:
            page = browser.new_page(viewport=SIZE)
            page.set_default_timeout(PATIENCE)
            page.goto(f"{address}?{VIEW}&language={language}")
            page.locator("h1").wait_for()
            page.locator(".answer.package b").wait_for()
            page.wait_for_function(SETTLED)
            page.wait_for_timeout(FADES)
            yield f"dashboard.{language}", page
            page.close()
    for language in LANGUAGES:
        file = run.report(folder / f"brief.{language}.html", kind="brief", language=language)
        page = browser.new_page(viewport=SIZE)
        page.goto(file.as_uri())
        yield f"brief.{language}", page
        page.close()


def words(page: Page) -> str:
    """Return what a page says; its numbers, days, and what is named by one are those of its run."""
    said = page.locator("body").aria_snapshot(timeout=PATIENCE)
    for what, kept in ((RUN, "r#"), (MONTH, "#"), (NUMBER, "#")):
        said = re.sub(what, kept, said)
    return said + "\n"


def picture(page: Page) -> bytes:
    """Photograph what one sees without scrolling, in few colours."""
    seen = Image.open(BytesIO(page.screenshot(timeout=PATIENCE))).convert("RGB")
    small, file = seen.quantize(COLOURS, dither=Image.Dither.NONE), BytesIO()
    small.save(file, "PNG", optimize=True)
    return file.getvalue()


def main(run: OpenRun) -> None:
    """Make all pictures, and write the text of each beside it."""
    FOLDER.mkdir(exist_ok=True)
    with chromium() as browser, TemporaryDirectory() as folder:
        for name, page in pages(run, browser, Path(folder)):
            write_whole(FOLDER / f"{name}.png", picture(page))
            write_whole(FOLDER / f"{name}.txt", words(page).encode())


if __name__ == "__main__":
    main(kg.open_run(sys.argv[1]))
