"""A small X: posts people write, edit and delete, by version 2 of its API; it keeps account of what it would charge.

Written after the documentation and the price list of 2026-08.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.sources.x_read import id_at
from tests.sources.serve import JSON, Asked, Reply, Served, serve

Json = dict[str, Any]

ME, GULL, DOCK = "172000003", "630000001", "196000883"
NAMES = {ME: "wren_ties", GULL: "gull_erik", DOCK: "dock_hand"}
TOKEN = "AAAA-a-bearer-token"


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


@dataclass
class XNetwork:
    """What it charges counts each post once, as if all were on one day."""

    server: Served = None  # type: ignore[assignment]  # set when it runs
    posts: dict[str, Json] = field(default_factory=dict)
    refuse: Callable[[Asked], Reply | None] = lambda asked: None
    charged: set[str] = field(default_factory=set)
    looked_up: set[str] = field(default_factory=set)  # people, at twice the price
    _count: int = 0

    def post(self, by: str, at: datetime, text: str = "", **more: Any) -> str:
        """Returns its number, which is a moment and a count."""
        self._count += 1
        id_ = str(int(id_at(at)) + self._count)
        points = [{"type": type_, "id": more.pop(type_)} for type_ in _POINTS if type_ in more]
        answered = self.posts.get(next((each["id"] for each in points if each["type"] == "replied_to"), ""))
        self.posts[id_] = {
            "id": id_, "text": text or f"Words {self._count}", "author_id": by, "created_at": stamp(at),
            "conversation_id": answered["conversation_id"] if answered else id_, "edit_history_tweet_ids": [id_],
            "lang": "en", "reply_settings": "everyone", "possibly_sensitive": False,
            "public_metrics": {"reply_count": 0, "like_count": 0},
            **({"in_reply_to_user_id": answered["author_id"]} if answered else {}),
            **({"referenced_tweets": points} if points else {}), **more,
        }  # fmt: skip
        return id_

    def edit(self, id_: str, at: datetime, text: str) -> str:
        """An edit is a post with a number of its own, in place of the one before."""
        old = self.posts.pop(id_)
        self._count += 1
        new = str(int(id_at(at)) + self._count)
        history = [*old["edit_history_tweet_ids"], new]
        self.posts[new] = {**old, "id": new, "text": text, "created_at": stamp(at), "edit_history_tweet_ids": history}
        return new

    def dollars(self) -> float:
        return len(self.charged) * 0.005 + len(self.looked_up) * 0.01

    def answered(self, asked: Asked) -> Reply:
        if (refusal := self.refuse(asked)) is not None:
            return refusal
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return 401, JSON, {"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"}
        assert "expansions" not in asked.query
        path = asked.path.removeprefix("/2/").split("/")
        match path:
            case ["users", "by", "username", name]:
                found = next((id_ for id_, each in NAMES.items() if each.lower() == name.lower()), "")
                user = {"id": found, "username": NAMES.get(found, ""), "name": "Wren Tal"}
                return 200, JSON, {"data": user} if found else missing(name)
            case ["users", id_]:
                self.looked_up.add(id_)
                links = {"url": {"urls": [{"expanded_url": "https://wren.example"}]}}
                about = {"description": "Knots. involve-ABCD", "entities": links}
                return 200, JSON, {"data": {"id": id_, "username": NAMES[id_], "name": "Wren Tal", **about}}
            case ["users", id_, "tweets"]:
                return self._page([post for post in self.posts.values() if post["author_id"] == id_], asked)
            case ["users", id_, "mentions"]:
                return self._page([post for post in self.posts.values() if self._mentions(post, id_)], asked)
            case ["tweets", "search", "recent"]:
                wanted = [id_ for id_ in NAMES if f"from:{id_}" in asked.query["query"]]
                assert asked.query["query"].endswith("-is:retweet -is:reply")
                plain = [post for post in self.posts.values() if not post.get("referenced_tweets")]
                return self._page([post for post in plain if post["author_id"] in wanted], asked)
            case ["tweets"]:
                ids = asked.query["ids"].split(",")
                assert len(ids) <= 100
                found = [self.posts[id_] for id_ in ids if id_ in self.posts]
                return self._said(found, None, asked)
        raise AssertionError(asked.path)

    def _mentions(self, post: Json, id_: str) -> bool:
        named = {each["id"] for each in post.get("entities", {}).get("mentions", ())}
        return post["author_id"] != id_ and (post.get("in_reply_to_user_id") == id_ or id_ in named)

    def _page(self, posts: list[Json], asked: Asked) -> Reply:
        query, most = asked.query, int(asked.query["max_results"])
        assert 5 <= most <= 100
        after, before = int(query.get("since_id", 0)), int(query.get("until_id", 1 << 62))
        found = [post for post in posts if after < int(post["id"]) < before]
        found = [post for post in found if post["created_at"] >= query.get("start_time", "")]
        found.sort(key=lambda post: int(post["id"]), reverse=True)
        return self._said(found[:most], "more" if len(found) > most else None, asked)

    def _said(self, posts: list[Json], more: str | None, asked: Asked) -> Reply:
        self.charged |= {post["id"] for post in posts}
        wanted = {"id", "text", "edit_history_tweet_ids", *asked.query.get("tweet.fields", "").split(",")}
        shown = [{name: value for name, value in post.items() if name in wanted} for post in posts]
        meta = {"result_count": len(posts), **({"next_token": more} if more else {})}
        return 200, JSON, {**({"data": shown} if shown else {}), "meta": meta}


_POINTS = ("retweeted", "quoted", "replied_to")


def missing(name: str) -> Json:
    detail = f"Could not find user with username: [{name}]."
    return {"errors": [{"value": name, "detail": detail, "title": "Not Found Error", "parameter": "username"}]}


def mention(*people: str) -> Json:
    """The entities of a text that names these people."""
    return {"mentions": [{"username": NAMES[id_], "id": id_} for id_ in people]}


@asynccontextmanager
async def x_network() -> AsyncIterator[XNetwork]:
    network = XNetwork()
    async with serve({"*": network.answered}) as server:
        network.server = server
        yield network
