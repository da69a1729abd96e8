"""Where the dashboard is served from the command line."""

import pytest

from kgisim.app.auth import OPEN
from kgisim.app.server import ServerState
from kgisim.cli import serve
from kgisim.errors import RequestError
from kgisim.inference.fit_all import DRAWS, SEED
from kgisim.runs.make_run import make_run
from kgisim.workspace import Workspace


def test_a_port_that_another_program_has_is_named(monkeypatch):
    def taken(*_, **__):
        raise OSError(98, "Address already in use")

    monkeypatch.setattr(serve, "server_of", taken)
    place = serve.Place(5006, "127.0.0.1")
    with pytest.raises(RequestError, match=r"port 5006 .*already in use.* --port"):
        serve.serve(ServerState(), Workspace.bundled(), place, language="en", access=OPEN)


@pytest.mark.parametrize("draws", [DRAWS, DRAWS + 1])
def test_a_run_with_other_draws_is_shown_unless_draws_were_asked_for(
    smallest, quick_fits, tmp_path, draws, monkeypatch, capsys
):
    runs = tmp_path / "runs"
    made = make_run(smallest, folder=runs, draws=DRAWS - 1)
    monkeypatch.setattr(serve, "FirstRun", lambda *_: None)
    monkeypatch.setattr(serve, "open_register", lambda *_: None)
    options = {"seed": SEED, "draws": draws, "as_of": None, "unverified": True}
    where = {"runs": runs, "is_own": False, "database": None}
    stage = serve.stage_of(None, smallest, options=options, **where)
    assert (stage.shared is not None) == (draws == DRAWS)
    if stage.shared is not None:
        assert stage.shared.run.id == made.id
        assert f"{DRAWS - 1} draws" in capsys.readouterr().out
