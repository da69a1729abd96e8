"""Who may come in, and as what: a file of users, or an OAuth provider and that file's roles."""

import os
import secrets
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import panel as pn
from jinja2 import Environment
from panel.auth import BasicAuthProvider, BasicLoginHandler

from kgisim.audit.users import LOCAL, Person, identify, read_users
from kgisim.errors import RequestError
from kgisim.presentation.i18n.catalog import text

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Addresses that only the machine itself reaches."""


@dataclass(frozen=True)
class Access:
    """How people come in.

    Parameters
    ----------
    users
        File of users; None: whoever reaches the server is let in as an analyst.
    oauth
        Provider of Panel (``azure``, ``google``, ``okta``, …) that says who somebody is; their
        role is in `users`. Key and secret are taken from ``PANEL_OAUTH_KEY`` and
        ``PANEL_OAUTH_SECRET``, as Panel documents them.
    """

    users: Path | None = None
    oauth: str | None = None

    def __post_init__(self) -> None:
        """Refuse a combination that would let in nobody, and tell a broken file at once."""
        if self.oauth is not None and self.users is None:
            raise RequestError("serve.oauth")
        if self.users is not None:
            read_users(self.users)

    def options(self, language: str) -> dict[str, Any]:
        """Return what the server must be told."""
        if self.users is None:
            return {}
        secret = os.environ.get("PANEL_COOKIE_SECRET") or secrets.token_hex(32)
        if self.oauth is not None:
            return {"oauth_provider": self.oauth, "cookie_secret": secret}
        return {"auth_provider": FileOfUsers(self.users, language), "cookie_secret": secret}

    def person(self) -> Person | None:
        """Return who opened the session; nobody, if their name is not in the file of users."""
        if self.users is None:
            return LOCAL
        name = pn.state.user or ""
        user = read_users(self.users).get(name)
        return Person(name, user.role) if user else None

    def check_address(self, address: str) -> None:
        """Refuse to open the server to other machines without access control.

        Raises
        ------
        RequestError
            If there are no users, and other machines could reach the address.
        """
        if self.users is None and address not in LOOPBACK:
            raise RequestError("serve.address", address=address)


OPEN = Access()
"""Whoever reaches the server is let in: for one's own machine."""


class FileOfUsers(BasicAuthProvider):
    """Lets in whoever is in a file of users; the file is read at each login.

    Parameters
    ----------
    users
        File of users.
    language
        Language of the page on which they log in.
    """

    def __init__(self, users: Path, language: str):
        source = (resources.files("kgisim.app") / "login.html").read_text("utf-8")
        environment = Environment(autoescape=True)
        environment.globals["t"] = lambda key: text(key, language)
        environment.globals["language"] = language
        self._users, self._page = users, environment.from_string(source)
        super().__init__()  # which asks for the handler already

    @property
    def login_handler(self) -> type[BasicLoginHandler]:
        """Handler of the page on which people log in."""
        users, page = self._users, self._page

        class Login(BasicLoginHandler):
            _login_template = page

            def _validate(self, username: str, password: str) -> bool:
                return identify(read_users(users), username, password) is not None

        return Login
