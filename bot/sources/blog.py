"""Blogs and everything else that has an RSS, Atom or JSON feed: what a member publishes, and who talks below it."""

import asyncio
import re
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import ClassVar, Self
from urllib.parse import quote, unquote, urljoin, urlsplit, urlunsplit

from bot.domain.entry import Entry, Party, clean
from bot.domain.kinds import Coverage, Kind
from bot.errors import Garbled, Gone, NeedsCredential, NotFound, Private, Refused
from bot.phrase import Phrase, Some
from bot.sources import whose
from bot.sources.base import Batch, Handle, Identity, Profile, Received, Talk
from bot.sources.blog_comments import Comments, Ways
from bot.sources.blog_ghost import Ghost
from bot.sources.blog_posts import FirstSeen, Reader, own_posts, place
from bot.sources.feeds import Feed, Feeds, Page
from bot.sources.http import Answer, Http

ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, "
    "text/xml;q=0.9, text/html;q=0.8, application/json;q=0.7, */*;q=0.1"
)
HOPS = 5
NAMED_FEEDS_TRIED = 3
USUAL_PLACES = ("feed", "feed.xml", "rss.xml", "atom.xml", "index.xml")  # by how many blogs have it there
BLOGS_REMEMBERED = 1_000
MOVED, MOVED_FOR_GOOD = (301, 302, 303, 307, 308), (301, 308)
MARK = "author="  # of one author among several: https://team.example/feed#author=Alice

_HOST = re.compile(r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_](?:[\w-]{0,61}[^\W_])(?::\d{1,5})?")


@dataclass(slots=True)
class _Known:
    """What need not be found out again: where a feed is now, and how its comments can be read (None = not looked)."""

    url: str
    ways: Ways | None = None


