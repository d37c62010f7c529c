"""How a question gets onto the wire: over connections to addresses the guard has looked at, and to no other."""

import socket
import ssl
from collections.abc import AsyncIterator, Sequence
from typing import Any

import aiohttp
import httpx
import yarl
from aiohttp.abc import ResolveResult
from aiohttp.connector import AddrInfoType

from bot.errors import Refused
from bot.sources.guard import Guard

CONNECT, SILENCE = 5.0, 10.0  # seconds a server may take to take a call, and to say the next word
KEPT = 20.0  # seconds a connection stays open in case there is more to ask
REMEMBERED = 64  # addresses of a server: some have another one every minute
LONGEST_HEADER = 32_768  # some write into one where everything on their pages may come from


def open_socket(place: AddrInfoType) -> socket.socket:
    """A socket for one address; nothing is connected yet."""
    return socket.socket(*place[:3])


class _Connector(aiohttp.TCPConnector):
    """Connects to addresses the guard has looked at, and to no other.

    Names and numbers alike are looked at where aiohttp resolves them. Should an aiohttp to come resolve elsewhere,
    then no socket is opened at all: it is only for an address that has been looked at here.
    """

    def __init__(self, guard: Guard, tls: ssl.SSLContext | None, at_once: int) -> None:
        super().__init__(
            ssl=tls or True, limit=at_once, keepalive_timeout=KEPT, use_dns_cache=False, socket_factory=self._socket
        )
        self._guard = guard
        self._looked_at: dict[tuple[str, int], None] = {}  # the latest last

    async def _resolve_host(self, host: str, port: int, traces: Sequence[Any] | None = None) -> list[ResolveResult]:
        addresses = await self._guard.addresses(host, port)
        for address in addresses:
            self._looked_at.pop((address, port), None)
            self._looked_at[address, port] = None
        while len(self._looked_at) > REMEMBERED:
            del self._looked_at[next(iter(self._looked_at))]
        return [ResolveResult(hostname=host, host=each, port=port, family=0, proto=0, flags=0) for each in addresses]

    def _socket(self, place: AddrInfoType) -> socket.socket:
        if tuple(place[4][:2]) not in self._looked_at:
            raise Refused("Involve does not visit an address that was not looked at first.")
        return open_socket(place)


class Guarded(httpx.AsyncBaseTransport):
    """What carries a client's questions to one server: over connections of our own, kept open for a while.

    httpx lets aiohttp do the connecting: its own connections cost a poll most of its processor time (`make bench
    NAMES=polling`).
    """

    def __init__(self, guard: Guard, tls: ssl.SSLContext | None, at_once: int) -> None:
        self._session = aiohttp.ClientSession(
            connector=_Connector(guard, tls, at_once),
            auto_decompress=False,  # aiohttp would inflate all of a body, whatever it grows to
            cookie_jar=aiohttp.DummyCookieJar(),  # nobody is to recognise one member in another
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT, sock_read=SILENCE),
            max_line_size=LONGEST_HEADER,
            max_field_size=LONGEST_HEADER,
            trust_env=False,
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            answer = await self._session.request(
                request.method,
                yarl.URL(_whole(request), encoded=True),
                headers=request.headers,
                data=request.content or None,
                allow_redirects=False,
            )
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise _broken(error) from error
        return httpx.Response(answer.status, headers=answer.raw_headers, stream=_Body(answer))

    async def aclose(self) -> None:
        await self._session.close()


class _Body(httpx.AsyncByteStream):
    """What follows the head, in pieces, packed as it travels."""

    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._answer.content.iter_any():
                yield piece
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise _broken(error) from error

    async def aclose(self) -> None:
        self._answer.release()  # hangs up where not all of it was read


def _whole(request: httpx.Request) -> str:
    """What is asked for; the "target" among httpx's extensions stands for all that follows the server."""
    if (target := request.extensions.get("target")) is None:
        return str(request.url)
    return f"{request.url.scheme}://{request.url.netloc.decode('ascii')}{target.decode('ascii')}"


def _broken(error: Exception) -> httpx.TransportError:
    """What httpx calls it."""
    kind = httpx.ReadTimeout if isinstance(error, TimeoutError) else httpx.NetworkError
    return kind(str(error))
