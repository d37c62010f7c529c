"""How a workspace wants its digest, and what ground is the team's own."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, time
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from publicsuffixlist import PublicSuffixList
from tortoise.backends.base.client import BaseDBAsyncClient

from bot.db import run_tx
from bot.domain.entry import clean
from bot.domain.kinds import HouseKind
from bot.domain.permalink import understood
from bot.errors import BadInput
from bot.services import revisions
from models import House, Member, Workspace

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = re.compile(r"^(\d{1,2})[:.](\d\d)$")
_SUFFIXES: list[PublicSuffixList] = []


@dataclass(frozen=True, slots=True)
class Wish:
    """How the digest shall be."""

    channel: str
    at: str  # HH:MM
    days: str  # "0,1,2,3,4"
    zone: str

    def with_channel(self, channel: str) -> "Wish":
        """The same in another channel."""
        return replace(self, channel=channel)

    @property
    def written(self) -> str:
        """As a button keeps it, so that it can be gone back to."""
        return f"{self.channel}|{self.at}|{self.days}|{self.zone}"

    @classmethod
    def of(cls, written: str) -> "Wish":
        """What `written` wrote."""
        channel, at, days, zone = written.split("|")
        return cls(channel, at, days, zone)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the team's own ground: what it is matched by, and what people call it where that is an id."""

    kind: HouseKind
    what: str
    label: str = ""


def as_is(workspace: Workspace) -> Wish:
    """How it is now."""
    return Wish(workspace.digest_channel, workspace.digest_at, workspace.digest_days, workspace.zone)


def read(text: str, workspace: Workspace) -> Wish:
    """Understands "09:00 Mon-Fri Europe/Berlin" in any order; what is not said stays.

    Raises BadInput for what makes no sense.
    """
    wish = as_is(workspace)
    for word in text.replace(",", " ").split():
        if _TIME.match(word):
            wish = replace(wish, at=clock(word))
        elif (days := weekdays(word)) is not None:
            wish = replace(wish, days=days)
        elif (zone := _zone(word)) is not None:
            wish = replace(wish, zone=zone)
        else:
            raise BadInput(
                "I do not understand “{word}”. Like this: `/involve setup #team 09:00 Mon-Fri Europe/Berlin`, in "
                "any order.",
                word=word[:60],
            )
    return wish


def clock(text: str) -> str:
    """ "9:00" -> "09:00". Raises BadInput where no clock shows that."""
    found = _TIME.match(text.strip())
    hour, minute = (int(found.group(1)), int(found.group(2))) if found else (99, 99)
    if hour > 23 or minute > 59:
        raise BadInput("“{text}” is no time of day. Write it like 09:00.", text=text[:20])
    return time(hour, minute).isoformat("minutes")


def weekdays(word: str) -> str | None:
    """ "Mon-Fri", "daily", "Tue" -> "0,1,2,3,4"; None where it names no days."""
    word = word.casefold()
    if word in {"daily", "everyday", "mon-sun"}:
        return "0,1,2,3,4,5,6"
    if word in {"weekdays", "workdays"}:
        return "0,1,2,3,4"
    first, dash, last = word.partition("-")
    names = [_day(first), _day(last) if dash else _day(first)]
    if None in names:
        return None
    start, end = names
    assert start is not None
    assert end is not None
    count = (end - start) % 7 + 1
    return ",".join(str(day) for day in sorted((start + step) % 7 for step in range(count)))


def zone(name: str) -> str:
    """The zone as the world spells it. Raises BadInput where there is none of that name."""
    found = _zone(name)
    if found is None:
        raise BadInput("There is no zone called “{name}”. Name one by its city, like Europe/Berlin.", name=name[:60])
    return found


async def apply(workspace: Workspace, wish: Wish, *, language: str, by: Member | None = None) -> None:
    """Keeps it so. The digest speaks `language`, that of whoever set it up last; they are told of its troubles."""
    workspace.digest_channel, workspace.digest_at = wish.channel, wish.at
    workspace.digest_days, workspace.zone, workspace.language = wish.days, wish.zone, language
    workspace.looked_at = None
    workspace.digest_by = by.slack_id if by else workspace.digest_by
    fields = ["digest_channel", "digest_at", "digest_days", "zone", "language", "looked_at", "digest_by"]
    await workspace.save(update_fields=fields)


