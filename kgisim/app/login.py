"""Logging in and out: guesses are slowed, and checked beside the server's loop."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from panel.auth import BasicLoginHandler, LogoutHandler, _validate_next_url
from tornado.web import RequestHandler

from kgisim.app.icon import ICON
from kgisim.audit.users import LONGEST_NAME
from kgisim.errors import KgisimError

LOG = logging.getLogger("kgisim.app")
LONGEST_PASSWORD = 1024
"""Characters of a password that are looked at."""
SPAN = 60.0
"""Seconds for which a wrong password counts."""
MOST_BY_NAME, MOST_BY_ADDRESS = 5, 20
"""Wrong passwords within `SPAN` for one name from one address, and from one address at all."""
MOST_WAITING = 8
"""Passwords that wait to be checked; each takes a core for a part of a second."""


class Attempts:
    """Wrong passwords of the last minute, by name and address.

    Parameters
    ----------
    now
        The clock, in seconds.
    """

    def __init__(self, now: Callable[[], float] = monotonic):
        self._now = now
        self._failed: dict[tuple[str, ...], deque[float]] = {}

    def are_too_many(self, name: str, address: str) -> bool:
        """Return whether no more passwords are checked for now."""
        limits = {(name, address): MOST_BY_NAME, (address,): MOST_BY_ADDRESS}
        return any(len(self._recent(key)) >= most for key, most in limits.items())

    def fail(self, name: str, address: str) -> None:
        """Count a password: it counts until it is known to be right."""
        for key in ((name, address), (address,)):
            self._recent(key).append(self._now())

    def succeed(self, name: str, address: str) -> None:
        """Forget the wrong passwords of a name that came in."""
        self._failed.pop((name, address), None)

    def _recent(self, key: tuple[str, ...]) -> deque[float]:
        before = self._now() - SPAN
        for one in [one for one, times in self._failed.items() if times and times[-1] < before]:
            del self._failed[one]
        times = self._failed.setdefault(key, deque())
        while times and times[0] < before:
            times.popleft()
        return times


class LoginState:
    """What all logins of a server share: attempts, a thread for hashes, and visits that ended."""

    def __init__(self) -> None:
        self.attempts = Attempts()
        self.pool = ThreadPoolExecutor(1, "password")
        self.waiting = 0
        self.ended: set[str] = set()


def home(handler: RequestHandler) -> str:
    """Return the path of the dashboard, also under a prefix."""
    return f"{handler.application.prefix.rstrip('/')}/"  # type: ignore[attr-defined]


class Login(BasicLoginHandler):
    """The page on which people log in; `FileOfUsers` says who they are."""

    state: LoginState
    check: Callable[[str, str], bool]
    page: Any
    is_signed_in: Callable[[Any], Any]
    is_named = False

    def get(self) -> None:
        """Show the form."""
        wanted = _validate_next_url(self.get_argument("next", home(self)))
        self.set_cookie("next_url", wanted or home(self), httponly=True, path=home(self))
        has_visited = self.get_cookie("user") is not None
        self.answer("expired" if has_visited and not self.is_signed_in(self) else "")

    def answer(self, told: str, status: int = 200) -> None:
        """Show the form with what was wrong."""
        self.set_status(status)
        self.set_header("Cache-Control", "no-store")
        shown = {"login_endpoint": "/login", "told": told, "icon": ICON, "is_named": self.is_named}
        self.write(self.page.render(**shown))

    async def post(self) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Check name and password, and begin a visit."""
        name, password = self.get_argument("username", ""), self.get_argument("password", "")
        address, state = str(self.request.remote_ip), self.state
        origin = self.request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != self.request.host:
            self.answer("elsewhere", 403)
        elif state.attempts.are_too_many(name, address) or state.waiting >= MOST_WAITING:
            self.answer("too_many", 429)
        elif len(name) > LONGEST_NAME or len(password) > LONGEST_PASSWORD:
            self.answer("wrong", 403)
        else:
            await self._let_in(name, password, address)

    async def _let_in(self, name: str, password: str, address: str) -> None:
        state, loop = self.state, asyncio.get_running_loop()
        state.attempts.fail(name, address)
        state.waiting += 1
        try:
            is_right = await loop.run_in_executor(state.pool, self.check, name, password)
        except KgisimError as error:
            LOG.warning("login: %s", " ".join(str(error).split()))
            self.answer("unavailable", 503)
            return
        finally:
            state.waiting -= 1
        if not is_right:
            LOG.warning("login: wrong password from %s", address)
            self.answer("wrong", 403)
            return
        state.attempts.succeed(name, address)
        self.set_current_user(name)
        self.redirect(_validate_next_url(self.get_cookie("next_url", home(self))) or home(self))


class ProxyLogin(Login):
    """Lets in whom the proxy in front names, where a page for logging in would be."""

    named: Callable[[Any], str]
    is_known: Callable[[str], bool]
    is_named = True

    def get(self) -> None:
        """Begin a visit of who is named; refuse others."""
        name = self.named(self)
        try:
            is_known = self.is_known(name)
        except KgisimError as error:
            LOG.warning("login: %s", " ".join(str(error).split()))
            self.answer("unavailable", 503)
            return
        if not is_known:
            LOG.warning("login: the proxy names nobody of the file of users")
            self.answer("unnamed", 403)
            return
        self.set_current_user(name)
        self.redirect(_validate_next_url(self.get_argument("next", home(self))) or home(self))

    async def post(self) -> None:
        """Refuse passwords: the proxy has asked for one."""
        self.answer("unnamed", 405)


class Logout(LogoutHandler):
    """Ends a visit: its cookies are of no use afterwards, wherever they were copied."""

    state: LoginState

    def get(self) -> None:
        """End the visit, and show the form again."""
        visit = self.get_cookie("user")
        if visit is not None and self.get_signed_cookie("user") is not None:
            self.state.ended.add(visit)
        for name in ("user", "id_token", "access_token", "refresh_token", "oauth_expiry"):
            self.clear_cookie(name)
        self.redirect(f"{home(self)}login")
