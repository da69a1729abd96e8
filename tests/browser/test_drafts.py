"""What is written stays in the tab, and so does a name recorded before the browser listened."""

from pathlib import Path

import pytest

from kgisim.app import browser

pytestmark = pytest.mark.browser
MODULE = Path(browser.__file__).with_name("drafts.js")
ADDRESS = "http://form.invalid/"
FORM = """<!doctype html><div id=form></div><script>
const form = document.getElementById("form").attachShadow({mode: "open"});
form.innerHTML = `<label for=who>Name</label><input id=who value="Tanaka">
<label for=why>Reason</label><textarea id=why></textarea>
<label for=other>Other</label><input id=other>`;
</script>"""
LISTEN = """async ([source, kept, author]) => {
    Object.entries(kept).forEach(([name, text]) => sessionStorage.setItem(name, text));
    const link = URL.createObjectURL(new Blob([source], {type: "text/javascript"}));
    const {render} = await import(link);
    const sent = [];
    const model = {
        scope: "share", fields: {Name: "author", Reason: "reason"}, receipt: "r1", author,
        on: () => {}, send_msg: (one) => sent.push(one),
    };
    render({model, el: document.createElement("div")});
    return sent;
}"""
STORED = "() => ({...sessionStorage})"


@pytest.fixture
def form(chromium):
    """A form on a page of its own, which nothing listens to yet."""
    page = chromium.new_page()
    page.set_default_timeout(10_000)
    page.route(ADDRESS, lambda asked: asked.fulfill(content_type="text/html", body=FORM))
    page.goto(ADDRESS)
    yield page
    page.close()


def listen(form, author="", **kept):
    """Let the program listen, and return what it tells the server."""
    return form.evaluate(LISTEN, [MODULE.read_text("utf-8"), kept, author])


def test_a_name_that_was_recorded_before_anybody_listened_is_kept(form):
    assert listen(form, "Suzuki") == []
    assert form.evaluate(STORED) == {"kgisim::author": "Suzuki"}


def test_a_name_that_was_written_since_is_not_replaced(form):
    listen(form, "Suzuki", **{"kgisim::author": "Sato"})
    assert form.evaluate(STORED) == {"kgisim::author": "Sato"}


def test_a_name_that_nobody_has_written_is_not_kept(form):
    assert listen(form) == []
    assert form.evaluate(STORED) == {}


def test_what_is_written_later_is_kept_and_what_was_kept_before_goes_to_the_server(form):
    before = {"kgisim:share:reason": "before", "kgisim:share:receipt": "r0"}
    assert listen(form, **before) == [{"reason": "before", "receipt": "r0"}]
    form.get_by_label("Reason").fill("after")
    assert form.evaluate(STORED) == before | {"kgisim:share:reason": "after"}
