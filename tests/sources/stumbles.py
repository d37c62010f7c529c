"""What can be wrong with an answer, whatever the network: each is a server's way to stumble, as a test puts it in."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from aiohttp import web

SECRET = "s3cr3t-of-nobody"  # a part of everything that goes wrong: no sentence may repeat it
LIMIT = timedelta(minutes=20)

Fault = Callable[[web.Request], Awaitable[web.StreamResponse]]


def says(status: int, body: str = "", said: str = "application/json", **headers: str) -> Fault:
    async def answer(_: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        text = body or f'{{"error": "{SECRET}", "message": "{SECRET}"}}'
        return web.Response(status=status, text=text, content_type=said, headers=named)

    return answer


def nothing(said: str) -> Fault:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=200, body=b"", content_type=said)

    return answer


def later(how: Callable[[datetime], Mapping[str, str]]) -> Fault:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=429, text=SECRET, headers=how(datetime.now(UTC) + LIMIT))

    return answer


async def to_itself(request: web.Request) -> web.StreamResponse:
    return web.Response(status=302, headers={"location": f"{request.path_qs}"})


def to(place: str) -> Fault:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(status=307, headers={"location": place})

    return answer


async def hangs_up(request: web.Request) -> web.StreamResponse:
    if request.transport:
        request.transport.abort()
    return web.Response()


async def breaks_off(request: web.Request) -> web.StreamResponse:
    """More was promised than comes."""
    response = web.StreamResponse(headers={"content-length": "5000", "content-type": "application/json"})
    await response.prepare(request)
    await response.write(b'[{"id": "1", "te')
    if request.transport:
        request.transport.close()
    return response


async def never_ends(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"content-type": "application/json"})
    await response.prepare(request)
    try:
        for _ in range(1_000):
            await response.write(b" " * 100_000)
    except (ConnectionError, asyncio.CancelledError):
        pass
    return response


async def drips(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"content-type": "application/json"})
    await response.prepare(request)
    try:
        while True:
            await response.write(b" ")
            await asyncio.sleep(0.02)
    except (ConnectionError, asyncio.CancelledError):
        return response


FAULTS: dict[str, Fault] = {
    "401": says(401),
    "403": says(403),
    "404": says(404),
    "410": says(410),
    "429 for so many seconds": later(lambda at: {"retry-after": str(int(LIMIT.total_seconds()))}),
    "429 until a date": later(lambda at: {"retry-after": format_datetime(at, usegmt=True)}),
    "429 until a date by a clock that is a year behind": later(
        lambda at: {
            "retry-after": format_datetime(at - timedelta(days=365), usegmt=True),
            "date": format_datetime(at - LIMIT - timedelta(days=365), usegmt=True),
        }
    ),
    "429 for whoever knows how long": later(lambda at: {}),
    "429 for ever": later(lambda at: {"retry-after": "99999999999999999999"}),
    "429 until yesterday": later(lambda at: {"retry-after": "-86400"}),
    "429 in words": later(lambda at: {"retry-after": "soon"}),
    "429 with a reset": later(lambda at: {"x-ratelimit-remaining": "0", "x-ratelimit-reset": at.isoformat()}),
    "500": says(500),
    "502 as a page": says(502, f"<html>{SECRET}</html>", "text/html"),
    "503 for a while": says(503, **{"retry-after": "1200"}),
    "a page instead": says(200, f"<!doctype html><title>{SECRET}</title>", "text/html"),
    "cut in half": says(200, f'{{"data": [{{"id": "1", "text": "{SECRET}'),
    "no words at all": nothing("application/json"),
    "null": says(200, "null"),
    "breaks off": breaks_off,
    "hangs up": hangs_up,
    "never ends": never_ends,
    "drips": drips,
    "round in circles": to_itself,
    "inside": to("http://10.20.30.40/latest/meta-data"),
    "to a file": to("file:///etc/passwd"),
    "to no address": to("http:10.20.30.40"),
}
