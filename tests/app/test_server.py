"""A session's connection sends what follows from a moved lever without waiting."""

import pytest
from bokeh.server.urls import per_app_patterns
from panel.io.server import WSHandler

from kgisim.app.pages import load_pages
from kgisim.app.server import PromptSocket, ServerState, server_of
from tests.app.coroutines import completed


class Wire:
    """The other end of a connection, which notes whether delays were switched off."""

    is_prompt = False

    def set_nodelay(self, value):
        self.is_prompt = value


@pytest.fixture
def opened(monkeypatch):
    """Open a socket over a wire, or over none when the connection was refused."""
    monkeypatch.setattr(WSHandler, "open", lambda _: None)

    def open_over(wire):
        socket = PromptSocket.__new__(PromptSocket)
        socket.ws_connection = wire
        socket.open()
        return wire

    return open_over


def test_a_connection_holds_no_message_back(opened):
    assert opened(Wire()).is_prompt


def test_a_refused_connection_is_left_alone(opened):
    assert opened(None) is None


def test_every_session_of_a_server_has_such_a_connection(shared):
    async def make():
        made = server_of(ServerState(shared), load_pages(shared.workspace), port=0, language="ja")
        made.stop()

    completed(make())  # a server belongs to a loop
    (socket,) = (handler for path, handler, *_ in per_app_patterns if path == "/ws")
    assert socket is PromptSocket
