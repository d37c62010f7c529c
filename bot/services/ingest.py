"""The one door in: every activity, typed, polled or imported, is recorded here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from tortoise import connections
from tortoise.backends.base.client import BaseDBAsyncClient

from bot.db import AT_ONCE, Statement, bound_time, placeholders, run_together, run_tx
from bot.domain import facts
from bot.domain.entry import Entry, storable, with_storable_texts
from bot.domain.kinds import Origin, Visibility
from bot.services import addresses, revisions, same, unique
from models import Account, Activity, Member

SKEW = timedelta(minutes=5)  # that a network's clock may be ahead of ours, a poll's own minutes included
_COLUMNS = (
    "workspace_id", "key", "member_id", "account_id", "network", "kind", "origin",
    "at", "thread", "url", "facts", "checked_at", "recorded_at",
)  # fmt: skip

_TYPES = (
    "int", "text", "int", "int", "text", "text", "text",
    "timestamptz", "text", "text", "text", "timestamptz", "timestamptz",
)  # fmt: skip
_ARRAYS = f"SELECT * FROM unnest({','.join(f'${place}::{type_}[]' for place, type_ in enumerate(_TYPES, 1))})"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a batch: how many rows are new, changed on the network, or known already."""

    new: int = 0
    changed: int = 0
    known: int = 0
    keys: frozenset[str] = frozenset()
    fresh: frozenset[str] = frozenset()  # the keys of the new ones
    revision: int | None = None  # of the member, where something changed

    def __add__(self, other: "Recorded") -> "Recorded":
        return Recorded(
            self.new + other.new,
            self.changed + other.changed,
            self.known + other.known,
            self.keys | other.keys,
            self.fresh | other.fresh,
            other.revision or self.revision,
        )


class StaleCursorError(Exception):
    """Somebody else moved the account's cursor meanwhile: this batch is dropped, theirs holds the same items."""


@dataclass(frozen=True, slots=True)
class Renewed:
    """A credential in the place of the one before, both locked: only if that one is still kept."""

    before: str = field(repr=False)
    after: str = field(repr=False)
    ends: datetime | None


@dataclass(frozen=True, slots=True)
class Progress:
    """Moves an account's cursor from `before` to `after` in the same transaction as the items, or not at all."""

    before: str
    after: str
    renewed: Renewed | None = None


@dataclass(frozen=True, slots=True)
class _Batch:
    """What may be stored of one member: entries and the texts of their facts, both by key."""

    member: Member
    account: Account | None
    origin: Origin
    now: datetime
    rows: Mapping[str, Entry]
    texts: Mapping[str, str]


async def record(
    member: Member,
    entries: Iterable[Entry],
    *,
    origin: Origin,
    now: datetime,
    account: Account | None = None,
    progress: Progress | None = None,
) -> Recorded:
    """Records `entries` of `member`, each at most once, and moves the account's cursor with them.

    Not public: dropped before anything is stored. Known and unchanged: nothing happens. Changed: facts are replaced.
    What the member had logged by hand about the same place within a day is replaced by what the network says.
    """
    rows, texts = _storable_rows(member, entries, now)
    batch = _Batch(member, account, origin, now, rows, texts)
    if origin is Origin.LOGGED:
        return await _record_typed(batch)

    async def work(connection: BaseDBAsyncClient) -> Recorded:
        if account is not None and progress is not None:
            await _move_cursor(connection, account, progress)
        else:
            # A write first: a second process on the same SQLite file (an import) then waits instead of failing.
            mark = placeholders(connection, 1)[0]
            await connection.execute_query(f"UPDATE member SET id = id WHERE id = {mark}", [member.id])
        new, changed = await _written(connection, batch)
        await addresses.note(connection, member, [rows[key] for key in (*new, *changed)], origin, now=now)
        replaced = await same.replace_logged(connection, member, [rows[key] for key in new])
        if origin is Origin.POLLED:
            replaced += await same.replace_imported(connection, member, [rows[key] for key in new])
        revision = await revisions.touch(connection, member.id) if new or changed or replaced else None
        known_still = len(rows) - len(new) - len(changed)
        return Recorded(len(new), len(changed), known_still, frozenset(rows), new, revision)

    recorded = await run_tx(work)
    if account is not None and progress is not None:
        account.cursor = progress.after
        _renewed_in(account, progress.renewed)
    return recorded


