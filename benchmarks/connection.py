"""A session of the dashboard over a bare connection: what a browser asks for, without a browser.

Fifteen browsers stand on fifteen machines; driven on the server's own they would be measured
instead of it. Messages are Bokeh's own protocol: header, metadata and content, each a frame of
JSON, and the buffers that the header counts.
"""

import json
import re
import time
from collections.abc import Iterator
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

READY = {"type": "event", "name": "document_ready", "values": {"type": "map", "entries": []}}

PATIENCE = 120
"""Seconds for which an answer is waited for, and for one's turn to ask."""
RECORD = "記録する"
"""Label of the button of the form."""


class Connection:
    """One session that moves levers, as the board of levers does."""

    def __init__(self, socket: WebSocketClientConnection):
        self._socket, self._sent, self._board = socket, 0, {}
        self._known: list[dict[str, Any]] = []

    @classmethod
    async def open(cls, address: str, query: str) -> "Connection":
        """Ask for the page, pull its document, and find the board of levers in it, if any."""
        page = await AsyncHTTPClient().fetch(
            f"{address}{query}", connect_timeout=PATIENCE, request_timeout=PATIENCE
        )
        token = re.search(r'"token":"([^"]+)"', page.body.decode())[1]
        line = HTTPRequest(f"{address.replace('http', 'ws', 1)}ws")
        made = cls(
            await websocket_connect(line, subprotocols=["bokeh", token], max_message_size=2**27)
        )
        # as browsers do; the three frames of a message would wait for one another otherwise
        made._socket.protocol.set_nodelay(True)  # type: ignore[union-attr]
        await made._receive()
        await made._answer(await made._send("PULL-DOC-REQ", {}))
        made._board = next((one for one in made._known if "policy" in _facts(one)), {})
        await made._answer(await made._say(READY))
        return made

    def close(self) -> None:
        """Close the connection, as a browser does that leaves the page."""
        self._socket.close()

    @property
    def levers(self) -> list[dict[str, Any]]:
        """What the board knows of every measure: its key, its words, and the places of its slider.

        Objects are maps with entries, as Bokeh writes them.
        """
        facts = _facts(self._board)
        return [dict(one["entries"]) for one in facts.get("policy", [])]

    async def move(self, key: str, at: int) -> float:
        """Move a lever; return the milliseconds until everything that follows from it is here."""
        start = time.perf_counter()
        data = {"key": key, "on": True, "at": at, "last": False}
        values = [
            ["model", {"id": self._board["id"]}],
            ["data", {"type": "map", "entries": [*data.items()]}],
        ]
        event = {"type": "map", "entries": values}
        await self._say({"type": "event", "name": "data_event", "values": event})
        await self._changed("answered")
        return 1000 * (time.perf_counter() - start)

    async def ask(self, level: float) -> float:
        """Set a target on its board; return the milliseconds until the address has it."""
        start = time.perf_counter()
        board = next(one for one in self._known if "before" in _data(one))
        values = [["model", {"id": board["id"]}], ["data", level]]
        event = {"type": "map", "entries": values}
        await self._say({"type": "event", "name": "data_event", "values": event})
        await self._changed("search")
        return 1000 * (time.perf_counter() - start)

    async def come(self) -> float:
        """Come to the form for what is said; return the milliseconds until it is there."""
        start = time.perf_counter()
        places = (one for one in self._known if {"kept", "label"} <= _data(one).keys())
        place = next(places, None)
        if place is not None and not self._named(RECORD):
            values = [["model", {"id": place["id"]}], ["data", "come"]]
            event = {"type": "map", "entries": values}
            await self._say({"type": "event", "name": "data_event", "values": event})
        while not self._named(RECORD):
            await self._receive()
        return 1000 * (time.perf_counter() - start)

    async def propose(self, reason: str) -> float:
        """Record what the target board shows; return the milliseconds until it is acknowledged."""
        await self.come()
        button = self._named(RECORD)
        start = time.perf_counter()
        for label, text in (("氏名", "座長"), ("理由", reason)):
            field = self._named(label)["attributes"]["data"]
            change = {"kind": "ModelChanged", "model": {"id": field["id"]}, "attr": "value"}
            await self._send("PATCH-DOC", {"events": [change | {"new": text}]})
        values = [
            ["model", {"id": button["id"]}],
            ["node", "click"],
            ["data", {"type": "map", "entries": []}],
        ]
        event = {"type": "map", "entries": values}
        await self._say({"type": "event", "name": "dom_event", "values": event})
        await self._changed("recorded")
        return 1000 * (time.perf_counter() - start)

    def _named(self, label: str) -> dict[str, Any]:
        last_first = reversed(self._known)  # the form is the last on its page
        return next((one for one in last_first if _data(one).get("label") == label), {})

    async def _changed(self, attribute: str) -> None:
        while True:
            header, content = await self._receive()
            changed = content.get("events", []) if header["msgtype"] == "PATCH-DOC" else []
            if any(one.get("attr") == attribute for one in changed):
                return

    async def _say(self, event: dict[str, Any]) -> str:
        message = {"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": event}
        return await self._send("PATCH-DOC", {"events": [message]})

    async def _send(self, kind: str, content: dict[str, Any]) -> str:
        self._sent += 1
        for part in ({"msgid": str(self._sent), "msgtype": kind}, {}, content):
            await self._socket.write_message(json.dumps(part))
        return str(self._sent)

    async def _answer(self, asked: str) -> Any:
        while True:
            header, content = await self._receive()
            if header.get("reqid") == asked:
                return content

    async def _receive(self) -> tuple[dict[str, Any], Any]:
        header, _, content = [json.loads(await self._socket.read_message()) for _ in range(3)]
        for _ in range(2 * header.get("num_buffers", 0)):
            await self._socket.read_message()
        self._known += _models(content)
        return header, content


def _models(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if node.get("type") == "object":
            yield node
        for inner in node.values():
            yield from _models(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from _models(inner)


def _facts(model: dict[str, Any]) -> dict[str, Any]:
    facts = _data(model).get("facts")
    return dict(facts["entries"]) if isinstance(facts, dict) and "entries" in facts else {}


def _data(model: dict[str, Any]) -> dict[str, Any]:
    data = model.get("attributes", {}).get("data")
    return data.get("attributes", {}) if isinstance(data, dict) else {}
