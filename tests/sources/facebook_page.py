"""A small Facebook with one page: posts and comments that people add and delete, and tokens that may see them."""

import re
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.sources.serve import JSON, Asked, Reply, Served, serve

PAGE, TOKEN = "100200300400", "EAApage-token"
NAMES = {PAGE: "Oststrand Tides", "201": "Ines Halvorsen", "202": "Rasmus Kuhl", "203": "Leonie Brandt"}
EXPIRED = {
    "error": {
        "message": "Error validating access token: Session has expired",
        "type": "OAuthException",
        "code": 190,
        "error_subcode": 463,
        "fbtrace_id": "A1",
    }
}
NOT_THERE = {
    "error": {
        "message": "Unsupported get request. Object with ID '1' does not exist, cannot be loaded due to missing "
        "permissions, or does not support this operation",
        "type": "GraphMethodException",
        "code": 100,
        "error_subcode": 33,
        "fbtrace_id": "A2",
    }
}


def stamp(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


@dataclass
class Page:
    """What is on the page, and what others say of it elsewhere."""

    server: Served = None  # type: ignore[assignment]  # set when it runs
    posts: dict[str, dict[str, Any]] = field(default_factory=dict)
    comments: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    tagged: list[dict[str, Any]] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=lambda: {TOKEN: PAGE})  # whose
    managed: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # token of a person -> pages
    headers: dict[str, str] = field(default_factory=dict)
    shows_authors: bool = True
    username: str = "oststrandtides"
    page_size: int = 100

    def post(self, number: int, at: int, text: str = "High water at six, low water at noon.", **more: Any) -> str:
        id_ = f"{PAGE}_{number}"
        self.posts[id_] = {
            "id": id_,
            "message": text,
            "created_time": stamp(at),
            "permalink_url": f"https://www.facebook.com/{PAGE}/posts/{number}/",
            **more,
        }
        self.comments.setdefault(id_, [])
        return id_

    def comment(self, post: str, number: int, by: str, at: int, text: str = "How do you know?", above: str = "") -> str:
        id_ = f"{post.partition('_')[2]}_{number}"
        said = {
            "id": id_,
            "from": {"id": by, "name": NAMES[by]},
            "message": text,
            "created_time": stamp(at),
            "permalink_url": f"https://www.facebook.com/{post.replace('_', '/posts/')}/?comment_id={number}",
            "user_likes": False,
        }
        self.comments[post].append(said | ({"parent": {"id": above}} if above else {}))
        return id_

    def tag(self, number: int, by: str, at: int, text: str) -> str:
        id_ = f"{by}_{number}"
        self.tagged.append(
            {
                "id": id_,
                "from": {"id": by, "name": NAMES[by]},
                "message": text,
                "created_time": stamp(at),
                "permalink_url": f"https://www.facebook.com/{by}/posts/{number}",
            }
        )
        self.comments.setdefault(id_, [])
        return id_

    def answer(self, asked: Asked) -> Reply:
        token = asked.headers.get("authorization", "").removeprefix("Bearer ")
        assert "access_token" not in asked.query
        path = asked.path.removeprefix("/v26.0/")
        if token in self.managed and path in ("me", "me/accounts"):
            if path == "me" and "username" in asked.query["fields"]:  # a person has none
                return 400, JSON, {"error": {"message": "(#100) nonexisting field (username)", "code": 100}}
            found = {"id": "900", "name": "Ines Halvorsen"} if path == "me" else {"data": self.managed[token]}
            return 200, JSON, found
        owner = self.tokens.get(token)
        if owner is None:
            return 400, JSON, EXPIRED
        if path == "me/accounts":
            return 400, JSON, {"error": {"message": "(#100) nonexisting field (accounts)", "code": 100}}
        said = self._said(path, owner, asked)
        return (400, JSON, NOT_THERE) if said is None else (200, JSON | self.headers, said)

    def _said(self, path: str, owner: str, asked: Asked) -> object:
        if path in ("me", PAGE, self.username) and owner == PAGE:
            about = {"about": "High water at Oststrand", "website": "https://tides.example"}
            page = {"id": PAGE, "name": NAMES[PAGE], "username": self.username} | about
            return {field: page[field] for field in asked.query["fields"].split(",") if field in page}
        if path == "me":
            return {"id": owner, "name": "Another page"}
        if path == f"{PAGE}/published_posts" and owner == PAGE:
            return {"data": list(self._within(self.posts.values(), asked))}
        if path == f"{PAGE}/tagged":
            return {"data": list(self._within(self.tagged, asked))}
        if (found := re.fullmatch(r"(\d+_\d+)/comments", path)) and found[1] in self.comments:
            return self._comments(found[1], asked)
        return None

    def _within(self, items: Iterable[dict[str, Any]], asked: Asked) -> Iterable[dict[str, Any]]:
        """Newest first; `until` is the first moment that is not shown any more, which nobody documents."""
        since, until = int(asked.query.get("since", 0)), int(asked.query.get("until", 1 << 40))
        found = [item for item in items if since <= _second(item) < until]
        found.sort(key=_second, reverse=True)
        for item in found[: min(int(asked.query["limit"]), self.page_size)]:
            there = len(self.comments.get(str(item["id"]), ()))
            yield {**item, "comments": {"data": [], "summary": {"order": "chronological", "total_count": there}}}

    def _comments(self, post: str, asked: Asked) -> object:
        assert asked.query["filter"] == "stream"  # otherwise answers to comments do not come
        start, size = int(asked.query.get("after", 0)), int(asked.query["limit"])
        found = sorted(self.comments[post], key=_second)
        shown = found[start : start + size]
        if not self.shows_authors:
            shown = [{name: value for name, value in each.items() if name != "from"} for each in shown]
        more = start + size < len(found)
        paging = {"cursors": {"before": "x", "after": str(start + size)}}
        link = {"next": "https://graph.facebook.com/next?access_token=secret"} if more else {}
        return {"data": shown, "paging": paging | link}


def _second(item: dict[str, Any]) -> int:
    return int(datetime.fromisoformat(item["created_time"]).timestamp())


@asynccontextmanager
async def facebook() -> AsyncIterator[Page]:
    page = Page()
    async with serve({"*": page.answer}) as server:
        page.server = server
        yield page
