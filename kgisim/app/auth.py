"""Who may come in, and as what: a file of users, or an OAuth provider and that file's roles."""

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import panel as pn
from jinja2 import Environment
from panel.auth import BasicAuthProvider

from kgisim.app.login import Login, LoginState, Logout, ProxyLogin
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
    is_open
        Whether other machines are let in without accounts, all as analysts.
    header
        Header in which a proxy on this machine names who it has let in; their role is in `users`.
    """

    users: Path | None = None
    oauth: str | None = None
    is_open: bool = False
    header: str | None = None

    def __post_init__(self) -> None:
        """Refuse a combination that would let in nobody, and report a broken file at once."""
        if self.oauth is not None and self.users is None:
            raise RequestError("serve.oauth")
        if self.header is not None and (self.users is None or self.oauth is not None):
            raise RequestError("serve.header")
        if self.users is not None:
            read_users(self.users)

    def options(self, language: str) -> dict[str, Any]:
        """Return what the server must be told."""
        if self.users is None:
            return {}
        secret = os.environ.get("PANEL_COOKIE_SECRET") or secrets.token_hex(32)
        if self.oauth is not None:
            return {"oauth_provider": self.oauth, "cookie_secret": secret}
        provider = (
            FileOfUsers(self.users, language)
            if self.header is None
            else NamedByProxy(self.users, language, self.header)
        )
        return {"auth_provider": provider, "cookie_secret": secret}

    def person(self) -> Person | None:
        """Return who opened the session; nobody, if their name is not in the file of users."""
        return self.person_named(pn.state.user or "")

    def person_named(self, name: str) -> Person | None:
        """Return the person of a name that logged in; nobody, if it is not in the file of users."""
        if self.users is None:
            return LOCAL
        user = read_users(self.users).get(name)
        return Person(name, user.role) if user else None

    def check_address(self, address: str) -> None:
        """Refuse to open the server to other machines without access control.

        Raises
        ------
        RequestError
            If there are no users, it was not asked for, and other machines could reach the address;
            or if they could, and a header says who somebody is: anybody can write one.
        """
        if self.header is not None and address not in LOOPBACK:
            raise RequestError("serve.header_address", address=address)
        if self.users is None and not self.is_open and address not in LOOPBACK:
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
        self._users, self._page, self._logins = users, environment.from_string(source), LoginState()
        super().__init__()  # which asks for the handler already

    def check(self, name: str, password: str) -> bool:
        """Return whether name and password are those of a user."""
        return identify(read_users(self._users), name, password) is not None

    @property
    def get_user(self) -> Callable[..., Any]:
        """Function that names who sent a request; nobody, once they logged out."""
        known, ended = super().get_user, self._logins.ended

        def get_user(request_handler: Any) -> Any:
            is_over = request_handler.get_cookie("user") in ended
            return None if is_over else known(request_handler)

        return get_user

    @property
    def login_handler(self) -> type[Login]:
        """Handler of the page on which people log in."""
        parts = {
            "state": self._logins,
            "page": self._page,
            "check": staticmethod(self.check),
            "is_signed_in": staticmethod(self.get_user),
        }
        return type("FileLogin", (Login,), parts)

    @property
    def logout_handler(self) -> type[Logout]:
        """Handler that ends a visit."""
        return type("FileLogout", (Logout,), {"state": self._logins})


class NamedByProxy(FileOfUsers):
    """Lets in whom a proxy names that has asked for their password itself.

    The name is compared at every request: a visit ends when the proxy names somebody else, or
    nobody.

    Parameters
    ----------
    header
        Header of every request that the proxy sets; it must not pass on one that a browser sends.
    """

    def __init__(self, users: Path, language: str, header: str):
        self._header = header
        super().__init__(users, language)

    def named(self, request_handler: Any) -> str:
        """Return the name in the header; blank where there is none or more than one."""
        found = request_handler.request.headers.get_list(self._header)
        if len(found) != 1:
            return ""
        return found[0].encode("latin-1").decode("utf-8", "replace")  # proxies write UTF-8

    def is_known(self, name: str) -> bool:
        """Return whether a name is that of a user."""
        return bool(name) and name in read_users(self._users)

    @property
    def get_user(self) -> Callable[..., Any]:
        """Function that names who sent a request; nobody, if the proxy names another."""
        known = super().get_user

        def get_user(request_handler: Any) -> Any:
            name = self.named(request_handler)
            return (
                known(request_handler) if name and name == self._signed(request_handler) else None
            )

        return get_user

    @staticmethod
    def _signed(request_handler: Any) -> str:
        signed = request_handler.get_signed_cookie("user")
        return signed.decode("utf-8") if signed else ""

    @property
    def login_handler(self) -> type[Login]:
        """Handler that begins a visit."""
        parts = {
            "state": self._logins,
            "page": self._page,
            "named": staticmethod(self.named),
            "is_known": staticmethod(self.is_known),
        }
        return type("NamedLogin", (ProxyLogin,), parts)
