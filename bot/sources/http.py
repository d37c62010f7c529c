"""The one way out: every question Involve asks a network leaves here, and every answer is weighed before it is read."""

import asyncio
import ssl
import time
import zlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Any, Self, cast

import aiohttp
import httpx

from bot.errors import Garbled, NeedsCredential, Unreachable
from bot.phrase import Phrase
from bot.sources.address import Address
from bot.sources.answer import WIRE_CAP, Answer, Collected, TooLarge, checked, pause_asked, rate_limited
from bot.sources.guard import Guard, Resolver, ask_system
from bot.sources.wire import Guarded

__all__ = ["Answer", "Http"]

USER_AGENT = "Involve/0.1 (Slack bot; reads the public activity of members who asked for it)"
REDIRECTS = 3
HOSTS_KEPT = 64  # clients kept open; the one not asked for longest is closed first
WORTH_WAITING = timedelta(seconds=5)  # a used-up quota that is renewed sooner is waited for, a later one raised


@dataclass(slots=True)
class _Host:
    """One server: its client and its turns."""

    client: httpx.AsyncClient
    turns: asyncio.Semaphore
    origin: httpx.URL | None  # None = who answers wants to see whole addresses
    asked: int = 0  # requests under way or waiting for their turn

    def stream(self, question: "_Question") -> AbstractAsyncContextManager[httpx.Response]:
        """The answer, as it comes in."""
        address = question.address
        # httpx would take each address apart anew, letter by letter, which costs as much as asking.
        url, more = (self.origin, {"target": address.target.encode()}) if self.origin else (address.text, {})
        return self.client.stream(
            question.method, url, headers=question.headers, content=question.body, extensions=more
        )


