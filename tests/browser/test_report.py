"""The report of a real run, in a browser that cannot reach any network."""

import subprocess

import pytest

from kgisim.report.formats.html import write_page
from kgisim.report.kinds import make_report
from kgisim.report.scope import Scope

DESKTOP = {"width": 1280, "height": 900}
UNASSIGNED = "\u0378"  # no font has a glyph for it: what missing looks like

pytestmark = pytest.mark.browser

SIZES = """selector => [...document.querySelectorAll(selector)].map(
    one => { const box = one.getBoundingClientRect(); return [box.width, box.height] })"""

# Draw one character and give its pixels: characters without a glyph all look alike.
PIXELS = """character => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 64;
    const pen = canvas.getContext("2d");
    pen.font = "48px " + getComputedStyle(document.body).fontFamily;
    pen.fillText(character, 4, 52);
    return Array.from(pen.getImageData(0, 0, 64, 64).data).join();
}"""


@pytest.fixture(scope="module", params=["ja", "en"])
def language(request):
    return request.param


@pytest.fixture(scope="module")
def file(bundled_run, language, tmp_path_factory):
    """The report as a user gets it."""
    folder = tmp_path_factory.mktemp("report")
    return write_page(make_report(Scope(bundled_run, language)), folder / "report.html")


@pytest.fixture(scope="module")
def opened(chromium, file):
    """The page with everything that went wrong while it opened, and every address it asked for."""
    context = chromium.new_context(viewport=DESKTOP, offline=True)
    page = context.new_page()
    complaints, asked = [], []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(f"failed: {request.url[:200]}"))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri(), wait_until="load")
    yield page, complaints, asked
    context.close()


@pytest.fixture
def page(opened):
    return opened[0]


def test_it_opens_without_a_complaint(opened):
    assert opened[1] == []


def test_it_asks_for_nothing_but_itself(opened, file):
    elsewhere = [url for url in opened[2] if not url.startswith(("data:", "blob:"))]
    assert elsewhere == [file.as_uri()]


def test_it_needs_no_sideways_scrolling_on_a_desktop(page):
    page.set_viewport_size(DESKTOP)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= DESKTOP["width"]


def test_it_needs_no_sideways_scrolling_on_a_phone(page):
    page.set_viewport_size({"width": 390, "height": 844})
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(DESKTOP)
    assert wide <= 390


@pytest.mark.parametrize("selector", ["svg", "img"])
def test_every_picture_has_a_size(page, selector):
    assert [size for size in page.evaluate(SIZES, selector) if min(size) <= 0] == []


def test_there_are_pictures(page):
    assert page.locator("svg, img").count() > 0


def test_it_speaks_the_language_asked_for(page, language):
    assert page.locator("html").get_attribute("lang") == language


def test_every_character_has_a_glyph(page):
    shown = sorted(set(page.locator("body").inner_text()) - set(" \n\t\u00a0\u3000\u200b"))
    missing = page.evaluate(PIXELS, UNASSIGNED)
    assert [one for one in shown if page.evaluate(PIXELS, one) == missing] == []


def test_a_missing_glyph_would_be_noticed(page):
    assert page.evaluate(PIXELS, "医") != page.evaluate(PIXELS, UNASSIGNED)


def test_it_prints_to_pdf_with_its_text(page, language, tmp_path):
    sheet = tmp_path / "report.pdf"
    page.pdf(path=sheet, format="A4")
    text = subprocess.run(["pdftotext", sheet, "-"], capture_output=True, text=True, check=True)
    expected = {"ja": "医療機器", "en": "edical"}[language]
    assert expected in text.stdout
