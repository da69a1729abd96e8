"""Only hosts that are served are answered; every answer is guarded; guesses are slowed."""

import asyncio
import time
from types import SimpleNamespace
from urllib.parse import urljoin

import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPRequest

from kgisim.app.auth import OPEN, Access
from kgisim.app.gate import Gate, headers_of
from kgisim.app.login import MOST_BY_NAME, SPAN, Attempts
from kgisim.app.pages import load_pages
from kgisim.app.server import PromptSocket, ServerState, server_of
from kgisim.audit.users import add_user
from kgisim.errors import RequestError
from tests.app.coroutines import completed

PASSWORD = "correct horse battery"


def asked(shared, requests, access=OPEN, **options):
    """Serve, ask each request (path, headers, body), and return the answers."""

    async def run():
        pages = load_pages(shared.workspace)
        server = server_of(
            ServerState(shared), pages, port=0, language="ja", access=access, **options
        )
        server.start()
        client, found = AsyncHTTPClient(force_instance=True), []
        try:
            for path, headers, body in requests:
                base = f"http://127.0.0.1:{server.port}"
                one = HTTPRequest(
                    base + path,
                    headers={
                        name: value.format(port=server.port) for name, value in headers.items()
                    },
                    method="GET" if body is None else "POST",
                    body=body,
                    follow_redirects=False,
                    request_timeout=60,
                )
                found.append(await client.fetch(one, raise_error=False))
        finally:
            client.close()
            server.stop()
        return found

    return completed(run())


@pytest.fixture
def access(tmp_path):
    file = tmp_path / "users.yaml"
    add_user(file, "member", "member", PASSWORD)
    return Access(file)


def test_a_host_that_is_not_served_is_refused(shared):
    hosts = ("elsewhere.example", "localhost:1", "", "127.0.0.1:{port}", "kgi.example")
    requests = [("/static/js/bokeh.min.js", {"Host": host}, None) for host in hosts]
    found = asked(shared, requests, origins=("kgi.example",))
    assert [one.code for one in found] == [421, 421, 421, 200, 200]


@pytest.mark.parametrize(
    ("host", "protocol", "is_served"),
    [
        ("kgi.example", "https", True),
        ("kgi.example", "http", False),
        ("[::1]:5006", "http", True),
        ("127.0.0.1:5006.elsewhere.example", "http", False),
    ],
)
def test_a_host_without_a_port_has_that_of_its_protocol(host, protocol, is_served):
    gate = Gate(None, ("kgi.example:443", "[::1]:5006", "127.0.0.1:5006"))
    assert gate.is_served(host, protocol) == is_served


def test_every_answer_is_guarded(shared, access):
    for one in asked(shared, [("/login", {}, None), ("/", {}, None)], access):
        assert "frame-ancestors 'self'" in one.headers["Content-Security-Policy"]
        assert one.headers["X-Content-Type-Options"] == "nosniff"
        assert one.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert all("SameSite=Lax" in cookie for cookie in one.headers.get_list("Set-Cookie"))


FRAMING = "https://portal.example"


def test_a_named_site_may_show_the_dashboard_in_a_frame(shared, access):
    proxied = {"X-Forwarded-Proto": "https", "Host": "kgi.example:443"}
    more = {"is_behind_proxy": True, "origins": ("kgi.example:443",), "frames": (FRAMING,)}
    entered, plain = asked(
        shared,
        [("/login", proxied, form(PASSWORD)), ("/login", {}, form(PASSWORD))],
        access,
        **more,
    )
    assert f"frame-ancestors 'self' {FRAMING}" in entered.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in entered.headers
    cookies = entered.headers.get_list("Set-Cookie")
    assert cookies
    for cookie in cookies:  # a browser sends them in the frame, and takes them over https alone
        flags = [part.strip() for part in cookie.split(";")]
        assert {flag for flag in flags if flag.startswith("SameSite")} == {"SameSite=None"}
        assert (flags.count("Secure"), flags.count("Partitioned")) == (1, 1)
    assert all("SameSite=Lax" in cookie for cookie in plain.headers.get_list("Set-Cookie"))


@pytest.mark.parametrize(
    "frame", ["portal.example", "https://a.example/path", "https://a.example; script-src *", "*"]
)
def test_what_is_no_origin_cannot_be_named_as_a_frame(frame):
    with pytest.raises(RequestError, match="expected protocol and host"):
        headers_of((frame,))


def form(password):
    return f"username=member&password={password.replace(' ', '+')}"


