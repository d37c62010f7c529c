"""The questions Reddit is asked: by an approved app through its API, else with a member's private feed address."""

import re
import time
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from bot.errors import Garbled, NeedsCredential, NotFound, Private
from bot.sources.answer import Answer
from bot.sources.feeds import Feed, Feeds
from bot.sources.http import Http

Json = dict[str, Any]

PAGE = 100  # items in one answer; the most there is
LOOKED_UP = 100  # ids in one question
SPARE = 60.0  # seconds; a token is renewed that long before its end
NAME = re.compile(r"[A-Za-z0-9_-]{3,20}")

_HASH = re.compile(r"[0-9A-Za-z_-]{10,100}")
ARCHIVE = "or import the archive from reddit.com/settings/data-request"


class Listing(NamedTuple):
    """Some things, newest first, and what to ask for next; "" = there is no more."""

    things: list[Json]
    after: str


@dataclass(frozen=True, slots=True)
class PrivateFeed:
    """A member's key to their own feeds, out of any of the addresses on reddit.com/prefs/feeds."""

    key: str
    user: str

    @classmethod
    def of(cls, text: str) -> "PrivateFeed | None":
        """In an address, or as `str` wrote it; None where there is none."""
        said = parse_qs(urlsplit(text.strip()).query if "://" in text else text.strip())
        key, user = said.get("feed", [""])[0], said.get("user", [""])[0]
        return cls(key, user) if _HASH.fullmatch(key) and NAME.fullmatch(user) else None

    def __str__(self) -> str:
        return f"feed={self.key}&user={self.user}"


class FeedDoor:
    """Reddit's feeds as the member themselves may read them."""

    def __init__(self, http: Http, feeds: Feeds, site: str) -> None:
        self._http = http
        self._feeds = feeds
        self._site = site

    async def read(self, path: str, door: PrivateFeed, after: str = "") -> Feed:
        """The newest hundred entries of a feed, or those after the one called `after`."""
        where: dict[str, str | int] = {"feed": door.key, "user": door.user, "limit": PAGE}
        where |= {"after": after} if after else {}
        url = f"{self._site}{path}/.rss"
        try:
            answer = await self._http.get(
                url, params=where, accept="application/atom+xml, application/xml;q=0.9", on_behalf_of=door.key
            )
        except (Private, NotFound) as error:  # 403 is what Reddit says to strangers, and to old keys
            raise NeedsCredential(
                "Reddit does not take this private feed address any more. Copy it anew from "
                "reddit.com/prefs/feeds, or import the archive from reddit.com/settings/data-request.",
            ) from error
        kind = answer.headers.get("content-type", "")
        return await self._feeds.read(answer.body, url=f"{self._site}{path}", content_type=kind)


class App:
    """Reddit's API, for a team whose app was approved. A token is for an hour, and for reading what is public."""

    def __init__(self, http: Http, app: str, secret: str, site: str, api: str) -> None:
        self._http = http
        self._client = b64encode(f"{app}:{secret}".encode()).decode()
        self._site = site
        self._api = api
        self._token = ""
        self._ends = 0.0
        self.there = bool(app)

    async def about(self, name: str) -> Json:
        return _data(await self._get(f"/user/{name}/about"))

    async def listing(self, path: str, **where: str | int) -> Listing:
        """A page of things, newest first."""
        said = _data(await self._get(path, {"limit": PAGE, **where}))
        after = said.get("after")
        return Listing(_things(said), after if isinstance(after, str) else "")

    async def named(self, names: Iterable[str]) -> dict[str, Json]:
        """Things by their full names ("t1_abc"), a hundred in a question; those that are there."""
        wanted = sorted(set(names))
        found: dict[str, Json] = {}
        for start in range(0, len(wanted), LOOKED_UP):
            some = _data(await self._get("/api/info", {"id": ",".join(wanted[start : start + LOOKED_UP])}))
            found |= {str(thing["data"].get("name")): thing for thing in _things(some)}
        return found

    async def tree(self, post: str, comment: str = "") -> list[Json] | None:
        """Everything below a post or a comment, flat; None where Reddit keeps some of it back."""
        path = f"/comments/{post}" + (f"/_/{comment}" if comment else "")
        said = await self._get(path, {"limit": 500, "depth": 10, "sort": "new"})
        if not isinstance(said, list) or len(said) < 2:
            raise Garbled("Reddit sent no talk where one was asked for. Try again later.")
        found: list[Json] = []
        waiting = _things(_data(said[1]))
        while waiting:  # without recursion: depth is theirs to choose
            thing = waiting.pop()
            if thing.get("kind") == "more":
                if thing["data"].get("count") != 0:
                    return None
                continue
            found.append(thing)
            replies = thing["data"].get("replies")
            waiting += _things(_data(replies)) if isinstance(replies, dict) else []
        return found

    async def _get(self, path: str, where: Mapping[str, str | int] | None = None) -> Any:
        answer = await self._ask(path, where)
        if answer.status == 401:  # taken back before its end
            self._token = ""
            answer = await self._ask(path, where)
        if answer.status == 401:
            raise NeedsCredential("Reddit does not take the team's app any more. Check its id and secret.")
        return answer.json()

    async def _ask(self, path: str, where: Mapping[str, str | int] | None) -> Answer:
        headers = {"authorization": f"Bearer {await self._fresh()}"}
        asked: dict[str, str | int] = {"raw_json": 1, **(where or {})}
        return await self._http.get(self._api + path, params=asked, headers=headers, tolerate={401})

    async def _fresh(self) -> str:
        if not self._token or time.monotonic() >= self._ends:
            answer = await self._http.post(
                f"{self._site}/api/v1/access_token",
                form={"grant_type": "client_credentials"},
                headers={"authorization": f"Basic {self._client}"},
                tolerate={400, 401},
            )
            said = answer.json() if answer.status == 200 else {}
            token, lasts = (
                (said.get("access_token"), said.get("expires_in")) if isinstance(said, dict) else (None, None)
            )
            if not isinstance(token, str) or not token:
                raise NeedsCredential(
                    "Reddit does not take the team's app: check INVOLVE_REDDIT_APP and INVOLVE_REDDIT_SECRET."
                )
            self._token = token
            self._ends = time.monotonic() + (lasts if isinstance(lasts, int) else 3_600) - SPARE
        return self._token


def _data(said: object) -> Json:
    data = said.get("data") if isinstance(said, dict) else None
    if not isinstance(data, dict):
        raise Garbled("Reddit answered in a way Involve does not understand. Try again later.")
    return data


def _things(data: Json) -> list[Json]:
    children = data.get("children")
    found = children if isinstance(children, list) else []
    return [each for each in found if isinstance(each, dict) and isinstance(each.get("data"), dict)]
