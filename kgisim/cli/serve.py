"""The dashboard from the command line: which run is shown, and who may come."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from kgisim.app.auth import Access
from kgisim.app.first_run import FirstRun
from kgisim.app.pages import load_pages
from kgisim.app.server import ServerState, server_of
from kgisim.app.shared_run import SharedRun, study_of
from kgisim.audit.log import open_register, register_folder
from kgisim.cli.console import print_line
from kgisim.errors import ContentError, RequestError
from kgisim.projection.workspace_check import check_workspace
from kgisim.runs.make_run import DRAWS, SEED, find_other_draws, find_run
from kgisim.runs.run import Run
from kgisim.workspace import Workspace


@dataclass(frozen=True)
class Place:
    """Where the dashboard can be reached.

    Parameters
    ----------
    port, address
        Where the server listens.
    origins
        Further ``host:port`` under which browsers may ask.
    prefix
        Path below which a proxy shows it.
    is_behind_proxy
        Whether a proxy says who asks.
    frames
        Origins of sites that may show it in a frame.
    """

    port: int
    address: str
    origins: tuple[str, ...] = ()
    prefix: str = ""
    is_behind_proxy: bool = False
    frames: tuple[str, ...] = ()


def stage_of(
    run: Run | None,
    workspace: Workspace,
    *,
    runs: Path,
    is_own: bool,
    database: str | None,
    options: dict[str, Any],
) -> ServerState:
    """Show a run; without one, that of the workspace, which is made if there is none.

    Where nobody asked for a seed or a number of draws, a run with others is shown, which is said.

    Parameters
    ----------
    is_own
        Whether scenarios may be written into the workspace.
    options
        Arguments of `find_run` and `make_run`.
    """
    register = open_register(register_folder(workspace, runs), database)
    opened: Callable[[Run], SharedRun] = partial(
        study_of, workspace=workspace if is_own else None, register=register
    )
    found = run or find_run(workspace, folder=runs, **options)
    if found is None and (options["seed"], options["draws"]) == (SEED, DRAWS):
        found = find_other_draws(workspace, folder=runs, **options)
        if found is not None:
            drawn = f"{found.manifest['draws']} draws, seed {found.manifest['seed']}"
            print_line(f"run: {found.id} ({drawn}; kgisim run makes one with {DRAWS} draws)")
    if found is not None:
        return ServerState(shared=opened(found))
    problems = check_workspace(workspace)
    if problems:
        raise ContentError(problems)
    return ServerState(first=FirstRun(workspace, runs, options), ready=opened)


def serve(
    stage: ServerState, workspace: Workspace, place: Place, *, language: str, access: Access
) -> None:
    """Serve until interrupted; a first run that is not finished then is stopped.

    Raises
    ------
    RequestError
        If nothing can be served at the place.
    """
    try:
        server = _server(stage, workspace, place, language=language, access=access)
        server.start()
        shown = f"http://{place.address}:{server.port}{server.prefix}/"
        print_line(f"dashboard: {shown} (Ctrl-C ends it)")
        server.io_loop.start()
    finally:
        if stage.first is not None:
            stage.first.cancel()
        if stage.shared is not None:
            stage.shared.new_run.stop()


def _server(stage: ServerState, workspace: Workspace, place: Place, **values: Any) -> Any:
    pages = load_pages(workspace)
    where = {"port": place.port, "address": place.address}
    try:
        return server_of(
            stage,
            pages,
            **where,
            origins=place.origins,
            prefix=place.prefix,
            is_behind_proxy=place.is_behind_proxy,
            frames=place.frames,
            **values,
        )
    except OSError as error:  # another program has the port, or the address is not this machine's
        raise RequestError("serve.place", cause=error.strerror or str(error), **where) from None
