"""Where the dashboard is served from the command line."""

import socket

import pytest

from kgisim.app.auth import OPEN
from kgisim.app.server import ServerState
from kgisim.cli.serve import Place, serve
from kgisim.errors import RequestError
from kgisim.workspace import Workspace


def test_a_port_that_another_program_has_is_named():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        place = Place(taken.getsockname()[1], "127.0.0.1")
        with pytest.raises(RequestError, match=f"port {place.port} .* --port"):
            serve(ServerState(), Workspace.bundled(), place, language="en", access=OPEN)
