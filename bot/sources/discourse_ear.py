"""What others said below somebody's topics and posts on a forum, and whether it was answered."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from bot.domain.entry import Entry
from bot.domain.kinds import Kind
from bot.errors import Garbled, NotFound, Private, RateLimited
from bot.sources import discourse_read as read
from bot.sources.base import Heard, Received
from bot.sources.discourse_ask import CHUNK, Forum, Json, posts_of, stream_of
from bot.sources.discourse_read import UNREADABLE
from bot.sources.patience import Patience

WHOLE = 4 * CHUNK  # posts up to which a topic is read whole; in a longer one each own reply is asked about


class Ear:
    """Listens below the entries of one member of one forum, as long as `patience` lasts."""

    def __init__(self, forum: Forum, me: str, entries: Iterable[Entry], patience: Patience) -> None:
        self._forum = forum
        self._me = me
        self._patience = patience
        self._own = {entry.native_id: entry for entry in entries}
        self._place = re.escape(forum.place)
        self._whole: set[str] = set()  # own entries in topics that were read whole

    async def hear(self) -> tuple[Received, ...]:
        """The newest topics first; one that is gone, or that there is no patience for, is left out."""
        heard: dict[str, Received] = {}
        for topic, own in self._by_topic().items():
            if self._patience.over:
                break
            try:
                found = await self._below(topic, own)
            except (NotFound, Private, Garbled):
                continue
            except RateLimited:
                break
            heard.update((one.native_id, one) for one in found)
        return Heard(sorted(heard.values(), key=lambda one: one.at), self._whole)

    def _by_topic(self) -> Mapping[str, list[Entry]]:
        topics: dict[str, list[Entry]] = defaultdict(list)
        for entry in sorted(self._own.values(), key=lambda entry: entry.at, reverse=True):
            found = re.fullmatch(rf"{self._place}/t/([0-9]+)", entry.thread or entry.native_id)
            if found and entry.kind in (Kind.POST, Kind.REPLY):
                topics[found[1]].append(entry)
        return topics

    async def _below(self, topic: str, own: list[Entry]) -> list[Received]:
        if not self._patience.ask():
            return []
        shown = await self._forum.topic(topic)
        stream, posts = stream_of(shown), posts_of(shown)
        if len(stream) <= WHOLE:
            for page in range(2, -(-len(stream) // CHUNK) + 1):
                if not self._patience.ask():
                    return []
                posts = posts + posts_of(await self._forum.topic(topic, page=page))
            is_whole = {str(post.get("id")) for post in posts} >= set(stream)
            if is_whole:
                self._whole.update(entry.native_id for entry in own)
            return self._in(posts, topic) if is_whole else []
        heard: list[Received] = []
        for entry in own:
            found = re.fullmatch(rf"{self._place}/p/([0-9]+)", entry.native_id)
            if found and self._patience.ask():
                heard += self._direct(await self._forum.replies(found[1]), entry)
        return heard

    def _in(self, posts: list[Json], topic: str) -> list[Received]:
        """Of a whole topic: what stands below own posts, or below the own topic itself."""
        mine: dict[str, tuple[str, Json]] = {}  # by number in the topic
        others: list[tuple[Json, str]] = []
        for post in posts:
            try:
                number, by = read.number(post["post_number"]), read.author(post, self._forum.place)
                if not read.is_regular(post):
                    continue
                if by.id == self._me:
                    key = read.topic_key(self._forum.place, topic) if number == "1" else self._key(post)
                    mine[number] = (key, post)
                elif by and not by.is_bot:
                    others.append((post, str(post.get("reply_to_post_number") or "1")))
            except UNREADABLE:
                continue
        heard = []
        for post, below in others:
            on = mine[below][0] if below in mine else ""
            if on in self._own:
                answers = [own for _, own in mine.values() if _answers(own, post)]
                at = min((read.moment(own["created_at"]) for own in answers), default=None)
                heard.append(self._received(post, on, at))
        return [one for one in heard if one]

    def _direct(self, posts: list[Json], entry: Entry) -> list[Received]:
        heard = []
        for post in posts:
            try:
                by, key = read.author(post, self._forum.place), self._key(post)
            except UNREADABLE:
                continue
            if by and not by.is_bot and by.id != self._me and read.is_regular(post):
                answers = (own.at for own in self._own.values() if own.parent_id == key)
                heard.append(self._received(post, entry.native_id, min(answers, default=None)))
        return [one for one in heard if one] if len(posts) < CHUNK else []

    def _key(self, post: Json) -> str:
        return read.post_key(self._forum.place, post)

    def _received(self, post: Json, on: str, answered_at: datetime | None) -> Received | None:
        try:
            return read.received(post, on, answered_at, self._forum.origin, self._forum.place)
        except UNREADABLE:
            return None


def _answers(own: Json, post: Json) -> bool:
    """Whether an own post stands below `post`, or after it and quotes or calls its author."""
    if own.get("reply_to_post_number") == post["post_number"]:
        return True
    return bool(own["post_number"] > post["post_number"]) and str(post.get("username")).casefold() in read.named(own)
