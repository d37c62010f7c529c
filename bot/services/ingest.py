"""The one door in: every activity, typed, polled or imported, is recorded here."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from tortoise import connections
from tortoise.backends.base.client import BaseDBAsyncClient

from bot.db import Statement, bound_time, placeholders, run_together, run_tx
from bot.domain import facts
from bot.domain.entry import Entry, clean, storable, with_storable_texts
from bot.domain.kinds import Kind, Origin, Visibility
from bot.domain.permalink import canonical, understood
from bot.services import addresses
from bot.sources.base import Received as Heard
from models import Account, Activity, Correction, Member, Received, Result

ALSO_LOGGED_WITHIN = timedelta(hours=24)
SILENT_AFTER = timedelta(hours=24)
SKEW = timedelta(minutes=5)  # that a network's clock may be ahead of ours, a poll's own minutes included
_SPOKEN = frozenset({Kind.POST, Kind.REPLY, Kind.QUOTE})
_SHARED = frozenset({Kind.POST, Kind.QUOTE, Kind.BOOST})  # what an archive calls one of them may be another
_AT_ONCE = 500  # rows a statement; SQLite's default limit is 32,766 values
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


def key_of(workspace_id: int, entry: Entry) -> str:
    """The one key an item is unique by."""
    return item_key(workspace_id, entry.network, entry.kind, entry.native_id)


def item_key(workspace_id: int, network: str, kind: Kind, native_id: str) -> str:
    """The same from its parts."""
    return _short(f"{workspace_id}:{network}:{kind}:{native_id}")


def other_keys(workspace_id: int, entry: Entry) -> list[str]:
    """The keys the same item has where another way to it calls it something else.

    LinkedIn's and Reddit's archives do not say that a post passes something on, which their interfaces do.
    """
    kinds = _SHARED - {entry.kind} if entry.kind in _SHARED else ()
    return [item_key(workspace_id, entry.network, kind, entry.native_id) for kind in kinds]


def account_key(workspace_id: int, network: str, native_id: str) -> str:
    """The one key an account is unique by."""
    return _short(f"{workspace_id}:{network}:{native_id}", 600)


def logged_id(member: Member, url: str, note: str, at: datetime) -> str:
    """A native id for something typed: one person's same address is the same item; a talk is its words and day."""
    told = canonical(url) if url else f"{note.casefold()}|{at.date()}"
    return f"logged-{member.id}-{sha256(told.encode()).hexdigest()[:24]}"


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
    if origin is Origin.LOGGED:
        return await _record_typed(member, rows, texts, now)

    async def work(connection: BaseDBAsyncClient) -> Recorded:
        if account is not None and progress is not None:
            await _move_cursor(connection, account, progress)
        else:
            # A write first: a second process on the same SQLite file (an import) then waits instead of failing.
            mark = placeholders(connection, 1)[0]
            await connection.execute_query(f"UPDATE member SET id = id WHERE id = {mark}", [member.id])
        known: dict[str, str] = {}
        # A batch is mostly new or mostly known. A few of it tell which, and save a statement for each of the rest.
        if await _known(connection, list(rows)[:: len(rows) // 5 + 1]):
            known = await _known(connection, list(rows))
        fresh = {key: entry for key, entry in rows.items() if key not in known}
        new = await _insert(connection, member, account, origin, now, fresh, texts)
        known |= await _known(connection, [key for key in fresh if key not in new])
        changed = [key for key in known if known[key] != texts[key]]
        for key in changed:
            await (
                Activity.filter(key=key, member_id=member.id)
                .using_db(connection)
                .update(facts=texts[key], url=rows[key].url, thread=thread_of(rows[key]), at=rows[key].at)
            )
        await addresses.note(connection, member, [rows[key] for key in (*new, *changed)], origin, now=now)
        replaced = await _replace_logged(connection, member, [rows[key] for key in new])
        if origin is Origin.POLLED:
            replaced += await _replace_imported(connection, member, [rows[key] for key in new])
        revision = await touch(connection, member.id) if new or changed or replaced else None
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
        key = key_of(member.workspace_id, entry)
        rows[key], texts[key] = entry, written
    return rows, texts


async def _record_typed(member: Member, rows: Mapping[str, Entry], texts: Mapping[str, str], now: datetime) -> Recorded:
    """Somebody waits for the answer, and no network ever edits what was typed: all of it goes in one trip."""
    if not rows:
        return Recorded()
    connection = connections.get("default")
    found, *_, revisions = await run_together(
        _inserting(connection, _values(connection, member, None, Origin.LOGGED, now, rows, texts)),
        *addresses.to_note(connection, member, rows.values(), Origin.LOGGED, now=now),
        _touching(connection, member.id),
    )
    new = frozenset(row["key"] for row in found)
    revision = int(revisions[0]["revision"]) if new and revisions else None
    return Recorded(len(new), 0, len(rows) - len(new), frozenset(rows), new, revision)


async def polled(keys: Sequence[str]) -> set[str]:
    """Those of `keys` that the network itself told of. In plain SQL: an import asks for a million of them."""
    connection = connections.get("default")
    found: set[str] = set()
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
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


def thread_of(entry: Entry) -> str:
    """The conversation an entry belongs to, across accounts: "network:id of its first message"."""
    return _short(f"{entry.network}:{entry.thread or entry.native_id}", 600)


async def touch(connection: BaseDBAsyncClient, member_id: int) -> int:
    """Says that something a judgement of this member rests on has changed; the new revision."""
    sql, values = _touching(connection, member_id)
    rows = await connection.execute_query_dict(sql, list(values))
    return int(rows[0]["revision"]) if rows else 0


def _touching(connection: BaseDBAsyncClient, member_id: int) -> Statement:
    mark = placeholders(connection, 1)[0]
    return f"UPDATE member SET revision = revision + 1 WHERE id = {mark} RETURNING revision", (member_id,)


async def touch_team(connection: BaseDBAsyncClient, workspace_id: int) -> None:
    """Says that something every judgement in the workspace rests on has changed: who belongs to it, what is its own."""
    mark = placeholders(connection, 1)[0]
    await connection.execute_query(f"UPDATE workspace SET revision = revision + 1 WHERE id = {mark}", [workspace_id])


async def forget_missing(account: Account, seen: frozenset[str], *, since: datetime, until: datetime) -> int:
    """Deletes what was polled from `account` between `since` and `until` and is gone: not in `seen`."""

    async def work(connection: BaseDBAsyncClient) -> int:
        polled = Activity.filter(account_id=account.id, origin=Origin.POLLED, at__gte=since, at__lte=until)
        stored = await polled.using_db(connection).values_list("id", "key")
        gone = [id for id, key in stored if key not in seen]
        return await _delete(connection, account.member_id, gone)

    return await run_tx(work)


async def forget_items(account: Account, native_ids: Iterable[str]) -> int:
    """Deletes what the network itself says is gone."""
    keys = [
        _short(storable(f"{account.workspace_id}:{account.network}:{kind}:{native_id}"))
        for native_id in native_ids
        for kind in Kind
    ]

    async def work(connection: BaseDBAsyncClient) -> int:
        found = (
            await Activity.filter(key__in=keys, member_id=account.member_id)
            .using_db(connection)
            .values_list("id", flat=True)
        )
        return await _delete(connection, account.member_id, [int(str(id)) for id in found])

    return await run_tx(work) if keys else 0


async def remove(member: Member, key: str) -> bool:
    """Undoes what was typed; False when it was gone already, so a second press is harmless.

    Only what was typed by hand: what was polled would come again.
    """

    async def work(connection: BaseDBAsyncClient) -> int:
        typed = Activity.filter(key=key, member_id=member.id, origin=Origin.LOGGED)
        return await _delete(connection, member.id, [row.id for row in await typed.using_db(connection)])

    return bool(await run_tx(work))


async def change(member: Member, key: str, entry: Entry, *, now: datetime) -> bool:
    """Replaces what was typed under `key` by `entry`, which keeps that key; False when it was gone already."""
    entry = with_storable_texts(entry)

    async def work(connection: BaseDBAsyncClient) -> int:
        typed = Activity.filter(key=key, member_id=member.id, origin=Origin.LOGGED).using_db(connection)
        changed = await typed.update(
            kind=entry.kind, network=entry.network, at=entry.at, thread=thread_of(entry), url=entry.url[:2000],
            facts=facts.written(entry), checked_at=None,
        )  # fmt: skip
        if changed:
            await addresses.note(connection, member, [entry], Origin.LOGGED, now=now)
        await touch(connection, member.id)
        return changed

    return bool(await run_tx(work))


async def hear(account: Account, heard: Sequence[Heard]) -> int:
    """Records what others said below a member's items; the number that is new or has since been answered."""
    by_key = {_short(storable(f"{account.workspace_id}:{account.network}:{one.native_id}")): one for one in heard}

    async def work(connection: BaseDBAsyncClient) -> int:
        stored = {row.key: row for row in await Received.filter(key__in=list(by_key)).using_db(connection)}
        fresh = [_heard(account, key, one) for key, one in by_key.items() if key not in stored]
        await Received.bulk_create(fresh, ignore_conflicts=True, batch_size=_AT_ONCE, using_db=connection)
        news = len(fresh)
        for key, row in stored.items():
            one = by_key[key]
            if (row.answered_at, row.liked, row.text) != (one.answered_at, one.liked, clean(one.text, 500)):
                news += 1
                await (
                    Received.filter(id=row.id)
                    .using_db(connection)
                    .update(answered_at=one.answered_at, liked=one.liked, text=clean(one.text, 500))
                )
        if news:
            await touch(connection, account.member_id)
        return news

    return await run_tx(work) if by_key else 0


async def listened(account: Account, asked: Mapping[str, Entry], whole: Collection[str], *, now: datetime) -> None:
    """Notes, for the items of `asked` (by key) whose native id is in `whole`, that all answers to them are known now.

    Once they are a day old: before, somebody may still be about to answer. After that it need not be noted again.
    """
    keys = [key for key, entry in asked.items() if entry.native_id in whole and now - entry.at >= SILENT_AFTER]
    silent = Activity.filter(key__in=keys, account_id=account.id, heard_at=None)

    async def work(connection: BaseDBAsyncClient) -> None:
        if await silent.using_db(connection).update(heard_at=now):
            await touch(connection, account.member_id)

    if keys and await silent.exists():
        await run_tx(work)


def _heard(account: Account, key: str, one: Heard) -> Received:
    return Received(
        workspace_id=account.workspace_id,
        key=key,
        member_id=account.member_id,
        account_id=account.id,
        on=_short(storable(one.on), 600),
        author_id=_short(storable(one.author.id), 512),
        author_name=clean(one.author.name, 200),
        is_bot=one.author.is_bot,
        at=one.at,
        text=clean(one.text, 500),
        url=storable(one.url)[:2000],
        answered_at=one.answered_at,
        liked=one.liked,
    )


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


async def _known(connection: BaseDBAsyncClient, keys: Sequence[str]) -> dict[str, str]:
    known: dict[str, str] = {}
    for start in range(0, len(keys), _AT_ONCE):
        some = keys[start : start + _AT_ONCE]
        marks = ",".join(placeholders(connection, len(some)))
        _, rows = await connection.execute_query(f"SELECT key, facts FROM activity WHERE key IN ({marks})", list(some))
        known |= {row[0]: row[1] for row in rows}
    return known


async def _insert(
    connection: BaseDBAsyncClient,
    member: Member,
    account: Account | None,
    origin: Origin,
    now: datetime,
    rows: Mapping[str, Entry],
    texts: Mapping[str, str],
) -> frozenset[str]:
    """The keys of those that were not there yet; the others are left as they are."""
    values = _values(connection, member, account, origin, now, rows, texts)
    new: set[str] = set()
    for start in range(0, len(values), _AT_ONCE):
        sql, bound = _inserting(connection, values[start : start + _AT_ONCE])
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


def _values(
    connection: BaseDBAsyncClient,
    member: Member,
    account: Account | None,
    origin: Origin,
    now: datetime,
    rows: Mapping[str, Entry],
    texts: Mapping[str, str],
) -> list[list[object]]:
    account_id = account.id if account else None
    stamp = bound_time(connection, now)
    return [
        [
            member.workspace_id, key, member.id, account_id, entry.network, entry.kind.value, origin.value,
            bound_time(connection, entry.at), thread_of(entry), entry.url[:2000], texts[key], None, stamp,
        ]
        for key, entry in rows.items()
    ]  # fmt: skip


async def _replace_logged(connection: BaseDBAsyncClient, member: Member, entries: Sequence[Entry]) -> int:
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
            twice[row.id] = row.key, key_of(member.workspace_id, entry)
    return await _replace(connection, member, twice)


async def _replace_imported(connection: BaseDBAsyncClient, member: Member, entries: Sequence[Entry]) -> int:
    """What an archive told of as something else gives way: the network itself knows better."""
    same = {
        other: key_of(member.workspace_id, entry)
        for entry in entries
        for other in other_keys(member.workspace_id, entry)
    }
    twice: dict[int, tuple[str, str]] = {}
    others = list(same)
    for start in range(0, len(others), _AT_ONCE):
        some = others[start : start + _AT_ONCE]
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


def tells_the_same(url: str, network: str, kind: Kind, at: datetime, entry: Entry) -> bool:
    """Whether something logged (its address, network, kind, time) is what a network tells us in `entry`."""
    if abs(at - entry.at) > ALSO_LOGGED_WITHIN or network != entry.network:
        return False
    if kind is not entry.kind and not {kind, entry.kind} <= _SPOKEN:
        return False
    return canonical(url) == canonical(entry.url) if entry.url and not entry.thread else _names_thread(url, entry)


def _names_thread(url: str, entry: Entry) -> bool:
    # The last piece of a permalink is the id on nearly every network; where it is not, its pattern is known.
    tail = understood(url).native_id.rpartition("/")[2] or canonical(url).rpartition("/")[2].rpartition("=")[2]
    ids = {re.split("[/:]", identity)[-1] for identity in (entry.thread, entry.parent_id, entry.native_id) if identity}
    return bool(tail) and (tail in ids or (bool(entry.url) and canonical(url) == canonical(entry.url)))


async def _delete(connection: BaseDBAsyncClient, member_id: int, ids: Sequence[int]) -> int:
    deleted = 0
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        deleted += await Activity.filter(id__in=list(some), member_id=member_id).using_db(connection).delete()
    if deleted:
        await touch(connection, member_id)
    return deleted


def _short(key: str, limit: int = 700) -> str:
    """A key that fits its column: what is too long ends in a digest of the whole, so two long ones never meet."""
    return key if len(key) <= limit else f"{key[: limit - 65]}#{sha256(key.encode()).hexdigest()}"
