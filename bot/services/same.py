"""One thing told twice, by different ways: the one that knows better takes the other's place."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from tortoise.backends.base.client import BaseDBAsyncClient

from bot.db import AT_ONCE
from bot.domain.entry import Entry
from bot.domain.kinds import SPOKEN, Kind, Origin
from bot.domain.permalink import canonical, understood
from bot.services import unique
from models import Activity, Correction, Member, Result

ALSO_LOGGED_WITHIN = timedelta(hours=24)


def tells_the_same(url: str, network: str, kind: Kind, at: datetime, entry: Entry) -> bool:
    """Whether something logged (its address, network, kind, time) is what a network tells us in `entry`."""
    if abs(at - entry.at) > ALSO_LOGGED_WITHIN or network != entry.network:
        return False
    if kind is not entry.kind and not {kind, entry.kind} <= SPOKEN:
        return False
    return canonical(url) == canonical(entry.url) if entry.url and not entry.thread else _names_thread(url, entry)


async def replace_logged(connection: BaseDBAsyncClient, member: Member, entries: Sequence[Entry]) -> int:
    if not entries:
        return 0
    first = min(entry.at for entry in entries) - ALSO_LOGGED_WITHIN
    last = max(entry.at for entry in entries) + ALSO_LOGGED_WITHIN
    typed = Activity.filter(member_id=member.id, origin=Origin.LOGGED, at__gte=first, at__lte=last)
    logged = [row for row in await typed.using_db(connection) if row.url]
    twice: dict[int, tuple[str, str]] = {}  # id of what was logged -> its key, and that of what takes its place
    for row in logged:
        same = (entry for entry in entries if tells_the_same(row.url, row.network, row.kind, row.at, entry))
        if (entry := next(same, None)) is not None:
            twice[row.id] = row.key, unique.key_of(member.workspace_id, entry)
    return await _replace(connection, member, twice)


async def replace_imported(connection: BaseDBAsyncClient, member: Member, entries: Sequence[Entry]) -> int:
    """What an archive told of as something else gives way: the network itself knows better."""
    same = {
        other: unique.key_of(member.workspace_id, entry)
        for entry in entries
        for other in unique.other_keys(member.workspace_id, entry)
    }
    twice: dict[int, tuple[str, str]] = {}
    others = list(same)
    for start in range(0, len(others), AT_ONCE):
        some = others[start : start + AT_ONCE]
        told = Activity.filter(key__in=some, member_id=member.id, origin=Origin.IMPORTED).using_db(connection)
        twice |= {row.id: (row.key, same[row.key]) for row in await told.only("id", "key")}
    return await _replace(connection, member, twice)


async def _replace(connection: BaseDBAsyncClient, member: Member, twice: Mapping[int, tuple[str, str]]) -> int:
    """`twice`: id of a row -> its key, and that of the row that takes its place."""
    for before, after in twice.values():  # what people said of it is said of the same thing
        await Correction.filter(key=before, member_id=member.id).using_db(connection).update(key=after)
        await Result.filter(activity_key=before, member_id=member.id).using_db(connection).update(activity_key=after)
    if twice:
        await Activity.filter(id__in=list(twice)).using_db(connection).delete()
    return len(twice)


def _names_thread(url: str, entry: Entry) -> bool:
    # The last piece of a permalink is the id on nearly every network; where it is not, its pattern is known.
    tail = understood(url).native_id.rpartition("/")[2] or canonical(url).rpartition("/")[2].rpartition("=")[2]
    ids = {re.split("[/:]", identity)[-1] for identity in (entry.thread, entry.parent_id, entry.native_id) if identity}
    return bool(tail) and (tail in ids or (bool(entry.url) and canonical(url) == canonical(entry.url)))
