"""How far GitHub's events of somebody have been read, so that each is read once and none is missed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.sources import github_read as read
from bot.sources.github_ask import Json
from bot.sources.github_events import Event

OVERLAP = timedelta(hours=24)  # an event may appear six hours after it happened
ASKED_OFTEN = 300  # seconds; GitHub is never asked sooner than that anyway


@dataclass(slots=True)
class Pages:
    raw: list[Json]
    validators: Mapping[str, str]
    interval: int  # seconds GitHub wants between two questions


@dataclass(slots=True)
class State:
    """How far an account has been read, as the cursor keeps it."""

    login: str
    upto: datetime | None = None  # all events up to here are known, or come within the overlap
    open: datetime | None = None  # the first event of which something is still to be looked up
    done: dict[str, datetime | None] = field(default_factory=dict)  # events that need not be read again
    validators: Mapping[str, str] = field(default_factory=dict)
    again: float = 0.0  # Unix seconds; not to be asked before

    @classmethod
    def of(cls, cursor: Mapping[str, object], handle: str) -> "State":
        done, again = cursor.get("done"), cursor.get("again")
        return cls(
            login=str(cursor.get("login") or handle),
            upto=_moment(cursor.get("upto")),
            open=_moment(cursor.get("open")),
            done=dict.fromkeys(map(str, done)) if isinstance(done, list) else {},
            validators={name: str(cursor[name]) for name in ("etag", "last_modified") if name in cursor},
            again=float(again) if isinstance(again, int) else 0.0,
        )

    @property
    def edge(self) -> datetime | None:
        """From when on events are read again."""
        if self.upto is None:
            return self.open
        return min(self.upto - OVERLAP, self.open) if self.open else self.upto - OVERLAP

    def began(self, known: Iterable[Event]) -> None:
        self.done = {event.id: event.at for event in known}
        self.open, self.validators, self.again = None, {}, 0.0

    def read_one(self, event: Event, *, whole: bool) -> None:
        if whole:
            self.done[event.id] = event.at
        elif self.open is None or event.at < self.open:
            self.open = event.at
        self.upto = event.at if self.upto is None else max(self.upto, event.at)

    def read_all(self, now: datetime, pages: Pages) -> None:
        self.upto = now
        # A "not modified" would hide what is still to be looked up.
        self.validators = {} if self.open else pages.validators
        self.again = now.timestamp() + pages.interval if pages.interval > ASKED_OFTEN else 0.0

    def cursor(self, rest: Sequence[Event] = ()) -> dict[str, object]:
        """As it is kept; `rest`: events not read yet, oldest first."""
        to_read = [at for at in (self.open, rest[0].at if rest else None) if at is not None]
        now = replace(self, open=min(to_read, default=None))
        edge = now.edge
        done = [id_ for id_, at in self.done.items() if at is None or edge is None or at >= edge]
        cursor: dict[str, object] = {"login": self.login, "done": done, **self.validators}
        for name, at in (("upto", now.upto), ("open", now.open)):
            if at is not None:
                cursor[name] = at.isoformat()
        return {**cursor, "again": int(self.again)} if self.again else cursor


def _moment(said: object) -> datetime | None:
    try:
        return read.moment(said) if isinstance(said, str) else None
    except (ValueError, OverflowError):
        return None
