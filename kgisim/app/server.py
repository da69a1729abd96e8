"""The server: one process, one study, a session for everyone who opens the page."""

from typing import Any

import panel as pn

from kgisim.app.pages import Page, load_pages
from kgisim.app.shell import Shell
from kgisim.app.study import Study

LOOPBACK = "127.0.0.1"
"""Address that only this machine reaches; another one is opened on request."""
UNUSED_MS, CHECK_MS = 15_000, 5_000
"""How long a session without a browser is kept, and how often that is looked at."""


def session(study: Study, pages: dict[str, Page], language: str) -> Any:
    """Open a session: what the address asks for, on a screen of its own."""
    shell = Shell(study, pages, language=language)
    shell.follow(pn.state.location)
    return shell.screen


def server_of(
    study: Study,
    *,
    port: int,
    language: str,
    address: str = LOOPBACK,
    origins: tuple[str, ...] = (),
) -> Any:
    """Make the server, not yet started.

    Parameters
    ----------
    port
        Port; 0: any that is free.
    language
        Language of a session whose address names none.
    address
        Address to listen on.
    origins
        ``host:port`` under which browsers may ask, besides this machine's own names.
    """
    pages = load_pages(study.workspace)
    pn.extension(notifications=False, inline=True)
    return pn.io.server.get_server(
        {"/": lambda: session(study, pages, language)},
        port=port,
        address=address,
        websocket_origin=[f"{LOOPBACK}:{port}", f"localhost:{port}", *origins],
        title="kgisim",
        show=False,
        start=False,
        unused_session_lifetime_milliseconds=UNUSED_MS,
        check_unused_sessions_milliseconds=CHECK_MS,
    )
