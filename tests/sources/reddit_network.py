"""A small Reddit: its API for an approved app, and its feeds for whoever has the private address.

Things have the form of the recorded answers beside it; the rules of listings are made after what others reported
(`before=` a deleted thing is empty for ever, a page has at most a hundred, strangers get 403).
"""

from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from typing import Any
from urllib.parse import parse_qs

from tests.sources.serve import JSON, Asked, Reply, Served, serve

Json = dict[str, Any]
ATOM = {"content-type": "application/atom+xml; charset=UTF-8"}
KEY = "0123456789abcdef0123456789abcdef01234567"
DOOR = f"https://www.reddit.com/.rss?feed={KEY}&user=wren_tal"


@dataclass
class Network:
    """Everybody's things by full name. Change it while a test runs."""

    server: Served = None  # type: ignore[assignment]  # set when it runs
    things: dict[str, Json] = field(default_factory=dict)
    people: set[str] = field(default_factory=lambda: {"Wren_Tal", "gull", "dock_hand"})
    errors: dict[str, Reply] = field(default_factory=dict)  # by path
    left: float = 96.0
    keeps_back: bool = False  # part of every talk
    tokens: int = 0

    def post(self, id_: str, by: str, at: datetime, title: str = "Which knot", sub: str = "knots", **more: Any) -> str:
        path = f"/r/{sub}/comments/{id_}/which_knot/"
        return self._keep("t3", id_, {
            "author": by, "title": title, "selftext": "", "is_self": True, "domain": f"self.{sub}", "subreddit": sub,
            "subreddit_type": "public", "permalink": path, "url": f"https://www.reddit.com{path}", "edited": False,
            "created_utc": at.timestamp(), "locked": False, "stickied": False, "archived": False, "over_18": False,
            **more,
        })  # fmt: skip

    def comment(self, id_: str, below: str, by: str, at: datetime, **more: Any) -> str:
        above = self.things[below]["data"]
        link = above.get("link_id", below)
        post = self.things[link]["data"]
        return self._keep("t1", id_, {
            "author": by, "body": f"Comment {id_}.", "link_id": link, "parent_id": below, "link_author": post["author"],
            "link_title": post["title"], "is_submitter": post["author"] == by, "subreddit": post["subreddit"],
            "subreddit_type": "public", "permalink": f"{post['permalink']}{id_}/", "edited": False, "replies": "",
            "created_utc": at.timestamp(), **more,
        })  # fmt: skip

    def _keep(self, kind: str, id_: str, data: Json) -> str:
        self.things[f"{kind}_{id_}"] = {"kind": kind, "data": {"id": id_, "name": f"{kind}_{id_}", **data}}
        return f"{kind}_{id_}"

    def answer(self, asked: Asked) -> Reply:
        if asked.path in self.errors:
            return self.errors[asked.path]
        if asked.path == "/api/v1/access_token":
            return self._token(asked)
        if asked.path.endswith("/.rss"):
            return self._feed(asked)
        if asked.headers.get("authorization") != f"Bearer token{self.tokens}":
            return 401, JSON, {"message": "Unauthorized", "error": 401}
        headers = {**JSON, "x-ratelimit-remaining": str(self.left), "x-ratelimit-used": "4", "x-ratelimit-reset": "300"}
        body = self._api(asked)
        return (404, JSON, {"message": "Not Found", "error": 404}) if body is None else (200, headers, body)

    def _token(self, asked: Asked) -> Reply:
        wanted = "Basic " + b64encode(b"harbour:secret").decode()
        if asked.headers.get("authorization") != wanted or parse_qs(asked.body.decode())["grant_type"] != [
            "client_credentials"
        ]:
            return 401, JSON, {"message": "Unauthorized", "error": 401}
        self.tokens += 1
        return (
            200,
            JSON,
            {"access_token": f"token{self.tokens}", "token_type": "bearer", "expires_in": 3600, "scope": "*"},
        )

    def _api(self, asked: Asked) -> Any:
        parts = asked.path.strip("/").split("/")
        if parts[0] == "user" and parts[2] == "about":
            name = next((name for name in self.people if name.casefold() == parts[1].casefold()), None)
            return name and {
                "kind": "t2",
                "data": {"name": name, "id": "1aaaa1", "subreddit": {"title": "", "public_description": "Ties knots."}},
            }
        if parts[0] == "user":
            kinds = {"overview": ("t1", "t3"), "comments": ("t1",), "submitted": ("t3",)}[parts[2]]
            return self._listing([one for one in self._by(parts[1]) if one["kind"] in kinds], asked)
        if parts[0] == "api":
            return self._listing(
                [self.things[name] for name in asked.query["id"].split(",") if name in self.things], asked
            )
        if parts[0] == "comments":
            return self._talk(parts) if f"t3_{parts[1]}" in self.things else None
        if parts[0] == "r":
            return self._listing(
                [one for one in self._newest() if one["kind"] == "t3" and one["data"]["subreddit"] == parts[1]], asked
            )
        if parts[0] == "search":
            return self._listing(
                [one for one in self._newest() if one["kind"] == "t3" and asked.query["q"] in one["data"]["title"]],
                asked,
            )
        return None

    def _newest(self) -> list[Json]:
        return sorted(self.things.values(), key=lambda one: float(one["data"]["created_utc"]), reverse=True)

    def _by(self, name: str) -> list[Json]:
        return [one for one in self._newest() if str(one["data"]["author"]).casefold() == name.casefold()]

    def _listing(self, things: list[Json], asked: Asked) -> Json:
        names = [one["data"]["name"] for one in things]
        if before := asked.query.get("before"):
            things = things[: names.index(before)] if before in names else []
        if after := asked.query.get("after"):
            things = things[names.index(after) + 1 :] if after in names else []
        limit = min(int(asked.query.get("limit", 25)), 100)
        more = things[limit - 1]["data"]["name"] if len(things) > limit else None
        return {"kind": "Listing", "data": {"after": more, "before": None, "children": things[:limit]}}

    def _talk(self, parts: list[str]) -> list[Json]:
        post = f"t3_{parts[1]}"
        roots = [f"t1_{parts[3]}"] if len(parts) > 3 else self._below(post)
        below = [self._tree(name) for name in roots]
        if self.keeps_back:
            below.append({"kind": "more", "data": {"count": 7, "children": ["x"]}})
        listing = {"kind": "Listing", "data": {"children": [self.things[post]], "after": None}}
        return [listing, {"kind": "Listing", "data": {"children": below, "after": None}}]

    def _below(self, name: str) -> list[str]:
        return [key for key, one in self.things.items() if one["data"].get("parent_id") == name]

    def _tree(self, name: str) -> Json:
        below = [self._tree(each) for each in self._below(name)]
        replies = {"kind": "Listing", "data": {"children": below, "after": None}} if below else ""
        return {"kind": "t1", "data": {**self.things[name]["data"], "replies": replies}}

    def _feed(self, asked: Asked) -> Reply:
        if asked.query.get("feed") != KEY or asked.query.get("user", "").casefold() != "wren_tal":
            return 403, {"content-type": "text/html"}, "<html>Blocked</html>"
        parts = asked.path.strip("/").split("/")
        if parts[0] == "message":
            mine = {one["data"]["name"] for one in self._by("wren_tal")}
            kinds = {"comments": "t1", "selfreply": "t3"}
            things = [
                one for one in self._newest()
                if one["data"].get("parent_id", "").startswith(kinds[parts[1]]) and one["data"]["parent_id"] in mine
            ]  # fmt: skip
        else:
            things = [one for one in self._by(parts[1]) if parts[2] == "overview" or one["kind"] == "t3"]
        things = self._listing(things, asked)["data"]["children"]
        entries = "".join(_entry(one["data"]) for one in things)
        return (
            200,
            ATOM,
            f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>{entries}</feed>',
        )


def _entry(data: Json) -> str:
    at = datetime.fromtimestamp(data["created_utc"], UTC).isoformat()
    name, link = f"/u/{data['author']}", f"https://www.reddit.com{data['permalink']}"
    words = f"<p>{data.get('body') or data.get('selftext')}</p>"
    if data["name"].startswith("t3"):
        words += (
            f'submitted by <a href="x">{name}</a> to <a href="x">r/{data["subreddit"]}</a> <br/> '
            f'<a href="{data["url"]}">[link]</a> <a href="{link}">[comments]</a>'
        )
    title = data.get("title") or f"{name} on {data['link_title']}"
    return (
        f'<entry><author><name>{name}</name></author><content type="html">{escape(words)}</content>'
        f'<id>{data["name"]}</id><link href="{link}"/><updated>{at}</updated>'
        f"<title>{escape(escape(title))}</title></entry>"
    )


@asynccontextmanager
async def reddit() -> AsyncIterator[Network]:
    network = Network()
    async with serve({"*": network.answer}) as server:
        network.server = server
        yield network