async def allow_shared(workspace: Workspace) -> None:
    """People of other workspaces may read the digest in the channel chosen now."""
    workspace.shared_ok = workspace.digest_channel
    await workspace.save(update_fields=["shared_ok"])


async def leave_channel(workspace: Workspace) -> None:
    """No digest until a channel is chosen again."""
    workspace.digest_channel = ""
    await workspace.save(update_fields=["digest_channel"])


async def set_goal(workspace: Workspace, words: str) -> None:
    """What the team wants to reach."""
    workspace.goal = clean(words, 300)
    await workspace.save(update_fields=["goal"])


async def house(workspace: Workspace) -> list[House]:
    """The team's own ground."""
    return await House.of(workspace).order_by("what")


async def add_house(workspace: Workspace, typed: str, *, now: datetime) -> House:
    """Registers a domain, a group or a repository as the team's. Every judgement changes with it at once."""
    return await add_piece(workspace, place(typed), now=now)


async def add_piece(workspace: Workspace, piece: Piece, *, now: datetime) -> House:
    """Registers a piece of ground as the team's."""
    key = f"{workspace.id}:{piece.kind}:{piece.what}"[:400]
    row = House(
        workspace_id=workspace.id, key=key, kind=piece.kind, what=piece.what[:300], label=clean(piece.label, 300),
        added_at=now,
    )  # fmt: skip
    await _changing(workspace, lambda connection: House.bulk_create([row], ignore_conflicts=True, using_db=connection))
    return await House.get(key=key)


async def remove_house(workspace: Workspace, typed: str) -> bool:
    """Takes it off the list, called as it is listed or as it was typed; False where it was not on it."""
    wanted = clean(typed).strip("<>").casefold()
    rows = [row for row in await house(workspace) if wanted in {row.what.casefold(), row.label.casefold()}]
    if not rows:
        piece = place(typed)
        rows = [row for row in await house(workspace) if (row.kind, row.what) == (piece.kind, piece.what)]
    return any([await take_off(workspace, row.id) for row in rows])


async def take_off(workspace: Workspace, row_id: int) -> bool:
    """Takes one piece off the list; False where it was gone already."""
    found = House.of(workspace).filter(id=row_id)
    if not await found.exists():
        return False
    await _changing(workspace, lambda connection: found.using_db(connection).delete())
    return True


async def _changing(workspace: Workspace, change: object) -> None:
    async def work(connection: BaseDBAsyncClient) -> None:
        await change(connection)  # type: ignore[operator]
        await revisions.touch_team(connection, workspace.id)

    await run_tx(work)
    await workspace.refresh_from_db(fields=["revision"])


def place(typed: str) -> Piece:
    """The domain, group or repository `typed` names. Raises BadInput where it is none, or everybody's."""
    typed = clean(typed).strip("<>").partition("|")[0]
    url = typed if "://" in typed else f"https://{typed}"
    link = understood(url)
    if link.network == "github" and (link.venue or link.author):
        return Piece(HouseKind.VENUE, f"github:{link.venue or link.author + '/'}".casefold())
    if link.network in {"reddit", "linkedin"} and link.venue:
        return Piece(HouseKind.VENUE, f"{link.network}:{link.venue}".casefold())
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    host = (parts.hostname or "").removeprefix("www.")
    if "." not in host or " " in typed:
        raise BadInput(
            "“{typed}” is no domain or address. Like this: `/involve house add example.org`, or "
            "`/involve house add bluesky:name.example` for an account.",
            typed=typed[:80],
        )
    if _suffixes().publicsuffix(host) == host:
        raise BadInput(
            "“{host}” belongs to everybody: under it anyone can have a site. Name yours, like yourteam.{host}.",
            host=host,
        )
    path = parts.path.rstrip("/")
    return Piece(HouseKind.DOMAIN, (host + path).casefold())


def _suffixes() -> PublicSuffixList:
    # a quarter of a second to read: only when somebody registers a domain
    if not _SUFFIXES:
        _SUFFIXES.append(PublicSuffixList())
    return _SUFFIXES[0]


def _day(word: str) -> int | None:
    return next((number for number, name in enumerate(DAYS) if word[:3] == name and word.isalpha()), None)


def _zone(word: str) -> str | None:
    wanted = word.casefold().replace(" ", "_")
    zones = available_timezones()
    whole = next((name for name in zones if name.casefold() == wanted), None)
    if whole is not None:
        return whole
    return next((name for name in sorted(zones) if name.casefold().rpartition("/")[2] == wanted and "/" in name), None)
