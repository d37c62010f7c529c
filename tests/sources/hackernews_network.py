"""A small Hacker News: both of its APIs over one set of items that people add to and delete from."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.sources.serve import Asked, Reply, Served, serve

ALGOLIA = {
    "content-type": "application/json; charset=utf-8",
    "access-control-allow-origin": "*",
    "server": "cloudflare",
}
FIREBASE = {
    "content-type": "application/json; charset=utf-8",
    "access-control-allow-origin": "*",
    "cache-control": "no-cache",
    "strict-transport-security": "max-age=31556926; includeSubDomains; preload",
}
SHOWN_AT_MOST = 1_000  # hits of one search, whatever its pages


@dataclass
class Network:
    """The items by number, in the words of the official API, and what the search knows of them."""

    server: Served = None  # type: ignore[assignment]  # set when it runs
    items: dict[int, dict[str, Any]] = field(default_factory=dict)
    unindexed: set[int] = field(default_factory=set)  # what the search has not seen yet
    lost: dict[int, str] = field(default_factory=dict)  # deleted ones it still shows, and by whom
    kids: dict[int, list[int]] = field(default_factory=dict)
    most_shown: int = 0
    closed: set[str] = field(default_factory=set)  # names whose accounts are gone; what they wrote may stay

    def story(self, id_: int, by: str, at: int, **more: Any) -> int:
        return self._add({"id": id_, "by": by, "time": at, "type": "story", "title": f"Story {id_}", **more})

    def comment(self, id_: int, by: str, at: int, parent: int, text: str = "Some words of my own.", **more: Any) -> int:
        return self._add({"id": id_, "by": by, "time": at, "type": "comment", "parent": parent, "text": text, **more})

    def delete(self, id_: int) -> None:
        self.items[id_] = {
            key: self.items[id_][key] for key in ("id", "time", "type", "parent") if key in self.items[id_]
        }
        self.items[id_]["deleted"] = True

    def _add(self, item: dict[str, Any]) -> int:
        self.items[item["id"]] = item
        if "parent" in item:
            self.kids.setdefault(item["parent"], []).append(item["id"])
        return int(item["id"])

    def _story_of(self, item: dict[str, Any]) -> int:
        while "parent" in item:
            item = self.items[item["parent"]]
        return int(item["id"])

    def _kids(self, id_: int) -> list[int]:
        return self.kids.get(id_, [])

    def searched(self) -> list[dict[str, Any]]:
        """What the search has, as hits."""
        return [self._hit(item) for item in self._indexed()]

    def _indexed(self) -> list[dict[str, Any]]:
        """No deleted and no dead ones, unless the search is late."""
        return [
            item
            for id_, item in self.items.items()
            if id_ not in self.unindexed and (not (item.get("deleted") or item.get("dead")) or id_ in self.lost)
        ]

    def _by(self, item: dict[str, Any]) -> str:
        return item.get("by") or self.lost.get(item["id"], "")

    def _tags(self, item: dict[str, Any]) -> list[str]:
        tags = [item["type"], f"author_{self._by(item)}", f"story_{self._story_of(item)}"]
        return [*tags, "ask_hn"] if item.get("title", "").startswith("Ask HN") else tags

    def _hit(self, item: dict[str, Any]) -> dict[str, Any]:
        story, by = self._story_of(item), self._by(item)
        said: dict[str, Any] = {
            "_highlightResult": {"author": {"matchLevel": "none", "matchedWords": [], "value": by}},
            "_tags": self._tags(item),
            "author": by,
            "children": self._kids(item["id"]),
            "created_at": datetime.fromtimestamp(item["time"], UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "created_at_i": item["time"],
            "objectID": str(item["id"]),
            "points": None if item["type"] == "comment" else item.get("score", 1),
            "story_id": story,
        }
        if item["type"] == "comment":
            said |= {"comment_text": item.get("text", ""), "parent_id": item["parent"]}
            said |= {"story_title": self.items[story].get("title"), "story_url": self.items[story].get("url")}
            return said
        comments = [one for one in self.items.values() if one["type"] == "comment" and self._story_of(one) == story]
        said |= {"title": item["title"], "num_comments": len(comments)}
        return said | {key: item[name] for key, name in (("url", "url"), ("story_text", "text")) if name in item}

    def _node(self, item: dict[str, Any]) -> dict[str, Any]:
        story = self._story_of(item)
        return {
            "author": item.get("by"),
            "children": [self._node(self.items[kid]) for kid in self._kids(item["id"])],
            "created_at_i": item["time"],
            "id": item["id"],
            "options": [],
            "parent_id": item.get("parent"),
            "points": None,
            "story_id": story,
            "text": item.get("text"),
            "title": item.get("title"),
            "type": item["type"],
            "url": item.get("url"),
        }

    def answer(self, asked: Asked) -> Reply:
        if asked.path == "/api/v1/search_by_date":
            return 200, ALGOLIA, self._search(asked)
        if found := re.fullmatch(r"/api/v1/items/(\d+)", asked.path):
            item = self.items.get(int(found[1]))
            if item is None or item["id"] in self.unindexed:
                return 404, ALGOLIA, {"status": 404, "error": "Not Found"}
            return 200, ALGOLIA, self._node(item)
        if found := re.fullmatch(r"/v0/item/(\d+)\.json", asked.path):
            item = self.items.get(int(found[1]))
            kids = self._kids(item["id"]) if item and not item.get("deleted") else []
            return 200, FIREBASE, {**item, **({"kids": kids} if kids else {})} if item else None
        if found := re.fullmatch(r"/v0/user/([\w-]+)\.json", asked.path):
            return 200, FIREBASE, self._user(found[1])
        return 404, ALGOLIA, {"error": "no such page"}

    def _user(self, name: str) -> dict[str, Any] | None:
        wrote = [item for item in self.items.values() if name in (item.get("by"), item.get("was_by"))]
        if not wrote or name in self.closed:
            return None
        submitted = sorted((item["id"] for item in wrote), reverse=True)
        return {"created": 1, "id": name, "karma": 1, "submitted": submitted}

    def _search(self, asked: Asked) -> dict[str, Any]:
        words = asked.query.get("query", "").strip('" ').lower()
        hits = [
            item
            for item in self._indexed()
            if _within(item["time"], asked.query.get("numericFilters", ""))
            and _tagged(self._tags(item), asked.query["tags"])
            and words in f"{item.get('title', '')} {item.get('text', '')}".lower()
        ]
        hits.sort(key=lambda item: (item["time"], item["id"]), reverse=True)
        size, page = int(asked.query.get("hitsPerPage", 20)), int(asked.query.get("page", 0))
        shown = [self._hit(item) for item in hits[:SHOWN_AT_MOST][page * size : (page + 1) * size]]
        self.most_shown = max(self.most_shown, len(shown))
        pages = -(-min(len(hits), SHOWN_AT_MOST) // size)
        return {"hits": shown, "hitsPerPage": size, "nbHits": len(hits), "nbPages": pages, "page": page, "query": words}


def _tagged(has: list[str], tags: str) -> bool:
    """ "a,(b,c)" = a and (b or c)."""
    wanted = [group.strip("()").split(",") for group in re.findall(r"\([^)]*\)|[^,()]+", tags)]
    return all(any(tag in has for tag in group) for group in wanted)


def _within(at: int, filters: str) -> bool:
    compare = {">": int.__gt__, "<=": int.__le__}
    return all(compare[how](at, int(number)) for how, number in re.findall(r"created_at_i(>|<=)(\d+)", filters))


@asynccontextmanager
async def hacker_news() -> AsyncIterator[Network]:
    network = Network()
    async with serve({"*": network.answer}) as server:
        network.server = server
        yield network
