"""A film of one meeting: pictures from the overview to the minutes, for whoever changes a page.

From a run of the bundled workspace, into a folder that is made::

    uv run python -m docs.film runs/r0123456789ab film

A meeting of one goal is held in each language on a projector and on a phone. Each leaves one
picture per scene and a strip of all of them; nothing of it is kept in the repository. LibreOffice
shows the minutes.
"""

import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Locator, Page, ViewportSize

from docs.pictures import FADES, LANGUAGES, PATIENCE, SETTLED, chromium, dashboard
from kgisim.presentation.i18n.catalog import text

GOAL = "kgi1b_overseas_ratio"
SIZES: dict[str, ViewportSize] = {
    "projector": {"width": 1920, "height": 1080},
    "phone": {"width": 390, "height": 844},
}
"""Where the meeting is seen."""
SAID = {
    "ja": (
        "施策を尽くせば届く水準である。",
        "過去の伸びを大きく超えており、根拠が足りない。",
        "提案1を採る。",
    ),
    "en": (
        "The level can be reached if the measures are taken.",
        "It asks for far more than the past pace; the grounds are thin.",
        "Proposal 1 is taken.",
    ),
}
"""Reasons of a proposal, a dissent and a decision."""
WHO = {"ja": ("田中", "佐藤", "座長"), "en": ("Tanaka", "Sato", "Chair")}
VOTES = (("A", ""), ("B", ""), ("B", ""), ("C", ""), ("", "71.5"))
"""Letters, or numbers of their own, for which members vote."""
HANDHELD: ViewportSize = {"width": 390, "height": 844}
HIGH = 480
"""Pixels of a strip's height."""


