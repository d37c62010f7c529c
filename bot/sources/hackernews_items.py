"""Hacker News in our words: its two archives, their two shapes of one item, and who wrote what is answered."""

import asyncio
import html
import re
from collections import OrderedDict
from collections.abc import Awaitable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeVar, cast

from bot.domain.entry import MAX_TITLE, NOBODY, Entry, Party, clean
from bot.domain.kinds import Kind
from bot.errors import Garbled
from bot.sources.http import Http
from bot.sources.text import hrefs, plain

VENUE = "Hacker News"  # one forum: whoever starts something there does so on common ground
STORIES_AT_ONCE = 50  # ids in one search
REMEMBERED = 2_000  # messages whose author is kept, so that a busy thread is looked up once
DEEPEST = 60  # messages walked up to find the story of a comment
QUOTED = 1_000  # characters kept of what is answered
NO_TIME = 1 << 34  # seconds; no item is from the year 2514

NAME = re.compile(r"[A-Za-z0-9_-]{2,15}")

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Item:
    """A story, poll or comment, whichever archive told of it. `by` is "" where the author took it back."""

    id: str
    by: str
    at: datetime
    is_comment: bool = False
    text: str = ""
    title: str = ""
    links: tuple[str, ...] = ()
    parent: str = ""
    story: str = ""  # "" = a story itself, or a comment whose story has not been said
    gone: bool = False  # deleted by its author, or dead: nobody sees it
    answered: bool = False  # something stands below it

    @property
    def author(self) -> Party:
        return Party(self.by, self.by) if self.by else NOBODY

    @property
    def said(self) -> str:
        """What it says, in short."""
        return clean("\n".join(part for part in (self.title, self.text) if part), QUOTED)


def permalink(native_id: str) -> str:
    return f"https://news.ycombinator.com/item?id={native_id}"


def from_search(hit: Mapping[str, Any]) -> Item | None:
    """A hit of Algolia's search. None where it has no author, number or time."""
    is_comment = "comment" in (hit.get("_tags") or ())
    text = hit.get("comment_text" if is_comment else "story_text")
    return _item(hit, is_comment, text, _Names("objectID", "author", "created_at_i", "parent_id", "story_id"))


def from_tree(node: Mapping[str, Any]) -> Item | None:
    """A node of Algolia's tree of an item. None where the author took it back."""
    names = _Names("id", "author", "created_at_i", "parent_id", "story_id")
    return _item(node, node.get("type") == "comment", node.get("text"), names)


def from_firebase(raw: object) -> Item | None:
    """An item of the official API; a deleted one without its author. None where there is none, or a poll's option."""
    if not isinstance(raw, dict) or raw.get("type") not in ("story", "comment", "poll", "job"):
        return None
    names = _Names("id", "by", "time", "parent", "")
    item = _item({"by": "", **raw}, raw["type"] == "comment", raw.get("text"), names)
    gone = bool(raw.get("deleted") or raw.get("dead"))
    return replace(item, gone=gone, answered=bool(raw.get("kids"))) if item else None


class _Names(NamedTuple):
    """What one archive calls the parts of an item."""

    id: str
    by: str
    at: str
    parent: str
    story: str


def _item(raw: Mapping[str, Any], is_comment: bool, text: object, names: _Names) -> Item | None:
    native_id, by, at = _number(raw.get(names.id)), raw.get(names.by), raw.get(names.at)
    if not native_id or not isinstance(by, str) or not isinstance(at, int) or not 0 < at < NO_TIME:
        return None
    body = text if isinstance(text, str) else ""
    title, url = ("", "") if is_comment else (raw.get("title"), raw.get("url"))
    own = (url,) if isinstance(url, str) and url.startswith(("http://", "https://")) else ()
    return Item(
        native_id,
        clean(by, 100),
        datetime.fromtimestamp(at, UTC),
        is_comment,
        clean(plain(body)),
        clean(html.unescape(title), MAX_TITLE) if isinstance(title, str) else "",
        tuple(dict.fromkeys((*own, *hrefs(body)))),
        _number(raw.get(names.parent)) if is_comment else "",
        _number(raw.get(names.story)) if is_comment else "",
    )


def _number(value: object) -> str:
    """An item's number as text; "" where it is none."""
    return str(value) if re.fullmatch("[0-9]{1,15}", str(value)) else ""


