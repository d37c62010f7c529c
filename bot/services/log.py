"""What a member types is recorded, and the answer says what it changed."""

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count

from bot.domain.entry import Entry
from bot.domain.kinds import SPOKEN, Origin
from bot.domain.permalink import canonical
from bot.domain.report import Shown
from bot.domain.shorteners import is_short
from bot.domain.weigh import Item
from bot.errors import BadInput
from bot.services import addresses, ingest, same, typed, unique
from bot.services.judge import REACHES_BACK, Judge, Weighing, typed_item
from bot.services.poll import entry_of
from models import Activity, Member, Workspace


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
    line = await _in_full(member, line)
    entries = typed.entries(line, member, before.ground, list(before.accounts))
    known = {item.key for item in before.ledger.items}
    keys = dict(_keyed(member, before, entry, known) for entry in entries)
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


async def logged(member: Member, key: str) -> Entry:
    """What was typed and stands under `key`. Raises BadInput where it is gone."""
    row = await Activity.get_or_none(key=key, member_id=member.id, origin=Origin.LOGGED)
    if row is None:
        raise BadInput(
            "That entry is gone: taken back, or told by the network itself since. `/involve why` shows what counts."
        )
    return entry_of(row)


async def edit(
    member: Member, workspace: Workspace, judge: Judge, key: str, line: typed.Typed, *, now: datetime
) -> Log:
    """Changes what was typed under `key` into what `line` says: the same activity, with all that hangs on it.

    Raises BadInput where it is gone, or where the address is recorded already as something else of theirs.
    """
    stored = await logged(member, key)
    before = await judge.weighing(member, workspace, now=now)
    if len(line.urls) > 1:
        raise BadInput("An entry has one address. Log the others by themselves.")
    line = await _in_full(member, line)
    (changed,) = typed.entries(line, member, before.ground, list(before.accounts))
    other = _there(before, changed)
    if other not in {None, key}:
        raise BadInput("That address is recorded already. `/involve why` with it shows how.")
    await ingest.change(member, key, replace(changed, native_id=stored.native_id), now=now)
    await member.refresh_from_db(fields=["revision"])
    after = await judge.weighing(member, workspace, now=now)
    if changed.at < now - REACHES_BACK:  # longer ago than the scales reach back: shown all the same
        for item in _items(before, {key: changed}):
            after = after.plus(item)
    shown = Logged(_shown(key, after), known_before=False, said_when=line.said_when)
    return Log((shown,), Effect(before.share(now), after.share(now)))


async def _in_full(member: Member, line: typed.Typed) -> typed.Typed:
    """The line with its short addresses as they lead on, where that is known: the same place is the same thing."""
    if not any(map(is_short, line.urls)):
        return line
    leads = await addresses.known(member)
    return replace(line, urls=tuple(dict.fromkeys(leads.get(url, url) for url in line.urls)))


def _keyed(member: Member, weighing: Weighing, entry: Entry, known: Container[str]) -> tuple[str, Entry]:
    """The key of what is recorded at that address already, else the entry's own, and the entry under it."""
    if there := _there(weighing, entry):
        return there, entry
    key = unique.key_of(member.workspace_id, entry)
    for number in count(2):
        if key not in known or _is_same(_item(weighing, key).entry, entry):
            return key, entry
        # What was logged like this first was changed into something else since, and has kept its key.
        entry = replace(entry, native_id=f"{unique.logged_id(member, entry.url, entry.text, entry.at)}-{number}")
        key = unique.key_of(member.workspace_id, entry)
    raise AssertionError("there are numbers enough")


def _is_same(one: Entry, other: Entry) -> bool:
    if one.url or other.url:
        return canonical(one.url) == canonical(other.url)
    return (one.text.casefold(), one.at.date()) == (other.text.casefold(), other.at.date())


def _there(weighing: Weighing, entry: Entry) -> str | None:
    """The key of the same at the same address: typed before, or told by a network."""
    if not entry.url:
        return None
    key = weighing.places.get(canonical(entry.url))
    if key is not None:
        kind = _item(weighing, key).entry.kind
        if kind is entry.kind or {kind, entry.kind} <= SPOKEN:
            return key
    return _seen(weighing, entry)


def _item(weighing: Weighing, key: str) -> Item:
    return next(item for item in reversed(weighing.ledger.items) if item.key == key)


def _seen(weighing: Weighing, entry: Entry) -> str | None:
    """The key of what a network has told of the same: polled first and typed later is one thing too."""
    for item in reversed(weighing.ledger.items):
        if item.entry.at < entry.at - same.ALSO_LOGGED_WITHIN:
            break
        if item.origin is not Origin.LOGGED and same.tells_the_same(
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
