"""How a question gets onto the wire: over a guarded connection, or by way of whatever stands in for a network."""

import socket
import ssl
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol, cast

import aiohttp
import httpx
import yarl
from aiohttp.abc import ResolveResult
from aiohttp.connector import AddrInfoType

from bot.errors import NeedsCredential, Refused, Unreachable
from bot.sources.address import Address
from bot.sources.guard import Guard

CONNECT, SILENCE = 5.0, 10.0  # seconds a server may take to take a call, and to say the next word
KEPT = 20.0  # seconds a connection stays open in case there is more to ask
REMEMBERED = 64  # addresses of a server: some have another one every minute
LONGEST_HEADER = 32_768  # some write into one where everything on their pages may come from


@dataclass(frozen=True, slots=True)
class Sent:
    """A question as it goes out."""

    method: str
    address: Address
    headers: Mapping[str, str]
    body: bytes | None


@dataclass(frozen=True, slots=True)
class Reply:
    """The head of what comes back; the body follows in pieces, packed as it travels."""

    status: int
    headers: Mapping[str, str]  # names in lower case
    pieces: AsyncIterable[bytes]


class Wire(Protocol):
    """A way to one server. What can break on it becomes Unreachable, or Refused."""

    def ask(self, sent: Sent) -> AbstractAsyncContextManager[Reply]:
        """The reply, as long as the block lasts."""

    async def close(self) -> None:
        """Hangs up."""


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


class Guarded:
    """Over connections of our own, kept open for a while."""

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

    @asynccontextmanager
    async def ask(self, sent: Sent) -> AsyncIterator[Reply]:
        host = sent.address.shown
        try:
            async with self._session.request(
                sent.method,
                yarl.URL(sent.address.text, encoded=True),
                headers=sent.headers,
                data=sent.body,
                allow_redirects=False,
            ) as response:
                yield Reply(response.status, _together(response.headers.items()), response.content.iter_any())
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise _unreachable(error, host) from error

    async def close(self) -> None:
        await self._session.close()


class Through:
    """By way of an httpx transport: recorded answers, or a sample of networks."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport

    @asynccontextmanager
    async def ask(self, sent: Sent) -> AsyncIterator[Reply]:
        host = sent.address.shown
        try:
            request = httpx.Request(sent.method, sent.address.text, headers=dict(sent.headers), content=sent.body)
            response = await self._transport.handle_async_request(request)
            try:
                pieces = cast(httpx.AsyncByteStream, response.stream)
                yield Reply(response.status_code, _together(response.headers.items()), pieces)
            finally:
                await response.aclose()
        except (TimeoutError, httpx.TransportError) as error:
            raise _unreachable(error, host) from error

    async def close(self) -> None:
        await self._transport.aclose()


class AsTransport(httpx.AsyncBaseTransport):
    """A wire as an httpx transport, for whoever answers some questions and passes on the rest."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        address = Address.of(request.url)
        sent = Sent(request.method, address, dict(request.headers), await request.aread() or None)
        async with AsyncExitStack() as stack:
            reply = await stack.enter_async_context(self._wire.ask(sent))
            stream = _Stream(reply.pieces, stack.pop_all())
        return httpx.Response(reply.status, headers=dict(reply.headers), stream=stream, request=request)

    async def aclose(self) -> None:
        await self._wire.close()


class _Stream(httpx.AsyncByteStream):
    def __init__(self, pieces: AsyncIterable[bytes], stack: AsyncExitStack) -> None:
        self._pieces, self._stack = pieces, stack

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._pieces:
            yield piece

    async def aclose(self) -> None:
        await self._stack.aclose()


def _together(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Headers by their names in lower case, those that are said twice as one."""
    found: dict[str, str] = {}
    for name, value in headers:
        name = name.lower()
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def _unreachable(error: BaseException, host: str) -> Exception:
    if isinstance(error, (TimeoutError, httpx.TimeoutException)):
        return Unreachable("{host} takes too long to answer. It may be busy: try again later.", host=host)
    if isinstance(error, httpx.LocalProtocolError):
        return NeedsCredential("The key for {host} has characters no key has. Connect the account anew.", host=host)
    if isinstance(error, aiohttp.InvalidURL):
        return Refused("{url} is no address of a web page: give one that begins with https://.", url=host)
    if _is_about_tls(error):
        return Unreachable("{host} has no certificate to be trusted. Ask whoever runs it to renew it.", host=host)
    return Unreachable("{host} does not answer, or breaks off. It may be down: try again later.", host=host)


def _is_about_tls(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, (ssl.SSLError, aiohttp.ClientSSLError)):
        error = error.__cause__ or error.__context__  # httpcore cuts the first, httpx sets it
    return error is not None