def test_a_login_under_a_prefix_stays_there(shared, access):
    proxied = {"X-Forwarded-Proto": "https", "Host": "kgi.example:443"}
    more = {"prefix": "/kgi", "is_behind_proxy": True, "origins": ("kgi.example:443",)}
    entered, turned = asked(
        shared,
        [("/kgi/login", proxied, form(PASSWORD)), ("/kgi/", proxied, None)],
        access,
        **more,
    )
    assert (entered.code, entered.headers["Location"]) == (302, "/kgi/")
    assert all("Secure" in cookie for cookie in entered.headers.get_list("Set-Cookie"))
    assert urljoin("/kgi/", turned.headers["Location"]).startswith("/kgi/login")


@pytest.mark.parametrize(
    ("origin", "is_let_in"),
    [
        ("https://kgi.example", True),
        ("https://kgi.example:443", True),
        ("http://kgi.example", False),
        ("https://elsewhere.example", False),
    ],
)
def test_a_page_behind_https_may_connect_under_the_port_that_browsers_leave_out(origin, is_let_in):
    socket = object.__new__(PromptSocket)
    socket.application = SimpleNamespace(websocket_origins={"kgi.example:443"})
    assert socket.check_origin(origin) == is_let_in


def cookies_of(answer):
    held = answer.headers.get_list("Set-Cookie")
    return {"Cookie": "; ".join(cookie.split(";")[0] for cookie in held)}


def test_whom_the_proxy_names_comes_in_without_a_password_and_nobody_else(
    shared, access, monkeypatch
):
    add_user(access.users, "田中", "analyst", PASSWORD)
    trusting = Access(access.users, header="X-Remote-User")
    monkeypatch.setenv("PANEL_COOKIE_SECRET", "s" * 64)
    named = {"X-Remote-User": "田中".encode().decode("latin-1")}
    other, unknown = {"X-Remote-User": "member"}, {"X-Remote-User": "nobody"}
    requests = [("/login", one, None) for one in (named, {}, unknown)]
    entered, alone, stranger, typed = asked(
        shared, [*requests, ("/login", {}, form(PASSWORD))], trusting
    )
    assert [one.code for one in (entered, alone, stranger, typed)] == [302, 403, 403, 405]
    assert "password" not in alone.body.decode()
    held = cookies_of(entered)
    visits = [{**held, **one} for one in (named, other, {})]
    found = asked(shared, [("/", one, None) for one in visits], trusting)
    assert [one.code for one in found] == [200, 302, 302]


def test_a_cookie_is_of_no_use_after_logging_out(shared, access, monkeypatch):
    monkeypatch.setenv("PANEL_COOKIE_SECRET", "s" * 64)
    options = access.options("ja")
    monkeypatch.setattr(Access, "options", lambda *_: options)  # one state for both servers
    (entered,) = asked(shared, [("/login", {}, form(PASSWORD))], access)
    cookies = entered.headers.get_list("Set-Cookie")
    held = {"Cookie": "; ".join(cookie.split(";")[0] for cookie in cookies)}
    before, out, after = asked(
        shared, [("/", held, None), ("/logout", held, None), ("/", held, None)], access
    )
    assert (before.code, out.code, after.code) == (200, 302, 302)


def test_guesses_are_stopped_and_stall_nobody(shared, access):
    wrong = [("/login", {}, form("wrong password"))] * (MOST_BY_NAME + 1)
    found = asked(shared, [*wrong, ("/login", {}, form(PASSWORD))], access)
    assert [one.code for one in found] == [403] * MOST_BY_NAME + [429, 429]
    assert "試行が多すぎる" in found[-1].body.decode()


def test_a_login_from_another_site_is_not_taken(shared, access):
    other = {"Origin": "http://elsewhere.example"}
    (found,) = asked(shared, [("/login", other, form(PASSWORD))], access)
    assert found.code == 403
    assert not found.headers.get_list("Set-Cookie")


def test_attempts_are_forgotten_after_a_while():
    clock = [0.0]
    attempts = Attempts(lambda: clock[0])
    for _ in range(MOST_BY_NAME):
        attempts.fail("a", "1")
    before = attempts.are_too_many("a", "1"), attempts.are_too_many("b", "1")
    clock[0] = SPAN + 1
    assert (before, attempts.are_too_many("a", "1")) == ((True, False), False)


def test_a_password_is_checked_beside_the_loop(access):
    login = access.options("ja")["auth_provider"].login_handler

    async def turns():
        """Count the turns of the loop while a password is checked."""
        count, loop = 0, asyncio.get_running_loop()
        checked = loop.run_in_executor(login.state.pool, login.check, "member", "wrong")
        start = time.monotonic()
        while not checked.done() and time.monotonic() - start < 60:
            count += 1
            await asyncio.sleep(0.001)
        return count

    assert completed(turns()) > 3
