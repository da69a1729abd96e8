"""Changes of a document wait for each other, however they were asked for."""

from functools import partial
from threading import Thread
from time import sleep
from types import SimpleNamespace

import pytest
from bokeh.document import Document
from panel.io.state import set_curdoc
from param import parameterized

from kgisim.app.pages import load_pages
from kgisim.app.server import ServerState, server_of
from kgisim.app.turns import Precedence
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


def test_whoever_builds_waits_while_a_lever_is_answered_and_nobody_else_does():
    order, precedence = [], Precedence()
    moving = precedence.moving()
    moving.__enter__()
    precedence.pause()  # does not build: would wait for ever otherwise

    def build():
        precedence.pause()
        order.append("built")

    builder = Thread(target=precedence.building(build))
    builder.start()
    sleep(0.05)
    order.append("answered")
    moving.__exit__(None, None, None)
    builder.join()
    assert order == ["answered", "built"]


def test_whoever_builds_waits_no_longer_than_the_pauses_of_one_page(monkeypatch):
    monkeypatch.setattr("kgisim.app.turns.PAUSED_S", 0.01)
    precedence = Precedence()
    built = []

    def build():
        for _ in range(1000):
            precedence.pause()
        built.append("whole")

    with precedence.moving():
        builder = Thread(target=precedence.building(build), daemon=True)
        builder.start()
        builder.join(30)  # far longer than all pauses together
    assert built == ["whole"]
