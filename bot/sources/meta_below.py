"""What is said below an account's own posts on Facebook or Instagram: its own replies, and what others said to it."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.entry import Entry, Party
from bot.errors import NotFound, RateLimited
from bot.sources.base import Heard, Received
from bot.sources.below import Said, heard, own_replies
from bot.sources.meta_ask import Graph, Key
from bot.sources.patience import Patience

LOOKED = timedelta(days=14)  # how long new comments below a post are looked for
SWEPT = timedelta(days=7)
QUESTIONS = 60  # about comments in one poll
REMEMBERED = 200  # posts whose comments are kept between what a poll asks and what it asks again
SEEN_AT_MOST = 100  # posts whose number of comments is kept in the cursor


@dataclass(frozen=True, slots=True)
class Post:
    """An own post with the number of comments below it, answers to comments included."""

    entry: Entry
    comments: int


@dataclass(frozen=True, slots=True)
class Replies:
    """What the member said below own posts, and how many comments stood there when it was read."""

    entries: tuple[Entry, ...]
    seen: Mapping[str, int]
    is_whole: bool  # nothing is missing


Read = Callable[[str, Key], Awaitable[tuple[Said, ...] | None]]  # None: more than is read at once


class Below:
    """Asks for the comments below posts where their number has changed, and remembers them for a while."""

    def __init__(self, graph: Graph, read: Read) -> None:
        self._graph = graph
        self._read = read
        self._remembered: OrderedDict[str, tuple[Said, ...]] = OrderedDict()

    async def replies(self, posts: Sequence[Post], key: Key, me: Party, seen: object, *, everything: bool) -> Replies:
        """What `me` said below `posts`, newest post first as long as there is patience; the rest waits.

        `seen`: what this returned last time; a post with the same number of comments is left out, unless `everything`.
        """
        before = seen if isinstance(seen, dict) else {}
        patience, is_whole = Patience(QUESTIONS), True
        entries: list[Entry] = []
        now_seen: dict[str, int] = {}
        for post in sorted(posts, key=lambda each: each.entry.at, reverse=True):
            id_, there = post.entry.native_id, post.comments
            known = before.get(id_)
            if not everything and (known == there or (known is None and not there)):
                now_seen |= {id_: there} if there else {}
                continue
            said = await self._ask(id_, key, patience, is_needed=bool(there or known))
            if said is None:
                is_whole = False
                now_seen |= {id_: known} if isinstance(known, int) else {}
                continue
            now_seen |= {id_: there} if there else {}
            entries += own_replies(post.entry, said, me)
        return Replies(tuple(entries), dict(list(now_seen.items())[:SEEN_AT_MOST]), is_whole)

    async def received(self, entries: Sequence[Entry], key: Key) -> Heard:
        """What others said below own posts. A post whose comments cannot be had is left out."""
        posts = dict.fromkeys(
            entry.thread or entry.native_id for entry in sorted(entries, key=lambda each: each.at, reverse=True)
        )
        patience = Patience(QUESTIONS)
        found: dict[str, Received] = {}
        whole: set[str] = set()
        for id_ in posts:
            said = self._remembered.get(id_)
            if said is None:
                said = await self._ask(id_, key, patience, is_needed=True)
            found.update({one.native_id: one for one in heard(id_, said or ())})
            if said is not None and all(each.author or each.is_own for each in said):  # else somebody was not told of
                whole |= {id_, *(entry.native_id for entry in entries if entry.thread == id_)}
        return Heard(sorted(found.values(), key=lambda one: one.at), whole)

    async def spoke(self, post: str, key: Key) -> bool:
        """Whether the account has said something below somebody's post; True where that cannot be told."""
        said = await self._ask(post, key, Patience(1), is_needed=True)
        return said is None or any(each.is_own for each in said)

    async def _ask(self, post: str, key: Key, patience: Patience, *, is_needed: bool) -> tuple[Said, ...] | None:
        if not is_needed:
            said: tuple[Said, ...] | None = ()
        elif self._graph.is_scarce(key) or not patience.ask():
            return None
        else:
            try:
                said = await self._read(post, key)
            except RateLimited:  # what the member posted counts more; others' words can wait
                return None
            except NotFound:  # deleted meanwhile: then it is in no list the next time, else it is asked for again
                return None
        if said is not None:
            self._remembered[post] = said
            self._remembered.move_to_end(post)
            while len(self._remembered) > REMEMBERED:
                self._remembered.popitem(last=False)
        return said


def reached(cursor: Mapping[str, object]) -> int | None:
    """Up to which second it was read."""
    at = cursor.get("at")
    return at if isinstance(at, int) and 0 < at < 1 << 34 else None


def start(cursor: Mapping[str, object], since: datetime, now: datetime) -> int:
    """From which second on to ask: what may still change and be answered is looked at again each time."""
    at = reached(cursor)
    again = int((now - LOOKED - SWEPT).timestamp())
    return int(since.timestamp()) if at is None else max(min(at, again), int(since.timestamp()))
