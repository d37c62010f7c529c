"""A small Forem server: articles and comments that people add, edit, hide and delete.

Written after Forem's own views of its API (2026-08); nothing of it is recorded.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.sources.serve import JSON, Asked, Reply, Served, serve

Json = dict[str, Any]
HOME = "https://dev.to"


def said(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Forem:
    """One server. Change it while a test runs."""

    server: Served = None  # type: ignore[assignment]  # set when it runs
    users: dict[str, Json] = field(default_factory=dict)  # by name
    articles: dict[int, Json] = field(default_factory=dict)
    comments: dict[str, Json] = field(default_factory=dict)  # by code
    errors: dict[str, Reply] = field(default_factory=dict)  # by path
    per_page_most: int = 1000
    knows_pages: bool = True  # of comments; older servers do not

    def join(self, name: str) -> None:
        user = {"name": name.capitalize(), "username": name, "user_id": 100 + len(self.users)}
        self.users[name] = {**user, "twitter_username": None, "github_username": None}

    def publish(self, number: int, by: str, at: datetime, title: str = "Tides", **more: Any) -> None:
        url = f"{HOME}/{by}/tides-{number}"
        self.articles[number] = {
            "type_of": "article", "id": number, "title": title, "description": f"About {number}.", "slug": "tides",
            "path": f"/{by}/tides-{number}", "url": url, "comments_count": 0, "public_reactions_count": 3,
            "published_timestamp": said(at), "language": "en", "canonical_url": url, "created_at": said(at),
            "edited_at": None, "crossposted_at": None, "published_at": said(at), "last_comment_at": said(at),
            "tag_list": ["sailing"], "user": self.users[by], "body_html": f"<p>Words of {number}.</p>", **more,
        }  # fmt: skip

    def comment(self, code: str, on: int, by: str, at: datetime, below: str = "", text: str = "") -> None:
        body = f"<p>{text or f'Comment {code}.'}</p>"
        self.comments[code] = {"on": on, "below": below, "at": at, "by": by, "body": body, "gone": False}
        article = self.articles[on]
        article["comments_count"] += 1
        article["last_comment_at"] = said(at)

    def answer(self, asked: Asked) -> Reply:
        if asked.path in self.errors:
            return self.errors[asked.path]
        body = self._answer(asked, asked.path.removeprefix("/api/"))
        return (404, JSON, {"error": "not found", "status": 404}) if body is None else (200, JSON, body)

    def _answer(self, asked: Asked, path: str) -> Any:
        if path == "users/by_username":
            return self._person(self.users.get(asked.query["url"]))
        if path.startswith("users/"):
            number = int(path.rpartition("/")[2])
            return self._person(next((one for one in self.users.values() if one["user_id"] == number), None))
        if path == "articles":
            return self._list(asked)
        if path.startswith("articles/"):
            found = self.articles.get(int(path.rpartition("/")[2]))
            return found and {**found, "tag_list": ", ".join(found["tag_list"]), "tags": found["tag_list"]}
        if path == "comments" and int(asked.query["a_id"]) in self.articles:
            roots = self._tree(int(asked.query["a_id"]), "")
            page, size = int(asked.query["page"]), int(asked.query["per_page"])
            return roots[(page - 1) * size : page * size] if self.knows_pages else roots
        return None

    def _person(self, user: Json | None) -> Json | None:
        return user and {
            "type_of": "user",
            "id": user["user_id"],
            "username": user["username"],
            "name": user["name"],
            "summary": user.get("summary"),
            "website_url": user.get("website_url"),
        }

    def _list(self, asked: Asked) -> list[Json]:
        found = list(self.articles.values())
        if "tag" in asked.query:
            found = [one for one in found if asked.query["tag"] in one["tag_list"]]
        if "username" in asked.query:
            found = [one for one in found if one["user"]["username"] == asked.query["username"]]
        found.sort(key=lambda one: str(one["published_at"]), reverse=True)
        page, size = int(asked.query.get("page", 1)), min(int(asked.query.get("per_page", 30)), self.per_page_most)
        return [
            {key: value for key, value in one.items() if key != "body_html"}
            for one in found[(page - 1) * size : page * size]
        ]

    def _tree(self, on: int, below: str) -> list[Json]:
        found = []
        for code, one in self.comments.items():
            if (one["on"], one["below"]) != (on, below):
                continue
            shell = {"body_html": "<p>[deleted]</p>", "user": {}} if one["gone"] else {}
            found.append({
                "type_of": "comment", "id_code": code, "created_at": said(one["at"]), "body_html": one["body"],
                "user": self.users[one["by"]], **shell, "children": self._tree(on, code),
            })  # fmt: skip
        return found


@asynccontextmanager
async def forem() -> AsyncIterator[Forem]:
    """A running server with three people."""
    network = Forem()
    for name in ("wren_tal", "gull", "dock_hand"):
        network.join(name)
    async with serve({"*": network.answer}) as server:
        network.server = server
        yield network
