"""The dashboard in a browser: what a member sees, moves and shares."""

import re

import pytest

from kgisim.app.pages import load_pages
from kgisim.workspace import Workspace
from tests.browser.conftest import PATIENCE

pytestmark = pytest.mark.browser
PAGES = list(load_pages(Workspace.bundled()))
CHANCE = ".answer.package b"
TOLD = ".answers ~ div[role=status]"
SLIDER = "input[type=range]"


@pytest.fixture(scope="module")
def dashboard(shared):
    """Address of one server for all tests that change nothing but their own session."""
    return shared.address


def watched(page, address):
    """Open a view and note what goes wrong, and what is asked of whom."""
    page.complaints, page.asked = [], []
    page.on(
        "console",
        lambda line: page.complaints.append(line.text) if line.type == "error" else None,
    )
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(address)
    page.locator("h1").wait_for()
    return page


@pytest.fixture
def opened(visit, dashboard):
    return lambda query: watched(visit("about:blank"), f"{dashboard}?{query}")


@pytest.fixture(scope="module", params=PAGES)
def seen(request, chromium, dashboard):
    """Open each page once for all tests that look at it."""
    context = chromium.new_context(viewport={"width": 1440, "height": 1600})
    context.set_default_timeout(PATIENCE)
    page = watched(context.new_page(), f"{dashboard}?page={request.param}&goal=share&language=ja")
    for form in page.get_by_role("button", name="記録する欄を開く").all():
        form.click()
        page.get_by_label("理由", exact=True).wait_for()
    settle(page)
    yield page
    context.close()


def settle(page):
    """Wait until everything that arrived is laid out and painted."""
    page.wait_for_function("Bokeh.documents.length && Bokeh.documents.every(one => one.is_idle)")
    page.wait_for_timeout(500)


def target(opened, more=""):
    page = opened(f"page=target&goal=share{more}")
    page.locator(CHANCE).wait_for()
    return page


def test_a_page_opens_without_a_complaint_and_asks_only_this_machine(seen, dashboard):
    elsewhere = [url for url in seen.asked if not url.startswith((dashboard, "data:", "blob:"))]
    assert (seen.complaints, elsewhere) == ([], [])


# Everything that ends right of the window, but for what is scrolled by itself.
CUT = """room => {
    const cut = [];
    const look = (root) => {
        for (const one of root.querySelectorAll("*")) {
            if (one.closest(".scroll")) continue;
            const { width, right } = one.getBoundingClientRect();
            if (width && right > window.innerWidth + room) cut.push(`${one.tagName} ${right}`);
            if (one.shadowRoot) look(one.shadowRoot);
        }
    };
    look(document);
    return cut;
}"""
ROOM = 6
"""Pixels by which Bokeh's boxes reach beyond the frame that clips them."""


def test_a_page_fits_screens_of_every_width_and_is_printed_to_its_end(seen):
    for width in (1920, 1024, 768, 390, 1440):
        seen.set_viewport_size({"width": width, "height": 900})
        settle(seen)
        assert seen.evaluate(CUT, ROOM) == [], width
    seen.emulate_media(media="print")
    seen.wait_for_timeout(300)
    hidden = seen.locator("main").evaluate("one => one.scrollHeight - one.clientHeight")
    assert abs(hidden) <= 1
    assert not seen.locator("header").is_visible()
    seen.emulate_media(media="screen")


def serious(page):
    """Return what axe finds that keeps people out."""
    from axe_playwright_python.sync_playwright import Axe

    tags = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
    return [
        (one["id"], one["nodes"][0]["html"][:150])
        for one in Axe().run(page, options=tags).response["violations"]
        if one["impact"] in ("serious", "critical")
    ]


