"""What a member types is recorded, and the answer says what it changed."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.days import day_sums
from bot.domain.kinds import Origin
from bot.domain.masses import masses
from bot.domain.permalink import canonical
from bot.domain.report import Shown
from bot.domain.weigh import Item
from bot.domain.weighed import Weighed
from bot.services import ingest, typed
from bot.services.judge import Judge, Weighing, item_of, seen
from models import Activity, Member, Workspace


@dataclass(frozen=True, slots=True)
class Logged:
    """One thing typed, as it stands now."""

    activity: Activity
    shown: Shown | None
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
    weighing = await judge.weighing(member, now=now)
    entries = typed.entries(line, member, weighing.ground, list(weighing.accounts))
    before = _share(weighing, now)
    known = await _known(member, [entry.url for entry in entries])
    fresh = [entry for entry in entries if canonical(entry.url) not in known or not entry.url]
    recorded = await ingest.record(member, fresh, origin=Origin.LOGGED, now=now)
    keys = [ingest.key_of(member.workspace_id, entry) for entry in fresh]
    rows = {row.key: row for row in await Activity.filter(key__in=keys)} if keys else {}
    if recorded.new:
        await member.refresh_from_db(fields=["revision"])
        found = (
            item_of(rows[key], entry, weighing.ground, weighing.accounts)
            for key, entry in zip(keys, fresh, strict=True)
        )
        weighing = _with(weighing, [item for item in found if item is not None])
        judge.keep(member, workspace, weighing)
    by_key = {one.key: one for one in weighing.ledger.weighed}
    logged = [
        Logged(row, _shown(row.key, weighing, by_key), known_before=known_before, said_when=line.said_when)
        for row, known_before in [
            (known[canonical(entry.url)], True) for entry in entries if entry.url and canonical(entry.url) in known
        ]
        + [(row, row.recorded_at != now) for row in rows.values()]
    ]
    return Log(tuple(logged), Effect(before, _share(weighing, now)))


def _with(weighing: Weighing, items: list[Item]) -> Weighing:
    ledger = weighing.ledger
    for item in items:
        ledger = ledger.plus(item)
    return replace(weighing, ledger=ledger, seen=seen(weighing.accounts, ledger.items, weighing.hides))


def _shown(key: str, weighing: Weighing, by_key: dict[str, Weighed]) -> Shown | None:
    item = next((item for item in reversed(weighing.ledger.items) if item.key == key), None)
    weighed = by_key.get(key)
    return Shown(item.entry, item.origin, weighed) if item and weighed else None


def _share(weighing: Weighing, now: datetime) -> float:
    return masses(day_sums(one for one in weighing.ledger.weighed if one.at <= now), now.date()).share


async def _known(member: Member, urls: list[str]) -> dict[str, Activity]:
    wanted = {canonical(url) for url in urls if url}
    rows = await Activity.filter(member_id=member.id, url__in=[*wanted, *urls]) if wanted else []
    return {canonical(row.url): row for row in rows}
