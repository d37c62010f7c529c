"""A small YouTube: videos and comments people add, change and delete, by its Data API and as a feed.

Written after the documentation of version 3, and after recorded answers in the form of what it says.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha1
from typing import Any
from xml.sax.saxutils import escape

from tests.sources.serve import JSON, Asked, Reply, Served, serve

Json = dict[str, Any]

ME, GULL, DOCK = (f"UC{name}{name.title() * 4}00" for name in ("wren", "gull", "dock"))
NAMES = {ME: "@wren-ties-knots", GULL: "@gull-erik", DOCK: "@dock-hand"}
UPLOADS = "UU" + ME[2:]
KEY = "a-key-of-the-team"
SENT_ALONG = 5  # answers that come with a thread


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class YouTubeNetwork:
    """Two ways to see the same channels."""

    server: Served = None  # type: ignore[assignment]  # set when it runs
    videos: dict[str, Json] = field(default_factory=dict)  # by id: channel, title, text, at, privacy, comments
    comments: dict[str, Json] = field(default_factory=dict)  # by id: by, video, text, at, edited
    channels: set[str] = field(default_factory=lambda: set(NAMES))
    names: dict[str, str] = field(default_factory=lambda: dict(NAMES))  # by channel
    refuse: Callable[[Asked], Reply | None] = lambda asked: None
    units: int = 0
    about: str = ""  # every channel's description

    def video(self, id_: str, at: datetime, by: str = ME, **more: Any) -> None:
        known = {"by": by, "at": at, "title": f"Video {id_}", "text": f"About {id_}.", "privacy": "public", "count": 3}
        self.videos[id_] = known | more

    def comment(self, id_: str, video: str, by: str, at: datetime, text: str = "", **more: Any) -> None:
        """One below a video; with a dot in its id, an answer to the comment before the dot."""
        self.comments[id_] = {"video": video, "by": by, "at": at, "text": text or f"Words of {id_}.", **more}

    def answered(self, asked: Asked) -> Reply:
        if (refusal := self.refuse(asked)) is not None:
            return refusal
        if asked.path == "/feeds/videos.xml":
            return self._feed(asked)
        if asked.path.startswith("/@"):
            return self._page(asked)
        assert asked.path.startswith("/youtube/v3/"), asked.path
        if asked.headers.get("x-goog-api-key") != KEY:
            return error(400, "badRequest", "API key not valid. Please pass a valid API key.")
        self.units += 1
        method = asked.path.rpartition("/")[2]
        found = getattr(self, f"_{method}")(asked)
        if isinstance(found, tuple):
            return found
        size = int(asked.query.get("maxResults", 5))
        start = int(asked.query.get("pageToken", 0))
        said: Json = {"kind": f"youtube#{method}ListResponse", "items": found[start : start + size]}
        if len(found) > start + size:
            said["nextPageToken"] = str(start + size)
        etag = sha1(repr(said).encode()).hexdigest()
        if asked.headers.get("if-none-match") == etag:
            return 304, {}, b""
        return 200, JSON, {**said, "etag": etag}

    def _channels(self, asked: Asked) -> list[Json] | Reply:
        wanted = asked.query.get("id") or asked.query.get("forHandle", "")
        found = [id_ for id_, name in self.names.items() if wanted in (id_, name) and id_ in self.channels]
        return [
            {
                "id": id_,
                "snippet": {
                    "title": f"The channel of {self.names[id_]}",
                    "customUrl": self.names[id_],
                    "description": self.about,
                },
                "contentDetails": {"relatedPlaylists": {"likes": "", "uploads": "UU" + id_[2:]}},
            }
            for id_ in found
        ]

    def _playlistItems(self, asked: Asked) -> list[Json] | Reply:  # noqa: N802 - as the method is called there
        channel = "UC" + asked.query["playlistId"][2:]
        mine = {id_: each for id_, each in self.videos.items() if each["by"] == channel}
        if not mine:
            return error(404, "playlistNotFound", "The playlist cannot be found.")
        return [
            {
                "snippet": {"title": each["title"], "description": each["text"], "publishedAt": stamp(each["at"])},
                "contentDetails": {"videoId": id_, "videoPublishedAt": stamp(each["at"])},
                "status": {"privacyStatus": each["privacy"]},
            }
            for id_, each in sorted(mine.items(), key=lambda pair: pair[1]["at"], reverse=True)
        ]

    def _videos(self, asked: Asked) -> list[Json]:
        return [
            {
                "id": id_,
                "snippet": {
                    "title": each["title"], "description": each["text"], "publishedAt": stamp(each["at"]),
                    "channelId": each["by"], "channelTitle": f"The channel of {NAMES[each['by']]}",
                },
                "statistics": {"commentCount": str(each["count"])} if each["count"] is not None else {},
            }
            for id_, each in self.videos.items()
            if id_ in asked.query["id"].split(",")
        ]  # fmt: skip

    def _search(self, asked: Asked) -> list[Json]:
        found = [id_ for id_, each in self.videos.items() if asked.query["q"].casefold() in each["title"].casefold()]
        return [{"id": {"kind": "youtube#video", "videoId": id_}} for id_ in found]

    def _comments(self, asked: Asked) -> list[Json]:
        if "id" in asked.query:
            return [self._shown(id_) for id_ in asked.query["id"].split(",") if id_ in self.comments]
        return [self._shown(id_) for id_ in self._below(asked.query["parentId"])]

    def _commentThreads(self, asked: Asked) -> list[Json] | Reply:  # noqa: N802 - as the method is called there
        channel = asked.query["allThreadsRelatedToChannelId"]
        tops = [
            id_
            for id_, each in self.comments.items()
            if "." not in id_ and self.videos.get(each["video"], {"by": channel})["by"] == channel
        ]
        tops.sort(key=lambda id_: self.comments[id_]["at"], reverse=True)
        return [
            {
                "id": id_,
                "snippet": {
                    "channelId": channel, "videoId": self.comments[id_]["video"],
                    "topLevelComment": self._shown(id_), "totalReplyCount": len(self._below(id_)),
                },
                "replies": {"comments": [self._shown(each) for each in self._below(id_)[-SENT_ALONG:]]},
            }
            for id_ in tops
        ]  # fmt: skip

    def _below(self, id_: str) -> list[str]:
        found = [each for each in self.comments if each.startswith(f"{id_}.")]
        return sorted(found, key=lambda each: self.comments[each]["at"])

    def _shown(self, id_: str) -> Json:
        each = self.comments[id_]
        said: Json = {
            "authorDisplayName": NAMES.get(each["by"], ""), "textDisplay": each["text"],
            "publishedAt": stamp(each["at"]), "updatedAt": stamp(each.get("edited", each["at"])),
        }  # fmt: skip
        if each["by"]:
            said["authorChannelId"] = {"value": each["by"]}
        return {"kind": "youtube#comment", "id": id_, "snippet": said}

    def _feed(self, asked: Asked) -> Reply:
        channel = asked.query["channel_id"]
        if channel not in self.channels:
            return 404, {"content-type": "text/html"}, "<html>Not found</html>"
        mine = [(id_, each) for id_, each in self.videos.items() if each["by"] == channel]
        mine.sort(key=lambda pair: pair[1]["at"], reverse=True)
        entries = "".join(
            f"<entry><id>yt:video:{id_}</id><title>{escape(each['title'])}</title>"
            f'<link rel="alternate" href="https://www.youtube.com/watch?v={id_}"/>'
            f"<published>{stamp(each['at'])}</published><updated>{stamp(each['at'])}</updated>"
            f"<media:group><media:description>{escape(each['text'])}</media:description></media:group></entry>"
            for id_, each in mine[:15]
            if each["privacy"] == "public"
        )
        body = (
            '<?xml version="1.0" encoding="UTF-8"?><feed xmlns:media="http://search.yahoo.com/mrss/" '
            f'xmlns="http://www.w3.org/2005/Atom"><title>The channel of {NAMES[channel]}</title>{entries}</feed>'
        )
        etag = f'"{sha1(body.encode()).hexdigest()}"'
        if asked.headers.get("if-none-match") == etag:
            return 304, {}, b""
        return 200, {"content-type": "text/xml; charset=UTF-8", "etag": etag}, body

    def _page(self, asked: Asked) -> Reply:
        channel = next((id_ for id_, name in NAMES.items() if name == asked.path[1:]), "")
        if not channel:
            return 404, {"content-type": "text/html"}, "<html>Not found</html>"
        address = f"https://www.youtube.com/feeds/videos.xml?channel_id={channel}"
        link = f'<link rel="alternate" type="application/rss+xml" title="RSS" href="{address}">'
        return 200, {"content-type": "text/html"}, f"<!doctype html><html><head>{link}</head><body>…</body></html>"


def error(status: int, reason: str, message: str = "") -> Reply:
    """How Google refuses."""
    said = {"code": status, "message": message, "errors": [{"message": message, "domain": "x", "reason": reason}]}
    return status, JSON, {"error": said}


@asynccontextmanager
async def youtube() -> AsyncIterator[YouTubeNetwork]:
    network = YouTubeNetwork()
    async with serve({"*": network.answered}) as server:
        network.server = server
        yield network