def test_a_page_has_no_serious_finding_of_axe_in_either_language(seen):
    from playwright.sync_api import expect

    title = seen.locator("h1").first
    japanese = title.inner_text()
    assert serious(seen) == []
    seen.get_by_text("English", exact=True).click()
    expect(title).not_to_have_text(japanese)
    settle(seen)
    assert serious(seen) == []
    assert seen.complaints == []


def test_a_target_is_answered_without_asking_the_server_and_stands_in_the_address(opened):
    page = target(opened)
    before = [page.locator(CHANCE).inner_text(), page.locator(TOLD).inner_text()]
    # read within the very step of the browser in which the level moves: no server answers in it
    moved = """(slider, places) => {
        slider.value = slider.min;
        slider.dispatchEvent(new Event("input", { bubbles: true }));
        return places.map((place) => slider.getRootNode().querySelector(place).innerText);
    }"""
    after = page.locator(SLIDER).first.evaluate(moved, [CHANCE, TOLD])
    assert before[0] != after[0]
    assert before[1] != after[1]
    page.locator("input[type=number]").first.fill("42")
    page.keyboard.press("Tab")
    page.wait_for_url("**target=42**")


def test_a_link_restores_a_level_that_is_explained_copied_and_taken_back(opened):
    page = target(opened, "&target=42&language=en")
    assert page.locator("input[type=number]").first.input_value() == "42"
    assert page.locator("html").get_attribute("lang") == "en"
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for button, expected in (
        ("Copy the sentences", page.locator(TOLD).inner_text()),
        ("Copy the link", page.url),
    ):
        page.get_by_role("button", name=button).click()
        page.get_by_text("Copied.").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == expected
    page.get_by_text("What does this mean?").click()
    assert page.get_by_text("It is no prophecy").is_visible()
    page.get_by_role("button", name="Back to the example").click()
    page.wait_for_function("!location.search.includes('target=42')")
    assert page.locator("input[type=number]").first.input_value() != "42"


def test_a_word_shows_its_meaning_to_whoever_uses_the_keyboard(opened):
    from playwright.sync_api import expect

    page = target(opened, "&language=en")
    word, meaning = page.locator("button.term", has_text="Pace"), page.locator("#term-pace")
    word.first.focus()
    expect(meaning.first).to_be_hidden()
    page.keyboard.press("Enter")
    expect(meaning.first).to_be_visible()
    page.keyboard.press("Escape")
    expect(meaning.first).to_be_hidden()
    expect(word.first).to_be_focused()


def test_a_bad_link_is_said_and_ignored(opened):
    page = opened("target=much&language=en")
    assert "cannot be used and was ignored" in page.get_by_role("status").first.inner_text()


def test_language_and_page_change_without_loading_anything_again(opened):
    page = target(opened, "&language=ja")
    page.evaluate("window.wasHere = true")
    page.get_by_text("English", exact=True).click()
    page.locator("h1", has_text="Target").wait_for()
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator("nav a", has_text="Scenarios").click()
    page.locator("h1", has_text="Scenarios").wait_for()
    assert "page=scenario" in page.url
    assert page.evaluate("window.wasHere")


def test_a_moved_lever_changes_the_answers(opened):
    from playwright.sync_api import expect

    page = opened("page=scenario&goal=share&scenario=policy&language=en")
    cell = page.locator("tr", has_text="Both changed").locator("td").first
    before = cell.inner_text()
    page.locator("section.policy input[type=checkbox]").first.uncheck()
    expect(cell).not_to_have_text(before)
    page.get_by_role("button", name="Undo").first.click()
    expect(cell).to_have_text(before)
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)


# Move a slider and read the table before anybody else can have a say.
MOVE = """(at) => {
    const all = (root, wanted) => [...root.querySelectorAll("*")].flatMap(one => [
        ...(one.matches(wanted) ? [one] : []),
        ...(one.shadowRoot ? all(one.shadowRoot, wanted) : []),
    ]);
    const slider = all(document, "section.policy input[type=range]")[0];
    slider.value = at;
    slider.dispatchEvent(new Event("input"));
    return all(document, "tbody tr").map(one => one.innerText).join();
}"""


