"""A small Instagram with one professional account: posts and comments that people add and delete."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.sources.serve import JSON, Asked, Reply, Served, serve

ACCOUNT, TOKEN, OWN = "17841400000000001", "EAApage-token", "wren.tides"
EXPIRED = {"error": {"message": "Session has expired", "type": "OAuthException", "code": 190, "fbtrace_id": "A1"}}
NO_FIELD = {
    "error": {
        "message": "(#100) Tried accessing nonexisting field (instagram_business_account) on node type (User)",
        "type": "OAuthException",
        "code": 100,
    }
}
NOT_THERE = {"error": {"message": "Unsupported get request.", "code": 100, "error_subcode": 33}}


def stamp(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


@dataclass
class Account:
    """What the account posted, what stands below, and where others tagged it."""

    server: Served = None  # type: ignore[assignment]  # set when it runs
    name: str = OWN
    media: dict[str, dict[str, Any]] = field(default_factory=dict)
    comments: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    tagged: list[dict[str, Any]] = field(default_factory=list)
    people: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # token of a person -> pages
    headers: dict[str, str] = field(default_factory=dict)
    shows_names: bool = True

    def post(self, number: int, at: int, text: str = "Fog over the harbour.", **more: Any) -> str:
        id_ = str(17_900_000_000_000_000 + number)
        self.media[id_] = {
            "id": id_,
            "caption": text,
            "media_type": "IMAGE",
            "permalink": f"https://www.instagram.com/p/C{number}/",
            "timestamp": stamp(at),
            "is_comment_enabled": True,
            **more,
        }
        self.comments[id_] = []
        return id_

    def comment(self, post: str, number: int, by: str, at: int, text: str = "Where is that?", above: str = "") -> str:
        id_ = str(18_000_000_000_000_000 + number)
        said = {"id": id_, "text": text, "timestamp": stamp(at), "username": by, "replies": []}
        if above:
            next(each for each in self.comments[post] if each["id"] == above)["replies"].append(said)
        else:
            self.comments[post].append(said)
        return id_

    def tag(self, number: int, by: str, at: int, text: str) -> str:
        id_ = str(17_950_000_000_000_000 + number)
        self.tagged.append(
            {
                "id": id_,
                "caption": text,
                "permalink": f"https://www.instagram.com/p/T{number}/",
                "timestamp": stamp(at),
                "comments_count": 2,
                "username": by,
            }
        )
        return id_

    def answer(self, asked: Asked) -> Reply:
        token = asked.headers.get("authorization", "").removeprefix("Bearer ")
        assert "access_token" not in asked.query
        path = asked.path.removeprefix("/v26.0/")
        if token in self.people:
            return (400, JSON, NO_FIELD) if path == "me" else (200, JSON, {"data": self.people[token]})
        if token != TOKEN:
            return 400, JSON, EXPIRED
        said = self._said(path, asked)
        return (400, JSON, NOT_THERE) if said is None else (200, JSON | self.headers, said)

    def _said(self, path: str, asked: Asked) -> object:
        if path == "me":
            return {"id": "100200300400", "instagram_business_account": {"id": ACCOUNT, "username": self.name}}
        if path == ACCOUNT:
            said = {"id": ACCOUNT, "username": self.name, "name": "Wren"}
            return said | {"biography": "Fog over harbours.", "website": "https://wren.example"}
        if path == f"{ACCOUNT}/media":
            newest = sorted(self.media.values(), key=lambda each: each["timestamp"], reverse=True)
            shown = [{**each, "comments_count": self._below(each["id"]), "username": self.name} for each in newest]
            return _page(shown, asked)
        if path == f"{ACCOUNT}/tags":
            return _page(self.tagged, asked)
        if (found := re.fullmatch(r"(\d+)/comments", path)) and found[1] in self.comments:
            newest = sorted(self.comments[found[1]], key=lambda each: each["timestamp"], reverse=True)
            return _page([self._shown(each) for each in newest], asked)
        return None

    def _below(self, post: str) -> int:
        return sum(1 + len(each["replies"]) for each in self.comments.get(post, ()))

    def _shown(self, said: dict[str, Any]) -> dict[str, Any]:
        hidden = {"replies"} if self.shows_names else {"replies", "username"}
        shown = {name: value for name, value in said.items() if name not in hidden}
        replies = [self._shown(each) for each in said["replies"]]
        return shown | ({"replies": {"data": replies[:50], **_more(len(replies) > 50)}} if replies else {})


def _page(found: list[dict[str, Any]], asked: Asked) -> dict[str, Any]:
    start, size = int(asked.query.get("after", 0)), int(asked.query["limit"])
    after = {"cursors": {"before": "x", "after": str(start + size)}} | _more(start + size < len(found))["paging"]
    return {"data": found[start : start + size], "paging": after}


def _more(is_more: bool) -> dict[str, Any]:
    return {"paging": {"next": "https://graph.facebook.com/next?access_token=secret"} if is_more else {}}


@asynccontextmanager
async def instagram() -> AsyncIterator[Account]:
    account = Account()
    async with serve({"*": account.answer}) as server:
        account.server = server
        yield account
