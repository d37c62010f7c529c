"""A small Pinterest: the pins of one account, page by page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.sources.serve import JSON, Asked, Reply, Served, serve

TOKEN = "pina_of_wren"


@dataclass
class Pins:
    """The pins of one account, newest first, page by page."""

    server: Served = None  # type: ignore[assignment]  # set when it runs
    pins: dict[str, dict[str, Any]] = field(default_factory=dict)
    owner: dict[str, str] = field(default_factory=lambda: {"username": "wren_tal", "account_type": "BUSINESS"})
    most: int = 3  # on a page, whatever is asked for

    def pin(self, number: int, at: int, text: str = "Fog.", **more: Any) -> str:
        id_ = str(813_000_000_000_000_000 + number)
        made = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S")
        known = {"id": id_, "created_at": made, "link": None, "title": "", "description": text, "is_owner": True}
        self.pins[id_] = known | {"parent_pin_id": None} | more
        return id_

    def answer(self, asked: Asked) -> Reply:
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return 401, JSON, {"code": 2, "message": "Authentication failed."}
        if asked.path == "/v5/user_account":
            return 200, JSON, self.owner
        if asked.path != "/v5/pins":
            return 404, JSON, {"code": 0, "message": "no such page"}
        newest = sorted(self.pins.values(), key=lambda each: str(each["created_at"]), reverse=True)
        after = asked.query.get("bookmark")
        start = next((at for at, each in enumerate(newest, 1) if each["id"] == after), 0)
        shown = newest[start : start + min(self.most, int(asked.query["page_size"]))]
        more = start + self.most < len(newest)
        return 200, JSON, {"items": shown, "bookmark": shown[-1]["id"] if more else None}


@asynccontextmanager
async def pinterest() -> AsyncIterator[Pins]:
    pins = Pins()
    async with serve({"*": pins.answer}) as server:
        pins.server = server
        yield pins
