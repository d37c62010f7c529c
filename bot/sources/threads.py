"""Threads: the one network of Meta's that shows a member's answers anywhere, to the member's own token."""

import re
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import ClassVar
from urllib.parse import urlsplit

from bot.domain.entry import Entry, Party, clean
from bot.domain.kinds import Coverage
from bot.errors import NeedsCredential, NotFound, RateLimited, SourceError
from bot.sources import threads_read as read
from bot.sources.base import Batch, Checked, Handle, Identity, Profile, Received, Talk, Wanted
from bot.sources.http import Http
from bot.sources.meta_ask import Json
from bot.sources.meta_read import UNREADABLE, readable
from bot.sources.patience import Patience
from bot.sources.threads_ask import Api
from bot.sources.threads_read import Known, Pointed, Said
from bot.sources.threads_token import Token

OVERLAP = timedelta(minutes=20)  # a post may be edited for fifteen minutes
SWEPT = timedelta(days=7)
FIRST_EVER = 1_688_540_400  # seconds; Threads answers nothing about the time before (5 July 2023)
PAGES = 20  # of posts, and of answers, in one poll
LOOKED_UP = 80  # posts of others in a poll, to know whose they are; the next poll goes on
OWN_POSTS, QUESTIONS, PAGES_BELOW = 40, 50, 10  # looked below, questions for that, of one post
MENTIONS, MENTION_PAGES = timedelta(days=14), 2
REFUSED_FOR = timedelta(days=1)  # until a permission that was missing is tried again
TALKS_OF, TOPICS, TALKS = timedelta(days=3), 3, 12

_NAMED = re.compile(r"threads:\s*@?", re.IGNORECASE)
_HOSTS = ("threads.net", "www.threads.net", "threads.com", "www.threads.com")


