"""Work beside a page ends in a change of its own, which waits for the lock of the page."""

import time
from types import SimpleNamespace

import panel_material_ui as pmui
import pytest
from bokeh.document import Document
from panel.io.state import set_curdoc

from kgisim.app.background import OneAtATime, work_then
from kgisim.errors import RequestError


def fail():
    raise RequestError("proposal.no_register")


@pytest.fixture
def document():
    made, session = Document(), SimpleNamespace()
    made._session_context = lambda: session
    return made


def what_follows(document):
    """Return the changes that wait for the lock of the page, once there are any."""
    deadline = time.monotonic() + 30
    while not document.session_callbacks and time.monotonic() < deadline:
        time.sleep(0.01)
    return document.session_callbacks


def test_without_a_page_all_is_done_at_once():
    seen = []
    work_then(lambda: 3, lambda done: seen.append(done.result()))
    assert seen == [3]


@pytest.mark.parametrize("work", [lambda: 3, fail], ids=["returns", "raises"])
def test_what_follows_waits_for_the_page(document, work):
    seen = []
    with set_curdoc(document):
        work_then(work, seen.append)
    (scheduled,) = what_follows(document)
    assert seen == []
    assert not getattr(scheduled.callback, "nolock", False)
    scheduled.callback()
    (done,) = seen
    assert done.exception() is None if work is not fail else done.exception() is not None


@pytest.mark.parametrize("work", [lambda: 3, fail], ids=["returns", "raises"])
def test_a_button_pressed_while_its_work_goes_on_does_nothing(document, work):
    button, seen = pmui.Button(), []
    one = OneAtATime(button)
    with set_curdoc(document):
        one.work_then(work, seen.append)
        one.work_then(work, seen.append)
    (scheduled,) = what_follows(document)
    assert button.styles["pointer-events"] == "none"
    scheduled.callback()
    assert len(seen) == 1
    assert button.styles["pointer-events"] == "auto"
    one.work_then(work, seen.append)
    assert len(seen) == 2


def test_a_button_is_never_switched_off(document):
    # the browser writes back what it has drawn of that: "off" may come last, and stay
    button, seen = pmui.Button(), []
    button.param.watch(seen.append, "disabled")
    with set_curdoc(document):
        OneAtATime(button).work_then(lambda: 3, seen.append)
    (scheduled,) = what_follows(document)
    scheduled.callback()
    assert [type(one).__name__ for one in seen] == ["Future"]


def test_what_follows_may_begin_the_work_again():
    seen = []
    one = OneAtATime(pmui.Button())
    one.work_then(lambda: 3, lambda _: one.work_then(lambda: 4, seen.append))
    assert seen[0].result() == 4
