"""What is gone, on its network or by its member's wish, goes here too."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from tortoise.backends.base.client import BaseDBAsyncClient

from bot.db import AT_ONCE, run_tx
from bot.domain.entry import storable
from bot.domain.kinds import Kind, Origin
from bot.services import revisions, unique
from models import Account, Activity, Member, Received


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
        unique.item_key(account.workspace_id, account.network, kind, storable(native_id))
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


async def _delete(connection: BaseDBAsyncClient, member_id: int, ids: Sequence[int]) -> int:
    """Deletes items of a member's, and what others said below them: nobody waits for an answer there any more."""
    deleted = 0
    for start in range(0, len(ids), AT_ONCE):
        items = Activity.filter(id__in=list(ids[start : start + AT_ONCE]), member_id=member_id).using_db(connection)
        rows = await items.only("key", "account_id")
        places = [unique.place(row.key.split(":", 3)[-1]) for row in rows]
        below = Received.filter(member_id=member_id, account_id__in={row.account_id for row in rows} - {None})
        await below.filter(on__in=places).using_db(connection).delete()
        deleted += await items.delete()
    if deleted:
        await revisions.touch(connection, member_id)
    return deleted
