"""The server: one process, one study, a session for everyone who opens the page."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import panel as pn
from bokeh.server.urls import per_app_patterns
from panel.io.server import WSHandler
from tornado.ioloop import PeriodicCallback

from kgisim.app.auth import OPEN, Access
from kgisim.app.diagnosis import Diagnosis
from kgisim.app.faults import LOG, handle, remember
from kgisim.app.first_run import FirstRun
from kgisim.app.first_run_page import LOOK_MS, waiting
from kgisim.app.gate import Gate, headers_of
from kgisim.app.journal import JournalHandler
from kgisim.app.layout import SessionLayout
from kgisim.app.new_run_form import NewRunNow
from kgisim.app.pages import Page
from kgisim.app.shared_run import SharedRun
from kgisim.app.state import State
from kgisim.app.turns import settle_memory, share_fairly
from kgisim.app.visitor import Site
from kgisim.app.voting import Voting, routes
from kgisim.errors import KgisimError
from kgisim.presentation.i18n.catalog import text
from kgisim.runs.run import Run

LOOPBACK = "127.0.0.1"
"""Address that only this machine reaches; another one is opened on request."""
UNUSED_MS, CHECK_MS = 15_000, 5_000
"""How long a session without a browser is kept, and how often that is looked at."""


@dataclass
class ServerState:
    """What a new session is shown: the study, or the first run that will lead to it.

    Parameters
    ----------
    study
        The study; None until there is a run.
    first
        The first run on its way.
    ready
        Makes the study of a finished run.
    """

    shared: SharedRun | None = None
    first: FirstRun | None = None
    ready: Callable[[Run], SharedRun] = SharedRun

    def look(self) -> None:
        """Open the study as soon as the first run is done."""
        if self.shared is None and self.first is not None and self.first.look() == "done":
            assert self.first.run is not None  # what done means
            self.shared = self.ready(self.first.run)


def session(stage: ServerState, pages: dict[str, Page], language: str, access: Access) -> Any:
    """Open a session: what the address asks for, on a screen of its own."""
    try:
        person = access.person()
    except KgisimError as error:  # the file of users was broken meanwhile
        LOG.warning("login: %s", " ".join(str(error).split()))
        return pn.pane.Str(text("login.unavailable", language))
    if person is None:
        return pn.pane.Str(text("login.refused", language, name=pn.state.user))
    if stage.shared is None:
        assert stage.first is not None  # a stage without a study waits for one
        return waiting(stage.first, language, lambda: stage.shared is not None)
    shell = SessionLayout(
        stage.shared, pages, language=language, user=person.name, role=person.role
    )
    remember(pn.state.curdoc, shell.state)
    shell.follow(pn.state.location)
    return shell.screen


class PromptSocket(WSHandler):
    """A session's connection that sends every message at once.

    A message is several small frames. By default the system holds each back until the one before
    is acknowledged, and browsers acknowledge after up to 40 ms: longer than a moved lever computes.
    """

    def open(self) -> None:
        """Open the connection, and ask for no delay unless it was refused."""
        super().open()
        if self.ws_connection is not None:
            self.set_nodelay(True)

    def check_origin(self, origin: str) -> bool:
        """Return whether a page from there may connect; browsers leave out the port of https."""
        page = urlsplit(origin)
        is_bare = page.scheme == "https" and page.port is None
        return super().check_origin(f"{origin}:443" if is_bare else origin)


def warm(shared: SharedRun, pages: dict[str, Page]) -> None:
    """Make the first page in every language before anybody waits for it."""
    first = next(iter(pages))
    for language in shared.plan.languages:
        pages[first].build(State(shared, pages=list(pages), page=first, language=language))


def _beside_sessions(stage: ServerState, access: Access, language: str) -> list[tuple[Any, ...]]:
    """Return the addresses that need no session of the dashboard."""
    given = (lambda: stage.shared, access, language)
    site = {"site": Site(*given)}
    return [
        *routes(Voting(*given)),
        ("/rerun/now", NewRunNow, site),
        ("/diagnosis", Diagnosis, site),
    ]


def _with_port(origin: str) -> str:
    return origin if ":" in origin else f"{origin}:80"


def server_of(
    stage: ServerState,
    pages: dict[str, Page],
    *,
    port: int,
    language: str,
    address: str = LOOPBACK,
    origins: tuple[str, ...] = (),
    prefix: str = "",
    is_behind_proxy: bool = False,
    frames: tuple[str, ...] = (),
    access: Access = OPEN,
) -> Any:
    """Make the server, not yet started.

    Parameters
    ----------
    stage, pages
        What is shown.
    port
        Port; 0: any that is free.
    language
        Language of a session whose address names none.
    address
        Address to listen on.
    origins
        ``host:port`` under which browsers may ask, besides this machine's own names.
    prefix
        Path below which a proxy shows it, such as ``/kgi``.
    is_behind_proxy
        Whether a proxy says who asks, and by which protocol (``X-Forwarded-For``, ``-Proto``).
    frames
        Origins of sites that may show it in a frame, such as ``https://kgi.example``.
    access
        Who may come in; as it stands, whoever reaches the address.
    """
    access.check_address(address)
    headers_of(frames)  # refused before anything is served
    pn.extension(notifications=False, inline=True, exception_handler=handle)
    per_app_patterns[:] = [
        ("/ws", PromptSocket) if one[0] == "/ws" else one for one in per_app_patterns
    ]
    server = pn.io.server.get_server(
        {"/": lambda: session(stage, pages, language, access)},
        port=port,
        address=address,
        websocket_origin=[f"{LOOPBACK}:{port}", f"localhost:{port}", *origins],
        title="kgisim",
        show=False,
        start=False,
        prefix=prefix,
        use_xheaders=is_behind_proxy,
        unused_session_lifetime_milliseconds=UNUSED_MS,
        check_unused_sessions_milliseconds=CHECK_MS,
        extra_patterns=_beside_sessions(stage, access, language),
        **access.options(language),
    )
    own = (address, LOOPBACK, "localhost")
    hosts = [*(f"{name}:{server.port}" for name in own), *map(_with_port, origins)]
    server._http.request_callback = Gate(server._tornado, hosts, frames)
    if not any(isinstance(one, JournalHandler) for one in LOG.handlers):
        LOG.addHandler(JournalHandler(logging.WARNING))
    share_fairly(server)
    if stage.shared is None:
        PeriodicCallback(stage.look, LOOK_MS).start()
    else:
        warm(stage.shared, pages)
        settle_memory()
    return server
