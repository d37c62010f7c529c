"""Somebody stops taking part: because they want to, or because Slack says they are not of this team any more."""

import json
from datetime import datetime, timedelta

from tortoise.backends.base.client import BaseDBAsyncClient

from bot.db import run_tx
from bot.domain.kinds import DeliveryKind, DeliveryState
from bot.services import revisions
from models import Account, Conversation, Delivery, Member, Workspace

_IN_CHANNEL = frozenset({DeliveryKind.DIGEST, DeliveryKind.DETAIL})


async def leave(member: Member, *, now: datetime, gone: bool = False) -> None:
    """From now on they are not read, judged, named or written to; what waits to be posted of them is withdrawn.

    `gone`: it is Slack who says so (deactivated, a guest now, of another workspace). What is known of them stays until
    they ask to be forgotten, or, if they are gone, until the workspace's days of grace are over.
    """
    waiting = await Delivery.of(member.workspace_id).filter(state=DeliveryState.PENDING)
    withdrawn = [
        each.id
        for each in waiting
        if each.recipient == member.slack_id
        or (each.kind in _IN_CHANNEL and member.id in json.loads(each.about))  # it is built again, without them
    ]

    async def work(connection: BaseDBAsyncClient) -> None:
        await (
            Member.filter(id=member.id)
            .using_db(connection)
            .update(joined_at=None, nudges=False, home_at=None, gone_at=now if gone else None)
        )
        mine = Account.filter(member_id=member.id).using_db(connection)
        await mine.update(due_at=None, lease_until=0)
        await Conversation.filter(claimed_by_id=member.id).using_db(connection).update(claimed_by_id=None)
        await Delivery.filter(id__in=withdrawn or [0]).using_db(connection).delete()
        await revisions.touch(connection, member.id)
        await revisions.touch_team(connection, member.workspace_id)

    await run_tx(work)
    await member.refresh_from_db()


async def left_for_good(*, now: datetime) -> list[Member]:
    """Who is gone for longer than their workspace's days of grace: to be forgotten."""
    shortest = timedelta(days=1)
    gone = await Member.filter(gone_at__lt=now - shortest).select_related("workspace")
    return [one for one in gone if one.gone_at and now - one.gone_at > _grace(one.workspace)]


def _grace(workspace: Workspace) -> timedelta:
    return timedelta(days=max(workspace.grace_days, 1))