def test_an_answer_shown_before_the_server_is_asked_is_the_servers_own(opened):
    page = opened("page=scenario&goal=share&scenario=policy&language=en")
    lever = page.locator("section.policy input[type=range]").first
    lever.hover()
    page.wait_for_function(f"({MOVE})(0) !== ({MOVE})(40)")
    answer = page.evaluate(MOVE, 40)
    lever.dispatch_event("change")
    page.wait_for_url("**levers=**")
    page.reload()
    page.locator("tbody tr").last.wait_for()
    said = page.locator("tbody tr").all_inner_texts()
    assert ",".join(said) == answer
    assert page.complaints == []


def test_measures_and_the_world_are_two_groups(opened):
    page = opened("page=scenario&goal=share&scenario=both&language=en")
    heads = page.locator("section h2").all_inner_texts()
    colours = {
        page.locator(f"section.{kind} h2").evaluate("one => getComputedStyle(one).backgroundColor")
        for kind in ("policy", "world")
    }
    assert len(heads) == 2
    assert len(colours) == 2


def test_everything_in_the_menu_is_reached_with_the_keyboard(opened):
    page = opened("page=overview")
    page.locator("nav a").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**page={PAGES[1]}**")


FOCUSED = """() => {
    let one = document.activeElement;
    while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
    return [one.textContent, one.labels?.[0]?.textContent];
}"""


def test_a_statement_is_written_with_the_keyboard_alone_where_its_form_is_made_late(opened):
    page = target(opened)
    assert page.get_by_label("理由", exact=True).count() == 0
    for _ in range(200):
        page.keyboard.press("Tab")
        if "理由" in page.evaluate(FOCUSED):
            break
        if page.get_by_role("button", name="記録する欄を開く").count() == 0:
            page.get_by_label("理由", exact=True).wait_for()
    page.keyboard.type("届く水準である。")
    assert page.get_by_label("理由", exact=True).input_value() == "届く水準である。"
    assert page.complaints == []


def sent_back(page):
    """Return the kinds of models that the browser defines in what it sends from now on."""
    kinds = []

    def look(sent):
        if isinstance(sent, str):
            kinds.extend(re.findall(r'"type":"object","name":"([^"]+)"', sent))

    page.on("websocket", lambda line: line.on("framesent", look))
    return kinds


# Follow a link in the heading of the page, which the server has made since it last heard anything.
FOLLOW = """() => {
    const all = (root) => [...root.querySelectorAll("*")].flatMap(one => [
        one, ...(one.shadowRoot ? all(one.shadowRoot) : []),
    ]);
    const link = document.createElement("a");
    link.dataset.go = "page=data";
    all(document).find(one => one.matches("h1")).append(link);
    link.click();
}"""


def test_the_browser_names_models_that_the_server_sent_and_never_sends_them_back(opened):
    page = opened("page=glossary&goal=share")
    kinds = sent_back(page)
    page.reload()
    page.locator("h1").wait_for()
    settle(page)
    page.get_by_role("link", name="一覧").first.click()
    page.wait_for_url("**page=overview**")
    settle(page)
    page.evaluate(FOLLOW)
    page.wait_for_url("**page=data**")
    settle(page)
    assert kinds == []
    assert page.complaints == []


def test_a_page_of_another_origin_is_not_served(dashboard):
    import socket
    from urllib.parse import urlsplit

    place = urlsplit(dashboard)
    ask = (
        f"GET /ws HTTP/1.1\r\nHost: {place.netloc}\r\nOrigin: http://elsewhere.example\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Sec-WebSocket-Protocol: bokeh, token\r\n\r\n"
    )
    with socket.create_connection((place.hostname, place.port), timeout=30) as line:
        line.sendall(ask.encode())
        assert line.recv(100).split()[1] == b"403"
