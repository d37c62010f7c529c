"""What a member does on Bluesky: posts, answers, quotes, reposts, likes and follows, read without a credential.

The account's own server (its PDS) lists every record in the order of its key, which is a moment: so "since" is exact.
The AppView adds what a record alone does not say: names, the words that were answered, how many answered.
"""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Coroutine, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar, TypeVar
from urllib.parse import unquote

from bot.domain.entry import Entry, Party, clean
from bot.domain.kinds import Coverage
from bot.errors import NotFound, Private, SourceError
from bot.sources import bluesky_read as read
from bot.sources.atproto import earlier, is_did, is_key, key_of, moment_of
from bot.sources.base import Batch, Handle, Heard, Identity, Profile, Received, Talk
from bot.sources.bluesky_ask import Network, Page
from bot.sources.bluesky_read import KINDS, POST, UNREADABLE, Json, Known
from bot.sources.http import Http

OVERLAP = timedelta(minutes=15)  # devices make keys by their own clocks
SWEEP = timedelta(days=7)
PAGES = 60  # of one kind in one poll; the next poll goes on from there
OWN_POSTS, THREADS = 200, 30  # looked at for answers, looked into
PEOPLE, POSTS, TALKS = 8, 15, 12
LIKE = "app.bsky.feed.like"

T = TypeVar("T")

_NAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,20}[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?")
_PROFILE = re.compile(r"(?:https?://)?(?:www\.)?bsky\.app/profile/([^/?#\s]{1,300})(?:[/?#].*)?", re.IGNORECASE)
_OWN_SITE = re.compile(r"https?://([a-z0-9-]{1,63}\.bsky\.social)/?", re.IGNORECASE)


class Bluesky:
    """Bluesky, and whatever else shows posts of the AT Protocol through an AppView."""

    name: ClassVar[str] = "bluesky"
    title: ClassVar[str] = "Bluesky"
    coverage: ClassVar[Coverage] = Coverage.FULL
    hides: ClassVar[str] = ""
    examples: ClassVar[tuple[str, ...]] = (
        "me.bsky.social",
        "bluesky:me.example.org",
        "https://bsky.app/profile/me.example.org",
    )
    quality: ClassVar[Mapping[str, str]] = {
        "cursor": "the key of the last record of each kind, which is a moment",
        "replies": "from the threads of your recent posts",
        "search": "new posts of people you met; a stranger may not search by words",
        "conditional": "exempt: only records after the last key are asked for, and none while the revision stays",
        "limits": f"{PAGES} pages of a kind and {THREADS} threads in one poll",
        "whose": "by a code in your profile, or links both ways; known by its DID, so a new handle is followed",
        "credential": "none needed; one would open the search by words",
    }

    def __init__(
        self, http: Http, appview: str = "https://public.api.bsky.app", directory: str = "https://plc.directory"
    ) -> None:
        self._network = Network(http, appview, directory)

    def recognise(self, text: str) -> Handle | None:
        """A handle, DID, profile address or at-URI. Any other bare domain may be a blog and needs "bluesky:"."""
        text = clean(text, 500)  # what is copied from the app brings invisible marks along
        named = text[:8].lower() == "bluesky:"
        text = text[8:].strip() if named else text
        if found := _PROFILE.fullmatch(text) or _OWN_SITE.fullmatch(text):
            text, named = unquote(found[1]), True
        elif text.startswith("at://"):
            text, named = text[5:].partition("/")[0], True
        text = text.removeprefix("@")
        if is_did(text):
            return Handle(self.name, text)
        text = text.lower()
        if named and re.fullmatch(r"[a-z0-9-]{3,63}", text):
            text += ".bsky.social"
        if len(text) <= 253 and _NAME.fullmatch(text) and (named or text.endswith(".bsky.social")):
            return Handle(self.name, text)
        return None

    async def resolve(self, handle: Handle) -> Identity:
        """Who that is, and which server keeps their records."""
        profile = await self._network.profile(handle.name)
        did = str(profile["did"])
        return Identity(
            self.name,
            did,
            read.handle(profile) or did,
            f"https://bsky.app/profile/{did}",
            await self._network.home(did),
            clean(str(profile.get("displayName") or ""), 100),
        )

    async def profile(self, who: Identity) -> Profile:
        """What the profile says; asked for by its DID, so a new handle shows."""
        said = await self._network.profile(who.native_id)
        name = clean(str(said.get("displayName") or ""), 100)
        url = f"https://bsky.app/profile/{who.native_id}"
        return Profile(
            read.handle(said) or who.handle, url, name, f"{name}\n{clean(str(said.get('description') or ''))}"
        )

    async def fetch(
        self, who: Identity, cursor: Mapping[str, object], *, since: datetime, now: datetime, sweep: bool = False
    ) -> AsyncIterator[Batch]:
        """One kind after the other, each oldest first. The last batch says since when all of them are complete."""
        profile = await self._network.profile(who.native_id)
        own = Party(who.native_id, read.handle(profile) or who.handle)
        starts = {kind: _start(str(cursor.get(kind) or ""), since, now, sweep) for kind in KINDS}
        reached: dict[str, object] = {"server": who.server, **cursor}
        revision = await self._network.revision(str(reached["server"]), own.id) if cursor else ""
        if revision and revision == cursor.get("revision") and not sweep:
            return  # nothing was written there, and nothing deleted
        known = Known(people={own.id: own})
        whole = True
        for kind, start in starts.items():
            after = start
            for _ in range(PAGES):
                page = await self._page(own.id, reached, kind, after)
                if page.records or page.unreadable:
                    entries, skipped = await self._entries(page, own, known, now)
                    reached[kind] = _reached(str(reached.get(kind) or ""), page, now)
                    yield Batch(entries, dict(reached), skipped=skipped)
                after = page.next
                if not after:
                    reached |= _with_overlap(kind, cursor, reached)
                    break
            whole = whole and not after
        if whole and revision and moment_of(revision) <= now - OVERLAP:  # by now the AppView knows all of it, too
            reached["revision"] = revision
        # Just after: the record with the very key a list begins behind is not in it, where a poll broke off at a page.
        complete_since = moment_of(max(starts.values())) + timedelta(microseconds=1)
        yield Batch((), reached, complete_since=complete_since if whole else None)

    async def received(self, who: Identity, entries: tuple[Entry, ...], *, now: datetime) -> tuple[Received, ...]:
        """What others said below these posts; one that the network does not show in full is left out."""
        latest = sorted(entries, key=lambda entry: entry.at, reverse=True)[:OWN_POSTS]
        known = Known()
        prefix = f"at://{who.native_id}/{POST}/"
        await self._network.look_at(known, (each.native_id for each in latest if each.native_id.startswith(prefix)))
        answered = [uri for uri, view in known.posts.items() if view.get("replyCount")][:THREADS]
        whole = {uri for uri, view in known.posts.items() if view.get("replyCount") == 0}
        if not answered:
            return Heard(whole=whole)
        liked = await self._liked(who)
        found: dict[str, Received] = {}
        for thread in await _together(self._network.thread(uri) for uri in answered):
            try:
                shown = read.below(thread, who.native_id, liked, now)
                asked = str(thread["post"]["uri"])
            except UNREADABLE:
                continue
            if shown is not None:
                whole.add(asked)
                found.update((received.native_id, received) for received in shown)
        return Heard(sorted(found.values(), key=lambda received: received.at), whole)

    async def talks(
        self, who: Identity, met: tuple[Party, ...], topics: tuple[str, ...], *, now: datetime
    ) -> tuple[Talk, ...]:
        """Recent posts of people this member met, questions first. Topics find none: a stranger may not search."""
        people = [did for did in dict.fromkeys(party.id for party in met) if is_did(did) and did != who.native_id]
        found: dict[str, Talk] = {}
        for feed in await _together(self._network.posts_of(did, POSTS) for did in people[:PEOPLE]):
            found.update((talk.native_id, talk) for talk in _talks(feed, now))
        first = sorted(found.values(), key=lambda talk: (not talk.is_question, now - talk.started_at))[:TALKS]
        open_ = await _together(self._looked_into(talk, who, now) for talk in first)
        return tuple(talk for talk in open_ if talk)

    async def _page(self, did: str, reached: dict[str, object], kind: str, after: str) -> Page:
        """One page from the server that keeps the records; `reached` remembers where that is when somebody moved."""
        server = str(reached["server"])
        try:
            return await self._network.records(server, did, kind, after)
        except SourceError as trouble:
            reached["server"] = await self._network.moved(server, did, trouble)
        return await self._network.records(str(reached["server"]), did, kind, after)

    async def _entries(
        self, page: Page, own: Party, known: Known, now: datetime
    ) -> tuple[tuple[Entry, ...], Mapping[str, int]]:
        records, skipped = [], Counter({"unreadable": page.unreadable})
        posts: list[str] = []
        people: list[str] = []
        for uri, made, value in page.records:
            try:
                record = read.Record(uri, made, value)
                needed = read.needs(record)
            except UNREADABLE:
                skipped["unreadable"] += 1
                continue
            records.append(record)
            posts += needed[0]
            people += needed[1]
        await self._network.look_at(known, posts)
        await self._network.ask_names(known, people)
        entries = []
        for record in records:
            try:
                entries.append(read.entry(record, own, known, now))
            except UNREADABLE:
                skipped["unreadable"] += 1
        return tuple(entries), dict(+skipped)

    async def _liked(self, who: Identity) -> frozenset[str]:
        likes = await self._network.latest(who.server, who.native_id, LIKE)
        subjects = (like.get("subject") for like in likes)
        return frozenset(str(subject.get("uri")) for subject in subjects if isinstance(subject, dict))

    async def _looked_into(self, talk: Talk, who: Identity, now: datetime) -> Talk | None:
        """`talk` with the time of its last message; None where `who` is in it already."""
        if talk.messages == 1:
            return talk
        try:
            spoken = read.spoken(await self._network.thread(talk.native_id), now)
        except UNREADABLE:
            return None
        return replace(talk, last_at=max(spoken.values())) if spoken and who.native_id not in spoken else None


def _start(key: str, since: datetime, now: datetime, sweep: bool) -> str:
    """The key after which to list."""
    start = key if is_key(key) else key_of(since)
    return min(start, key_of(now - SWEEP)) if sweep else start


def _reached(before: str, page: Page, now: datetime) -> str:
    # A key from the future (a device with a wrong clock) must not hide what is made after it.
    keys = [uri.key for uri, *_ in page.records]
    return max(before, min(max(keys, default=""), key_of(now)))


def _with_overlap(kind: str, before: Mapping[str, object], reached: Mapping[str, object]) -> dict[str, object]:
    """Where the next poll begins once this one came to the end: a little before the last key, never further back."""
    key = str(reached.get(kind) or "")
    return {kind: max(str(before.get(kind) or ""), earlier(key, OVERLAP))} if key else {}


def _talks(feed: Iterable[Json], now: datetime) -> list[Talk]:
    found = []
    for view in feed:
        try:
            if read.is_open(view, now):
                found.append(read.talk(view, now))
        except UNREADABLE:
            continue
    return found


async def _together(questions: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """All answers, asked for at once. What is not there or not shown is left out; any other trouble is raised."""
    answers = await asyncio.gather(*questions, return_exceptions=True)
    for answer in answers:
        if isinstance(answer, BaseException) and not isinstance(answer, NotFound | Private):
            raise answer
    return [answer for answer in answers if not isinstance(answer, BaseException)]
