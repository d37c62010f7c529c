"""Looks addresses up once the answer has been given: where short ones lead, and whether what was logged is there."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.queryset import QuerySet

from bot.db import bound_time, placeholders, run_tx
from bot.domain import facts
from bot.domain.checked import stands_there
from bot.domain.entry import storable
from bot.domain.kinds import Kind, Origin
from bot.domain.shorteners import is_short
from bot.errors import BadInput, SourceError
from bot.services import revisions, typed, unique
from bot.services.addresses import LONGEST
from bot.services.house import ground_of
from bot.services.poll import entry_of
from bot.sources.pages import Page, Pages
from models import Account, Activity, Address, Member

LATER = (timedelta(minutes=2), timedelta(hours=1), timedelta(days=1))  # after the first, second, third look


async def claim_due(*, now: datetime, limit: int) -> list[Address]:
    """Takes up to `limit` addresses that are due. Each is due again later by itself, unless it is settled before."""

    async def work(connection: BaseDBAsyncClient) -> list[int]:
        again, due, most = placeholders(connection, 3)
        rows = await connection.execute_query_dict(
            f"UPDATE address SET tries = tries + 1, due_at = {again} WHERE id IN (SELECT id FROM address "
            f"WHERE due_at <= {due} AND workspace_id NOT IN (SELECT id FROM workspace WHERE removed_at IS NOT NULL) "
            f"ORDER BY due_at LIMIT {most}) RETURNING id",
            [bound_time(connection, now + LATER[0]), bound_time(connection, now), limit],
        )
        return [row["id"] for row in rows]

    if not await Address.filter(due_at__lte=now).exists():
        return []
    return await Address.filter(id__in=await run_tx(work)).prefetch_related("member").order_by("id")


async def look_up(address: Address, pages: Pages, *, now: datetime) -> None:
    """Follows a claimed address and keeps what was found. Raises nothing a network can cause: it is tried again."""
    try:
        page = await pages.read(address.url)
    except SourceError:
        page = None
    leads_to = _end_of(address, page)
    logged = await _logged(address).filter(checked_at=None)
    found = await _standing_there(address.member, logged, page)
    settled = (bool(leads_to) or not is_short(address.url)) and len(found) == len(logged)
    tried = address.tries - 1
    due = None if settled or tried >= len(LATER) else now + LATER[tried]

    async def work(connection: BaseDBAsyncClient) -> None:
        await Address.filter(id=address.id).using_db(connection).update(leads_to=leads_to, due_at=due)
        await Activity.filter(id__in=[row.id for row in found]).using_db(connection).update(checked_at=now)
        if leads_to:
            await _understood_anew(connection, address, leads_to)
        if leads_to or found:
            await revisions.touch(connection, address.member_id)

    await run_tx(work)


def _logged(address: Address) -> QuerySet[Activity]:
    """What the member logged there, under the short address or the whole one."""
    urls = [url for url in (address.url, address.leads_to) if url]
    return Activity.filter(member_id=address.member_id, origin=Origin.LOGGED, url__in=urls)


def _end_of(address: Address, page: Page | None) -> str:
    """Where a short address leads in the end; "" where that is not known, or it is none."""
    if page is None or not is_short(address.url):
        return address.leads_to
    end = storable(page.url)
    return address.leads_to if is_short(end) or len(end) > LONGEST else end


async def _standing_there(member: Member, logged: Sequence[Activity], page: Page | None) -> list[Activity]:
    if page is None or not page.is_there or not logged:
        return []
    accounts = await Account.filter(member_id=member.id)
    called = [member.name, *(each.name for each in accounts)]
    names = {name for name in called if " " in name.strip()} | {each.handle for each in accounts}
    notes = [entry_of(row).text for row in logged]
    # Pages are long, and this is no work for the loop that answers people.
    found = await asyncio.to_thread(lambda: [stands_there(page.text, names=names, note=words) for words in notes])
    return [row for row, is_found in zip(logged, found, strict=True) if is_found]


async def _understood_anew(connection: BaseDBAsyncClient, address: Address, leads_to: str) -> None:
    """What was logged under a short address is read once more, as if the whole one had been typed."""
    for row in await _logged(address).using_db(connection):
        was = entry_of(row)
        line = typed.Typed(None if row.kind is Kind.REPLY else row.kind, (leads_to,), was.text, row.at, True)
        accounts = list(await Account.filter(member_id=address.member_id).using_db(connection))
        try:
            [entry] = typed.entries(line, address.member, await ground_of(address.member), accounts)
        except BadInput:
            continue  # it leads to what is no address: it stays as it was typed
        entry = replace(entry, native_id=was.native_id)
        await Activity.filter(id=row.id).using_db(connection).update(
            kind=entry.kind, network=entry.network, url=entry.url[:LONGEST], thread=unique.thread_of(entry),
            facts=facts.written(entry),
        )  # fmt: skip