class Http:
    """Asks networks, politely and with care. One per process: `async with Http() as http`.

    `allowed`: "host:port" (or "host") entries that may be visited although they are not public.
    `transport`: makes the transport of a host; the place for recorded answers. The guard of addresses sits in the
    transport that is made otherwise, so another one that opens connections has to ask `Guard.addresses` itself.
    `around`: is handed the guarded transport and may answer some requests itself; what it passes on stays guarded.
    `at_once`: requests at once per host. `budget`: the longest a request may take once it is its turn.
    """

    def __init__(
        self,
        *,
        allowed: Collection[str] = (),
        transport: Callable[[str], httpx.AsyncBaseTransport] | None = None,
        around: Callable[[httpx.AsyncBaseTransport], httpx.AsyncBaseTransport] | None = None,
        user_agent: str = USER_AGENT,
        at_once: int = 10,
        budget: timedelta = timedelta(seconds=30),
        resolver: Resolver = ask_system,
    ) -> None:
        self._guard = Guard(allowed, resolver)
        self._transport = transport
        self._around = around
        self._user_agent = user_agent
        self._at_once = at_once
        self._budget = budget
        self._hosts: OrderedDict[str, _Host] = OrderedDict()
        self._rests: dict[tuple[str, int], float] = {}  # (server, credential) not to be asked before a monotonic time
        self._tls: asyncio.Task[ssl.SSLContext] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes every connection."""
        while self._hosts:
            _, host = self._hosts.popitem()
            await host.client.aclose()

    async def get(
        self,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        validators: Mapping[str, str] | None = None,
        accept: str = "application/json",
        tolerate: Collection[int] = (),
        quota: str = "",
        on_behalf_of: str = "",
    ) -> Answer:
        """What is at `url`, after at most three redirects. Raises a leaf of SourceError, with a sentence.

        `validators`: those of an earlier answer; the new one is then perhaps `not_modified`, without a body.
        `tolerate`: statuses to return instead of raising.
        `quota`: how this network's own quota headers begin ("x-app" for x-app-remaining and x-app-reset).
        `on_behalf_of`: the key within the address, where there is one: a pause that is asked of it is of no other.
        """
        sent = {"accept": accept, **_lower(headers), **_conditions(validators or {})}
        return await self._ask(_Question("GET", Address.read(url, params), sent, None, on_behalf_of), tolerate, quota)

    async def post(
        self,
        url: str,
        *,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        tolerate: Collection[int] = (),
        quota: str = "",
    ) -> Answer:
        """What `url` answers to `json` or `form`. Not redirected: what is posted is for one server only."""
        body = httpx.Request("POST", "https://nobody.invalid", json=json, data=form)
        kind = {"content-type": body.headers["content-type"]} if "content-type" in body.headers else {}
        sent = {"accept": "application/json", **kind, **_lower(headers)}
        return await self._ask(_Question("POST", Address.read(url), sent, body.content), tolerate, quota)

    async def _ask(self, question: "_Question", tolerate: Collection[int], quota: str) -> Answer:
        for _ in range(REDIRECTS + 1):
            answer = await self._once(question, quota)
            if answer.status in tolerate:
                return answer
            if not (answer.status in _MOVED and "location" in answer.headers and question.method == "GET"):
                return checked(answer, quota)
            question = question.moved(answer.headers["location"])
        circling = question.address.shown
        raise Garbled("{url} sends Involve in circles. Give the address where they end.", url=circling)

    async def _once(self, question: "_Question", quota: str) -> Answer:
        address = question.address
        self._guard.check(address)
        _check_sendable(question)
        key = (address.origin, question.credential)
        async with self._turn(address) as host:
            await _rest(self._rests.get(key, 0.0) - time.monotonic(), address)
            answer = await _answer(host, question, self._budget)
        pause = pause_asked(answer, quota)
        if pause is not None:
            now = time.monotonic()
            self._rests = {who: end for who, end in self._rests.items() if end > now}
            self._rests[key] = now + pause.total_seconds()
        return answer

    @asynccontextmanager
    async def _turn(self, address: Address) -> AsyncIterator[_Host]:
        """The server of `address`, once fewer than `at_once` others are asking it."""
        origin = address.origin
        if origin not in self._hosts:
            tls = await self._certificates() if address.scheme == "https" and self._transport is None else None
            if origin not in self._hosts:
                apart = None if self._transport or self._around else httpx.URL(origin)
                self._hosts[origin] = _Host(self._client(address, tls), asyncio.Semaphore(self._at_once), apart)
        self._hosts.move_to_end(origin)
        host = self._hosts[origin]
        host.asked += 1
        try:
            if len(self._hosts) > HOSTS_KEPT:
                await self._close_idle()
            async with host.turns:
                yield host
        finally:
            host.asked -= 1

    async def _close_idle(self) -> None:
        idle = [origin for origin, host in self._hosts.items() if not host.asked]
        for host in [self._hosts.pop(origin) for origin in idle[: max(0, len(self._hosts) - HOSTS_KEPT)]]:
            await host.client.aclose()

    async def _certificates(self) -> ssl.SSLContext:
        # Reading the authorities takes more than 100 ms: once, beside the loop, for all clients.
        if self._tls is None:
            self._tls = asyncio.create_task(asyncio.to_thread(httpx.create_ssl_context, trust_env=False))
        return await asyncio.shield(self._tls)

    def _client(self, address: Address, tls: ssl.SSLContext | None) -> httpx.AsyncClient:
        if self._transport:
            transport = self._transport(address.host)
        else:
            guarded = Guarded(self._guard, tls, self._at_once)
            transport = self._around(guarded) if self._around else guarded
        return httpx.AsyncClient(
            transport=transport,
            trust_env=False,
            follow_redirects=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),  # nobody is to recognise one member in another
            headers={"user-agent": self._user_agent, "accept-encoding": "gzip"},
        )


_MOVED = (301, 302, 303, 307, 308)
_FOR_ANYBODY = ("accept", "content-type", "if-none-match", "if-modified-since")


@dataclass(frozen=True, slots=True)
class _Question:
    method: str
    address: Address
    headers: Mapping[str, str]
    body: bytes | None
    on_behalf_of: str = field(default="", repr=False)

    @property
    def credential(self) -> int:
        """Tells apart on whose account is asked: servers count per key."""
        own = ((name, value) for name, value in self.headers.items() if name not in _FOR_ANYBODY)
        return hash(frozenset((*own, ("", self.on_behalf_of))))

    def moved(self, location: str) -> "_Question":
        """The same question at the place a redirect names. A key goes only to the server it was given for."""
        try:
            address = self.address.joined(location)
        except (httpx.InvalidURL, ValueError) as error:
            raise Garbled(
                "{host} sends Involve to an address that is none. Give the address where the page is.",
                host=self.address.shown,
            ) from error
        if address.origin == self.address.origin:
            return replace(self, address=address)
        kept = {name: value for name, value in self.headers.items() if name in _FOR_ANYBODY}
        return replace(self, address=address, headers=kept)


def _lower(headers: Mapping[str, str] | None) -> dict[str, str]:
    return {name.lower(): value for name, value in (headers or {}).items()}


def _conditions(validators: Mapping[str, str]) -> dict[str, str]:
    names = {"etag": "if-none-match", "last_modified": "if-modified-since"}
    return {names[name]: str(value) for name, value in validators.items() if name in names}


def _check_sendable(question: _Question) -> None:
    """Raises NeedsCredential where a header has what none may have; of all we send, only keys are not our own."""
    for value in question.headers.values():
        if not (value.isascii() and value.isprintable()):
            raise NeedsCredential(
                "The key for {host} has characters no key has. Connect the account anew.", host=question.address.shown
            )


async def _rest(seconds: float, address: Address) -> None:
    """Waits until a server may be asked again, where that is soon; raises RateLimited where it is not."""
    if seconds > WORTH_WAITING.total_seconds():
        raise rate_limited(httpx.URL(address.text), timedelta(seconds=seconds))
    if seconds > 0:
        await asyncio.sleep(seconds)


async def _answer(server: _Host, question: _Question, budget: timedelta) -> Answer:
    """What comes back, read within its caps; what can break on the way becomes Unreachable."""
    host = question.address.shown
    try:
        async with asyncio.timeout(budget.total_seconds()), server.stream(question) as response:
            body = b"" if 300 <= response.status_code < 400 else await _body(response, host)
    except (TimeoutError, httpx.TimeoutException) as error:
        raise Unreachable("{host} takes too long to answer. It may be busy: try again later.", host=host) from error
    except httpx.InvalidURL as error:  # in a redirect: httpx makes an address of it, whether we follow or not
        raise Garbled(
            "{host} sends Involve to an address that is none. Give the address where the page is.", host=host
        ) from error
    except httpx.TransportError as error:
        if _is_about_tls(error):
            raise Unreachable(
                "{host} has no certificate to be trusted. Ask whoever runs it to renew it.", host=host
            ) from error
        raise Unreachable(
            "{host} does not answer, or breaks off. It may be down: try again later.", host=host
        ) from error
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(response.status_code, question.address.text, headers, body)


def _is_about_tls(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, (ssl.SSLError, aiohttp.ClientSSLError)):
        error = error.__cause__ or error.__context__
    return error is not None


async def _body(response: httpx.Response, host: str) -> bytes:
    try:
        collected = Collected(response.headers.get("content-encoding", ""))
        if int(response.headers.get("content-length") or 0) > WIRE_CAP:
            raise TooLarge
        # As it came over the wire: httpx itself would inflate all of it at once.
        async for piece in cast(httpx.AsyncByteStream, response.stream):
            collected.add(piece)
        return collected.whole()
    except (TooLarge, zlib.error, ValueError) as error:
        if response.status_code >= 400:  # the status says enough
            return b""
        too_large = isinstance(error, TooLarge)
        what = Phrase("more than Involve reads at once") if too_large else Phrase("an answer that does not unpack")
        raise Garbled(
            "{host} sent {what}. Check that the address is right; if it is, try again later.", host=host, what=what
        ) from error
