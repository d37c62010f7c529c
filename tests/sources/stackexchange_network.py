"""A small Stack Exchange: posts and comments people add and delete, always zipped, with its quota and its brakes.

Written after the documentation of version 2.3 and after what others reported of its errors; nothing of it is recorded.
"""

import gzip
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.sources.serve import Asked, Reply, Served, serve

Json = dict[str, Any]

SITE = "stackoverflow.com"
NAMES = {12345: "Wren &amp; Tal", 67: "Gull Erik", 89: "Dock Hand", -1: "Community"}
ZIPPED = {"content-type": "application/json; charset=utf-8", "content-encoding": "gzip", "cache-control": "private"}


def person(id_: int) -> Json:
    if id_ not in NAMES:
        return {"user_type": "does_not_exist", "display_name": f"user{id_}"}
    return {"user_id": id_, "user_type": "registered", "display_name": NAMES[id_], "reputation": 1}


@dataclass
class Network:
    """One site of it. `posts` holds questions and answers together: they share their numbers."""

    server: Served = None  # type: ignore[assignment]  # set when it runs
    users: set[int] = field(default_factory=lambda: set(NAMES))
    suspended: dict[int, int] = field(default_factory=dict)  # until when, by user
    posts: dict[int, Json] = field(default_factory=dict)
    comments: dict[int, Json] = field(default_factory=dict)
    tags: dict[int, list[str]] = field(default_factory=dict)  # of answers, by user
    left: int = 300  # questions of those without a key
    left_by_key: dict[str, int] = field(default_factory=lambda: {"harbour((": 10_000})
    backoff: dict[str, float] = field(default_factory=dict)  # by method

    def question(self, id_: int, by: int, at: int, **more: Any) -> Json:
        question = {
            "question_id": id_, "owner": person(by), "creation_date": at, "last_activity_date": at, "score": 0,
            "title": f"How do I tie knot {id_}?", "body": f"<p>Words of question {id_}.</p>", "tags": ["knots"],
            "is_answered": False, "answer_count": 0, "link": f"https://{SITE}/questions/{id_}/how-do-i", **more,
        }  # fmt: skip
        self.posts[id_] = question
        return question

    def answer(self, id_: int, to: int, by: int, at: int, **more: Any) -> Json:
        answer = {
            "answer_id": id_, "question_id": to, "owner": person(by), "creation_date": at, "last_activity_date": at,
            "score": 0, "is_accepted": False, "body": f"<p>Words of answer {id_}.</p>", **more,
        }  # fmt: skip
        self.posts[id_] = answer
        self.posts[to]["answer_count"] += 1
        return answer

    def comment(self, id_: int, on: int, by: int, at: int, to: int | None = None, **more: Any) -> Json:
        comment = {
            "comment_id": id_, "post_id": on, "owner": person(by), "creation_date": at, "score": 0, "edited": False,
            "body": f"Words of comment {id_}.", **({"reply_to_user": person(to)} if to else {}), **more,
        }  # fmt: skip
        self.comments[id_] = comment
        return comment

    def answered(self, asked: Asked) -> Reply:
        key = asked.query.get("key")
        if key is not None and key not in self.left_by_key:
            return self._error(400, 400, "bad_parameter", "`key` doesn't match a known application")
        if (self.left if key is None else self.left_by_key[key]) <= 0:
            message = "too many requests from this IP, more requests available in 46472 seconds"
            return self._error(400, 502, "throttle_violation", message)
        if key is None:
            self.left -= 1
        else:
            self.left_by_key[key] -= 1
        if asked.query.get("site") != SITE:
            return self._error(400, 400, "bad_parameter", f"No site found for name `{asked.query.get('site')}`")
        found = re.fullmatch(r"/2\.3(/[a-z-]+)(?:/(-?[\d;-]+)(/.+)?|(/[a-z-]+))?", asked.path)
        if found is None:
            return self._error(404, 404, "no_method", "no method found with this name")
        method = found[1] + ("/{ids}" if found[2] else "") + (found[3] or found[4] or "")
        ids = [int(id_) for id_ in found[2].split(";")] if found[2] else []
        assert len(ids) <= 100
        items = self._items(method, ids, asked)
        size = int(asked.query.get("pagesize", 30))
        said: Json = {
            "items": [self._shown(item, asked) for item in items[:size]], "has_more": len(items) > size,
            "quota_max": 300 if key is None else 10_000,
            "quota_remaining": self.left if key is None else self.left_by_key[key],
        }  # fmt: skip
        if method in self.backoff:
            said["backoff"] = self.backoff[method]
        return 200, ZIPPED, gzip.compress(json.dumps(said).encode())

    def _items(self, method: str, ids: list[int], asked: Asked) -> list[Json]:
        answers = [post for post in self.posts.values() if "answer_id" in post]
        questions = [post for post in self.posts.values() if "answer_id" not in post]
        match method:
            case "/users/{ids}":
                return [self._user(id_) for id_ in ids if id_ in self.users]
            case "/users/{ids}/posts":
                found = [as_post(post) for post in self.posts.values() if post["owner"].get("user_id") in ids]
            case "/users/{ids}/comments":
                found = [each for each in self.comments.values() if each["owner"].get("user_id") in ids]
            case "/users/{ids}/mentioned":
                found = [each for each in self.comments.values() if each.get("reply_to_user", {}).get("user_id") in ids]
            case "/users/{ids}/questions/no-answers":
                found = [each for each in questions if each["owner"].get("user_id") in ids and not each["answer_count"]]
            case "/users/{ids}/top-answer-tags":
                return [{"tag_name": tag, "user_id": ids[0]} for tag in self.tags.get(ids[0], [])]
            case "/posts/{ids}":
                found = [as_post(self.posts[id_]) for id_ in ids if id_ in self.posts]
            case "/answers/{ids}":
                found = [each for each in answers if each["answer_id"] in ids]
            case "/questions/{ids}":
                found = [each for each in questions if each["question_id"] in ids]
            case "/questions/{ids}/answers":
                found = [each for each in answers if each["question_id"] in ids]
            case "/posts/{ids}/comments":
                found = [each for each in self.comments.values() if each["post_id"] in ids]
            case "/search/advanced":
                wanted = set(asked.query["tagged"].split(";"))
                found = [each for each in questions if wanted & set(each["tags"]) and "closed_date" not in each]
            case _:
                raise AssertionError(method)
        first, last = int(asked.query.get("fromdate", 0)), int(asked.query.get("todate", 1 << 40))
        found = [each for each in found if first <= each["creation_date"] <= last]
        return sorted(found, key=lambda each: each["creation_date"], reverse=asked.query.get("order") != "asc")

    def _user(self, id_: int) -> Json:
        until = {"timed_penalty_date": self.suspended[id_]} if id_ in self.suspended else {}
        return {**person(id_), "link": f"https://{SITE}/users/{id_}", **until}

    @staticmethod
    def _shown(item: Json, asked: Asked) -> Json:
        has_body = asked.query.get("filter") == "withbody"
        return {name: value for name, value in item.items() if has_body or name != "body"}

    @staticmethod
    def _error(status: int, id_: int, name: str, message: str) -> Reply:
        said = {"error_id": id_, "error_message": message, "error_name": name}
        return status, ZIPPED, gzip.compress(json.dumps(said).encode())


def as_post(post: Json) -> Json:
    """What the methods for posts of either kind tell."""
    kept = {name: post[name] for name in ("owner", "creation_date", "last_activity_date", "score", "body")}
    kept |= {name: post[name] for name in ("last_edit_date",) if name in post}
    kind = "answer" if "answer_id" in post else "question"
    return {**kept, "post_id": post[f"{kind}_id"], "post_type": kind, "link": f"https://{SITE}/q/1"}


@asynccontextmanager
async def stack_exchange() -> AsyncIterator[Network]:
    network = Network()
    async with serve({"*": network.answered}) as server:
        network.server = server
        yield network
