"""Whatever an address comes in by (typed, stored, or found in what a network says), it leads nobody inside."""

import ast
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

import bot.sources
import handlers
from bot import check
from bot.db import database
from bot.domain.entry import Entry, Party
from bot.domain.kinds import Kind
from bot.errors import InvolveError
from bot.services import archive, look_up, poll, proof, relatives
from bot.sources import guard as guard_module
from bot.sources.base import Handle, Identity, Source
from bot.sources.blog import Blog
from bot.sources.bluesky import Bluesky
from bot.sources.http import Http
from bot.sources.known import Sources, classes
from bot.sources.mastodon import Mastodon
from bot.sources.pages import Pages
from handlers import uploads
from models import Account, Activity, Address, Relative
from tests.services.people import NOW, a_member, an_account
from tests.sources.archives.packing import packed
from tests.sources.hostile import ANSWERS, Canary, a_canary, resolve
from tests.sources.serve import JSON, Asked, Reply, Served, serve

# Every file that asks something of somebody's server, and the test that leads it astray.
EVERYTHING = "test_no_source_is_led_inside_by_what_is_typed_or_stored"  # all a source can be asked
ASKS = {
    "bot/sources/blog.py": "test_no_feed_a_page_names_is_looked_for_inside",
    "bot/sources/blog_comments.py": "test_no_comments_a_feed_names_are_asked_for_inside",
    "bot/sources/blog_ghost.py": "test_no_comments_a_feed_names_are_asked_for_inside",
    "bot/sources/bluesky_ask.py": "test_no_directory_sends_bluesky_inside",
    "bot/sources/dev_ask.py": EVERYTHING,
    "bot/sources/discourse_ask.py": EVERYTHING,
    "bot/sources/github_ask.py": "test_no_base_address_that_is_set_leads_inside_by_itself",
    "bot/sources/hackernews_items.py": "test_no_base_address_that_is_set_leads_inside_by_itself",
    "bot/sources/lemmy_ask.py": EVERYTHING,
    "bot/sources/linkedin_ask.py": "test_no_base_address_that_is_set_leads_inside_by_itself",
    "bot/sources/mastodon_ask.py": "test_no_server_sends_mastodon_inside",
    "bot/sources/mastodon_signing.py": EVERYTHING,  # registers itself on whatever server that is
    "bot/sources/meta_ask.py": "test_no_base_address_that_is_set_leads_inside_by_itself",  # and so Threads and others
    "bot/sources/pages.py": "test_no_short_address_and_no_redirect_leads_inside",
    "bot/sources/pinterest.py": "test_no_base_address_that_is_set_leads_inside_by_itself",
    "bot/sources/reddit_ask.py": "test_no_base_address_that_is_set_leads_inside_by_itself",
    "bot/sources/stackexchange_ask.py": "test_no_base_address_that_is_set_leads_inside_by_itself",
    "bot/sources/x_ask.py": "test_no_base_address_that_is_set_leads_inside_by_itself",
    "bot/sources/youtube_ask.py": "test_no_base_address_that_is_set_leads_inside_by_itself",
    "bot/sources/youtube_feed.py": "test_no_base_address_that_is_set_leads_inside_by_itself",
    "handlers/uploads.py": "test_no_file_somebody_sends_is_fetched_inside",
}
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


async def test_no_server_sends_mastodon_inside(there: Served, canary: Canary) -> None:
    """Names may live elsewhere than their server, which says where; so may whoever is known there."""
    async with there.http(resolver=resolve) as http:
        source = Mastodon(http)
        for url in canary.addresses():
            links = [{"rel": "self", "href": f"{url}users/wren"}, {"rel": "other", "href": url}]
            there.routes["/.well-known/webfinger"] = {"links": links}
            for acct in ("wren", "wren@elsewhere.example"):
                account = {"id": "7", "acct": acct, "username": "wren", "uri": f"{url}users/wren", "url": url}
                there.routes["/api/v1/accounts/lookup"] = account if "@" in acct else (404, JSON, {})
                with suppress(InvolveError):
                    await source.resolve(Handle("mastodon", "wren", there.url))
    assert len(there.asked) > 75
    assert canary.connects == 0


async def test_no_base_address_that_is_set_leads_inside_by_itself(canary: Canary) -> None:
    """What whoever runs Involve sets as a network's address has to be named as an allowed host as well."""
    async with Http(resolver=resolve) as http:
        for url in canary.addresses():
            sources = Sources(http, partial(_instead, url.rstrip("/")))
            try:
                for source in sources.values():
                    with suppress(InvolveError):
                        await source.resolve(Handle(source.name, "wren", ""))
                    await asks_everything(source, Identity(source.name, "4711", "wren", "", credential="7 a-token"))
            finally:
                await sources.close()
    assert canary.connects == 0


def _instead(url: str, name: str, known: Mapping[str, str]) -> dict[str, str]:
    """Every address of a network, and something for whatever else switches it on."""
    return {name: url if value.startswith("http") else "1" for name, value in known.items()}


