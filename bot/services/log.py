"""What a member types is recorded, and the answer says what it changed."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.entry import Entry
from bot.domain.kinds import Origin
from bot.domain.permalink import canonical
from bot.domain.report import Shown
from bot.domain.weigh import Item
from bot.services import ingest, typed
from bot.services.judge import REACHES_BACK, Judge, Weighing, typed_item
from models import Member, Workspace


@dataclass(frozen=True, slots=True)
class Logged:
    """One thing typed, as it stands now."""

    shown: Shown
    known_before: bool  # it was there already: typed earlier, or seen by polling
    said_when: bool


@dataclass(frozen=True, slots=True)
class Effect:
    """The out-there share before and after."""

    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Log:
    """What became of one line."""

    logged: tuple[Logged, ...]
    effect: Effect


async def log(member: Member, workspace: Workspace, judge: Judge, text: str, *, now: datetime) -> Log:
    """Records what `text` says. Raises BadInput with one sentence; then nothing has been recorded.

    Something seen or typed already is not recorded again: the answer says since when it is known.
    """
    line = typed.read(text, zone=member.zone, now=now)
    return await log_typed(member, workspace, judge, line, now=now)


async def log_typed(member: Member, workspace: Workspace, judge: Judge, line: typed.Typed, *, now: datetime) -> Log:
    """The same for a line that has been understood, as a form hands it in."""
    before = await judge.weighing(member, workspace, now=now)
    entries = typed.entries(line, member, before.ground, list(before.accounts))
    keys = {_key(member, before, entry): entry for entry in entries}
    known = {item.key for item in before.ledger.items}
    fresh = {key: entry for key, entry in keys.items() if key not in known}
    after = before
    if fresh:
        recorded = await ingest.record(member, fresh.values(), origin=Origin.LOGGED, now=now)
        known |= fresh.keys() - recorded.fresh  # longer ago than the scales reach back
        for item in _items(before, fresh):
            after = after.plus(item)
        if recorded.revision is not None:
            weighed, member.revision = member.revision, recorded.revision
            in_reach = all(entry.at >= now - REACHES_BACK for entry in fresh.values())
            if in_reach and recorded.revision == weighed + 1:  # else something came between, unseen in `before`
                judge.keep(member, workspace, after, now=now)
    logged = [Logged(_shown(key, after), key in known, line.said_when) for key in keys]
    return Log(tuple(logged), Effect(before.share(now), after.share(now)))


def _key(member: Member, weighing: Weighing, entry: Entry) -> str:
    """The key of what is recorded at that address already, else the entry's own."""
    there = (weighing.places.get(canonical(entry.url)) or _seen(weighing, entry)) if entry.url else None
    return there or ingest.key_of(member.workspace_id, entry)


def _seen(weighing: Weighing, entry: Entry) -> str | None:
    """The key of what a network has told of the same: polled first and typed later is one thing too."""
    for item in reversed(weighing.ledger.items):
        if item.entry.at < entry.at - ingest.ALSO_LOGGED_WITHIN:
            break
        if item.origin is not Origin.LOGGED and ingest.tells_the_same(
            entry.url, entry.network, entry.kind, entry.at, item.entry
        ):
            return item.key
    return None


def _items(weighing: Weighing, fresh: dict[str, Entry]) -> list[Item]:
    found = (typed_item(key, entry, weighing.ground, weighing.accounts) for key, entry in fresh.items())
    return sorted((item for item in found if item is not None), key=lambda item: item.order)


def _shown(key: str, weighing: Weighing) -> Shown:
    position = next(number for number, item in enumerate(reversed(weighing.ledger.items), 1) if item.key == key)
    item = weighing.ledger.items[-position]
    return Shown(item.entry, item.origin, weighing.ledger.weighed[-position])
