"""A small network of the tests' own that takes tokens, gives new ones in their place, and charges for its pages."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar

from bot.domain.entry import Entry, Party
from bot.domain.kinds import Coverage, Kind
from bot.errors import NeedsCredential
from bot.sources.base import Batch, Checked, Handle, Identity, Received, Talk, Wanted
from bot.sources.http import Http
from tests.sources.serve import Served, serve


class Toll:
    """Reads /items page by page: {"items": [[number, text]], "token": "new one", "cost": 5000, "more": true}."""

    name: ClassVar[str] = "toll"
    title: ClassVar[str] = "Toll Road"
    coverage: ClassVar[Coverage] = Coverage.FULL
    hides: ClassVar[str] = ""
    examples: ClassVar[tuple[str, ...]] = ("toll:name",)
    wants: ClassVar[Wanted] = Wanted("Token", "Settings, Tokens, New.", "your likes")

    def __init__(self, http: Http, *, api: str, cap_microdollars: int | None = None) -> None:
        self._http = http
        self._api = api
        if cap_microdollars is not None:
            self.cap_microdollars = cap_microdollars

    def recognise(self, text: str) -> Handle | None:
        network, _, name = text.partition(":")
        return Handle(self.name, name) if network == self.name and name else None

    async def resolve(self, handle: Handle) -> Identity:
        return Identity(self.name, handle.name, handle.name, f"https://toll.example/{handle.name}")

    async def check(self, who: Identity, credential: str, *, now: datetime) -> Checked:
        said = await self._ask("/me", credential)
        if said["id"] != who.handle:
            raise NeedsCredential(f"That token is {said['id']}'s, not {who.handle}'s.")
        told = replace(who, native_id=said["number"], handle=said.get("name", who.handle)) if "number" in said else None
        ends = datetime.fromisoformat(said["ends"]) if said.get("ends") else None
        return Checked(credential, ends, told, proves=said.get("proves", True))

    async def fetch(
        self, who: Identity, cursor: Mapping[str, object], *, since: datetime, now: datetime, sweep: bool = False
    ) -> AsyncIterator[Batch]:
        token, page, more = who.credential, 0, True
        while more:
            said = await self._ask("/items", token, page=page)
            renewed = None
            if said.get("token"):
                token = said["token"]
                renewed = Checked(token, datetime.fromisoformat(said["ends"]) if said.get("ends") else None)
            entries = tuple(_entry(who, *item) for item in said["items"])
            yield Batch(entries, {"at": now.timestamp(), "page": page}, renewed=renewed, cost=said.get("cost", 0))
            page, more = page + 1, said.get("more", False)

    async def received(self, who: Identity, entries: tuple[Entry, ...], *, now: datetime) -> tuple[Received, ...]:
        return ()

    async def talks(
        self, who: Identity, met: tuple[Party, ...], topics: tuple[str, ...], *, now: datetime
    ) -> tuple[Talk, ...]:
        return ()

    async def _ask(self, path: str, token: str, **params: int) -> Any:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        answer = await self._http.get(self._api + path, params=params, headers=headers, tolerate=[401])
        if answer.status == 401:
            raise NeedsCredential("Toll Road refuses the token: make a new one under Settings, Tokens, New.")
        return answer.json()


def _entry(who: Identity, number: int, text: str) -> Entry:
    return Entry(
        network="toll", native_id=str(number), kind=Kind.POST, at=datetime.fromtimestamp(number, UTC),
        author=Party(who.native_id, who.handle), url=f"https://toll.example/{number}", text=text,
    )  # fmt: skip


@asynccontextmanager
async def toll(cap_microdollars: int | None = None) -> AsyncIterator[tuple[Served, Toll]]:
    """A running server, and the source that reads it."""
    async with serve({"/me": {"id": "name1"}, "/items": {"items": []}}) as served, served.http() as http:
        yield served, Toll(http, api=served.url, cap_microdollars=cap_microdollars)
