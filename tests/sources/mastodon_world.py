"""A small Mastodon server on loopback, with the pages, limits and headers of the real one towards strangers."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.sources.http import Http
from bot.sources.mastodon import Mastodon
from tests.sources.serve import Asked, Reply, Served, recorded, serve

Json = dict[str, Any]
HEADERS = {
    "content-type": "application/json; charset=utf-8",
    **recorded(__file__, "mastodon/public_anonymous.json")["headers"],
}
ANCESTORS, DESCENDANTS = 40, 60


def said(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(slots=True)
class World:
    """Accounts and statuses as this server knows them. Change it while a test runs."""

    served: Served
    accounts: dict[str, Json] = field(default_factory=dict)  # by username, or by user@host for those elsewhere
    statuses: dict[str, Json] = field(default_factory=dict)  # by number, in the order they came to be
    errors: dict[str, Reply] = field(default_factory=dict)  # by path
    headers: dict[str, str] = field(default_factory=dict)
    favourites: list[str] = field(default_factory=list)  # numbers of statuses that "anna" liked, in that order
    token: str = ""  # of "anna"; with it she sees more
    closed: bool = False  # whether strangers are shown nothing, as GoToSocial does
    leaks: bool = False  # whether private statuses are listed, as no server should
    all_shown: bool = False  # set while a signed-in question is answered
    before: Callable[[str], None] = lambda path: None
    number: Callable[["World", datetime], str] = lambda world, at: str(
        int(at.timestamp() * 1000) << 16 | len(world.statuses)
    )

    def join(self, acct: str, **more: Any) -> Json:
        username, _, host = acct.partition("@")
        origin = f"https://{host}" if host else self.served.url
        account = {
            "id": str(1000 + len(self.accounts)),
            "username": username,
            "acct": acct,
            "display_name": f"{username.capitalize()} Example",
            "bot": False,
            "discoverable": None,
            "uri": f"{origin}/users/{username}",
            "url": f"{origin}/@{username}",
            **more,
        }
        self.accounts[acct] = account
        return account

    def post(self, acct: str, at: datetime, text: str = "", below: str = "", **more: Any) -> str:
        """A status of `acct`'s; the number it has here."""
        account, number = self.accounts[acct], self.number(self, at)
        parent = self.statuses.get(below)
        self.statuses[number] = {
            "id": number,
            "created_at": said(at),
            "in_reply_to_id": below or None,
            "in_reply_to_account_id": parent["account"]["id"] if parent else None,
            "sensitive": False,
            "spoiler_text": "",
            "visibility": "public",
            "language": "en",
            "uri": f"{account['uri']}/statuses/{number}",
            "url": f"{account['url']}/{number}",
            "edited_at": None,
            "content": f"<p>{text}</p>",
            "reblog": None,
            "account": account,
            "mentions": [],
            "tags": [],
            "quote": None,
            "card": None,
            "poll": None,
            **more,
        }
        return number

    def boost(self, acct: str, at: datetime, number: str, **more: Any) -> str:
        return self.post(acct, at, "", reblog=self.statuses[number], visibility="unlisted", **more)

    def uri(self, number: str) -> str:
        return str(self.statuses[number]["uri"])

    def answer(self, asked: Asked) -> Reply:
        if asked.path in self.errors:
            return self.errors[asked.path]
        self.before(asked.path)
        is_anna = bool(self.token) and asked.headers.get("authorization") == f"Bearer {self.token}"
        if ("authorization" in asked.headers and not is_anna) or (self.closed and not is_anna):
            return (401, HEADERS, {"error": "The access token is invalid"})
        headers = {**HEADERS, **self.headers}
        if asked.path in ("/api/v1/favourites", "/api/v1/notifications"):
            return self._own(asked, headers) if is_anna else (401, HEADERS, {"error": "This method requires a user"})
        self.all_shown = is_anna
        body = self._answer(asked)
        return (404, headers, {"error": "Record not found"}) if body is None else (200, headers, body)

    def _answer(self, asked: Asked) -> Any:
        parts = asked.path.strip("/").split("/")
        if parts[-1] == "lookup":
            acct = {"@" + name.lower(): account for name, account in self.accounts.items()}
            return acct.get("@" + asked.query["acct"].lower().removesuffix("@" + self.served.place))
        if parts[2:3] == ["accounts"] and parts[-1] == "statuses":
            return self._timeline(parts[3], asked)
        if parts[2:3] == ["accounts"]:
            return next((each for each in self.accounts.values() if each["id"] == parts[3]), None)
        if parts[-1] == "context":
            return self._context(parts[3]) if parts[3] in self.statuses else None
        if parts[2:4] == ["timelines", "tag"]:
            return [s for s in self._newest_first() if any(tag["name"] == parts[4] for tag in s["tags"])][:40]
        return None

    def _own(self, asked: Asked, headers: dict[str, str]) -> Reply:
        if asked.path == "/api/v1/notifications":
            assert asked.query["types[]"] == "mention"
            named = [one for one in self._newest_first() if any(each["acct"] == "anna" for each in one["mentions"])]
            return 200, headers, [{"id": one["id"], "type": "mention", "status": one} for one in named[:40]]
        places = {str(place + 1): number for place, number in enumerate(self.favourites)}
        found = [place for place in reversed(places) if places[place] in self.statuses]
        if after := asked.query.get("min_id"):
            found = [place for place in found if int(place) > int(after)][-40:]
        if before := asked.query.get("max_id"):
            found = [place for place in found if int(place) < int(before)]
        found = found[:40]
        link = ", ".join(
            f'<{self.served.url}/api/v1/favourites?limit=40&{side}={place}>; rel="{rel}"'
            for side, place, rel in (("max_id", found[-1:], "next"), ("min_id", found[:1], "prev"))
            for place in place
        )
        return 200, {**headers, "link": link}, [self._shown(self.statuses[places[place]]) for place in found]

    def _timeline(self, account: str, asked: Asked) -> list[Json]:
        order = {number: place for place, number in enumerate(self.statuses)}
        found = [status for status in self._newest_first() if status["account"]["id"] == account]
        if not self.leaks:
            found = [status for status in found if status["visibility"] in ("public", "unlisted")]
        if "exclude_reblogs" in asked.query:
            found = [status for status in found if not status["reblog"]]
        if "exclude_replies" in asked.query:
            found = [status for status in found if status["in_reply_to_account_id"] in (None, account)]
        limit = min(int(asked.query.get("limit", 20)), 40)
        if after := asked.query.get("min_id"):
            # Numbers of deleted statuses work as well: there, places are compared by value.
            return [status for status in found if self._is_after(status["id"], after, order)][-limit:]
        if before := asked.query.get("max_id"):
            found = [status for status in found if self._is_after(before, status["id"], order)]
        return found[:limit]

    def _is_after(self, one: str, other: str, order: dict[str, int]) -> bool:
        if one in order and other in order:
            return order[one] > order[other]
        return int(one) > int(other)

    def _newest_first(self) -> list[Json]:
        return [self._shown(status) for status in reversed(self.statuses.values())]

    def _shown(self, status: Json) -> Json:
        replies = [each for each in self._below(status["id"]) if each["visibility"] in ("public", "unlisted")]
        return {"replies_count": len(replies), **status}

    def _below(self, number: str) -> list[Json]:
        return [each for each in self.statuses.values() if each["in_reply_to_id"] == number]

    def _context(self, number: str) -> Json:
        """Without what a stranger may not see; of a long thread the nearest above and the first below."""
        above: list[Json] = []
        at = self.statuses[number]["in_reply_to_id"]
        while at in self.statuses:
            above.insert(0, self.statuses[at])
            at = self.statuses[at]["in_reply_to_id"]
        below, waiting = [], [number]
        while waiting:
            answers = self._below(waiting.pop(0))
            below += answers
            waiting += [each["id"] for each in answers]
        return {
            "ancestors": [
                self._shown(each) for each in above[-ANCESTORS:] if each["visibility"] in ("public", "unlisted")
            ],
            "descendants": [self._shown(each) for each in below if each["visibility"] in ("public", "unlisted")][
                : 4_096 if self.all_shown else DESCENDANTS
            ],
        }


@asynccontextmanager
async def mastodon(*others: World) -> AsyncIterator[tuple[World, Mastodon]]:
    """A running server, and the source that reads it (and may visit the others)."""
    async with serve() as served:
        world = World(served)
        served.routes["*"] = world.answer
        async with Http(allowed=[served.place, *(each.served.place for each in others)]) as http:
            yield world, Mastodon(http)
