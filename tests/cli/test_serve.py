"""Where the dashboard is served from the command line."""

import pytest

from kgisim.app.auth import OPEN
from kgisim.app.server import ServerState
from kgisim.cli import serve
from kgisim.errors import RequestError
from kgisim.workspace import Workspace


def test_a_port_that_another_program_has_is_named(monkeypatch):
    def taken(*_, **__):
        raise OSError(98, "Address already in use")

    monkeypatch.setattr(serve, "server_of", taken)
    place = serve.Place(5006, "127.0.0.1")
    with pytest.raises(RequestError, match=r"port 5006 .*already in use.* --port"):
        serve.serve(ServerState(), Workspace.bundled(), place, language="en", access=OPEN)
