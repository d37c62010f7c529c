"""How far somebody's activity on a forum has been read, although new lines push the others along."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.sources.discourse_read import BEGAN, REPLIED, UNREADABLE, Row, moment

OVERLAP = timedelta(minutes=15)

_OWN = re.compile(r"[0-9]{1,15}/[0-9]{1,15}")


@dataclass(slots=True)
class State:
    """As the cursor keeps it: everything up to `newest` is read, but for a gap that begins at the line `row`.

    A gap is what was too much for one poll. It reaches down to `floor`; by the next poll it may lie deeper than `row`,
    never higher, unless lines were deleted.
    """

    newest: datetime | None = None
    row: int = 0
    floor: datetime | None = None  # None = no gap
    done: dict[str, datetime | None] = field(default_factory=dict)  # lines of the overlap that need not be read again
    own: str = ""  # "topic/number" of something they wrote: it tells what they are called by now

    @classmethod
    def of(cls, cursor: Mapping[str, object], now: datetime) -> "State":
        newest, row, done = _moment(cursor.get("newest")), cursor.get("row"), cursor.get("done")
        own = str(cursor.get("own") or "")
        return cls(
            newest=min(newest, now) if newest else None,
            row=row if isinstance(row, int) and row > 0 else 0,
            floor=_moment(cursor.get("floor")),
            done=dict.fromkeys(map(str, done)) if isinstance(done, list) else {},
            own=own if _OWN.fullmatch(own) else "",
        )

    def goal(self, since: datetime) -> datetime:
        """Down to where everything is to be read that was not there last time."""
        return self.newest - OVERLAP if self.newest else since

    def read(self, row: Row, now: datetime) -> None:
        self.done[row.key] = row.at
        if row.type in (BEGAN, REPLIED) and (not self.own or self.newest is None or row.at >= self.newest):
            self.own = f"{row.topic}/{row.number}"
        self.newest = max(self.newest or row.at, min(row.at, now))

    def leave_gap(self, row: int, floor: datetime) -> None:
        self.row, self.floor = row, floor

    def close_gap(self) -> None:
        self.row, self.floor = 0, None

    def cursor(self) -> dict[str, object]:
        edge = self.newest - OVERLAP if self.newest else None
        kept = [key for key, at in self.done.items() if edge is None or at is None or at >= edge]
        cursor: dict[str, object] = {"done": kept} if kept else {}
        if self.own:
            cursor["own"] = self.own
        if self.newest:
            cursor["newest"] = self.newest.isoformat()
        if self.floor:
            cursor |= {"row": self.row, "floor": self.floor.isoformat()}
        return cursor


def _moment(said: object) -> datetime | None:
    try:
        return moment(said) if isinstance(said, str) else None
    except UNREADABLE:
        return None
