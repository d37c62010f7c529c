"""A small Lemmy server that speaks as 0.18, 0.19 or 1.0 does, with people, communities and what they write.

Written after the types of the official client (0.18 to 1.0, read 2026-11) and, for the form of a comment, after the
recorded answer beside it.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.sources.serve import JSON, Asked, Reply, Served, serve

Json = dict[str, Any]
VERSIONS = ("0.18", "0.19", "1.0")


@dataclass
class Lemmy:
    """One server. Change it while a test runs."""

    version: str
    server: Served = None  # type: ignore[assignment]  # set when it runs
    people: dict[str, Json] = field(default_factory=dict)
    posts: dict[int, Json] = field(default_factory=dict)
    comments: dict[int, Json] = field(default_factory=dict)
    errors: dict[str, Reply] = field(default_factory=dict)  # by what comes after /api/v3 or /api/v4
    visibility: str | None = None

    @property
    def is_new(self) -> bool:
        return self.version == "1.0"

    def said(self, at: datetime) -> str:
        naive = at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
        return naive if self.version == "0.18" else f"{naive}Z"

    def dated(self, name: str, at: datetime | None) -> Json:
        return {f"{name}_at" if self.is_new else name: self.said(at) if at else None}

    def join(self, acct: str) -> None:
        name, _, host = acct.partition("@")
        home = f"https://{host}" if host else self.server.url
        number = 1 + len(self.people)
        self.people[acct] = {
            "id": number, "name": name, "ap_id" if self.is_new else "actor_id": f"{home}/u/{name}", "local": not host,
            "bot_account": False, "deleted": False, "banned": False, "instance_id": 1,
        }  # fmt: skip

    def post(self, number: int, by: str, at: datetime, name: str = "Tides", **more: Any) -> str:
        self.posts[number] = {
            "id": number, "name": name, "body": None, "creator_id": self.people[by]["id"], "community_id": 1,
            "removed": False, "locked": False, "deleted": False, "nsfw": False,
            "ap_id": f"{self.server.url}/post/{number}",
            "local": True, **self.dated("published", at), **self.dated("updated", None), **more,
        }  # fmt: skip
        return f"{self.server.url}/post/{number}"

    def comment(self, number: int, on: int, by: str, at: datetime, below: int = 0, **more: Any) -> str:
        path = f"{self.comments[below]['path'] if below else 0}.{number}"
        self.comments[number] = {
            "id": number, "creator_id": self.people[by]["id"], "post_id": on, "content": f"Comment {number}.",
            "removed": False, "deleted": False, "ap_id": f"{self.server.url}/comment/{number}", "local": True,
            "path": path, "distinguished": False, "language_id": 0, **self.dated("published", at),
            **self.dated("updated", None), **more,
        }  # fmt: skip
        return f"{self.server.url}/comment/{number}"

    def answer(self, asked: Asked) -> Reply:
        prefix = "/api/v4" if self.is_new else "/api/v3"
        if not asked.path.startswith(prefix):
            return 404, {"content-type": "text/html"}, "<html>404</html>"
        path = asked.path.removeprefix(prefix)
        if path in self.errors:
            return self.errors[path]
        body = self._answer(path, asked.query)
        return (400 if not self.is_new else 404, JSON, {"error": "not_found"}) if body is None else (200, JSON, body)

    def _answer(self, path: str, query: Any) -> Any:
        if path == "/site":
            return {"site_view": {"site": {"name": "Harbour"}}, "version": self.version}
        if path == ("/person" if self.is_new else "/user"):
            person = self.people.get(query["username"].removesuffix(f"@{self.server.place}"))
            return person and self._about(person, query)
        if path == "/person/content" and self.is_new:
            wrote = self._wrote(int(query["person_id"]))
            return self._cursor_paged(wrote, query)
        if path == "/comment/list":
            return self._list([self._comment_view(one) for one in self._below(query)], "comments", query)
        if path == "/comment":
            one = self.comments.get(int(query["id"]))
            return one and {"comment_view": self._comment_view(one)}
        if path == "/post":
            one = self.posts.get(int(query["id"]))
            return one and {"post_view": self._post_view(one)}
        if path == "/post/list":
            newest = sorted(self.posts.values(), key=self._when, reverse=True)
            return self._list([self._post_view(one) for one in newest], "posts", query)
        if path == "/search":
            word = query["search_term" if self.is_new else "q"]
            return self._list(
                [self._post_view(one) for one in self.posts.values() if word in one["name"]], "posts", query
            )
        return None

    def _when(self, thing: Json) -> str:
        return str(thing.get("published_at") or thing["published"])

    def _about(self, person: Json, query: Any) -> Json:
        about: Json = {"person_view": {"person": person}}
        if not self.is_new:
            wrote = self._wrote(person["id"])
            page, limit = int(query.get("page", 1)), int(query.get("limit", 10))
            for name in ("post", "comment"):
                some = [view for view in wrote if ("comment" in view) == (name == "comment")]
                about[f"{name}s"] = some[(page - 1) * limit : page * limit]
        return about

    def _wrote(self, person: int) -> list[Json]:
        views = [self._post_view(one) for one in self.posts.values() if one["creator_id"] == person]
        views += [self._comment_view(one) for one in self.comments.values() if one["creator_id"] == person]
        return sorted(views, key=lambda view: self._when(view.get("comment") or view["post"]), reverse=True)

    def _below(self, query: Any) -> list[Json]:
        if "parent_id" in query:
            return [one for one in self.comments.values() if query["parent_id"] in one["path"].split(".")]
        return [one for one in self.comments.values() if one["post_id"] == int(query["post_id"])]

    def _list(self, views: list[Json], name: str, query: Any) -> Json:
        if self.is_new:
            return self._cursor_paged(views, query)
        page, limit = int(query.get("page", 1)), int(query["limit"])
        return {name: views[(page - 1) * limit : page * limit]}

    def _cursor_paged(self, views: list[Json], query: Any) -> Json:
        start, limit = int(query.get("page_cursor", "c0")[1:]), int(query["limit"])
        more = {"next_page": f"c{start + limit}"} if start + limit < len(views) else {}
        return {"items": views[start : start + limit], **more}

    def _community(self) -> Json:
        shown = {"visibility": self.visibility} if self.visibility else {}
        return {
            "id": 1, "name": "sailing", "ap_id" if self.is_new else "actor_id": f"{self.server.url}/c/sailing", **shown,
        }  # fmt: skip

    def _person(self, number: int) -> Json:
        return next(one for one in self.people.values() if one["id"] == number)

    def _post_view(self, post: Json) -> Json:
        below = [one for one in self.comments.values() if one["post_id"] == post["id"]]
        view: Json = {"post": post, "creator": self._person(post["creator_id"]), "community": self._community()}
        last = max((self._when(one) for one in below), default=self._when(post))
        if self.is_new:
            return {**view, "post": {**post, "comments": len(below), "newest_comment_time_at": last}}
        return {**view, "counts": {"comments": len(below), "newest_comment_time": last}}

    def _comment_view(self, comment: Json) -> Json:
        return {
            "comment": comment, "creator": self._person(comment["creator_id"]), "post": self.posts[comment["post_id"]],
            "community": self._community(),
        }  # fmt: skip


@asynccontextmanager
async def lemmy(version: str = "0.19") -> AsyncIterator[Lemmy]:
    """A running server with three people, one of them from elsewhere."""
    network = Lemmy(version)
    async with serve({"*": network.answer}) as server:
        network.server = server
        for acct in ("wren", "gull@birch.example", "tern"):
            network.join(acct)
        yield network
