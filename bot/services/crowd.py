"""Keeps who is counted without a name: the crowds of five, as `bot.domain.crowd` has them."""

from collections.abc import Sequence
from datetime import date

from tortoise.backends.base.client import BaseDBAsyncClient

from bot.db import run_tx
from bot.domain.crowd import APART, Unnamed, regrouped
from models import Member, Workspace


async def counted(workspace: Workspace, unnamed: Sequence[Member], *, today: date) -> frozenset[int]:
    """Ids of those of `unnamed` (all who take part, have something to count, and are not named) who enter totals."""
    before = {one.id: Unnamed(one.id, one.counted_with, one.counts_again_on) for one in unnamed}
    # Who is named now, or has nothing to count any more, has left their crowd.
    left = Member.of(workspace).filter(counted_with__not_isnull=True).exclude(id__in=list(before) or [0])
    after = regrouped(list(before.values()), today)
    changed = [one for one in after if one != before[one.id]]
    if changed or await left.exists():

        async def work(connection: BaseDBAsyncClient) -> None:
            await left.using_db(connection).update(counted_with=None, counts_again_on=today + APART)
            for one in changed:
                await (
                    Member.filter(id=one.id)
                    .using_db(connection)
                    .update(counted_with=one.crowd, counts_again_on=one.again_on)
                )

        await run_tx(work)
    return frozenset(one.id for one in after if one.crowd is not None)
