"""A small LinkedIn: a member's log and tables, and a page with posts and comments, each to its own token."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from tests.sources.serve import JSON, Asked, Reply, Served, serve

ME, TOKEN = "urn:li:person:wrenTal", "AQX-token-of-a-member"
PAGE, PAGE_TOKEN = "urn:li:organization:5515715", "AQX-token-of-a-page"
SHARE = "com.linkedin.ugc.ShareContent"
FEED = "https://www.linkedin.com/feed/update/"


def number(at: float, after_ms: int = 0) -> int:
    """An id LinkedIn would make at that second."""
    return (int(at * 1000) + after_ms) << 22 | 12345


@dataclass
class Network:
    """What LinkedIn has: lines of the log, oldest first, and tables."""

    server: Served = None  # type: ignore[assignment]  # set when it runs
    lines: list[dict[str, Any]] = field(default_factory=list)
    tables: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    has_agreed: bool = True
    posts: dict[str, dict[str, Any]] = field(default_factory=dict)  # of the page
    comments: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # below a post or a comment

    # --- a member's log ---

    def log(self, resource: str, at: float, activity: dict[str, Any], *, method: str = "CREATE", **more: Any) -> None:
        """A line, captured a third of a second later and processed within the minute."""
        self.lines.append(
            {
                "id": len(self.lines) + 1,
                "owner": ME,
                "actor": ME,
                "resourceName": resource,
                "resourceId": str(activity.get("id", "")),
                "method": method,
                "activity": activity,
                "activityId": f"line-{len(self.lines)}",
                "activityStatus": "SUCCESS",
                "capturedAt": int(at * 1000) + 300,
                "processedAt": int(at * 1000) + 20_000,
                **more,
            }
        )

    def share(self, at: float, text: str, *, after: float | None = None, method: str = "CREATE", **more: Any) -> str:
        """A post of the member's; `after`: when it was changed."""
        urn = f"urn:li:share:{number(at)}"
        activity = {
            "id": urn,
            "author": ME,
            "created": {"actor": ME, "time": int(at * 1000)},
            "lastModified": {"actor": ME, "time": int((after or at) * 1000)},
            "firstPublishedAt": int(at * 1000),
            "lifecycleState": "PUBLISHED",
            "specificContent": {SHARE: {"shareCommentary": {"attributes": [], "text": text}, "media": []}},
            "visibility": {"com.linkedin.ugc.MemberNetworkVisibility": "PUBLIC"},
            **more,
        }
        self.log("ugcPosts", after or at, activity, method=method)
        return urn

    def comment(self, at: float, on: str, text: str, *, after: float | None = None, **more: Any) -> str:
        id_ = str(number(at))
        activity = {
            "actor": ME,
            "created": {"actor": ME, "time": int(at * 1000)},
            "lastModified": {"actor": ME, "time": int((after or at) * 1000)},
            "id": id_,
            "message": {"attributes": [], "text": text},
            "object": on,
            **more,
        }
        self.log("socialActions/comments", after or at, activity, method="UPDATE" if after else "CREATE")
        return id_

    def like(self, at: float, on: str, sort: str = "LIKE", *, method: str = "CREATE") -> None:
        self.log("socialActions/likes", at, {"object": on, "root": on, "reactionType": sort}, method=method)

    def repost(self, at: float, of: str) -> None:
        self.log("instantReposts", at, {"repostedContent": {"share": of}})

    # --- a page ---

    def post(self, at: float, text: str, *, after: float | None = None, **more: Any) -> str:
        urn = f"urn:li:share:{number(at)}"
        self.posts[urn] = {
            "id": urn,
            "author": PAGE,
            "commentary": text,
            "visibility": "PUBLIC",
            "lifecycleState": "PUBLISHED",
            "createdAt": int(at * 1000),
            "publishedAt": int(at * 1000),
            "lastModifiedAt": int((after or at) * 1000),
            **more,
        }
        self.comments.setdefault(urn, [])
        return urn

    def say(self, post: str, at: float, by: str, text: str, above: str = "") -> str:
        id_ = str(number(at, 7))
        urn = f"urn:li:comment:({post},{id_})"
        said = {
            "actor": by,
            "commentUrn": urn,
            "created": {"actor": by, "time": int(at * 1000)},
            "id": id_,
            "message": {"attributes": [], "text": text},
            "object": post,
            "commentsSummary": {"aggregatedTotalComments": 0},
        }
        self.comments[urn] = []
        self.comments[above or post].append(said)
        if above:
            first = next(each for each in self.comments[post] if each["commentUrn"] == above)
            first["commentsSummary"]["aggregatedTotalComments"] += 1
        return urn

    # --- its answers ---

    def answer(self, asked: Asked) -> Reply:
        token = asked.headers.get("authorization", "").removeprefix("Bearer ")
        path = unquote(asked.path.removeprefix("/rest/"))
        if token not in (TOKEN, PAGE_TOKEN):
            return 401, JSON, {"message": "Invalid access token", "serviceErrorCode": 65600, "status": 401}
        if path.startswith("member"):
            assert asked.headers["linkedin-version"] == "202312"  # no other is taken
            if token != TOKEN:
                return 403, JSON, {"message": "Not enough permissions", "status": 403}
            return self._member(path, asked)
        assert asked.headers["linkedin-version"] == "202601"
        if token != PAGE_TOKEN:
            return 403, JSON, {"message": "Not enough permissions", "status": 403}
        if path == "organizations":
            known = asked.query["vanityName"] == "oststrand-tides"
            found = [{"id": 5515715, "localizedName": "Oststrand Tides"}] if known else []
            return 200, JSON, {"elements": found}
        if path == "posts":
            assert asked.query["author"] == PAGE
            newest = sorted(self.posts.values(), key=lambda each: each["lastModifiedAt"], reverse=True)
            start = int(asked.query["start"])
            return 200, JSON, {"elements": newest[start : start + int(asked.query["count"])]}
        if (found := re.fullmatch(r"socialActions/(.+)/comments", path)) and found[1] in self.comments:
            return 200, JSON, {"elements": self.comments[found[1]], "paging": {"start": 0}}
        return 404, JSON, {"message": "not found", "status": 404}

    def _member(self, path: str, asked: Asked) -> Reply:
        if path == "memberAuthorizations":
            agreed = {"regulatedAt": 1, "memberComplianceAuthorizationKey": {"member": ME}}
            return 200, JSON, {"elements": [agreed] if self.has_agreed else []}
        if path == "memberSnapshotData":
            rows = self.tables.get(asked.query["domain"])
            if not rows:
                return 404, JSON, {"message": "No data found for this domain and memberId.", "status": 404}
            return 200, JSON, {"elements": [{"snapshotDomain": asked.query["domain"], "snapshotData": rows}]}
        assert path == "memberChangeLogs"
        assert asked.query["q"] == "memberAndApplication"
        count, start = int(asked.query["count"]), int(asked.query.get("start", 0))
        assert 1 <= count <= 50
        since = int(asked.query["startTime"])  # that moment included
        shown = sorted(
            (each for each in self.lines if each["processedAt"] >= since), key=lambda each: each["processedAt"]
        )
        return 200, JSON, {"elements": shown[start : start + count], "paging": {"total": 0}}


@asynccontextmanager
async def linkedin() -> AsyncIterator[Network]:
    network = Network()
    async with serve({"*": network.answer}) as server:
        network.server = server
        yield network
