"""The server: one process, one study, a session for everyone who opens the page."""

from typing import Any

import panel as pn

from kgisim.app.access import OPEN, Access
from kgisim.app.pages import Page, load_pages
from kgisim.app.shell import Shell
from kgisim.app.study import Study
from kgisim.views.text import text

LOOPBACK = "127.0.0.1"
"""Address that only this machine reaches; another one is opened on request."""
UNUSED_MS, CHECK_MS = 15_000, 5_000
"""How long a session without a browser is kept, and how often that is looked at."""


def session(study: Study, pages: dict[str, Page], language: str, access: Access) -> Any:
    """Open a session: what the address asks for, on a screen of its own."""
    person = access.person()
    if person is None:
        return pn.pane.Str(text("login.refused", language, name=pn.state.user))
    shell = Shell(study, pages, language=language, user=person.name, role=person.role)
    shell.follow(pn.state.location)
    return shell.screen


def server_of(
    study: Study,
    *,
    port: int,
    language: str,
    address: str = LOOPBACK,
    origins: tuple[str, ...] = (),
    access: Access = OPEN,
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
    access
        Who may come in; as it stands, whoever reaches the address.
    """
    access.check_address(address)
    pages = load_pages(study.workspace)
    pn.extension(notifications=False, inline=True)
    return pn.io.server.get_server(
        {"/": lambda: session(study, pages, language, access)},
        port=port,
        address=address,
        websocket_origin=[f"{LOOPBACK}:{port}", f"localhost:{port}", *origins],
        title="kgisim",
        show=False,
        start=False,
        unused_session_lifetime_milliseconds=UNUSED_MS,
        check_unused_sessions_milliseconds=CHECK_MS,
        **access.options(language),
    )
