"""Asks the networks what members did since last time; a slow or failing one only ever delays itself."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tortoise.backends.base.client import BaseDBAsyncClient

from bot.db import bound_time, clock_sql, placeholders, run_tx, skip_locked
from bot.domain import facts, pace
from bot.domain.entry import Entry, Party, clean
from bot.domain.kinds import SPOKEN, Kind, Origin
from bot.errors import Gone, InvolveError, NeedsCredential, NotFound, Private, RateLimited, SourceError
from bot.keyring import Keyring
from bot.phrase import Phrase, written
from bot.services import budget, credentials, hearing, ingest, profiles, removal, revisions, talks, unique
from bot.sources.base import Heard, Identity, Source
from models import Account, Activity, Member, Received

BACKFILL = timedelta(days=90)
SWEEP_EVERY = timedelta(days=7)
LEASE_SECONDS = 300  # longer than the time budget of a poll, so that nobody takes an account from a living worker
HEAR_ABOUT = timedelta(days=14)  # how long we keep asking what came back to an item
HEAR_AT_MOST = 40
TALKS_EVERY = timedelta(hours=8)

LONGEST_ERROR = 500  # characters


@dataclass(frozen=True, slots=True)
class Polled:
    """What one poll of one account brought."""

    account: Account
    recorded: ingest.Recorded
    deleted: int = 0
    first: bool = False  # the back-fill is done with this poll
    error: Phrase | None = None  # what to tell the member; None when all went well
    is_refused: bool = False  # the network wants another credential
    tell: bool = False  # the member has not been told of this trouble yet


async def claim_due(network: str, *, now: datetime, limit: int) -> list[Account]:
    """Takes up to `limit` accounts of `network` that are due, for LEASE_SECONDS; nobody else gets them meanwhile."""
    if limit < 1:
        return []

    async def work(connection: BaseDBAsyncClient) -> list[int]:
        clock = clock_sql(connection)
        network_, due, most = placeholders(connection, 3)
        # One statement: on SQLite a read before the write would meet "database is locked" with a second process.
        rows = await connection.execute_query_dict(
            f"UPDATE account SET lease_until = {clock} + {LEASE_SECONDS} WHERE id IN ("
            f"SELECT id FROM account WHERE network = {network_} AND due_at <= {due} AND lease_until <= {clock} "
            "AND workspace_id NOT IN (SELECT id FROM workspace WHERE removed_at IS NOT NULL) "
            f"ORDER BY due_at LIMIT {most} {skip_locked(connection)}) RETURNING id",
            [network, bound_time(connection, now), limit],
        )
        return [row["id"] for row in rows]

    claimed = await run_tx(work)
    return await Account.filter(id__in=claimed).prefetch_related("member").order_by("due_at")


async def poll(account: Account, source: Source, *, keys: Keyring | None, now: datetime) -> Polled:
    """Polls one claimed account to the end and says when to come back. Raises nothing a network can cause.

    `keys` open what the member handed over for it. A network that has cost its month's worth is not asked.
    """
    member = await Member.get(id=account.member_id)
    await budget.settle(source, now=now)
    if await budget.is_used_up(source, now=now):
        return await _saved_up(account, source, now)
    try:
        polled = await _fetch(account, member, source, keys, now)
    except SourceError as error:
        return await failed(account, error, now)
    finally:
        await budget.settle(source, now=now)
    await _settle(account, polled, now)
    return polled


async def _fetch(account: Account, member: Member, source: Source, keys: Keyring | None, now: datetime) -> Polled:
    who = identity_of(account, credentials.opened(account, keys))
    sweep = account.swept_at is None or now - account.swept_at >= SWEEP_EVERY
    recorded, deleted, complete_since = ingest.Recorded(), 0, None
    entries: list[Entry] = []
    cursor: Mapping[str, object] = json.loads(account.cursor)
    async for batch in source.fetch(who, cursor, since=now - BACKFILL, now=now, sweep=sweep):
        renewed = credentials.renewed(account, batch.renewed, keys) if batch.renewed else None
        if renewed and batch.renewed:
            who = replace(who, credential=batch.renewed.credential)
        progress = ingest.Progress(account.cursor, json.dumps(batch.cursor, separators=(",", ":")), renewed)
        await budget.spend(account.network, batch.cost, now=now)
        try:
            recorded += await ingest.record(
                member, batch.entries, origin=Origin.POLLED, now=now, account=account, progress=progress
            )
        except ingest.StaleCursorError:
            complete_since = None  # of what follows we know nothing: nothing can be called missing
            if renewed:  # the one before is good no more, whoever recorded these items
                await ingest.renew(account, renewed)
            break
        if batch.called is not None:
            await profiles.follow(account, batch.called)
            who = replace(who, handle=account.handle, url=account.url, name=account.name)
        entries += batch.entries
        deleted += await removal.forget_items(account, batch.deleted)
        complete_since = batch.complete_since or complete_since
        if batch.cost and await budget.is_used_up(source, now=now):
            return Polled(account, recorded, deleted, first=account.backfilled_at is None)
    if complete_since is not None:
        deleted += await removal.forget_missing(account, recorded.keys, since=complete_since, until=now)
    await _hear(account, source, who, entries, now)
    await budget.settle(source, now=now)
    if account.polled_at is None or _crossed(account.polled_at, now, TALKS_EVERY):
        await _find_talks(account, member, source, who, now)
    if sweep:
        account.swept_at = now
        await _follow(account, source, who)
    return Polled(account, recorded, deleted, first=account.backfilled_at is None)


async def _follow(account: Account, source: Source, who: Identity) -> None:
    """Once a week: whether it is called something else by now."""
    if profiles.can_be_read(source):
        with suppress(SourceError):
            await profiles.follow(account, await profiles.of(who, source))


async def _hear(account: Account, source: Source, who: Identity, fetched: list[Entry], now: datetime) -> None:
    """What came back to recent items: those just fetched and those we still wait for."""
    recent = (
        Activity.filter(account_id=account.id, at__gte=now - HEAR_ABOUT, kind__in=SPOKEN)
        .order_by("-at")
        .limit(HEAR_AT_MOST)
    )
    entries = {row.key: entry_of(row) for row in await recent}
    first_time = account.backfilled_at is None
    for entry in fetched if first_time else []:
        if entry.kind in SPOKEN and len(entries) < HEAR_AT_MOST * 3:
            entries.setdefault(unique.key_of(account.workspace_id, entry), entry)
    if entries:
        heard = await source.received(who, tuple(entries.values()), now=now)
        whole = heard.whole if isinstance(heard, Heard) else frozenset()
        await hearing.hear(account, heard, whole)
        await hearing.listened(account, entries, whole, now=now)


async def _find_talks(account: Account, member: Member, source: Source, who: Identity, now: datetime) -> None:
    gave = Received.filter(account_id=account.id, is_bot=False).order_by("-at").limit(200)
    met = {row.author_id: Party(row.author_id, row.author_name) for row in await gave}
    spoken = Activity.filter(account_id=account.id, kind=Kind.REPLY).order_by("-at").limit(200)
    for row in await spoken:
        entry = entry_of(row)
        for party in (entry.parent, entry.root):
            if party and party.id != who.native_id:
                met.setdefault(party.id, party)
    found = await source.talks(who, tuple(met.values())[:20], (), now=now)
    await talks.keep(member, account.network, found, now=now)


async def _saved_up(account: Account, source: Source, now: datetime) -> Polled:
    """Nothing is asked of a network that charges until the month turns, or its cap is lifted."""
    why = budget.said(source, now=now)
    await _update(account, due_at=min(budget.turns(now), now + pace.IDLE), lease_until=0, last_error=kept(why))
    return Polled(account, ingest.Recorded(), error=why)


async def _settle(account: Account, polled: Polled, now: datetime) -> None:
    last = await Activity.filter(account_id=account.id).order_by("-at").first()
    quiet_for = now - last.at if last else pace.IDLE_AFTER
    wait = pace.next_look(new=polled.recorded.new, quiet_for=quiet_for)
    account.interval = int(wait.total_seconds())
    await _update(
        account,
        due_at=now + wait,
        lease_until=0,
        interval=account.interval,
        errors=0,
        last_error="",
        told_error="",
        polled_at=now,
        swept_at=account.swept_at,
        backfilled_at=account.backfilled_at or now,
    )


async def failed(account: Account, error: SourceError, now: datetime) -> Polled:
    """Gives an account that could not be read back, to be tried again later and later; whether to tell its member."""
    errors = account.errors + 1
    wait = pace.after_failure(errors, error.wait if isinstance(error, RateLimited) else None)
    if isinstance(error, (NotFound, Private, NeedsCredential)):
        wait = pace.IDLE  # it will not be better in two minutes, and nobody likes a stranger at the door
    kind = NotFound.__name__ if isinstance(error, NotFound) else type(error).__name__  # gone, or nobody there: one news
    lasting = isinstance(error, (Gone, NotFound, Private, NeedsCredential)) or errors == 5
    tell = lasting and account.told_error != kind
    await _update(
        account,
        due_at=now + wait,
        lease_until=0,
        errors=errors,
        last_error=kept(error.phrase),
        told_error=kind if tell else account.told_error,
    )
    return Polled(
        account, ingest.Recorded(), error=error.phrase, is_refused=isinstance(error, NeedsCredential), tell=tell
    )


async def release(account: Account, *, now: datetime, error: InvolveError | None = None) -> None:
    """Gives a claimed account back unpolled (the bot is stopping, or something of ours broke)."""
    await _update(account, lease_until=0, due_at=now + (pace.FIRST_PATIENCE if error else timedelta()))


async def _update(account: Account, **values: object) -> None:
    async def work(connection: BaseDBAsyncClient) -> None:
        # Disconnected meanwhile: it is due never again, whatever this poll found.
        still = Account.filter(id=account.id, due_at__not_isnull=True)
        if await still.using_db(connection).update(**values) and values.get("last_error", account.last_error) != (
            account.last_error
        ):
            await revisions.touch(connection, account.member_id)  # what cannot be seen is part of the report

    await run_tx(work)


def kept(error: Phrase) -> str:
    """An error as its column holds it, to be told in any language; in English where it is too long for that."""
    whole = written(error)
    return whole if len(whole) <= LONGEST_ERROR else clean(str(error), LONGEST_ERROR)


def identity_of(account: Account, credential: str = "") -> Identity:
    """The account as its source knows it."""
    return Identity(
        account.network, account.native_id, account.handle, account.url, account.server, account.name, credential
    )


def entry_of(row: Activity) -> Entry:
    """The entry a row was made of."""
    return facts.read(row.facts, network=row.network, kind=row.kind, at=row.at, url=row.url)


def _crossed(before: datetime, now: datetime, every: timedelta) -> bool:
    return int(before.timestamp() // every.total_seconds()) != int(now.timestamp() // every.total_seconds())