def _storable_rows(member: Member, entries: Iterable[Entry], now: datetime) -> tuple[dict[str, Entry], dict[str, str]]:
    """What of `entries` may be stored, by key: as it is, and as the text of its facts."""
    rows: dict[str, Entry] = {}
    texts: dict[str, str] = {}
    for entry in entries:
        if entry.visibility is Visibility.PRIVATE:
            continue
        if entry.at > now + SKEW:  # by a wrong clock; a year of it would be the newest that ever was
            entry = replace(entry, at=now)
        written = facts.written(entry)
        if not _is_storable(written, entry.url):
            if not storable(entry.native_id):
                continue  # an item without an id could never be known again
            entry = with_storable_texts(entry)
            written = facts.written(entry)
        key = unique.key_of(member.workspace_id, entry)
        rows[key], texts[key] = entry, written
    return rows, texts


async def _record_typed(batch: _Batch) -> Recorded:
    """Somebody waits for the answer, and no network ever edits what was typed: all of it goes in one trip.

    The revision moves even where nothing was new, which costs a look and is seldom.
    """
    if not batch.rows:
        return Recorded()
    connection, member = connections.get("default"), batch.member
    found, *_, touched = await run_together(
        _inserting(connection, _values(connection, batch, batch.rows)),
        *addresses.to_note(connection, member, batch.rows.values(), Origin.LOGGED, now=batch.now),
        revisions.touching(connection, member.id),
    )
    new = frozenset(row["key"] for row in found)
    revision = int(touched[0]["revision"]) if new and touched else None
    return Recorded(len(new), 0, len(batch.rows) - len(new), frozenset(batch.rows), new, revision)


async def polled(keys: Sequence[str]) -> set[str]:
    """Those of `keys` that the network itself told of. In plain SQL: an import asks for a million of them."""
    connection = connections.get("default")
    found: set[str] = set()
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        marks = ",".join(placeholders(connection, len(some)))
        _, rows = await connection.execute_query(
            f"SELECT key FROM activity WHERE key IN ({marks}) AND origin = '{Origin.POLLED}'", list(some)
        )
        found |= {row[0] for row in rows}
    return found


async def renew(account: Account, renewed: Renewed) -> None:
    """Keeps a new credential by itself: where nothing was read with it, or somebody else has recorded that."""

    async def work(connection: BaseDBAsyncClient) -> None:
        await _renew(connection, account, renewed)

    await run_tx(work)
    _renewed_in(account, renewed)


def _is_storable(written: str, url: str) -> bool:
    """Whether databases take these texts; every source should have cleaned away what they refuse."""
    try:
        written.encode()
        url.encode()
    except UnicodeEncodeError:  # half a surrogate pair
        return False
    return "\\u00" not in written and "\x00" not in url  # in JSON control characters are spelled out


async def change(member: Member, key: str, entry: Entry, *, now: datetime) -> bool:
    """Replaces what was typed under `key` by `entry`, which keeps that key; False when it was gone already."""
    entry = with_storable_texts(entry)

    async def work(connection: BaseDBAsyncClient) -> int:
        typed = Activity.filter(key=key, member_id=member.id, origin=Origin.LOGGED).using_db(connection)
        changed = await typed.update(
            kind=entry.kind, network=entry.network, at=entry.at, thread=unique.thread_of(entry), url=entry.url[:2000],
            facts=facts.written(entry), checked_at=None,
        )  # fmt: skip
        if changed:
            await addresses.note(connection, member, [entry], Origin.LOGGED, now=now)
        await revisions.touch(connection, member.id)
        return changed

    return bool(await run_tx(work))


