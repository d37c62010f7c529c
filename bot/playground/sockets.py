"""Socket Mode: the app holds a socket open, Slack sends envelopes down it, the app acknowledges each."""

import asyncio
import contextlib
import json
import secrets
import uuid
from typing import Any

from aiohttp import WSMsgType, web

from bot.playground.deliveries.post import NO_APP, TIMEOUT, Ack, Retry
from bot.playground.registry import Registry

MOST_SOCKETS = 10  # https://docs.slack.dev/apis/events-api/using-socket-mode (2026-11)


class Sockets:
    """Every open socket of the app. Each envelope goes to one of them."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._tickets: set[str] = set()
        self._open: list[web.WebSocketResponse] = []
        self._turn = 0
        self._awaited: dict[str, asyncio.Future[Any]] = {}
        self._given_up: set[str] = set()

    @property
    def count(self) -> int:
        return len(self._open)

    def new_link(self, base_url: str) -> str:
        """The address apps.connections.open hands out; good for one connection."""
        ticket = secrets.token_hex(12)
        self._tickets.add(ticket)
        return f"{base_url.replace('http', 'ws', 1)}link/?ticket={ticket}&app_id={self._registry.app_id}"

    async def connect(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403, text="invalid ticket")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if len(self._open) >= MOST_SOCKETS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        self._open.append(socket)
        await socket.send_json(self._hello())
        self._registry.changes.stir()
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    self._read(message.data)
        finally:
            self._open.remove(socket)
            self._registry.changes.stir()
        return socket

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self._open),
            "debug_info": {"host": "playground", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._registry.app_id},
        }

    def _read(self, text: str) -> None:
        try:
            answer = json.loads(text)
            envelope_id = answer["envelope_id"]
        except (json.JSONDecodeError, KeyError, TypeError):
            self._registry.blame(f"the app sent something down the socket that is no acknowledgement: {text[:80]}")
            return
        awaited = self._awaited.pop(envelope_id, None)
        if awaited is not None and not awaited.done():
            awaited.set_result(answer.get("payload"))
        elif envelope_id not in self._given_up:
            self._registry.blame("the app acknowledged an envelope twice, or one it never got")

    async def carry(self, kind: str, payload: dict[str, Any], retry: Retry | None, seconds: float) -> Ack:
        socket = self._next_socket()
        started = self._registry.monotonic()
        if socket is None:
            return Ack(None, 0.0, NO_APP)
        envelope_id = str(uuid.uuid4())
        envelope: dict[str, Any] = {
            "envelope_id": envelope_id,
            "type": kind,
            "accepts_response_payload": kind != "events_api",
            "payload": payload,
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": retry.number if retry else 0, "retry_reason": retry.reason if retry else ""}
        awaited = self._awaited[envelope_id] = asyncio.get_running_loop().create_future()
        try:
            with contextlib.suppress(ConnectionError):
                await socket.send_json(envelope)
            body = await asyncio.wait_for(awaited, seconds)
        except TimeoutError:
            self._awaited.pop(envelope_id, None)
            self._given_up.add(envelope_id)
            return Ack(None, self._registry.monotonic() - started, TIMEOUT)
        return Ack(body, self._registry.monotonic() - started)

    def _next_socket(self) -> web.WebSocketResponse | None:
        usable = [socket for socket in self._open if not socket.closed]
        self._turn += 1
        return usable[self._turn % len(usable)] if usable else None

    async def ask_to_reconnect(self, reason: str = "refresh_requested") -> None:
        """Slack closes each socket now and then; the app is told and has to open another."""
        for socket in list(self._open):
            await socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "playground"}})
            if reason != "warning":
                await socket.close()

    async def close(self) -> None:
        for socket in list(self._open):
            await socket.close()