async def test_no_handle_to_be_checked_leads_inside(canary: Canary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INVOLVE_ALLOWED_HOSTS", "")
    typed = [
        text
        for url in canary.addresses()
        if ".example" not in url  # for a name the command asks the system, which no test may
        for text in (url, f"blog:{url}", f"mastodon:@wren@{server_in(url)}", f"lemmy:wren@{server_in(url)}")
    ]
    async with Http() as http:
        sources = Sources(http)
        typed = [text for text in typed if _is_taken(sources, text)]
        await sources.close()
    assert len(typed) > 60
    assert await check.check(typed, as_json=True) == 1
    assert canary.connects == 0


def _is_taken(sources: Sources, typed: str) -> bool:
    try:
        return bool(sources.recognise(typed))
    except InvolveError:
        return False


@pytest.fixture
async def base(sqlite_url: str) -> AsyncIterator[None]:
    async with database(sqlite_url):
        yield


@pytest.mark.usefixtures("base")
async def test_no_address_in_an_archive_leads_inside(there: Served, canary: Canary, tmp_path: Path) -> None:
    """Not when it is imported, and not when all that came with it is looked up, polled and looked at for a proof."""
    member, addresses = await a_member(), canary.addresses()
    short = [url.replace("http://", "http://lnkd.in@").replace("https://", "https://lnkd.in:443@") for url in addresses]
    ours = [
        {"network": "blog", "native_id": str(at), "kind": "post", "at": "2026-11-17T10:00:00Z", "url": url,
         "text": f"See {url}", "links": [url, short[at], f"{url}lnkd.in/x"]}
        for at, url in enumerate(addresses)
    ]  # fmt: skip
    own = packed(tmp_path / "own.zip", {"mine.jsonl": "\n".join(map(json.dumps, ours))})
    await archive.import_file(member, own, now=NOW)
    for number, home in enumerate((addresses[0], addresses[-2])):
        notes = [
            {"id": f"{url}users/wren/{at}", "inReplyTo": f"{url}1", "published": "2026-11-17T10:00:00Z", "url": url,
             "content": f'<a href="{short[at]}">on</a>', "to": ["as:Public"], "attachment": [{"url": url}]}
            for at, url in enumerate(addresses)
        ]  # fmt: skip
        creates = [{"type": "Create", "id": f"{home}{at}", "to": ["as:Public"], "object": at} for at in notes]
        actor = {"id": f"{home}users/wren", "preferredUsername": "wren", "url": home, "icon": {"url": home}}
        files = {"actor.json": json.dumps(actor), "outbox.json": json.dumps({"orderedItems": creates})}
        await archive.import_file(member, packed(tmp_path / f"{number}.zip", files), now=NOW)
    assert await Activity.all().count() > 80
    async with there.http(resolver=resolve) as http:
        sources = Sources(http)
        try:
            await Account.all().update(due_at=NOW)
            for address in await look_up.claim_due(now=NOW, limit=100):
                await look_up.look_up(address, sources.pages, now=NOW)
            for account in await Account.all().prefetch_related("member"):
                await poll.poll(account, sources[account.network], keys=None, now=NOW)
                with suppress(InvolveError):
                    await proof.look(member, account, sources, now=NOW)
        finally:
            await sources.close()
    assert await Account.all().count() == 2
    assert not await Address.filter(leads_to__not="").exists()
    assert canary.connects == 0


@pytest.mark.usefixtures("base")
async def test_no_profile_names_an_account_that_leads_inside(there: Served, canary: Canary) -> None:
    """Accounts a profile names are looked at by themselves, to be offered; and so are pages for a proof."""
    member = await a_member()
    account = await an_account(member, "hackernews", native_id="wren", handle="wren")
    async with there.http(resolver=resolve) as http:
        chosen = {"algolia": there.url, "firebase": there.url}
        sources = Sources(http, lambda name, _: chosen if name == "hackernews" else {})
        try:
            for url in canary.addresses():
                place = server_in(url)
                said = f"{url} @wren@{place} {url}@wren {url}u/wren blog:{url} bluesky:did:web:{place} {url}users/wren"
                there.routes["/v0/user/wren.json"] = {"id": "wren", "about": said, "karma": 1}
                await relatives.find(member, account, sources, now=NOW)
                with suppress(InvolveError):
                    await proof.look(member, account, sources, now=NOW)
        finally:
            await sources.close()
    assert len(there.asked) > 75
    assert not await Relative.exists()
    assert canary.connects == 0


async def test_no_file_somebody_sends_is_fetched_inside(canary: Canary, tmp_path: Path) -> None:
    for slack in ("https://slack.com/api/", "http://public.example/api/"):
        for url in canary.addresses():
            with suppress(InvolveError, ValueError):
                await uploads.fetch(url, tmp_path / "file.zip", "xoxb-token", slack)
    assert not (tmp_path / "file.zip").exists()
    assert canary.connects == 0


def test_every_file_that_asks_something_is_led_astray_here() -> None:
    assert set(asking()) == set(ASKS)
    assert {test for test in ASKS.values() if test not in globals()} == set()


def asking() -> Iterator[str]:
    """The files in which something is asked of the way out, or of anybody else."""
    for package in (bot.sources, handlers):
        folder = Path(package.__path__[0])
        for file in sorted(folder.rglob("*.py")):
            name = file.relative_to(folder.parents[1 if package is bot.sources else 0]).as_posix()
            if name not in ("bot/sources/http.py", "bot/sources/wire.py") and _asks(ast.parse(file.read_text("utf-8"))):
                yield name


def _asks(code: ast.Module) -> bool:
    for node in ast.walk(code):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            asks = node.func.attr in ("get", "post") and ast.unparse(node.func.value).endswith("http")
            if asks or node.func.attr == "ClientSession":
                return True
    return False