class Threads:
    """Threads, by its API, as the member whose token it is."""

    name: ClassVar[str] = "threads"
    title: ClassVar[str] = "Threads"
    coverage: ClassVar[Coverage] = Coverage.FULL
    hides: ClassVar[str] = "likes, and names of people whose profile is private"
    examples: ClassVar[tuple[str, ...]] = ("threads:@name", "https://www.threads.net/@name")
    quality: ClassVar[Mapping[str, str]] = {
        "cursor": "the moments up to which posts and answers were read",
        "imports": "exempt: the token shows all there is, back to the beginning",
        "replies": f"from the conversations below your last {OWN_POSTS} posts and answers, and from mentions",
        "search": "by your topics, or by the tags of your posts, where the token may search",
        "conditional": "exempt: only what is newer than the last moment is asked for",
        "limits": f"the percentages Meta sends along; {LOOKED_UP} look-ups and {QUESTIONS} conversations in one poll",
        "whose": "by a token alone; known by its number, so a new name is followed",
        "credential": "exempt: Threads shows nothing without the member's own; it is renewed before it ends",
    }
    wants: ClassVar[Wanted] = Wanted(
        label="Access token",
        where="On developers.facebook.com open your app, “Access the Threads API”, User Token Generator, and make one "
        "for your account; allow reading replies and mentions.",
        adds="everything: your posts, your answers anywhere, and what is said below both",
        needed=True,
    )

    def __init__(self, http: Http, api: str = "https://graph.threads.net") -> None:
        self._api = Api(http, api)
        self._tags: dict[str, list[str]] = {}  # of own posts, by account; may be forgotten
        self._refused: dict[tuple[str, str], datetime] = {}  # (account, what), and when

    def recognise(self, text: str) -> Handle | None:
        """ "threads:@name", or the address of a profile."""
        text = clean(text, 300)
        named = _NAMED.match(text)
        name = text[named.end() :] if named else _name_in_address(text)
        return Handle(self.name, name.casefold()) if read.NAME.fullmatch(name) else None

    async def resolve(self, handle: Handle) -> Identity:
        """As it was typed: only the member's token tells whether there is such an account (`check`)."""
        name = handle.name
        return Identity(self.name, name, f"@{name}", _page(name))

    async def check(self, who: Identity, credential: str, *, now: datetime) -> Checked:
        """Whether the token is good, and of this account. It is renewed where that goes, and its end is then known."""
        given = "".join(credential.split())
        if not given.isascii() or len(given) < 8:
            raise NeedsCredential("That is no token of Meta's. Copy the whole of it: it begins with TH.")
        token = Token(given, made=int(now.timestamp()))
        id_, name = await self._api.me(token)
        if name.casefold() != who.handle.removeprefix("@").casefold():
            raise NeedsCredential(
                "That token belongs to @{name}, not to {handle}. Connect @{name}, or make one there.",
                name=name,
                handle=clean(who.handle, 60),
            )
        token = Token(given, id_, name, int(now.timestamp()))
        with suppress(SourceError):  # made today: it is renewed tomorrow, and then its end is known
            token = await self._api.renew(token, now)
        known = replace(who, native_id=id_, handle=f"@{name}", url=_page(name))
        return replace(token.checked(), who=known)

    async def profile(self, who: Identity) -> Profile:
        """What they say of themselves, to their own token: names change, and the number it is kept for does not."""
        if not who.credential:
            raise NeedsCredential(
                "Threads shows a profile only to a token of its owner's. Connect the account with one: that proves it "
                "yours as well."
            )
        name, shown, said = await self._api.profile(Token.kept(who.credential))
        return Profile(f"@{name}", _page(name), shown, said)

    async def fetch(
        self, who: Identity, cursor: Mapping[str, object], *, since: datetime, now: datetime, sweep: bool = False
    ) -> AsyncIterator[Batch]:
        """Posts, then answers. A token near its end is renewed first, and handed over before it is used."""
        token = Token.kept(who.credential)
        if (renewed := await self._renewed(token, now, sweep)) is not None:
            token = renewed
            yield Batch((), cursor, renewed=token.checked())
        me, known, skipped = Party(who.native_id, f"@{token.name}"), Known(), Counter[str]()
        reached = {name: at for name in ("posts", "replies") if isinstance(at := cursor.get(name), int)}
        is_whole = True
        for kind, path in (("posts", "me/threads"), ("replies", "me/replies")):
            start = _start(reached.get(kind), since, now, sweep)
            items, all_there = await self._own(path, token, start, known, me, skipped)
            entries, upto = await self._entries(items, me, known, token, skipped, now)
            is_whole = is_whole and all_there and upto is None
            reached[kind] = int((upto or now).timestamp())
            if kind == "posts":
                self._tags[who.native_id] = [tag for item in items if (tag := str(item.get("topic_tag") or ""))][
                    :TOPICS
                ]
            done = sweep and kind == "replies" and is_whole and not skipped
            yield Batch(
                tuple(entries), dict(reached), skipped=dict(skipped), complete_since=now - SWEPT if done else None
            )

    async def received(self, who: Identity, entries: tuple[Entry, ...], *, now: datetime) -> tuple[Received, ...]:
        """What others said right below these posts and answers, and where they named the member."""
        token = Token.kept(who.credential)
        latest = sorted(entries, key=lambda entry: entry.at, reverse=True)[:OWN_POSTS]
        if not latest or self._api.is_scarce(token):
            return ()
        patience, found = Patience(QUESTIONS), dict[str, Received]()
        looked: set[str] = set()
        try:
            for entry in latest:
                # Below a post of one's own stands all of it; below an answer elsewhere, what answers that.
                is_mine = not entry.thread or entry.root.id in (who.native_id, token.name.casefold())
                place = (entry.thread or entry.native_id) if is_mine else entry.native_id
                if place in looked:
                    continue
                looked.add(place)
                path = f"{place}/conversation" if is_mine else f"{place}/replies"
                nodes = await self._below(path, token, patience, now)
                if nodes is not None:
                    heard = read.answered(nodes, frozenset({place}))
                    found |= {one.native_id: one for one in heard}
            for one in await self._mentions(who, token, entries, now):
                found.setdefault(one.native_id, one)
        except RateLimited:  # what the member did counts more
            return ()
        spoke = {entry.parent_id: entry.at for entry in reversed(latest)}
        heard = [replace(one, answered_at=one.answered_at or _spoken(one, spoke)) for one in found.values()]
        return tuple(sorted(heard, key=lambda one: one.at))

    async def talks(
        self, who: Identity, met: tuple[Party, ...], topics: tuple[str, ...], *, now: datetime
    ) -> tuple[Talk, ...]:
        """What is said just now on their topics, where the token may search."""
        token = Token.kept(who.credential)
        wanted = [(topic, "KEYWORD") for topic in topics] + [(tag, "TAG") for tag in self._tags.get(who.native_id, ())]
        if self._api.is_scarce(token) or self._was_refused(who, "search", now):
            return ()
        found: dict[str, Talk] = {}
        try:
            for topic, mode in wanted[:TOPICS]:
                pages = self._api.pages(
                    "keyword_search", token, 0, q=clean(topic, 100), search_mode=mode, search_type="RECENT",
                    since=int((now - TALKS_OF).timestamp()), fields=read.TALK_FIELDS,
                )  # fmt: skip
                async for items in pages:
                    talks = (readable(lambda it: read.talk(it, token.name, now), item) for item in items)
                    found |= {talk.native_id: talk for talk in talks if talk}
        except (NeedsCredential, NotFound):
            self._refused[who.native_id, "search"] = now
        except RateLimited:
            return ()
        return tuple(found.values())[:TALKS]

    async def _renewed(self, token: Token, now: datetime, sweep: bool) -> Token | None:
        """What takes the token's place: a longer one, or the same with the name the account has now. None = nothing."""
        found = token
        if token.is_due(now):
            try:
                found = await self._api.renew(token, now)
            except RateLimited:
                pass
            except SourceError:
                if token.ends and token.ends <= now.timestamp():
                    raise
        if sweep:
            id_, name = await self._api.me(found)
            found = Token(found.token, id_, name, found.made, found.ends)
        return found if found != token else None

    async def _own(
        self, path: str, token: Token, start: datetime, known: Known, me: Party, skipped: Counter[str]
    ) -> tuple[list[Json], bool]:
        """What the member wrote since then, newest first, all of it noted as theirs; and whether that is all."""
        found: dict[str, Json] = {}
        pages = 0
        where: dict[str, str | int] = {"fields": read.FIELDS, "since": max(int(start.timestamp()), FIRST_EVER)}
        async for items in self._api.pages(path, token, PAGES, **where):
            pages += 1
            if pages > PAGES:
                skipped["beyond what is read at once"] += 1
                break
            found |= {str(item.get("id")): item for item in items}
        for id_, item in found.items():
            if not read.number_of(item, "reposted_post"):
                known.posts[id_] = Pointed(me, clean(str(item.get("text") or "")))
        return list(found.values()), pages <= PAGES

    async def _entries(
        self, items: list[Json], me: Party, known: Known, token: Token, skipped: Counter[str], now: datetime
    ) -> tuple[list[Entry], datetime | None]:
        """Oldest first, as far as it can be told whose posts they point at; and up to when, where that was not all."""
        patience, found = Patience(LOOKED_UP), list[Entry]()
        for item in reversed(items):
            try:
                whole = await self._api.look_up(read.points(item), known, me, token, patience)
                entry = read.entry(item, me, known, now)
            except UNREADABLE:
                skipped["unreadable"] += 1
                continue
            if not whole:
                return found, entry.at
            found.append(entry)
        return found, None

    async def _below(self, path: str, token: Token, patience: Patience, now: datetime) -> dict[str, Said] | None:
        """The nodes of a conversation; None where it is too long, or not there any more."""
        nodes: dict[str, Said] = {}
        pages = 0
        if not patience.ask():
            return None
        try:
            async for items in self._api.pages(path, token, PAGES_BELOW, fields=read.BELOW_FIELDS, reverse="false"):
                pages += 1
                said = (readable(lambda it: read.said(it, token.name, now), item) for item in items)
                nodes |= {node.id: node for node in said if node}
        except NotFound:
            return None
        return nodes if pages <= PAGES_BELOW else None

    async def _mentions(self, who: Identity, token: Token, entries: tuple[Entry, ...], now: datetime) -> list[Received]:
        """Where others named the member, as far as the token may tell. Older than these posts, it is left out."""
        if self._was_refused(who, "mentions", now):
            return []
        since, own = max(min(entry.at for entry in entries), now - MENTIONS), {entry.native_id for entry in entries}
        found: list[Received] = []
        where: dict[str, str | int] = {"fields": read.BELOW_FIELDS, "since": int(since.timestamp())}
        try:
            async for items in self._api.pages("me/mentions", token, MENTION_PAGES, **where):
                for item in items:
                    node = readable(lambda it: read.said(it, token.name, now), item)
                    if node and node.author and not node.is_mine and node.at >= since:
                        found.append(node.received(node.answers if node.answers in own else "", None))
        except (NeedsCredential, NotFound):
            self._refused[who.native_id, "mentions"] = now
        return found

    def _was_refused(self, who: Identity, what: str, now: datetime) -> bool:
        at = self._refused.get((who.native_id, what))
        return at is not None and now - at < REFUSED_FOR


def _spoken(one: Received, spoke: Mapping[str, datetime]) -> datetime | None:
    """When the member answered that, going by what their own answers point at."""
    return spoke.get(one.native_id) or spoke.get(read.code(one.url))


def _start(reached: int | None, since: datetime, now: datetime, sweep: bool) -> datetime:
    start = datetime.fromtimestamp(reached, UTC) - OVERLAP if reached is not None and reached >= 0 else since
    return min(start, now - SWEPT) if sweep else min(start, now)


def _page(name: str) -> str:
    return f"https://www.threads.net/@{name}"


def _name_in_address(text: str) -> str:
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = parts.hostname
    except ValueError:
        return ""
    path = [part for part in parts.path.split("/") if part]
    is_profile = host in _HOSTS and len(path) in (1, 2) and path[0].startswith("@") and path[1:] in ([], ["replies"])
    return path[0][1:] if is_profile else ""
