"""What guards every request: the host that it names, and the headers of its answer."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bokeh.server.util import check_allowlist
from tornado import httputil

from kgisim.errors import RequestError

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",  # as Bokeh and Panel need them
        "connect-src 'self' blob: ws: wss:",
        "worker-src 'self' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    )
)
ORIGIN = re.compile(r"https?://[\w.-]+(?::\d{1,5})?", re.ASCII)
"""A site that may show the dashboard in a frame of its pages."""
KEPT = re.compile(r"; (?:samesite=\w+|secure)(?=;|$)", re.IGNORECASE)
"""What a cookie says of where it is sent."""
MISDIRECTED = 421
"""Status of an answer to a request for another host."""


def headers_of(frames: Sequence[str] = ()) -> Mapping[str, str]:
    """Return the headers of every answer.

    Parameters
    ----------
    frames
        Origins of sites that may show the dashboard in a frame, such as ``https://kgi.example``.

    Raises
    ------
    RequestError
        If one of them is no origin.
    """
    for one in frames:
        if not ORIGIN.fullmatch(one):
            raise RequestError("serve.frame", frame=one)
    ancestors = " ".join(["'self'", *frames])
    always = {
        "Content-Security-Policy": f"{POLICY}; frame-ancestors {ancestors}",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }
    # the older header knows no named site; browsers of today go by the policy alone
    return always if frames else always | {"X-Frame-Options": "SAMEORIGIN"}


class Gate(httputil.HTTPServerConnectionDelegate):
    """Refuses requests for hosts that are not served, and guards what is answered.

    Parameters
    ----------
    application
        The application behind.
    hosts
        ``host:port`` under which the server is asked; without it a page of another site could
        point a name of its own at this machine and read what it serves.
    frames
        Origins of sites that may show the dashboard in a frame.
    """

    def __init__(self, application: Any, hosts: Sequence[str], frames: Sequence[str] = ()):
        self.application, self.hosts = application, tuple(hosts)
        self.headers, self.is_framed = headers_of(frames), bool(frames)

    def start_request(self, server_conn: object, request_conn: Any) -> Any:
        """Begin a request."""
        return Request(self, server_conn, Guarded(request_conn, self))

    def is_served(self, host: str, protocol: str) -> bool:
        """Return whether a request names a host that is served."""
        has_port = ":" in host.rsplit("]", 1)[-1]
        whole = host if has_port else f"{host}:{443 if protocol == 'https' else 80}"
        return check_allowlist(whole, self.hosts)


class Guarded:
    """A connection whose answers carry the headers, and whose cookies stay with this site.

    In a frame of another site a browser sends no such cookie. Where frames are allowed and the
    protocol is https, cookies are kept apart for each site that frames (``Partitioned``).
    """

    def __init__(self, connection: Any, gate: Gate):
        self._connection, self._gate = connection, gate
        self.protocol = "http"

    def __getattr__(self, name: str) -> Any:
        """Everything else is the connection's."""
        return getattr(self._connection, name)

    def write_headers(
        self, start_line: Any, headers: httputil.HTTPHeaders, chunk: bytes | None = None
    ) -> Any:
        """Write the head of an answer."""
        for name, value in self._gate.headers.items():
            headers.setdefault(name, value)
        cookies = headers.get_list("Set-Cookie")
        headers.pop("Set-Cookie", None)
        for cookie in cookies:
            headers.add("Set-Cookie", self._kept_here(cookie))
        return self._connection.write_headers(start_line, headers, chunk)

    def _kept_here(self, cookie: str) -> str:
        if self._gate.is_framed and self.protocol == "https":
            return f"{KEPT.sub('', cookie)}; SameSite=None; Secure; Partitioned"
        named = cookie.lower()
        if "; samesite" not in named:
            cookie += "; SameSite=Lax"
        return cookie if self.protocol != "https" or "; secure" in named else f"{cookie}; Secure"


class Request(httputil.HTTPMessageDelegate):
    """One request on its way through the gate."""

    def __init__(self, gate: Gate, server_conn: object, connection: Guarded):
        self._gate, self._connection = gate, connection
        self._inner = gate.application.start_request(server_conn, connection)
        self._is_refused = False

    def headers_received(self, start_line: Any, headers: httputil.HTTPHeaders) -> Any:
        """Pass a request on whose host is served; answer any other one at once."""
        # as the browser asked; what a proxy says of it is known only until the body has come
        self._connection.protocol = getattr(self._connection.context, "protocol", "http")
        if self._gate.is_served(headers.get("Host", ""), self._connection.protocol):
            return self._inner.headers_received(start_line, headers)
        self._is_refused = True
        told = b"421 Misdirected Request: this name is not served (kgisim serve --origin)\n"
        kind = {"Content-Type": "text/plain", "Content-Length": str(len(told))}
        line = httputil.ResponseStartLine("", MISDIRECTED, "Misdirected Request")
        self._connection.write_headers(line, httputil.HTTPHeaders(kind), told)
        self._connection.finish()
        return None

    def data_received(self, chunk: bytes) -> Any:
        """Pass the body on."""
        return None if self._is_refused else self._inner.data_received(chunk)

    def finish(self) -> None:
        """End the request."""
        if not self._is_refused:
            self._inner.finish()

    def on_connection_close(self) -> None:
        """Report to the application that nobody waits any more."""
        if not self._is_refused:
            self._inner.on_connection_close()
