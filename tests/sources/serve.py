"""Small real servers on loopback that answer as a test tells them to, and remember what they were asked."""

import asyncio
import inspect
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.sources.http import Http

JSON = {"content-type": "application/json; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question a server got."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]  # names in lower case
    body: bytes


Reply = tuple[int, Mapping[str, str], Any]  # status, headers, body: bytes and str as they are, anything else as JSON
Answered = Callable[[], Awaitable[web.Response]]  # what is answered where nothing is wrong
Stumble = Callable[[web.Request, Answered], Awaitable[web.StreamResponse]]
Route = Reply | Callable[[Asked], Reply | Awaitable[Reply]] | list[Any] | dict[str, Any]  # bare JSON: 200


@dataclass(slots=True)
class Served:
    """A running server. `routes` may be changed while it runs."""

    place: str  # "127.0.0.1:34567", as `allowed` wants it
    routes: dict[str, Route]
    asked: list[Asked] = field(default_factory=list)
    stumble: Stumble | None = None

    @property
    def url(self) -> str:
        return f"http://{self.place}"

    def http(self, **options: Any) -> Http:
        """A client that may visit this server."""
        return Http(allowed=[self.place], **options)

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]


@asynccontextmanager
async def serve(routes: dict[str, Route] | None = None) -> AsyncIterator[Served]:
    """A server that answers by path: a reply, or a callable of the question; "*" answers what is named nowhere.

    A path nobody named is a 404.
    """
    served = Served("", routes if routes is not None else {})

    async def handle(request: web.Request) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        asked = Asked(request.method, request.path, dict(request.query), headers, await request.read())
        served.asked.append(asked)
        return await (served.stumble(request, lambda: answered(asked)) if served.stumble else answered(asked))

    async def answered(asked: Asked) -> web.Response:
        route = served.routes.get(asked.path, served.routes.get("*", (404, JSON, {"error": "not found"})))
        reply: Any = route(asked) if callable(route) else route
        if inspect.isawaitable(reply):
            reply = await reply
        status, said, body = reply if isinstance(reply, tuple) else (200, JSON, reply)
        if not isinstance(body, bytes):
            body = (body if isinstance(body, str) else json.dumps(body)).encode()
        return web.Response(status=status, headers=said, body=body)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        served.place = f"127.0.0.1:{runner.addresses[0][1]}"
        yield served
    finally:
        await runner.cleanup()


@dataclass(slots=True)
class Raw:
    """A server that speaks in bytes, for what no well-behaved one would say."""

    place: str = ""
    connects: int = 0

    @property
    def url(self) -> str:
        return f"http://{self.place}"


@asynccontextmanager
async def serve_raw(talk: bytes | Callable[[asyncio.StreamWriter], Awaitable[None]] = b"") -> AsyncIterator[Raw]:
    """A server that sends `talk` after a request's head and closes; or leaves both to `talk`. Counts connections."""
    raw = Raw()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        raw.connects += 1
        try:
            await reader.readuntil(b"\r\n\r\n")
            if isinstance(talk, bytes):
                writer.write(talk)
                await writer.drain()
            else:
                await talk(writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    raw.place = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield raw
    finally:
        server.close()


def recorded(test_file: str, name: str) -> Any:
    """A recorded answer that lies in recorded/ beside the test: `recorded(__file__, "hackernews/story.json")`."""
    return json.loads((Path(test_file).parent / "recorded" / name).read_text("utf-8"))
