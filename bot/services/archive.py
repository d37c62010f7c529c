"""Imports what a member downloaded from a network: read in a process of its own, recorded here, told in a report."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.exceptions import OperationalError

from bot.db import run_tx
from bot.domain import facts
from bot.domain.entry import Entry
from bot.domain.kinds import Coverage, Kind, Origin
from bot.errors import BadInput, Busy, NotAllowed
from bot.phrase import read
from bot.services import ingest, revisions, unique
from bot.services.accounts import MOST_A_MEMBER
from bot.services.archive_report import Report
from bot.sources.archives.reading import reading
from models import Account, Member

BATCH = 500  # entries a transaction
SECONDS = 600.0  # for the whole; the reader's own limit is on the processor, and databases may be slow
_TRIES = 20


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is."""

    read: int = 0  # bytes, of `of`
    of: int = 1
    entries: int = 0  # recorded so far, new or not


async def import_file(
    member: Member,
    path: Path,
    *,
    now: datetime,
    network: str = "",
    progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Reads the archive at `path` and records what `member` did in public; twice is the same as once.

    `network`: whose archive it is, where the file alone does not tell. Raises BadInput, with what to do instead, where
    the file is no archive, or a trap: nothing of it is recorded then. NotAllowed where the member has not joined.
    """
    if member.joined_at is None:
        raise NotAllowed("Nothing is read of anybody who has not joined: `/involve join` first.")
    importing = _Import(member, now, progress or (lambda _: None))
    try:
        async with asyncio.timeout(SECONDS), reading(await _question(member, path, network, now)) as answers:
            async for answer in answers:
                await importing.take(answer)
    except TimeoutError as error:
        raise Busy(
            "Importing this archive took longer than ten minutes. What is recorded stays: send it once more, nothing "
            "is counted twice."
        ) from error
    return await importing.finish()


class _Import:
    """One archive on its way into the database."""

    def __init__(self, member: Member, now: datetime, progress: Callable[[Progress], None]) -> None:
        self._member = member
        self._now = now
        self._tell = progress
        self._head: dict[str, Any] = {}
        self._account: Account | None = None
        self._waiting: list[Entry] = []
        self._kinds: Counter[Kind] = Counter()
        self._skipped: Counter[tuple[str, str]] = Counter()
        self._replies: Counter[str] = Counter()
        self._recorded = ingest.Recorded()
        self._polled = 0  # known from the network itself, which tells more than an archive
        self._period: tuple[datetime, datetime] | None = None
        self._progress = Progress()

    async def take(self, answer: Mapping[str, Any]) -> None:
        """One line of what the reader says."""
        if "entry" in answer:
            network, kind, at, url, said = answer["entry"]
            entry = facts.read(said, network=network, kind=Kind(kind), at=datetime.fromisoformat(at), url=url)
            self._count(entry)
            self._waiting.append(entry)
            if len(self._waiting) >= BATCH:
                await self._record()
        elif "skipped" in answer:
            what, why, count = answer["skipped"]
            self._skipped[what, why] += count
        elif "archive" in answer:
            self._head = dict(answer)
        elif "read" in answer:
            self._progress = Progress(min(answer["read"], answer["of"]), max(answer["of"], 1), self._progress.entries)
            self._tell(self._progress)

    async def finish(self) -> Report:
        """Records the rest and notes until when the archive shows both sides."""
        await self._record()
        until = None if self._head["lacks"] or self._account is None else self._made()
        if self._account is not None and until is not None:
            await _shows_until(self._account, until)
        self._tell(Progress(self._progress.of, self._progress.of, self._progress.entries))
        first, last = self._period or (None, None)
        return Report(
            network=self._head["archive"],
            title=self._head["title"],
            account=self._account,
            kinds=dict(self._kinds),
            first=first,
            last=last,
            until=until,
            lacks=read(self._head["lacks"]) if self._head["lacks"] else None,
            skipped=dict(self._skipped),
            new=len(self._recorded.fresh),
            changed=self._recorded.changed,
            known=self._recorded.known + self._polled,
            on_own=self._replies["own"],
            on_others=self._replies["others"],
            untold=self._replies["untold"],
        )

    def _count(self, entry: Entry) -> None:
        self._kinds[entry.kind] += 1
        first, last = self._period or (entry.at, entry.at)
        self._period = min(first, entry.at), max(last, entry.at)
        if entry.kind is Kind.REPLY:
            root = entry.root.id
            self._replies["untold" if not root else "own" if root == entry.author.id else "others"] += 1

    def _made(self) -> datetime | None:
        """When the archive was made: when its files were written, but no earlier than the last thing in it."""
        if self._period is None:
            return None
        written = datetime.fromisoformat(self._head["written_at"]) if self._head["written_at"] else self._period[1]
        return min(max(written, self._period[1]), self._now)

    async def _record(self) -> None:
        """Records what waits, as one transaction that begins with a write: that may run beside the bot on SQLite."""
        batch, self._waiting = self._waiting, []
        if not batch:
            return
        if self._account is None and self._head["whose"]:
            self._account = await self._account_of(self._head["whose"])
        unknown = await self._not_polled(batch)
        self._polled += len(batch) - len(unknown)
        self._recorded += await self._patiently(unknown)
        self._progress = Progress(self._progress.read, self._progress.of, self._progress.entries + len(batch))
        self._tell(self._progress)

    async def _patiently(self, entries: list[Entry]) -> ingest.Recorded:
        """Records, again while the bot writes to the same rows. Raises Busy in the end, never loses a batch."""
        origin = Origin.LOGGED if self._head["self_reported"] else Origin.IMPORTED
        for attempt in range(_TRIES):
            # Moving the cursor to where it stands makes the transaction begin with a write; the last tries do without.
            cursor = self._account.cursor if self._account and attempt < _TRIES // 2 else None
            try:
                return await ingest.record(
                    self._member,
                    entries,
                    origin=origin,
                    now=self._now,
                    account=self._account,
                    progress=None if cursor is None else ingest.Progress(cursor, cursor),
                )
            except ingest.StaleCursorError:  # the account was polled meanwhile
                assert self._account is not None
                await self._account.refresh_from_db(fields=["cursor"])
            except OperationalError as error:
                if "locked" not in str(error):
                    raise
                await asyncio.sleep(min(0.05 * 2**attempt, 1.0))
        raise Busy(
            "The database had no moment to spare for this import. What is recorded stays: send the archive once more "
            "in a minute, nothing is counted twice."
        )

    async def _not_polled(self, batch: list[Entry]) -> list[Entry]:
        workspace = self._member.workspace_id
        known_as = {unique.key_of(workspace, entry): (entry, unique.other_keys(workspace, entry)) for entry in batch}
        keys = [*known_as, *(other for _, others in known_as.values() for other in others)]
        polled = await ingest.polled(keys)
        return [entry for key, (entry, others) in known_as.items() if polled.isdisjoint((key, *others))]

    async def _account_of(self, whose: Mapping[str, str]) -> Account:
        """The account the archive is of: the connected one, or a row that is never polled."""
        key = unique.account_key(self._member.workspace_id, whose["network"], whose["native_id"])
        account = await Account.get_or_none(key=key)
        if account is not None and account.member_id != self._member.id:
            raise BadInput(
                "This is the archive of {handle}, which is connected by somebody else here. If it is yours, ask "
                "them to `/involve disconnect` it, then send the archive again.",
                handle=account.handle,
            )
        if account is not None:
            return account
        if await Account.filter(member_id=self._member.id).count() >= MOST_A_MEMBER:
            raise BadInput(
                "You have {n} accounts connected, the most there can be: `/involve disconnect` one first.",
                n=MOST_A_MEMBER,
            )
        row = Account(
            workspace_id=self._member.workspace_id, key=key, member_id=self._member.id, network=whose["network"],
            native_id=whose["native_id"][:512], handle=whose["handle"][:300], url=whose["url"][:1000],
            name=whose["name"][:200], coverage=Coverage.ARCHIVE, created_at=self._now, due_at=None,
        )  # fmt: skip
        await Account.bulk_create([row], ignore_conflicts=True)
        return await Account.get(key=key)


async def _shows_until(account: Account, until: datetime) -> None:
    """Notes that both sides are visible up to `until`; an older archive takes nothing back."""
    if account.archive_until is not None and account.archive_until >= until:
        return

    async def work(connection: BaseDBAsyncClient) -> None:
        await Account.filter(id=account.id).using_db(connection).update(archive_until=until)
        await revisions.touch(connection, account.member_id)

    await run_tx(work)
    account.archive_until = until


async def _question(member: Member, path: Path, network: str, now: datetime) -> dict[str, Any]:
    """What the reader needs to know: nothing secret, and of colleagues only what they are called."""
    accounts: dict[str, dict[str, str]] = {}
    people: dict[str, dict[str, str]] = {}
    for account in await Account.of(member.workspace_id).order_by("id"):
        if account.member_id == member.id:
            accounts.setdefault(account.network, {"native_id": account.native_id, "handle": account.handle})
            continue
        for called in (account.handle, account.name):
            if plain := " ".join(called.split()).casefold().removeprefix("@"):
                people.setdefault(account.network, {}).setdefault(plain, account.native_id)
    return {
        "path": str(path),
        "network": network,
        "now": now.isoformat(),
        "key": member.key,
        "name": member.name,
        "accounts": accounts,
        "people": people,
    }
