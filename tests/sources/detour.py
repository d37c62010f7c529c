"""Sends what is asked of any host to one server on loopback, as the path /host/path: for well-known names."""

import httpx

from bot.sources.http import Http
from tests.sources.serve import Served


class Detour(httpx.AsyncBaseTransport):
    """Asks `served` instead of whoever was asked."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self._real = httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        asked = f"{self._served.url}/{request.url.host}{request.url.raw_path.decode()}"
        return await self._real.handle_async_request(httpx.Request(request.method, asked, headers=request.headers))

    async def aclose(self) -> None:
        await self._real.aclose()


def detoured(served: Served) -> Http:
    """A client that may ask anybody, and reaches `served`."""
    return Http(transport=lambda _: Detour(served))
