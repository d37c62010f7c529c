"""Whatever an address comes in by (typed, stored, or found in what a network says), it leads nobody inside."""

import json
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.entry import Entry, Party
from bot.domain.kinds import Kind
from bot.errors import InvolveError
from bot.sources import guard as guard_module
from bot.sources.base import Handle, Identity, Source
from bot.sources.blog import Blog
from bot.sources.bluesky import Bluesky
from bot.sources.http import Http
from bot.sources.known import Sources, classes
from bot.sources.pages import Pages
from tests.services.people import NOW
from tests.sources.hostile import ANSWERS, Canary, a_canary, resolve
from tests.sources.serve import JSON, Asked, Reply, Served, serve

SINCE = NOW - timedelta(days=90)
HTML = {"content-type": "text/html; charset=utf-8"}
APP = json.dumps({"id": "an-app", "secret": "its-secret", "scopes": "read"})
FEED = {"content-type": "application/rss+xml; charset=UTF-8"}


@pytest.fixture
async def canary(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Canary]:
    async with a_canary() as bird:
        monkeypatch.setattr(guard_module, "WEB_PORTS", frozenset({80, 443, bird.port}))
        yield bird


def an_entry(network: str, url: str) -> Entry:
    return Entry(network, url, Kind.POST, NOW - timedelta(days=1), Party("me", "me"), url=url)


def server_in(url: str) -> str:
    """The place an address names, as somebody would write it behind an @."""
    return url.partition("//")[2].strip("/") or url


async def asks_everything(source: Any, who: Identity) -> None:
    """Each of what a source can be asked about an account that was stored with a hostile address."""
    entry = an_entry(who.network, who.url or who.native_id)
    with suppress(InvolveError):
        async for _ in source.fetch(who, {"server": who.server, "url": who.url}, since=SINCE, now=NOW):
            pass
    with suppress(InvolveError):
        await source.received(who, (entry,), now=NOW)
    with suppress(InvolveError):
        await source.talks(who, (Party(who.url, who.url),), (), now=NOW)
    for name, more in {
        "profile": (), "sign_in": (), "signed_in": (APP, "a-code"), "check": ("a-token",),
    }.items():  # fmt: skip
        if hasattr(source, name):
            with suppress(InvolveError):
                await getattr(source, name)(who, *more, **({"now": NOW} if name == "check" else {}))


async def resolves(source: Source, typed: str) -> None:
    with suppress(InvolveError):
        handle = source.recognise(typed)
        if handle is not None:
            await source.resolve(handle)


@pytest.mark.parametrize("network", [source.name for source in classes()])
async def test_no_source_is_led_inside_by_what_is_typed_or_stored(network: str, canary: Canary) -> None:
    async with Http(resolver=resolve) as http:
        sources = Sources(http)
        try:
            source = sources[network]
            for url in canary.addresses():
                place = server_in(url)
                for typed in (url, f"{network}:{url}", f"@wren@{place}", f"{network}:wren@{place}", f"{url}u/wren"):
                    await resolves(source, typed)
                with suppress(InvolveError):
                    await source.resolve(Handle(network, url, url.rstrip("/")))
                await asks_everything(source, Identity(network, url, "wren", url, url.rstrip("/")))
        finally:
            await sources.close()
    assert canary.connects == 0


# --- what a network says ---


@pytest.fixture
async def there() -> AsyncIterator[Served]:
    """A server that may be visited; what it says leads inside."""
    async with serve() as served:
        yield served


async def test_no_feed_a_page_names_is_looked_for_inside(there: Served, canary: Canary) -> None:
    async with there.http(resolver=resolve) as http, Blog(http) as blog:
        for url in canary.addresses():
            link = f'<link rel="alternate" type="application/rss+xml" href="{url}">'
            there.routes["/"] = (200, HTML, f"<!doctype html><html><head>{link}</head></html>")
            with suppress(InvolveError):
                await blog.resolve(Handle("blog", there.url + "/"))
    assert len(there.asked) > 25
    assert canary.connects == 0


