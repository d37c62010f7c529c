"""The questions a Discourse forum is asked as by somebody who is not signed in, and the topics looked up that way."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import quote

from bot.domain.entry import clean
from bot.errors import Garbled, Gone, NotFound, Private, RateLimited
from bot.sources.http import Http
from bot.sources.patience import Patience

Json = dict[str, Any]

ROWS = 30  # of somebody's activity in one answer
CHUNK = 20  # posts of a topic in one answer

_NUMBER = re.compile(r"[0-9]{1,15}")
_PLACE = re.compile(r"https?://(?P<place>[^/?#\s]+(?:/[^?#\s]*)?)")


class Forum:
    """One forum. Answers are objects and lists of objects; what is in them is the reader's to check."""

    def __init__(self, http: Http, origin: str) -> None:
        self._http = http
        self._origin = origin.rstrip("/")
        found = _PLACE.fullmatch(self._origin)
        self.place = found["place"].lower() if found else ""  # "forum.example", "example.org:8443/forum"

    @property
    def origin(self) -> str:
        return self._origin

    async def user(self, name: str) -> Json:
        return self._object(self._object(await self._ask(f"/u/{quote(name, safe='')}.json")).get("user"))

    async def actions(self, name: str, types: str, offset: int) -> list[Json]:
        """What somebody did, newest first: 1 liked, 4 began a topic, 5 replied. New ones push the others along."""
        where: dict[str, str | int] = {"username": name, "filter": types, "offset": offset}
        return self._objects(self._object(await self._ask("/user_actions.json", where)).get("user_actions"))

    async def topic(self, id_: str, near: str = "", *, page: int = 1) -> Json:
        """A topic with 20 of its posts: those around the one with the number `near`, else those of a page."""
        path = f"/t/{id_}/{near}.json" if near else f"/t/{id_}.json"
        return self._object(await self._ask(path, {"page": page} if page > 1 else None))

    async def post(self, topic: str, number: str) -> Json:
        return self._object(await self._ask(f"/posts/by_number/{topic}/{number}.json"))

    async def replies(self, post: str) -> list[Json]:
        """What was said in reply to one post: at most 20."""
        return self._objects(await self._ask(f"/posts/{post}/replies.json"))

    async def topics(self, path: str, where: Mapping[str, str | int]) -> list[Json]:
        """A list of topics, the newest first."""
        listed = self._object(await self._ask(path, where)).get("topic_list")
        return self._objects(self._object(listed).get("topics"))

    async def search(self, query: str) -> list[Json]:
        """The topics a search finds; a forum without any says nothing of topics."""
        found = self._object(await self._ask("/search.json", {"q": query}))
        return self._objects(found.get("topics") or [])

    async def _ask(self, path: str, where: Mapping[str, str | int] | None = None) -> object:
        try:
            return (await self._http.get(self._origin + path, params=where)).json()
        except Private as error:
            raise Private(
                "{place} shows this only to people who are signed in there, and Involve is not. Log by hand what "
                "you do there.",
                place=clean(self.place, 80),
            ) from error

    def _object(self, said: object) -> Json:
        if not isinstance(said, dict):
            raise self._no_forum()
        return said

    def _objects(self, said: object) -> list[Json]:
        if not isinstance(said, list):
            raise self._no_forum()
        return [each for each in said if isinstance(each, dict)]

    def _no_forum(self) -> Garbled:
        return Garbled(
            "{place} does not answer as a Discourse forum does. Check that it is one; if so, try again later.",
            place=clean(self.place, 80),
        )


class Topics:
    """Topics looked up while somebody's activity is read: who began them, and the posts around one's own."""

    def __init__(self, forum: Forum, patience: Patience) -> None:
        self._forum = forum
        self._patience = patience
        self._topics: dict[str, Json | None] = {}
        self._posts: dict[tuple[str, str], Json | None] = {}
        self.refused = False  # whether something could not be asked for any more

    async def around(self, topic: str, number: str) -> Json | None:
        """The topic, with the posts around the one of that number among those that are then `known`.

        None where it is gone, or closed to strangers.
        """
        if (topic, number) not in self._posts:
            found = await self._asked(self._forum.topic, topic, number)
            if self.refused:
                return None
            self._posts[topic, number] = None
            self._topics[topic] = found or self._topics.get(topic)
            for post in posts_of(found or {}):
                self._posts[topic, str(post.get("post_number"))] = post
        return self._topics.get(topic)

    async def post(self, topic: str, number: str) -> Json | None:
        """A post that was not around the own one."""
        if (topic, number) not in self._posts:
            found = await self._asked(self._forum.post, topic, number)
            if self.refused:
                return None
            self._posts[topic, number] = found
        return self._posts.get((topic, number))

    async def _asked(self, question: Callable[[str, str], Awaitable[Json]], topic: str, number: str) -> Json | None:
        if self.refused or not self._patience.ask():
            self.refused = True
            return None
        try:
            return await question(topic, number)
        except (NotFound, Gone, Private):
            return None
        except RateLimited:
            self.refused = True  # what has been read counts; the rest is asked for next time
            return None

    def known(self, topic: str, number: str) -> Json | None:
        return self._posts.get((topic, number))

    def before(self, topic: str, number: str) -> list[Json]:
        """The known posts of a topic that stand before one, the nearest first."""
        found = [post for (of, _), post in self._posts.items() if of == topic and post]
        earlier = [post for post in found if _count(post) < int(number[:15])]
        return sorted(earlier, key=_count, reverse=True)


def posts_of(topic: Json) -> list[Json]:
    stream = topic.get("post_stream")
    posts = stream.get("posts") if isinstance(stream, dict) else None
    return [post for post in posts if isinstance(post, dict)] if isinstance(posts, list) else []


def stream_of(topic: Json) -> list[str]:
    """The ids of all posts of a topic."""
    stream = topic.get("post_stream")
    ids = stream.get("stream") if isinstance(stream, dict) else None
    return [str(id_) for id_ in ids if _NUMBER.fullmatch(str(id_))] if isinstance(ids, list) else []


def _count(post: Json) -> int:
    number = post.get("post_number")
    return number if isinstance(number, int) else 0
