"""Changes of a document wait for each other, however they were asked for."""

from functools import partial
from types import SimpleNamespace

import pytest
from bokeh.document import Document
from panel.io.state import set_curdoc
from param import parameterized

from kgisim.app.pages import load_pages
from kgisim.app.server import ServerState, server_of
from tests.app.coroutines import completed


async def answer(value=None):
    return value


@pytest.mark.parametrize("callback", [answer, partial(answer, 1)], ids=["bare", "with arguments"])
def test_an_asynchronous_callback_takes_the_lock_of_its_document(shared, callback):
    async def make():
        made = server_of(ServerState(shared), load_pages(shared.workspace), port=0, language="ja")
        made.stop()

    completed(make())
    document, session = Document(), SimpleNamespace()
    document._session_context = lambda: session
    with set_curdoc(document):
        parameterized.async_executor(callback)
    (scheduled,) = document.session_callbacks
    assert not getattr(scheduled.callback, "nolock", False)