class Meeting:
    """One meeting, in one language, on one screen."""

    def __init__(self, browser: Browser, page: Page, address: str, language: str):
        self._browser, self._page = browser, page
        self._address, self._language = address, language
        page.set_default_timeout(PATIENCE)

    def scenes(self) -> Iterator[tuple[str, bytes]]:
        """Hold the meeting; yield each scene's name and picture."""
        page = self._page
        self._open("overview")
        yield self._seen("overview", page.locator("h1"))
        self._open("meeting")
        yield self._seen("prepared", page.locator("h1"))
        page.get_by_role("checkbox").first.click()
        yield self._seen("agenda", self._button("meeting.begin"))
        self._button("meeting.begin").click()
        self._button("meeting.finish").wait_for()
        self._button("meeting.next").click()
        page.locator("ol.agenda [aria-current]", has_text="KGI 1b").wait_for()
        page.locator("p.timer").wait_for()
        page.wait_for_function(SETTLED)
        page.wait_for_timeout(FADES)
        yield self._seen("begun", page.locator("p.timer"))
        yield self._seen("level", page.locator(".asked"))
        lever = page.locator("input[type=range]").last
        lever.focus()
        lever.press("End")
        lever.press("Tab")
        page.wait_for_url("**levers=**")
        page.wait_for_timeout(1000)
        yield self._seen("lever", lever)
        yield self._seen("chart", page.locator("canvas").first)
        yield from self._ballot()
        for place, kind in enumerate(("propose", "dissent", "decide")):
            self._record(place, kind)
            yield self._seen(kind, page.get_by_label(self._t("minutes.reason"), exact=True))
        yield self._seen("list", page.locator("table").last)
        self._button("meeting.finish").click()
        page.get_by_text(self._t("meeting.summary")).wait_for()
        page.wait_for_timeout(1000)
        yield self._seen("ended", page.locator("h1"))
        with page.expect_download() as taken:
            page.get_by_text(self._t("meeting.minutes")).click()
        minutes = taken.value.path().with_suffix(".docx")
        minutes.write_bytes(taken.value.path().read_bytes())
        with page.expect_download() as taken:
            page.get_by_text(self._t("meeting.summary")).click()
        summary = taken.value.path().with_suffix(".html")
        summary.write_bytes(taken.value.path().read_bytes())
        page.goto(summary.as_uri())
        yield self._seen("summary", page.locator("body"))
        yield "minutes", self._minutes(minutes)

    def _ballot(self) -> Iterator[tuple[str, bytes]]:
        """Hold a vote on phones."""
        page, close = self._page, self._button("ballot.close")
        self._button("ballot.open").click()
        close.wait_for()
        page.wait_for_timeout(2000)
        yield self._seen("ballot", page.locator(".code"))
        address = page.get_by_label(self._t("ballot.address")).input_value()
        for place, (letter, number) in enumerate(VOTES):
            context = self._browser.new_context(viewport=HANDHELD)
            phone = context.new_page()
            phone.goto(address)
            phone.locator("form").first.wait_for()
            if place == 0:
                yield "paper", phone.screenshot()
            if number:
                phone.locator("[name=number]").fill(number)
            else:
                phone.locator(f"[name=choice][value={letter}]").check()
            phone.get_by_role("button", name=self._t("ballot.cast"), exact=True).click()
            phone.get_by_text(self._t("ballot.page.kept")).wait_for()
            phone.wait_for_timeout(1000)
            if place == len(VOTES) - 1:
                phone.locator("#spread").scroll_into_view_if_needed()
                yield "voted", phone.screenshot()
            context.close()
        page.wait_for_timeout(2500)
        yield self._seen("votes", page.locator(".live circle").first)
        close.click()
        self._button("ballot.take_middle").click()
        page.wait_for_timeout(2000)
        yield self._seen("closed", self._button("ballot.take_middle"))

    def _minutes(self, document: Path) -> bytes:
        """Return the first page of the minutes as LibreOffice shows it."""
        with TemporaryDirectory() as folder:
            command = ["soffice", "--headless", "--convert-to", "png", "--outdir", folder]
            subprocess.run([*command, str(document)], check=True, capture_output=True)
            (made,) = Path(folder).glob("*.png")
            return made.read_bytes()

    def _t(self, key: str) -> str:
        return text(key, self._language)

    def _button(self, key: str) -> Locator:
        return self._page.get_by_role("button", name=self._t(key), exact=True)

    def _open(self, name: str) -> None:
        self._page.goto(f"{self._address}?page={name}&goal={GOAL}&language={self._language}")
        self._page.locator("h1").wait_for()
        self._page.wait_for_function(SETTLED)
        self._page.wait_for_timeout(FADES)

    def _record(self, place: int, kind: str) -> None:
        page = self._page
        if place:
            page.get_by_label(self._t("minutes.kind")).click()
            page.locator("li", has_text=self._t(f"minutes.kinds.{kind}")).first.click()
        page.get_by_label(self._t("minutes.author"), exact=True).fill(WHO[self._language][place])
        page.get_by_label(self._t("minutes.reason"), exact=True).fill(SAID[self._language][place])
        self._button("minutes.keep").click()
        page.locator("td", has_text=SAID[self._language][place]).first.wait_for()
        page.wait_for_timeout(500)

    def _seen(self, name: str, at: Locator) -> tuple[str, bytes]:
        at.first.evaluate("one => one.scrollIntoView({block: 'center'})")
        self._page.wait_for_timeout(300)
        return name, self._page.screenshot(timeout=PATIENCE)


def strip(pictures: list[bytes]) -> Image.Image:
    """Set pictures side by side."""
    seen = [Image.open(BytesIO(one)).convert("RGB") for one in pictures]
    small = [one.resize((round(one.width * HIGH / one.height), HIGH)) for one in seen]
    whole = Image.new("RGB", (sum(one.width + 8 for one in small), HIGH), "white")
    place = 0
    for one in small:
        whole.paste(one, (place, 0))
        place += one.width + 8
    return whole


def film(browser: Browser, address: str, folder: Path) -> None:
    """Hold all meetings, and write their pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    for size, viewport in SIZES.items():
        for language in LANGUAGES:
            page = browser.new_page(viewport=viewport)
            taken = []
            for number, (name, picture) in enumerate(
                Meeting(browser, page, address, language).scenes(), start=1
            ):
                (folder / f"{size}.{language}.{number:02}.{name}.png").write_bytes(picture)
                taken.append(picture)
            strip(taken).save(folder / f"{size}.{language}.png")
            page.close()


def main(run: str, folder: str) -> None:
    """Make the film of a run; what is recorded meanwhile is thrown away."""
    with TemporaryDirectory() as records:
        register = f"sqlite:///{records}/records.sqlite"
        served = dashboard(Path(run), "--database", register)
        with served as address, chromium() as browser:
            film(browser, address, Path(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