class Archives:
    """Both APIs: Algolia's, which searches, and the official one, which is exact. Remembers who wrote what."""

    def __init__(self, http: Http, algolia: str, firebase: str) -> None:
        self._http = http
        self._algolia = algolia.rstrip("/")
        self._firebase = firebase.rstrip("/")
        self._remembered: OrderedDict[str, Item] = OrderedDict()

    async def user(self, name: str) -> Mapping[str, Any] | None:
        """A user with the numbers of what they wrote, newest first. None where nobody is called that."""
        user = (await self._http.get(f"{self._firebase}/v0/user/{name}.json")).json()
        if user is None:  # 200 and "null": there is no 404 here (2026-09)
            return None
        found = user.get("id") if isinstance(user, dict) else None
        if not isinstance(found, str) or not NAME.fullmatch(found):
            raise Garbled("Hacker News did not say who that is. Try again later.")
        return cast(Mapping[str, Any], user)

    async def item(self, native_id: str) -> Item | None:
        """One item as it is this moment. None where there is none."""
        return from_firebase((await self._http.get(f"{self._firebase}/v0/item/{native_id}.json")).json())

    async def items(self, ids: Iterable[str]) -> list[Item | None]:
        """Several items, in the order asked for."""
        return await together(self.item(native_id) for native_id in ids)

    async def search(
        self, *, tags: str, most: int, query: str = "", **filters: str
    ) -> tuple[list[Mapping[str, Any]], int]:
        """The newest `most` hits, newest first, and how many there are in all. Raises Garbled."""
        params: dict[str, str | int] = {"tags": tags, "hitsPerPage": most, "attributesToHighlight": "none", **filters}
        if query:
            params["query"] = query
        answer = (await self._http.get(f"{self._algolia}/api/v1/search_by_date", params=params)).json()
        hits = answer.get("hits") if isinstance(answer, dict) else None
        if not isinstance(hits, list):
            raise Garbled("The search of Hacker News answered without any results in it. Try again later.")
        found: list[Mapping[str, Any]] = [hit for hit in hits if isinstance(hit, dict)]
        total = answer.get("nbHits")
        return found, total if isinstance(total, int) else len(found)

    async def tree(self, native_id: str) -> Mapping[str, Any]:
        """An item with everything below it, nested."""
        tree = (await self._http.get(f"{self._algolia}/api/v1/items/{native_id}")).json()
        if not isinstance(tree, dict):
            raise Garbled("Hacker News sent no conversation where one was asked for. Try again later.")
        return tree

    async def entries(self, items: Sequence[Item]) -> tuple[Entry, ...]:
        """`items` as entries; whose story a comment stands below and whom it answers is looked up first."""
        known = {**self._remembered, **{item.id: item for item in items}}
        items = [await self._with_story(item, known) for item in items]
        await self._look_up_stories({item.story for item in items if item.story}, known)
        await self._look_up({answered for item in items for answered in (item.story, item.parent) if answered}, known)
        self._remember(known)
        return tuple(_entry(item, known) for item in items)

    async def _look_up_stories(self, ids: Iterable[str], known: dict[str, Item]) -> None:
        unknown = sorted(set(ids) - known.keys())
        for start in range(0, len(unknown), STORIES_AT_ONCE):
            named = ",".join(f"story_{native_id}" for native_id in unknown[start : start + STORIES_AT_ONCE])
            hits, _ = await self.search(tags=f"(story,poll,job),({named})", most=STORIES_AT_ONCE)
            known.update({item.id: item for hit in hits if (item := from_search(hit))})

    async def _look_up(self, ids: Iterable[str], known: dict[str, Item]) -> None:
        found = await self.items(sorted(set(ids) - known.keys()))
        known.update({item.id: item for item in found if item})

    async def _with_story(self, item: Item, known: dict[str, Item]) -> Item:
        """`item`, and where it is a comment that does not say it, the story it stands below, found by going up."""
        above: Item | None = item
        for _ in range(DEEPEST):
            if above is None or above.story or not above.is_comment:
                break
            await self._look_up([above.parent], known)
            above = known.get(above.parent)
        if not item.is_comment or item.story:
            return item
        story = above.story or above.id if above is not None and (above.story or not above.is_comment) else ""
        # Where the way up breaks off it still does not start a conversation: it stands below what it answers.
        return replace(item, story=story or item.parent)

    def _remember(self, known: Mapping[str, Item]) -> None:
        for native_id, item in known.items():
            self._remembered[native_id] = item
            self._remembered.move_to_end(native_id)
        while len(self._remembered) > REMEMBERED:
            self._remembered.popitem(last=False)


def _entry(item: Item, known: Mapping[str, Item]) -> Entry:
    root, parent = known.get(item.story), known.get(item.parent)
    return Entry(
        network="hackernews",
        native_id=item.id,
        kind=Kind.REPLY if item.is_comment else Kind.POST,
        at=item.at,
        author=item.author,
        url=permalink(item.id),
        text=item.text,
        title=item.title,
        links=item.links,
        thread=item.story,
        root=root.author if root and not root.is_comment else NOBODY,
        parent_id=item.parent,
        parent=parent.author if parent else NOBODY,
        parent_text=parent.said if parent else "",
        venue=VENUE,
    )


async def together(asked: Iterable[Awaitable[Found]]) -> list[Found]:
    """All of them at once, in order. The first failure is raised when none is under way any more."""
    answers = await asyncio.gather(*asked, return_exceptions=True)
    found = []
    for answer in answers:
        if isinstance(answer, BaseException):
            raise answer
        found.append(answer)
    return found
