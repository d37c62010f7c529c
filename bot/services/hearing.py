"""What others said below a member's items, and below which of them silence is known to be silence."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from tortoise.backends.base.client import BaseDBAsyncClient

from bot.db import AT_ONCE, run_tx
from bot.domain.entry import Entry, clean, storable
from bot.services import revisions, unique
from bot.sources.base import Received as Heard
from models import Account, Activity, Received

SILENT_AFTER = timedelta(hours=24)


async def hear(account: Account, heard: Sequence[Heard], whole: Collection[str] = ()) -> int:
    """Records what others said below a member's items; the number that is new, has been answered since, or is gone.

    `whole`: native ids of the items below which `heard` is all there is: what was heard there before and is not in it
    has been taken back, and goes.
    """
    by_key = {unique.received_key(account.workspace_id, account.network, one.native_id): one for one in heard}
    gone = await _taken_back(account, by_key, whole)

    async def work(connection: BaseDBAsyncClient) -> int:
        stored = {row.key: row for row in await Received.filter(key__in=list(by_key)).using_db(connection)}
        fresh = [_heard(account, key, one) for key, one in by_key.items() if key not in stored]
        await Received.bulk_create(fresh, ignore_conflicts=True, batch_size=AT_ONCE, using_db=connection)
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
        news += await Received.filter(id__in=gone).using_db(connection).delete() if gone else 0
        if news:
            await revisions.touch(connection, account.member_id)
        return news

    return await run_tx(work) if by_key or gone else 0


async def _taken_back(account: Account, known: Collection[str], whole: Collection[str]) -> list[int]:
    """What was heard below the items of `whole` and is not `known` (by key) any more."""
    gone: list[int] = []
    places = [unique.place(each) for each in whole]
    for start in range(0, len(places), AT_ONCE):
        below = Received.filter(
            member_id=account.member_id, account_id=account.id, on__in=places[start : start + AT_ONCE]
        )
        gone += [row.id for row in await below.only("id", "key") if row.key not in known]
    return gone


async def listened(account: Account, asked: Mapping[str, Entry], whole: Collection[str], *, now: datetime) -> None:
    """Notes, for the items of `asked` (by key) whose native id is in `whole`, that all answers to them are known now.

    Once they are a day old: before, somebody may still be about to answer. After that it need not be noted again.
    """
    keys = [key for key, entry in asked.items() if entry.native_id in whole and now - entry.at >= SILENT_AFTER]
    silent = Activity.filter(key__in=keys, account_id=account.id, heard_at=None)

    async def work(connection: BaseDBAsyncClient) -> None:
        if await silent.using_db(connection).update(heard_at=now):
            await revisions.touch(connection, account.member_id)

    if keys and await silent.exists():
        await run_tx(work)


def _heard(account: Account, key: str, one: Heard) -> Received:
    return Received(
        workspace_id=account.workspace_id,
        key=key,
        member_id=account.member_id,
        account_id=account.id,
        on=unique.place(one.on),
        author_id=unique.fitting(storable(one.author.id), 512),
        author_name=clean(one.author.name, 200),
        is_bot=one.author.is_bot,
        at=one.at,
        text=clean(one.text, 500),
        url=storable(one.url)[:2000],
        answered_at=one.answered_at,
        liked=one.liked,
    )