async def test_no_comments_a_feed_names_are_asked_for_inside(there: Served, canary: Canary) -> None:
    spaces = (
        'xmlns:slash="http://purl.org/rss/1.0/modules/slash/" xmlns:wfw="http://wellformedweb.org/CommentAPI/" '
        'xmlns:atom="http://www.w3.org/2005/Atom"'
    )
    async with there.http(resolver=resolve) as http, Blog(http) as blog:
        for number, address in enumerate(canary.addresses()):
            url, path = address.replace("&", "&amp;"), f"/feed{number}"
            item = (
                f"<item><guid>{there.url}/{number}</guid><title>One</title><link>{url}</link>"
                "<pubDate>Tue, 17 Nov 2026 10:00:00 GMT</pubDate><slash:comments>3</slash:comments>"
                f"<wfw:commentRss>{url}feed</wfw:commentRss><comments>{url}#comments</comments></item>"
            )
            more = f'<atom:link rel="next" href="{url}"/><atom:link rel="self" href="{url}"/>'
            body = (
                f'<rss version="2.0" {spaces}><channel><title>N</title><link>{url}</link>{more}{item}</channel></rss>'
            )
            is_header = address.isascii() and address.isprintable()
            rest = {"link": f'<{address}wp-json/>; rel="https://api.w.org/"'} if is_header else {}
            there.routes[path] = (200, FEED | rest, body)
            whose = Identity("blog", there.url + path, "notes", there.url + "/")
            entries: list[Entry] = []
            with suppress(InvolveError):
                async for batch in blog.fetch(whose, {}, since=SINCE, now=NOW):
                    entries += batch.entries
            assert entries
            with suppress(InvolveError):
                await blog.received(whose, tuple(entries), now=NOW)
    assert len(there.asked) > 25
    assert canary.connects == 0


async def test_no_short_address_and_no_redirect_leads_inside(
    there: Served, canary: Canary, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = int(there.place.rpartition(":")[2])
    monkeypatch.setitem(ANSWERS, "lnkd.in", ["127.0.0.1"])
    async with Http(allowed=[f"lnkd.in:{port}"], resolver=resolve) as http:
        for url in canary.addresses():
            for way in (
                (200, HTML, f'<meta http-equiv="refresh" content="0; url={url}">'),
                (200, HTML, f'<a data-tracking-control-name="external_url_click" href="{url}">on</a>'),
                (302, {"location": url}, b"") if url.isascii() and url.isprintable() else (404, {}, b""),
            ):
                there.routes["/short"] = way
                with suppress(InvolveError):
                    await Pages(http).read(f"http://lnkd.in:{port}/short")
    assert len(there.asked) > 75
    assert canary.connects == 0


async def test_no_directory_sends_bluesky_inside(there: Served, canary: Canary) -> None:
    did = "did:plc:wren23456723456723456723"

    def answer(asked: Asked) -> Reply:
        if asked.path.startswith("/plc/"):
            service = {
                "id": "#atproto_pds",
                "type": "AtprotoPersonalDataServer",
                "serviceEndpoint": there.routes["url"],
            }
            return 200, JSON, {"id": did, "alsoKnownAs": ["at://wren.example"], "service": [service]}
        return 200, JSON, {"did": did, "handle": "wren.example"}

    there.routes["*"] = answer
    async with there.http(resolver=resolve) as http:
        for url in canary.addresses():
            there.routes["url"] = url.rstrip("/")  # type: ignore[assignment]  # kept for `answer`
            source = Bluesky(http, appview=there.url, directory=f"{there.url}/plc")
            with suppress(InvolveError):
                found = await source.resolve(Handle("bluesky", "wren.example"))
                await asks_everything(source, found)
            place = json.dumps(server_in(url)).strip('"').replace(":", "%3A")
            await asks_everything(source, Identity("bluesky", f"did:web:{place}", "wren.example", ""))
    assert len(there.asked) > 25
    assert canary.connects == 0
