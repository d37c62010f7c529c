"""Hacker News: stories and comments of a member, what came back to them, and who talks there about what."""

from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from bot.domain.entry import Entry, Party, clean
from bot.domain.kinds import Coverage
from bot.errors import Garbled, Gone, NotFound
from bot.sources.base import Batch, Handle, Heard, Identity, Profile, Received, Talk
from bot.sources.hackernews_items import NAME, VENUE, Archives, Item, from_search, from_tree, permalink
from bot.sources.http import Http
from bot.sources.text import hrefs, plain

OVERLAP = timedelta(hours=1)  # the search sees an item some minutes after it was written
SWEPT = timedelta(days=7)
SWEPT_AT_MOST = 300  # items looked at one by one in a sweep
SWEPT_AT_ONCE = 20
HITS = 100  # a question
SLICE = 200  # items in one batch; a search never shows more than 1,000
SHORTEST_SLICE = 3_600  # seconds; nobody writes more than the search can show in an hour
TREES = 60  # own items whose answers are fetched at a time
TALKS_OF = timedelta(days=3)
TALKS = 40
TOPICS = 5
PEOPLE = 20
JOB_BOARD = frozenset({"whoishiring"})  # its monthly threads are boards of notices, not conversations


class HackerNews:
    """Hacker News, by its search and its official API. Neither wants a key."""

    name: ClassVar[str] = "hackernews"
    title: ClassVar[str] = "Hacker News"
    coverage: ClassVar[Coverage] = Coverage.FULL
    hides: ClassVar[str] = "votes"
    examples: ClassVar[tuple[str, ...]] = ("hn:name", "https://news.ycombinator.com/user?id=name")
    quality: ClassVar[Mapping[str, str]] = {
        "cursor": "the moment up to which the search was read",
        "imports": "exempt: all that anybody ever wrote there stays readable",
        "replies": "from the tree below each of your items",
        "search": "stories by people you met, by your topics, and questions to everybody",
        "conditional": "exempt: only items after the last moment are asked for",
        "limits": f"{TREES} trees in one poll, {SWEPT_AT_MOST} items in a sweep",
        "whose": "by a code in your profile, or links both ways; names never change there",
        "credential": "none needed; there is none to be had",
    }

    def __init__(
        self,
        http: Http,
        algolia: str = "https://hn.algolia.com",
        firebase: str = "https://hacker-news.firebaseio.com",
    ) -> None:
        self._archives = Archives(http, algolia, firebase)

    def recognise(self, text: str) -> Handle | None:
        """ "hn:name", "hackernews:name", or the address of a page about somebody."""
        text = clean(text, 300)
        network, colon, name = text.partition(":")
        if colon and network.lower() in ("hn", "hackernews"):
            name = name.strip().removeprefix("@")
        else:
            name = _name_in_address(text)
        return Handle(self.name, name) if NAME.fullmatch(name) else None

    async def resolve(self, handle: Handle) -> Identity:
        """Who that is. Raises NotFound: names are told apart by upper and lower case there."""
        user = await self._archives.user(handle.name)
        if user is None:
            raise NotFound(
                "Nobody called {name} has written on Hacker News. Upper and lower case matter there: copy the name "
                "from the profile page.",
                name=clean(handle.name, 20),
            )
        name = str(user["id"])
        return Identity(self.name, name, name, f"https://news.ycombinator.com/user?id={name}", name=name)

    async def profile(self, who: Identity) -> Profile:
        """What stands under "about"."""
        user = await self._archives.user(who.native_id)
        about = str((user or {}).get("about") or "")[:20_000]
        return Profile(who.handle, who.url, who.name, "\n".join([plain(about), *hrefs(about, ())]))

    async def fetch(
        self, who: Identity, cursor: Mapping[str, object], *, since: datetime, now: datetime, sweep: bool = False
    ) -> AsyncIterator[Batch]:
        """Oldest first, in slices of time that are each complete. A sweep asks for every recent item by its number."""
        end = int(now.timestamp())
        start = _start(cursor, since, now)
        swept = await self._sweep(who, now) if sweep else None
        if swept:
            start = min(start, int((now - SWEPT).timestamp()))
        gone = set(swept.gone) if swept else set()
        found: set[str] = set()
        async for items, upto in self._slices(who.native_id, start, end):
            found.update(item.id for item in items)
            if swept:
                gone |= await self._forgotten(items, swept)
            yield Batch(await self._archives.entries([item for item in items if item.id not in gone]), {"at": upto})
        if swept:
            # What the search does not know yet, or has lost.
            unseen = [item for item in swept.living if item.id not in found]
            entries = await self._archives.entries(unseen)
            yield Batch(entries, {"at": end}, complete_since=swept.since, deleted=frozenset(gone))

    async def received(self, who: Identity, entries: tuple[Entry, ...], *, now: datetime) -> tuple[Received, ...]:
        """What others said directly below these items. An item whose conversation cannot be had is left out."""
        recent = sorted(entries, key=lambda entry: entry.at, reverse=True)
        items = await self._archives.items(entry.native_id for entry in recent)
        answered = [item for item in items if item is not None and item.answered and not item.gone]
        stories = {item.id for item in answered if not item.is_comment}
        within = {entry.native_id for entry in entries if entry.thread in stories}  # seen in the tree of the own story
        whole = {item.id for item in items if item is not None and not item.answered and not item.gone}
        found: dict[str, Received] = {}
        for item in [item for item in answered if item.id not in within][:TREES]:
            try:
                tree = await self._archives.tree(item.id)
            except (NotFound, Garbled):  # not indexed yet, or larger than what is read at once
                continue
            whole |= {item.id, *(entry.native_id for entry in entries if entry.thread == item.id)}
            found.update({one.native_id: one for one in _received(tree, who.native_id)})
        return Heard(sorted(found.values(), key=lambda one: one.at), whole)

    async def talks(
        self, who: Identity, met: tuple[Party, ...], topics: tuple[str, ...], *, now: datetime
    ) -> tuple[Talk, ...]:
        """Stories of the last days by people they met, on their topics, and questions asked of everybody."""
        newer = f"created_at_i>{int((now - TALKS_OF).timestamp())}"
        people = [party.id for party in met if NAME.fullmatch(party.id) and party.id != who.native_id][:PEOPLE]
        searches = [("story,(" + ",".join(f"author_{name}" for name in people) + ")", "")] if people else []
        searches += [("story", '"{}"'.format(topic.replace('"', " "))) for topic in topics[:TOPICS]]
        searches.append(("ask_hn", ""))
        talks: dict[str, Talk] = {}
        for tags, query in searches:
            hits, _ = await self._archives.search(tags=tags, most=TALKS // 2, query=query, numericFilters=newer)
            for talk in filter(None, map(_talk, hits)):
                if talk.starter.id not in JOB_BOARD | {who.native_id}:
                    talks.setdefault(talk.native_id, talk)
        return await self._open(who, list(talks.values())[:TALKS])

    async def _open(self, who: Identity, talks: list[Talk]) -> tuple[Talk, ...]:
        """Those of `talks` in which `who` has not spoken, with the time of their last message."""
        if not talks:
            return ()
        stories = "(" + ",".join(f"story_{talk.native_id}" for talk in talks) + ")"
        own, _ = await self._archives.search(tags=f"comment,author_{who.native_id},{stories}", most=HITS)
        spoken = {str(hit.get("story_id")) for hit in own}
        said, _ = await self._archives.search(tags=f"comment,{stories}", most=HITS)
        last: dict[str, datetime] = {}
        for comment in filter(None, map(from_search, said)):
            last[comment.story] = max(last.get(comment.story, comment.at), comment.at)
        return tuple(
            replace(talk, last_at=last.get(talk.native_id, talk.last_at))
            for talk in talks
            if talk.native_id not in spoken
        )

    async def _slices(self, name: str, start: int, end: int) -> AsyncIterator[tuple[list[Item], int]]:
        """What `name` wrote after `start` until `end` (Unix seconds), oldest slice first, each with where it ends."""
        while start < end:
            upto = end
            hits, total = await self._between(name, start, upto)
            while total > SLICE and upto - start > SHORTEST_SLICE:
                upto = start + max((upto - start) * SLICE // (2 * total), SHORTEST_SLICE)
                hits, total = await self._between(name, start, upto)
            found = {item.id: item for item in map(from_search, hits) if item}
            # Not by page numbers: what is written meanwhile would push items over the edge of a page.
            while len(hits) >= HITS:
                oldest = min(int(item.at.timestamp()) for item in found.values())
                hits, _ = await self._between(name, start, oldest)
                older = {item.id: item for item in map(from_search, hits) if item and item.id not in found}
                if not older:
                    break
                found.update(older)
            yield sorted((item for item in found.values() if item.by == name), key=lambda item: item.at), upto
            start = upto

    async def _between(self, name: str, after: int, upto: int) -> tuple[list[Mapping[str, Any]], int]:
        within = f"created_at_i>{after},created_at_i<={upto}"
        return await self._archives.search(tags=f"author_{name},(story,comment,poll)", most=HITS, numericFilters=within)

    async def _sweep(self, who: Identity, now: datetime) -> "_Swept":
        """The items of the last days one by one: the search forgets deleted ones late, the official API at once."""
        user = await self._archives.user(who.native_id)
        if user is None:
            raise Gone(
                "{handle} is not on Hacker News any more. Remove the account, or give the new name.",
                handle=clean(who.handle, 20),
            )
        since = now - SWEPT
        ids = [str(native_id) for native_id in user.get("submitted") or () if isinstance(native_id, int)]
        seen: list[Item] = []
        for at in range(0, min(len(ids), SWEPT_AT_MOST), SWEPT_AT_ONCE):
            some = [item for item in await self._archives.items(ids[at : at + SWEPT_AT_ONCE]) if item]
            seen += some
            if any(item.at < since for item in some):
                break
        else:
            if len(ids) > SWEPT_AT_MOST and seen:
                since = min(item.at for item in seen)
        recent = [item for item in seen if item.at >= since]
        living = tuple(item for item in reversed(recent) if not item.gone and item.by == who.native_id)
        return _Swept(since, living, frozenset(item.id for item in recent if item.gone))

    async def _forgotten(self, items: Iterable[Item], swept: "_Swept") -> set[str]:
        """Those of `items` that only the search still has: a deleted one may be missing from its author's list."""
        known = swept.gone | {item.id for item in swept.living}
        doubtful = [item.id for item in items if item.at >= swept.since and item.id not in known]
        return {item.id for item in await self._archives.items(doubtful) if item and item.gone}


@dataclass(frozen=True, slots=True)
class _Swept:
    since: datetime  # from when on nothing is missing
    living: tuple[Item, ...]  # oldest first
    gone: frozenset[str]


def _start(cursor: Mapping[str, object], since: datetime, now: datetime) -> int:
    at = cursor.get("at")
    reached = datetime.fromtimestamp(at, UTC) if isinstance(at, int) else None
    return int((min(reached, now) - OVERLAP if reached else since).timestamp())


def _name_in_address(text: str) -> str:
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
    except ValueError:
        return ""
    if parts.hostname not in ("news.ycombinator.com", "www.news.ycombinator.com"):
        return ""
    return parse_qs(parts.query).get("id", [""])[0] if parts.path in ("/user", "/threads", "/submitted") else ""


def _received(tree: Mapping[str, Any], name: str) -> Iterable[Received]:
    """What others said directly below items of `name` in `tree`, and when `name` first spoke below that."""
    waiting = [tree]  # a stack of our own: nobody bounds how deep people answer each other
    while waiting:
        node = waiting.pop()
        children = _children(node)
        waiting += children
        if node.get("author") != name:
            continue
        for child in children:
            item = from_tree(child)
            if item is not None and item.by != name:
                yield Received(
                    item.id,
                    item.author,
                    item.at,
                    item.text,
                    permalink(item.id),
                    str(node.get("id")),
                    _answered(child, name),
                )


def _answered(node: Mapping[str, Any], name: str) -> datetime | None:
    waiting, answers = _children(node), []
    while waiting:
        node = waiting.pop()
        waiting += _children(node)
        item = from_tree(node)
        if item is not None and item.by == name:
            answers.append(item.at)
    return min(answers, default=None)


def _children(node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    children = node.get("children")
    return [child for child in children if isinstance(child, dict)] if isinstance(children, list) else []


def _talk(hit: Mapping[str, Any]) -> Talk | None:
    item = from_search(hit)
    if item is None or item.is_comment or not item.title:
        return None
    comments = hit.get("num_comments")
    return Talk(
        native_id=item.id,
        starter=item.author,
        started_at=item.at,
        last_at=item.at,
        messages=1 + comments if isinstance(comments, int) else 1,
        title=item.title,
        text=item.text,
        url=permalink(item.id),
        venue=VENUE,
        is_question="ask_hn" in (hit.get("_tags") or ()) or item.title.rstrip().endswith("?"),
    )
