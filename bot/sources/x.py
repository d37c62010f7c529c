"""X, once Twitter, by its paid API: off until the team gives a token and says what a month may cost.

Involve only reads there. What it suggests, people answer themselves: X allows no bot to speak for somebody.
"""

import re
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar
from urllib.parse import urlsplit

from bot.domain.entry import Entry, Party, clean
from bot.domain.kinds import Coverage
from bot.errors import Garbled, NeedsCredential, NotFound, RateLimited
from bot.sources import x_read as read
from bot.sources.base import Batch, Handle, Identity, Profile, Received, Talk
from bot.sources.http import Http
from bot.sources.x_ask import OFF, SEARCHED, Api
from bot.sources.x_cursor import Cursor
from bot.sources.x_money import DOLLAR, POST_READ, Purse, microdollars
from bot.sources.x_read import NUMBER, UNREADABLE, Json

OVERLAP = timedelta(minutes=15)  # within a day a post is paid for once, so this costs nothing
FIRST = timedelta(days=30)  # how far back the first poll goes: every post of it costs
SWEPT = timedelta(days=7)
AHEAD = timedelta(hours=1)  # that a clock of X's may be
PAGE, PAGES, SWEEP_PAGES = 50, 4, 2  # posts in an answer, answers in a poll; the next poll goes on
LOOKED_UP = 25  # posts of others in a poll, to know whose thread it is
MENTIONS_PAGES, MENTIONS_KEPT = 2, 200
HEARD = timedelta(days=7)
ACCOUNTS = 500  # whose mentions are remembered
TALKS_EVERY, TALKS_OF, PEOPLE = timedelta(hours=20), timedelta(days=3), 10

_NAMED = re.compile(r"(?:x|twitter):\s*@?", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9_]{1,15}")
_HOSTS = ("x.com", "www.x.com", "mobile.x.com", "twitter.com", "www.twitter.com", "mobile.twitter.com")
_PAGES_OF_A_PROFILE = frozenset({"with_replies", "highlights", "articles", "media", "likes"})
_NO_PROFILES = frozenset({
    "compose", "download", "explore", "hashtag", "home", "i", "intent", "jobs", "login", "messages", "notifications",
    "privacy", "search", "settings", "share", "signup", "tos",
})  # fmt: skip