async def _move_cursor(connection: BaseDBAsyncClient, account: Account, progress: Progress) -> None:
    moved = (
        await Account.filter(id=account.id, cursor=progress.before).using_db(connection).update(cursor=progress.after)
    )
    if not moved:
        raise StaleCursorError(account.key)
    if progress.renewed is not None:
        await _renew(connection, account, progress.renewed)


async def _renew(connection: BaseDBAsyncClient, account: Account, renewed: Renewed) -> None:
    # What the member handed over meanwhile is newer than what the network gave for the one before.
    await (
        Account.filter(id=account.id, credential=renewed.before)
        .using_db(connection)
        .update(credential=renewed.after, credential_ends=renewed.ends, credential_told_at=None)
    )


def _renewed_in(account: Account, renewed: Renewed | None) -> None:
    if renewed is not None and account.credential == renewed.before:
        account.credential, account.credential_ends = renewed.after, renewed.ends


async def _written(connection: BaseDBAsyncClient, batch: _Batch) -> tuple[frozenset[str], list[str]]:
    """Stores the batch; the keys that are new, and those whose facts are no longer what they were."""
    rows, texts = batch.rows, batch.texts
    known: dict[str, str] = {}
    # A batch is mostly new or mostly known. A few of it tell which, and save a statement for each of the rest.
    if await _known(connection, list(rows)[:: len(rows) // 5 + 1]):
        known = await _known(connection, list(rows))
    fresh = [key for key in rows if key not in known]
    new = await _insert(connection, batch, fresh)
    known |= await _known(connection, [key for key in fresh if key not in new])
    changed = [key for key in known if known[key] != texts[key]]
    for key in changed:
        stored = Activity.filter(key=key, member_id=batch.member.id).using_db(connection)
        entry = rows[key]
        await stored.update(facts=texts[key], url=entry.url, thread=unique.thread_of(entry), at=entry.at)
    return new, changed


async def _known(connection: BaseDBAsyncClient, keys: Sequence[str]) -> dict[str, str]:
    known: dict[str, str] = {}
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        marks = ",".join(placeholders(connection, len(some)))
        _, rows = await connection.execute_query(f"SELECT key, facts FROM activity WHERE key IN ({marks})", list(some))
        known |= {row[0]: row[1] for row in rows}
    return known


async def _insert(connection: BaseDBAsyncClient, batch: _Batch, keys: Sequence[str]) -> frozenset[str]:
    """Those of `keys` that were not there yet; the others are left as they are."""
    values = _values(connection, batch, keys)
    new: set[str] = set()
    for start in range(0, len(values), AT_ONCE):
        sql, bound = _inserting(connection, values[start : start + AT_ONCE])
        new |= {row["key"] for row in await connection.execute_query_dict(sql, list(bound))}
    return frozenset(new)


def _inserting(connection: BaseDBAsyncClient, rows: Sequence[Sequence[object]]) -> Statement:
    """The statement that inserts the new ones of `rows` and gives their keys."""
    bound: list[Any]
    if connection.capabilities.dialect == "postgres":
        source, bound = _ARRAYS, list(map(list, zip(*rows, strict=True)))
    else:
        source, bound = _tuples(len(rows)), [value for row in rows for value in row]
    return f"INSERT INTO activity ({','.join(_COLUMNS)}) {source} ON CONFLICT (key) DO NOTHING RETURNING key", bound


def _tuples(count: int) -> str:
    one = f"({','.join('?' * len(_COLUMNS))})"
    return f"VALUES {','.join([one] * count)}"


def _values(connection: BaseDBAsyncClient, batch: _Batch, keys: Iterable[str]) -> list[list[object]]:
    member, account_id = batch.member, batch.account.id if batch.account else None
    stamp = bound_time(connection, batch.now)
    return [
        [
            member.workspace_id, key, member.id, account_id, entry.network, entry.kind.value, batch.origin.value,
            bound_time(connection, entry.at), unique.thread_of(entry), entry.url[:2000], batch.texts[key], None, stamp,
        ]
        for key in keys
        for entry in [batch.rows[key]]
    ]  # fmt: skip
