"""A small Discourse forum: topics, posts and likes that people add and take away, as a stranger is shown them."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.sources.serve import JSON, Asked, Reply, Served, serve

Json = dict[str, Any]

IDS = {"wren_tal": 11, "gull_erik": 15, "dock_hand": 23, "system": -1}
ROWS, CHUNK = 30, 20
NOTHING = (404, JSON, {"errors": ["The requested URL or resource could not be found."], "error_type": "not_found"})


def stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.000Z")


@dataclass
class Board:
    """What is on the forum. A topic's posts are numbered; a deleted one leaves its number."""

    server: Served = None  # type: ignore[assignment]  # set when it runs
    topics: dict[int, Json] = field(default_factory=dict)
    posts: dict[int, list[Json]] = field(default_factory=dict)  # by topic
    likes: list[Json] = field(default_factory=list)
    users: dict[str, Json] = field(default_factory=dict)
    next_id: int = 500

    def __post_init__(self) -> None:
        self.users = {name: {"id": id_, "username": name, "name": name.title()} for name, id_ in IDS.items()}

    def topic(self, id_: int, by: str, at: datetime, cooked: str = "<p>Who knows?</p>", **more: Any) -> Json:
        topic: Json = {
            "id": id_, "title": f"Topic {id_}", "slug": f"topic-{id_}", "created_at": stamp(at), "by": by,
            "category_id": 13, "closed": False, "archived": False, "visible": True, "pinned": False,
            "archetype": "regular", **more,
        }  # fmt: skip
        self.topics[id_] = topic
        self.posts[id_] = []
        self.post(id_, by, at, cooked)
        return topic

    def post(
        self, topic: int, by: str, at: datetime, cooked: str = "<p>Some words of my own.</p>", to: int | None = None,
        **more: Any,
    ) -> Json:  # fmt: skip
        self.next_id += 1
        number = max((post["post_number"] for post in self.posts[topic]), default=0) + 1
        post: Json = {
            "id": self.next_id, "topic_id": topic, "post_number": number,
            "username": by, "user_id": self.users[by]["id"],
            "cooked": cooked, "created_at": stamp(at), "updated_at": stamp(at), "version": 1, "post_type": 1,
            "reply_to_post_number": to, "hidden": False, "user_deleted": False, "deleted_at": None, **more,
        }  # fmt: skip
        self.posts[topic].append(post)
        return post

    def like(self, post: Json, by: str, at: datetime) -> None:
        self.likes.append({"post": post, "by": by, "at": stamp(at)})

    def delete(self, post: Json) -> None:
        self.posts[post["topic_id"]].remove(post)
        self.likes = [like for like in self.likes if like["post"] is not post]

    def answer(self, asked: Asked) -> Reply:
        if asked.path == "/user_actions.json":
            return self._actions(asked)
        if found := re.fullmatch(r"/u/([^/]+)\.json", asked.path):
            user = self.users.get(found[1])
            return (200, JSON, {"user_badges": [], "user": user}) if user else NOTHING
        if found := re.fullmatch(r"/t/(\d+)(?:/(\d+))?\.json", asked.path):
            return self._topic(int(found[1]), int(found[2] or 1), int(asked.query.get("page", 1)))
        if found := re.fullmatch(r"/posts/by_number/(\d+)/(\d+)\.json", asked.path):
            posts = [post for post in self.posts.get(int(found[1]), []) if post["post_number"] == int(found[2])]
            return (200, JSON, posts[0]) if posts else NOTHING
        if found := re.fullmatch(r"/posts/(\d+)/replies\.json", asked.path):
            (post,) = [post for posts in self.posts.values() for post in posts if post["id"] == int(found[1])]
            below = [
                each for each in self.posts[post["topic_id"]] if each["reply_to_post_number"] == post["post_number"]
            ]
            return 200, JSON, below[:CHUNK]
        if asked.path == "/latest.json":
            wanted_ = asked.query.get("category", "")
            return self._listed([t for t in self.topics.values() if str(t["category_id"]) == wanted_])
        if found := re.fullmatch(r"/topics/created-by/([^/]+)\.json", asked.path):
            return self._listed([topic for topic in self.topics.values() if topic["by"] == found[1]])
        if asked.path == "/search.json":
            word = asked.query["q"].split(" status:")[0].casefold()
            hits = [topic for topic in self.topics.values() if word in topic["title"].casefold()]
            return 200, JSON, {"posts": [], "topics": [self._item(topic) for topic in hits]} if hits else {"posts": []}
        return NOTHING

    def _actions(self, asked: Asked) -> Reply:
        name = asked.query["username"]
        user = self.users.get(name)
        if user is None or user.get("profile_hidden"):
            return NOTHING
        types = [int(type_) for type_ in asked.query["filter"].split(",")]
        rows = [row for row in self._rows(name) if row["action_type"] in types]
        rows.sort(key=lambda row: (row["created_at"], row["topic_id"], row["post_number"]), reverse=True)
        offset = int(asked.query["offset"])
        return 200, JSON, {"user_actions": rows[offset : offset + ROWS]}

    def _rows(self, name: str) -> list[Json]:
        rows = []
        for id_, posts in self.posts.items():
            for post in posts:
                if post["username"] == name and not post["hidden"]:
                    first = post["post_number"] == 1
                    rows.append(self._row(4 if first else 5, self.topics[id_], post, name, post["created_at"]))
        liked = [like for like in self.likes if like["by"] == name]
        return rows + [
            self._row(1, self.topics[like["post"]["topic_id"]], like["post"], name, like["at"]) for like in liked
        ]

    def _row(self, type_: int, topic: Json, post: Json, name: str, at: str) -> Json:
        first = type_ == 4
        return {
            "action_type": type_, "created_at": at, "excerpt": "An excerpt&hellip;", "slug": topic["slug"],
            "topic_id": topic["id"], "title": topic["title"], "category_id": topic["category_id"],
            "post_number": post["post_number"], "post_id": None if first else post["id"],
            "reply_to_post_number": post["reply_to_post_number"], "post_type": None if first else post["post_type"],
            "acting_username": name, "acting_name": name, "acting_user_id": self.users[name]["id"],
            "username": post["username"], "user_id": post["user_id"], "deleted": False,
            "hidden": None if first else False, "closed": topic["closed"], "archived": topic["archived"],
        }  # fmt: skip

    def _topic(self, id_: int, near: int, page: int) -> Reply:
        topic = self.topics.get(id_)
        if topic is None or topic.get("gone"):
            return NOTHING
        posts = self.posts[id_]
        start = (page - 1) * CHUNK
        if near > 1:
            start = max(next((n for n, post in enumerate(posts) if post["post_number"] >= near), 0) - 10, 0)
        said = {name: value for name, value in topic.items() if name not in ("by", "gone")}
        return 200, JSON, {
            **said, "posts_count": len(posts), "last_posted_at": posts[-1]["created_at"] if posts else None,
            "details": {"created_by": {"id": self.users.get(topic["by"], {"id": 0})["id"], "username": topic["by"]}},
            "post_stream": {"posts": posts[start : start + CHUNK], "stream": [post["id"] for post in posts]},
        }  # fmt: skip

    def _item(self, topic: Json) -> Json:
        kept = {name: value for name, value in topic.items() if name != "by"}
        return {**kept, "posts_count": len(self.posts[topic["id"]])}

    def _listed(self, topics: list[Json]) -> Reply:
        topics = sorted(topics, key=lambda topic: str(topic["created_at"]), reverse=True)[:ROWS]
        return 200, JSON, {"users": [], "topic_list": {"topics": [self._item(topic) for topic in topics]}}


@asynccontextmanager
async def a_forum() -> AsyncIterator[Board]:
    board = Board()
    async with serve({"*": board.answer}) as server:
        board.server = server
        yield board
