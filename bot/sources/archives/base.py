"""What every network's archive is asked for: whose it is, what it shows, and what is in it."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, ClassVar, TypeVar

from bot.domain.entry import Entry, Party, clean
from bot.phrase import Phrase
from bot.sources.archives.opened import Opened
from bot.sources.base import Identity

Json = dict[str, Any]
T = TypeVar("T")

# What a row raises that has not the form it should have: it is skipped, and counted.
UNREADABLE = (KeyError, IndexError, TypeError, AttributeError, ValueError, OverflowError)

NONSENSE = "makes no sense"
NO_DATE = "has no date"
NOT_PUBLIC = "was not for everybody to read"
REMOVED = "was deleted or removed"
AHEAD = "is dated in the future"
MENDED = "was put back with the comment above it"
REASONS = (NONSENSE, NO_DATE, NOT_PUBLIC, REMOVED, AHEAD, MENDED)

# What a row may be, as a member reads it before the reason.
ROWS = (
    "a broken line", "a comment", "a favourite", "a group", "a like", "a line", "a pin", "a post", "a reaction",
    "a record", "a repost", "a row", "a video", "a vote", "an entry",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something in the archive that is not recorded, and why: the rest of a sentence that begins with what it is."""

    what: str  # "a comment"
    why: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Owner:
    """What is known of the member who sends an archive, on its network: hints, for some archives do not say."""

    key: str  # the member's own, where the network's id for them is in no archive
    name: str = ""
    native_id: str = ""  # of the account they have connected there
    handle: str = ""
    people: Mapping[str, str] = field(default_factory=dict)  # handle or name, in lower case -> native id, of colleagues

    def party(self, name: str) -> Party:
        """Somebody of whom the archive has only a handle or a name: a colleague by their id, else by that name."""
        called = clean(name, 200)
        return Party(self.people.get(_plain(called)) or f"name:{_plain(called)}", called)

    def is_me(self, name: str) -> bool:
        return _plain(name) in {_plain(self.handle), _plain(self.name)} - {""}

    def identity(
        self, network: str, *, native_id: str = "", handle: str = "", url: str = "", name: str = ""
    ) -> Identity:
        """Whose archive it is, from what it says and, where it does not, from what is known of the member."""
        same = not handle or _plain(handle) == _plain(self.handle)
        known = self.native_id if same else ""
        return Identity(
            network,
            native_id or known or (_plain(handle) or self.key),
            clean(handle or self.handle or name or self.name or network, 200),
            clean(url, 500),
            name=clean(name, 100),
        )


class Archive(ABC):
    """The archive of one network. It reads the members that `parts` names, and is never shown another one."""

    name: ClassVar[str]  # of the network, as its source and its permalinks call it
    title: ClassVar[str]
    how_to_get: ClassVar[str]  # one sentence: where a person gets it
    parts: ClassVar[Mapping[str, re.Pattern[str]]]  # what it is called here -> the members it lies in
    told_by: ClassVar[Collection[str]]  # the parts that show that it is this network's
    columns: ClassVar[frozenset[str]] = frozenset()  # of its tables: tells single files of the same name apart
    self_reported: ClassVar[bool] = False  # written by the member, not by a network

    def found(self, names: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """The members each part lies in, in the order of their names."""
        matching = {part: tuple(sorted(filter(pattern.search, names))) for part, pattern in self.parts.items()}
        return {part: members for part, members in matching.items() if members}

    def recognises(self, names: Collection[str]) -> bool:
        """Whether an archive with these members is this network's."""
        found = self.found(names)
        return any(part in found for part in self.told_by)

    def lacks(self, names: Collection[str]) -> Phrase | None:
        """Which side the archive does not show, and how to get it, in a sentence; None where it shows both.

        A judgement on posts alone, or on answers alone, would be unjust.
        """
        return None

    @abstractmethod
    def whose(self, opened: Opened, owner: Owner) -> Identity | None:
        """The account it is the archive of; None where it is of several networks."""

    @abstractmethod
    def read(self, opened: Opened, *, me: Party, owner: Owner, now: datetime) -> Iterator[Entry | Skipped]:
        """Everything in it that the member did in public. `me`: the account it is of."""


def members(**patterns: str) -> Mapping[str, re.Pattern[str]]:
    """In which files each part lies: a pattern of their names, in whatever folder."""
    return {part: re.compile(rf"(?:^|/)(?:{pattern})$") for part, pattern in patterns.items()}


def made(what: str, rows: Iterable[T | None], make: Callable[[T], Entry | Skipped | None]) -> Iterator[Entry | Skipped]:
    """What `make` makes of each row; what it stumbles over is skipped, as `what` that makes no sense."""
    for row in rows:
        try:
            found = make(row) if row is not None else Skipped(what, NONSENSE)
        except UNREADABLE:
            found = Skipped(what, NONSENSE)
        if found is not None:
            yield found


def somebody(what: str) -> Party:
    """Whoever wrote `what`: the archive does not name them, only shows that it was not the member."""
    return Party(f"somebody:{what}")


def around(message: str) -> str:
    """A name for the thread `message` stands in where nobody says which its first message is: that would be a guess."""
    return f"around:{message}"


def fingerprint(*parts: object) -> str:
    """An id for what the network gave none, the same in every archive of the account, which is one of the parts."""
    return sha256("\0".join(str(part) for part in parts).encode("utf-8", "replace")).hexdigest()[:24]


def epoch(seconds: object) -> datetime:
    """The moment so many seconds after 1970. Raises one of UNREADABLE."""
    number = float(seconds)  # type: ignore[arg-type]  # a TypeError is one of UNREADABLE
    if number <= 0:
        raise ValueError("no moment")
    return datetime.fromtimestamp(number, UTC)


def utc(text: str) -> datetime:
    """A moment written in ISO 8601; without a zone it is UTC. Raises ValueError."""
    moment = datetime.fromisoformat(text.strip().replace(" UTC", "+00:00"))
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold().removeprefix("@")
