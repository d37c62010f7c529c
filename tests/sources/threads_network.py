"""A small Threads: posts and answers of several people, shown to each member's token as Meta's Graph shows them.

Written after the documentation of 2026; nothing of it is recorded.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.sources.serve import JSON, Asked, Reply, Served, serve

Json = dict[str, Any]

ID, TOKEN = "17841400000000001", "THAA-the-token-of-wren"
PAGE = 3  # items in one answer, whatever was asked for: Meta gives fewer when it likes to


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


@dataclass
class ThreadsNetwork:
    """Seen by one member, who is called `me`."""

    server: Served = None  # type: ignore[assignment]  # set when it runs
    me: str = "wren.ties"
    posts: dict[str, Json] = field(default_factory=dict)
    private: set[str] = field(default_factory=set)  # posts the token may not see
    mentions: list[str] = field(default_factory=list)
    tokens: dict[str, str] = field(default_factory=lambda: {TOKEN: ""})  # -> what it is renewed as; "" = too young
    may: set[str] = field(default_factory=lambda: {"mentions", "search"})
    refuse: Callable[[Asked], Reply | None] = lambda asked: None
    _count: int = 1000

    def post(self, by: str, at: datetime, text: str = "", **more: Any) -> str:
        """One of `by`; `replied_to`, `quoted_post`, `reposted_post` are numbers of others."""
        self._count += 1
        id_ = str(18_000_000_000_000_000 + self._count)
        item: Json = {
            "id": id_, "username": by, "text": text or f"Words {self._count}", "timestamp": stamp(at),
            "media_type": "TEXT_POST", "permalink": f"https://www.threads.net/@{by}/post/D{self._count}",
            "is_quote_post": False, "is_reply": False, "has_replies": False, "reply_audience": "EVERYONE",
        }  # fmt: skip
        for name in ("quoted_post", "reposted_post", "replied_to"):
            if name in more:
                item[name] = {"id": more.pop(name)}
        if "replied_to" in item:
            parent = self.posts.get(item["replied_to"]["id"], {})
            root = parent.get("root_post", {}).get("id") or item["replied_to"]["id"]
            item |= {"root_post": {"id": root}, "is_reply": True, "hide_status": "NOT_HUSHED"}
        if "reposted_post" in item:
            item |= {"media_type": "REPOST_FACADE"}
            del item["text"]
        self.posts[id_] = item | more
        return id_

    def answered(self, asked: Asked) -> Reply:
        if (refusal := self.refuse(asked)) is not None:
            return refusal
        token = asked.headers.get("authorization", "").removeprefix("Bearer ")
        assert "access_token" not in asked.query
        if token not in self.tokens:
            return error(190, "Error validating access token: Session has expired")
        if asked.path == "/refresh_access_token":
            fresh = self.tokens[token]
            if not fresh:
                return error(100, "Unsupported request")
            self.tokens[fresh] = ""
            return 200, JSON, {"access_token": fresh, "token_type": "bearer", "expires_in": 5_183_944}
        match asked.path.removeprefix("/v1.0/").split("/"):
            case ["me"]:
                said = {"id": ID, "username": self.me, "name": "Wren"}
                return 200, JSON, said | {"threads_biography": "I tie knots. https://wren.example"}
            case ["me", "threads"]:
                return self._page([post for post in self._mine() if not post["is_reply"]], asked)
            case ["me", "replies"]:
                return self._page([post for post in self._mine() if post["is_reply"]], asked)
            case ["me", "mentions"]:
                if "mentions" not in self.may:
                    return error(10, "Application does not have permission for this action")
                return self._page([self.posts[id_] for id_ in self.mentions], asked)
            case ["keyword_search"]:
                if "search" not in self.may:
                    return error(10, "Application does not have permission for this action")
                found = [each for each in self.posts.values() if self._fits(each, asked.query)]
                return self._page(found, asked)
            case [id_, "conversation"]:
                below = [each for each in self.posts.values() if each.get("root_post", {}).get("id") == id_]
                return self._page(below, asked, forwards=True)
            case [id_, "replies"]:
                below = [each for each in self.posts.values() if each.get("replied_to", {}).get("id") == id_]
                return self._page(below, asked, forwards=True)
            case [id_]:
                if id_ not in self.posts or id_ in self.private:
                    return error(24, "The requested resource does not exist", 4279009)
                return 200, JSON, self._shown(self.posts[id_], asked)
        raise AssertionError(asked.path)

    def _mine(self) -> list[Json]:
        return [post for post in self.posts.values() if post["username"] == self.me]

    def _fits(self, post: Json, query: Any) -> bool:
        if query["search_mode"] == "TAG":
            return bool(post.get("topic_tag") == query["q"])
        return query["q"].casefold() in post.get("text", "").casefold()

    def _page(self, posts: list[Json], asked: Asked, *, forwards: bool = False) -> Reply:
        since = int(asked.query.get("since", 0))
        found = [post for post in posts if datetime.fromisoformat(post["timestamp"]).timestamp() >= since]
        found.sort(key=lambda post: (post["timestamp"], post["id"]), reverse=not forwards)
        start = int(asked.query.get("after", "0"))
        some = [self._shown(post, asked) for post in found[start : start + PAGE]]
        # As documented: cursors, and never a "next".
        paging = {"cursors": {"before": str(start), "after": str(start + PAGE)}} if some else {}
        return 200, JSON, {"data": some, **({"paging": paging} if paging else {})}

    def _shown(self, post: Json, asked: Asked) -> Json:
        wanted = {"id", *asked.query.get("fields", "").split(",")}
        said = {**post, "is_reply_owned_by_me": post["username"] == self.me} if post["is_reply"] else post
        hidden = {"username", "permalink"} if post.get("by_private") else set()
        return {name: value for name, value in said.items() if name in wanted and name not in hidden}


def error(code: int, message: str = "", subcode: int | None = None) -> Reply:
    said: Json = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "x"}
    return 400, JSON, {"error": said | ({"error_subcode": subcode} if subcode else {})}


@asynccontextmanager
async def threads_network() -> AsyncIterator[ThreadsNetwork]:
    network = ThreadsNetwork()
    async with serve({"*": network.answered}) as server:
        network.server = server
        yield network