class Blog:
    """A feed as a network of its own: whoever publishes it is the member, or one author of several."""

    name: ClassVar[str] = "blog"
    title: ClassVar[str] = "Blog or feed"
    coverage: ClassVar[Coverage] = Coverage.OWN_POSTS_ONLY
    hides: ClassVar[str] = "what is said anywhere else: a feed shows its own posts alone"
    examples: ClassVar[tuple[str, ...]] = (
        "https://blog.example.org",
        "blog:https://example.org/feed.xml",
        "blog:https://team.example.org/feed#author=Alice",
    )
    quality: ClassVar[Mapping[str, str]] = {
        "cursor": "the feed's validators and a fingerprint of what it held",
        "imports": "exempt: a blog is public, and a feed is no archive",
        "replies": "through WordPress's or Ghost's interface, else through feeds of comments, where the blog has any",
        "search": "exempt: a feed knows of no conversations but those below it",
        "limits": "a number of pages of comments in one poll",
        "whose": "by a code on its page, or links both ways; known by its address",
        "credential": "none needed",
    }
    takes_any_address: ClassVar[bool] = True  # asked last: any other network knows its own addresses better

    def __init__(self, http: Http) -> None:
        self._http = http
        self._feeds = Feeds()
        self._comments = Comments(http, self._feeds)
        self._ghost = Ghost(http)
        self._known: OrderedDict[str, _Known] = OrderedDict()  # by account; may be forgotten at any time

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Ends the process that reads the feeds."""
        await self._feeds.close()

    def recognise(self, text: str) -> Handle | None:
        """Any web address, a bare domain ("blog.example.org"), "blog:…", "rss:…"."""
        typed = re.sub(r"^(?:blog|rss|feed):(?://)?(?=\S)", "", text.strip(), flags=re.IGNORECASE)
        if "://" not in typed:
            if not _HOST.fullmatch(re.split(r"[/?#]", typed, maxsplit=1)[0]):
                return None
            typed = f"https://{typed}"
        try:
            parts = urlsplit(typed)
            usable = parts.scheme.lower() in ("http", "https") and parts.hostname and (parts.port is None or parts.port)
        except ValueError:
            return None
        if not usable or "@" in parts.netloc or re.search(r"\s", typed.partition("#")[0]):
            return None
        fragment = parts.fragment if parts.fragment.startswith(MARK) else ""
        host = parts.netloc.lower()
        return Handle(self.name, urlunsplit((parts.scheme.lower(), host, parts.path, parts.query, fragment)))

    async def resolve(self, handle: Handle) -> Identity:
        """The feed at, or named at, that address. Raises NotFound where there is none."""
        address, author = _parted(handle.name)
        answer, home = await self._get(address)
        found = await self._feeds.look(answer.body, url=answer.url, content_type=_type(answer))
        if isinstance(found, Page):
            home, found = await self._discover(found, answer.url)
        if author:
            author = _spelled(author, found)
        site = found.site or home
        mark = f"#{MARK}{quote(author)}" if author else ""
        return Identity(
            network=self.name,
            native_id=home + mark,
            handle=place(site) + (f"#{MARK}{author}" if author else ""),
            url=site,
            name=author or found.title or place(site),
        )

    async def profile(self, who: Identity) -> Profile:
        """What its owner wrote into the head of the page, and its links with rel=me."""
        answer, _ = await self._get(who.url or _parted(who.native_id)[0])
        html = answer.body[: 4 * whose.MOST].decode("utf-8", "replace")
        return Profile(who.handle, who.url, who.name, await asyncio.to_thread(whose.said, html, answer.url))

    async def fetch(
        self, who: Identity, cursor: Mapping[str, object], *, since: datetime, now: datetime, sweep: bool = False
    ) -> AsyncIterator[Batch]:
        """What the feed holds, where it has changed. `sweep` asks for it whether it says so or not.

        A feed shows its newest posts only, so what is missing from it says nothing.
        """
        address, author = _parted(who.native_id)
        asked = str(cursor.get("url") or address)
        validators = {} if sweep else {name: str(cursor[name]) for name in ("etag", "last_modified") if name in cursor}
        try:
            answer, home = await self._get(asked, validators)
        except Gone:
            raise
        except NotFound as error:
            raise Gone(
                "{place} has no feed at that address any more. Disconnect it, or connect the new one.",
                place=place(asked),
            ) from error
        memory = self._memory(who)
        memory.url = home
        if answer.not_modified:
            if home != asked:
                yield Batch((), {**cursor, "url": home})
            return
        body = sha256(answer.body).hexdigest()[:16]
        if body == cursor.get("body") and home == asked and not sweep:  # not everybody has validators
            return
        feed = await self._feeds.read(answer.body, url=answer.url, content_type=_type(answer))
        memory.ways = ways = Ways.of(feed, answer.headers.get("link", ""))
        first_seen = FirstSeen(_seen(cursor), first=not cursor, now=now)
        can_comment = await self._comments.can_comment(ways.rest, since) if ways.rest else {}
        reader = Reader(who, feed, answer.url, first_seen, can_comment)
        entries = reader.entries(own_posts(feed, answer.url, author), since)
        if feed.left_out:
            reader.skipped["beyond what is read of one feed"] = feed.left_out
        # A feed that broke off is asked for in full next time; the half of it must not count as known.
        known = {} if feed.broken_off else {**answer.validators, "body": body}
        seen = {"seen": kept} if (kept := first_seen.kept()) else {}
        yield Batch(entries, {"url": home, **known, **seen}, skipped=reader.skipped)

    async def received(self, who: Identity, entries: tuple[Entry, ...], *, now: datetime) -> tuple[Received, ...]:
        """The comments below these posts, where the blog lets others read them by machine; spam left out."""
        posts = {entry.native_id: entry for entry in entries if entry.kind is Kind.POST}
        if not posts:
            return ()
        memory = self._memory(who)
        read = await self._read(memory) if memory.ways is None else None
        if memory.ways and memory.ways.rest:
            try:
                return await self._comments.by_rest(memory.ways.rest, posts, now)
            except (NotFound, Private, NeedsCredential, Garbled):  # switched off, or for members only
                memory.ways = replace(memory.ways, rest="")
        if not memory.ways:
            return ()
        # Read anew, although perhaps just fetched: what says "not modified" may have new comments all the same.
        feed, url = read or await self._read(memory)
        own = own_posts(feed, url, _parted(who.native_id)[1])
        if memory.ways.ghost:
            try:
                return await self._ghost.comments(memory.ways.ghost, feed, own, posts, now)
            except (NotFound, Private, NeedsCredential, Garbled, Refused):
                memory.ways = replace(memory.ways, ghost="")
        return await self._comments.by_feeds(feed, url, own, posts, now)

    async def talks(
        self, who: Identity, met: tuple[Party, ...], topics: tuple[str, ...], *, now: datetime
    ) -> tuple[Talk, ...]:
        """None: a feed knows of no conversations but those below it."""
        return ()

    async def _read(self, memory: _Known) -> tuple[Feed, str]:
        """The whole feed as it is now, and its address."""
        answer, _ = await self._get(memory.url)
        feed = await self._feeds.read(answer.body, url=answer.url, content_type=_type(answer))
        memory.ways = memory.ways or Ways.of(feed, answer.headers.get("link", ""))
        return feed, answer.url

    def _memory(self, who: Identity) -> _Known:
        memory = self._known.setdefault(who.native_id, _Known(_parted(who.native_id)[0]))
        while len(self._known) > BLOGS_REMEMBERED:
            self._known.popitem(last=False)
        return memory

    async def _discover(self, page: Page, url: str) -> tuple[str, Feed]:
        """The first feed the page names, or that lies where feeds usually lie; its lasting address."""
        beside = [urljoin(f"{url.partition('?')[0].rstrip('/')}/", "feed")]
        usual = [urljoin(url, f"/{path}") for path in USUAL_PLACES]
        for address in dict.fromkeys((*page.feeds[:NAMED_FEEDS_TRIED], *beside, *usual)):
            try:
                answer, home = await self._get(address)
                found = await self._feeds.look(answer.body, url=answer.url, content_type=_type(answer))
            except (NotFound, Private, NeedsCredential, Refused, Garbled):
                continue
            if isinstance(found, Feed):
                return home, found
        raise NotFound(
            "There is no feed at {url}. Give the address of the feed itself (RSS, Atom, JSON Feed).",
            url=clean(url, 200),
        )

    async def _get(self, url: str, validators: Mapping[str, str] | None = None) -> tuple[Answer, str]:
        """The answer, and where to ask next time: elsewhere, where `url` has moved for good."""
        lasting, home = True, url
        for _ in range(HOPS):
            answer = await self._http.get(url, validators=validators, accept=ACCEPT, tolerate=MOVED)
            if answer.status not in MOVED or "location" not in answer.headers:
                break
            try:
                url = urljoin(answer.url, answer.headers["location"]).partition("#")[0]
            except ValueError:  # "http://[": no address at all
                break
            lasting = lasting and answer.status in MOVED_FOR_GOOD
            home = url if lasting else home
        if answer.status in MOVED:
            raise Garbled(
                "{place} sends Involve from one address to the next. Give the one where they end.", place=place(home)
            )
        return answer, home


def _parted(address: str) -> tuple[str, str]:
    """An address without its mark, and the author the mark names ("" = everybody who writes there)."""
    url, _, mark = address.partition("#")
    return url, unquote(mark.removeprefix(MARK)).strip() if mark.startswith(MARK) else ""


def _spelled(author: str, feed: Feed) -> str:
    """`author` as the feed spells that name. Raises NotFound, with the names there are."""
    names = dict.fromkeys(name for item in feed.items for name in item.authors or feed.authors)
    for name in names:
        if name.casefold() == author.casefold():
            return name
    there = (
        Phrase("It has posts by {names}.", names=Some(list(names)[:10]))
        if names
        else Phrase("It does not say who wrote what.")
    )
    raise NotFound("No post in that feed is by {author}. {there}", author=author, there=there)


def _type(answer: Answer) -> str:
    return answer.headers.get("content-type", "")


def _seen(cursor: Mapping[str, object]) -> dict[str, str]:
    seen = cursor.get("seen")
    return {str(key): str(when) for key, when in seen.items()} if isinstance(seen, dict) else {}