class X:
    """X. Without a token, or without money for it, it shows nothing, and the archive is the other way."""

    name: ClassVar[str] = "x"
    title: ClassVar[str] = "X"
    coverage: ClassVar[Coverage] = Coverage.FULL
    hides: ClassVar[str] = (
        f"likes, what followers alone may see, and what was older than {FIRST.days} days when the account was connected"
    )
    examples: ClassVar[tuple[str, ...]] = ("x:name", "https://x.com/name")
    quality: ClassVar[Mapping[str, str]] = {
        "cursor": "the number of the newest post read, and the gap that was too much for one poll",
        "replies": "from what mentions you, which answers to you do",
        "search": "new posts of people you met, once a day, as long as half of the month's money is left",
        "conditional": "exempt: only posts after the newest one are asked for, and each is paid for once a day",
        "limits": f"the month's cap; {PAGES * PAGE} posts in one poll, {SWEEP_PAGES * PAGE} more when a week is read "
        f"again, {LOOKED_UP} looked up; a post costs ${POST_READ / DOLLAR:.3f} (2026-08)",
        "whose": "by a code in your profile, or links both ways, at the price of a look-up; known by its number, "
        "so a new name is followed",
        "credential": "exempt: X shows nothing without one; INVOLVE_X_TOKEN and INVOLVE_X_CAP switch it on, and the "
        "archive shows the same without",
    }

    def __init__(self, http: Http, api: str = "https://api.x.com", token: str = "", cap: str = "0") -> None:
        self.cap_microdollars: int = microdollars(cap)
        self.purse = Purse(self.cap_microdollars)
        self._api = Api(http, api, token, self.purse)
        self._mentions: OrderedDict[str, dict[str, Json]] = OrderedDict()  # by account; may be forgotten
        self._searched: dict[str, datetime] = {}

    def owed_microdollars(self, booked: int) -> int:
        """What was spent on mentions, searches and names since it was asked last."""
        self.purse.knows(booked)
        return self.purse.owed()

    def recognise(self, text: str) -> Handle | None:
        """ "x:name", "twitter:name", or the address of a profile."""
        text = clean(text, 300)
        named = _NAMED.match(text)
        name = text[named.end() :] if named else text[1:] if text.startswith("@") else _name_in_address(text)
        return Handle(self.name, name) if _NAME.fullmatch(name) else None

    async def resolve(self, handle: Handle) -> Identity:
        """Who that is. Raises NeedsCredential where X is off here, NotFound where nobody is called that."""
        self._check()
        user = await self._api.user(handle.name)
        if user is None:
            raise NotFound("Nobody is called @{name} on X. Check the spelling, as in x.com/name.", name=handle.name)
        id_, name = str(user.get("id")), str(user.get("username"))
        if not NUMBER.fullmatch(id_) or not _NAME.fullmatch(name):
            raise Garbled("X did not say who that is. Try again later.")
        return Identity(
            self.name, id_, f"@{name}", f"https://x.com/{name}", name=clean(str(user.get("name") or ""), 100)
        )

    async def profile(self, who: Identity) -> Profile:
        """What they say of themselves, asked for by their number: a new name shows. It costs what a look-up costs."""
        self._check()
        user = await self._api.user_numbered(who.native_id)
        name, shown = str(user.get("username")), clean(str(user.get("name") or ""), 100)
        if not _NAME.fullmatch(name):
            raise Garbled("X did not say who that is. Try again later.")
        said = [clean(str(user.get(part) or "")) for part in ("description", "location")]
        return Profile(f"@{name}", f"https://x.com/{name}", shown, "\n".join((shown, *said, *read.profile_links(user))))

    async def fetch(
        self, who: Identity, cursor: Mapping[str, object], *, since: datetime, now: datetime, sweep: bool = False
    ) -> AsyncIterator[Batch]:
        """Newest first, page by page; what did not fit is gone on with. A sweep reads the last days once more."""
        self._check()
        known = Cursor.read(cursor) if cursor else Cursor(read.id_at(max(since, now - FIRST)))
        if known.below:
            async for batch in self._walk(who, known, known.reached, now, PAGES):
                known = Cursor.read(batch.cursor)
                yield batch
            if known.below:
                return
        floor = read.id_at((read.moment_of(known.reached) or since) - OVERLAP) if cursor else known.reached
        week = read.id_at(now - SWEPT)
        if sweep and cursor:
            floor = min(floor, week, key=int)
        pages = SWEEP_PAGES if sweep and cursor else PAGES
        async for batch in self._walk(who, known, floor, now, pages, sweeps=sweep):
            yield batch

    async def received(self, who: Identity, entries: tuple[Entry, ...], *, now: datetime) -> tuple[Received, ...]:
        """What mentions the member: answers to these posts, and words addressed to them elsewhere.

        Older ones than these posts are left out: whether they were answered could not be told.
        """
        own = {entry.native_id: entry for entry in entries}
        if not own or not self._api.is_on:
            return ()
        since = max(min(entry.at for entry in entries), now - HEARD)
        try:
            mentions, since = await self._mentions_of(who, since)
        except RateLimited:  # what the member did counts more
            return ()
        answers: dict[str, datetime] = {}
        for entry in sorted(entries, key=lambda entry: entry.at):
            answers.setdefault(entry.parent_id, entry.at)
        heard = []
        for id_, post in mentions.items():
            try:
                if read.moment(post) >= since and str(post["author_id"]) != who.native_id:
                    parent = read.references(post).get("replied_to", "")
                    heard.append(read.received(post, parent if parent in own else "", answers.get(id_), now))
            except UNREADABLE:
                continue
        return tuple(sorted(heard, key=lambda one: one.at))

    async def talks(
        self, who: Identity, met: tuple[Party, ...], topics: tuple[str, ...], *, now: datetime
    ) -> tuple[Talk, ...]:
        """New posts of people they met. Once a day, and only while most of the month's money is left."""
        people = {party.id: party for party in met if NUMBER.fullmatch(party.id) and party.id != who.native_id}
        people = dict(list(people.items())[:PEOPLE])
        lately = who.native_id in self._searched and now - self._searched[who.native_id] < TALKS_EVERY
        if not people or lately or not self._api.is_on or self.purse.left < self.cap_microdollars // 2:
            return ()
        self._searched[who.native_id] = now
        query = f"({' OR '.join(f'from:{id_}' for id_ in people)}) -is:retweet -is:reply"
        where = {"query": query, "start_time": f"{now - TALKS_OF:%Y-%m-%dT%H:%M:%SZ}"}
        try:
            found = await self._api.page("/2/tweets/search/recent", SEARCHED, where, least=SEARCHED)
        except RateLimited:
            return ()
        talks = []
        for post in found.posts:
            try:
                talks.append(read.talk(post, people, now))
            except UNREADABLE:
                continue
        return tuple(talks)

    def _check(self) -> None:
        if not self._api.is_on:
            raise NeedsCredential(OFF)

    async def _walk(
        self, who: Identity, known: Cursor, floor: str, now: datetime, pages: int, *, sweeps: bool = False
    ) -> AsyncIterator[Batch]:
        """From the newest post, or from the gap there is, down to `floor`."""
        top, below, lowest = known.top, known.below, ""
        for _ in range(pages):
            where = {"since_id": floor, **({"until_id": below} if below else {})}
            page = await self._api.page(f"/2/users/{who.native_id}/tweets", PAGE, where)
            ids = [str(post["id"]) for post in page.posts]
            # A number from the future must not hide what is written until then.
            top = max([top, *(id_ for id_ in ids if _number(id_) <= _number(read.id_at(now + AHEAD)))], key=_number)
            below = lowest = min(ids, key=_number) if ids else below
            reached = not page.more or _number(below) <= _number(known.reached)
            done = not page.more
            entries, skipped = await self._entries(page.posts, who, now)
            after = Cursor(max(known.reached, top, key=_number)) if reached else Cursor(known.reached, top, below)
            complete = _complete_since(floor, lowest, done) if sweeps and reached else None
            yield Batch(entries, after.written(), complete_since=complete, skipped=skipped, cost=self.purse.owed())
            if done:
                return

    async def _entries(
        self, posts: Sequence[Json], who: Identity, now: datetime
    ) -> tuple[tuple[Entry, ...], Mapping[str, int]]:
        me, skipped = Party(who.native_id, who.handle), Counter[str]()
        wanted: list[str] = []
        for post in posts:
            try:
                wanted += read.unclear(post, me)
            except UNREADABLE:
                continue
        authors = await self._api.authors(wanted, LOOKED_UP)
        entries = []
        for post in posts:
            try:
                entries.append(read.entry(post, me, authors, now))
            except UNREADABLE:
                skipped["unreadable"] += 1
        return tuple(entries), dict(skipped)

    async def _mentions_of(self, who: Identity, since: datetime) -> tuple[dict[str, Json], datetime]:
        """What mentions somebody, as far as it is known, and from when on that is all of it."""
        known = self._mentions.setdefault(who.native_id, {})
        floor = max([read.id_at(since), *known], key=int)
        below = ""
        for _ in range(MENTIONS_PAGES):
            where = {"since_id": floor, **({"until_id": below} if below else {})}
            page = await self._api.page(f"/2/users/{who.native_id}/mentions", PAGE, where)
            known |= {str(post["id"]): post for post in page.posts}
            if not page.more:
                break
            below = min((str(post["id"]) for post in page.posts), key=int)
        else:
            since = max(since, read.moment_of(below) or since)
        kept = dict(sorted(known.items(), key=lambda pair: int(pair[0]))[-MENTIONS_KEPT:])
        self._mentions[who.native_id] = kept
        self._mentions.move_to_end(who.native_id)
        while len(self._mentions) > ACCOUNTS:
            self._mentions.popitem(last=False)
        return kept, since


def _number(id_: str) -> int:
    return int(id_ or "0")


def _complete_since(floor: str, lowest: str, done: bool) -> datetime | None:
    """From when on a sweep has seen all there is: just after its floor, or after the last post it got to."""
    at = read.moment_of(floor if done else lowest)
    return at + timedelta(milliseconds=1) if at else None


def _name_in_address(text: str) -> str:
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = parts.hostname
    except ValueError:
        return ""
    path = [part for part in parts.path.split("/") if part]
    if host not in _HOSTS or not path or path[0].casefold() in _NO_PROFILES:
        return ""
    return path[0].removeprefix("@") if len(path) == 1 or path[1] in _PAGES_OF_A_PROFILE else ""
