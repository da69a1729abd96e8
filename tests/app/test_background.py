"""Work beside a page ends in a change of its own, which waits for the lock of the page."""

import time
from types import SimpleNamespace

import pytest
from bokeh.document import Document
from panel.io.state import set_curdoc

from kgisim.app.background import work_then
from kgisim.errors import RequestError


def fail():
    raise RequestError("proposal.no_register")


def test_without_a_page_all_is_done_at_once():
    seen = []
    work_then(lambda: 3, lambda done: seen.append(done.result()))
    assert seen == [3]


@pytest.mark.parametrize("work", [lambda: 3, fail], ids=["returns", "raises"])
def test_what_follows_waits_for_the_page(work):
    document, session, seen = Document(), SimpleNamespace(), []
    document._session_context = lambda: session
    with set_curdoc(document):
        work_then(work, seen.append)
    deadline = time.monotonic() + 30
    while not document.session_callbacks and time.monotonic() < deadline:
        time.sleep(0.01)
    assert seen == []
    (scheduled,) = document.session_callbacks
    assert not getattr(scheduled.callback, "nolock", False)
    scheduled.callback()
    (done,) = seen
    assert done.exception() is None if work is not fail else done.exception() is not None
