"""The one door out: what Involve owes somebody is written down first, and posted once."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import structlog
from tortoise.backends.base.client import BaseDBAsyncClient

from bot.db import bound_time, clock_sql, placeholders, run_tx, skip_locked
from bot.domain.entry import clean
from bot.domain.kinds import DeliveryKind, DeliveryState
from models import Delivery, Workspace

LEASE_SECONDS = 60  # a post gives up after 10 s, so nobody takes a row from a living worker
TRIES = 8

log = structlog.get_logger("involve")

Message = Mapping[str, object]  # {"text": …, "blocks": […]}


class NotPosted(Exception):
    """Slack said no, for certain: nothing was posted. `wait` until it is worth trying again, None = never."""

    def __init__(self, reason: str, wait: timedelta | None) -> None:
        super().__init__(reason)
        self.reason, self.wait = reason, wait


class MaybePosted(Exception):
    """Nobody knows whether it was posted: the connection broke, or Slack stumbled."""


class CannotLook(MaybePosted):
    """Nobody may look whether it was posted: the bot has no right to read there."""


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a message stands now."""

    channel: str
    ts: str


Post = Callable[[Workspace, Delivery, Message], Awaitable[Posted]]
Find = Callable[
    [Workspace, Delivery], Awaitable[Posted | None]
]  # None = certainly not there; MaybePosted = cannot look


async def owe(
    workspace: Workspace,
    kind: DeliveryKind,
    recipient: str,
    period: str,
    message: Message,
    *,
    now: datetime,
    about: Sequence[int] = (),
    not_after: datetime | None = None,
) -> bool:
    """Writes a message down; False when this one is owed or posted already. `period` is what makes it one of a kind."""
    created = Delivery(
        workspace_id=workspace.id,
        key=f"{workspace.id}:{kind}:{recipient}:{period}",
        kind=kind,
        recipient=recipient,
        period=period,
        payload=json.dumps(message, ensure_ascii=False),
        about=json.dumps(list(about)),
        created_at=now,
        not_before=now,
        not_after=not_after,
    )
    if await Delivery.filter(key=created.key).exists():
        return False
    await Delivery.bulk_create([created], ignore_conflicts=True)
    return True


async def was_sent(workspace: Workspace, kind: DeliveryKind, recipient: str, period: str) -> Delivery | None:
    """The delivery of this kind and period if it has been posted."""
    return (
        await Delivery.of(workspace)
        .filter(key=f"{workspace.id}:{kind}:{recipient}:{period}", state=DeliveryState.SENT)
        .first()
    )


async def run_due(post: Post, find: Find, *, now: datetime, limit: int = 200) -> int:
    """Posts what is due, one after the other; returns how many were posted. Any number of processes may run this."""
    owner, posted = uuid4().hex, 0
    for _ in range(limit):
        delivery = await _claim(owner, now)
        if delivery is None:
            break
        posted += await _deliver(delivery, owner, post, find, now)
    return posted


async def _claim(owner: str, now: datetime) -> Delivery | None:
    async def work(connection: BaseDBAsyncClient) -> int | None:
        clock = clock_sql(connection)
        who, due = placeholders(connection, 2)
        rows = await connection.execute_query_dict(
            f"UPDATE delivery SET lease_until = {clock} + {LEASE_SECONDS}, owner = {who}, attempts = attempts + 1 "
            f"WHERE id = (SELECT id FROM delivery WHERE state = 'pending' AND not_before <= {due} AND "
            f"lease_until <= {clock} "
            "AND workspace_id NOT IN (SELECT id FROM workspace WHERE removed_at IS NOT NULL) "
            f"ORDER BY id LIMIT 1 {skip_locked(connection)}) RETURNING id",
            [owner, bound_time(connection, now)],
        )
        return rows[0]["id"] if rows else None

    claimed = await run_tx(work)
    return await Delivery.get_or_none(id=claimed) if claimed is not None else None


async def _deliver(delivery: Delivery, owner: str, post: Post, find: Find, now: datetime) -> bool:
    workspace = await Workspace.get(id=delivery.workspace_id)
    try:
        posted = None
        if delivery.in_doubt:
            # A try before this one may have got through without our knowing: look before posting again.
            posted = await find(workspace, delivery)
        if posted is None and delivery.not_after is not None and now > delivery.not_after:
            await _end(delivery, owner, DeliveryState.DEAD, "too late to matter")
            return False
        if posted is None:
            await _update(delivery, owner, in_doubt=True)
            posted = await post(workspace, delivery, json.loads(delivery.payload))
    except NotPosted as refusal:
        if refusal.wait is None or (delivery.attempts >= TRIES and delivery.not_after is None):
            await _end(delivery, owner, DeliveryState.DEAD, refusal.reason)
        else:
            again = now + refusal.wait
            await _update(
                delivery, owner, in_doubt=False, not_before=again, lease_until=0, last_error=clean(refusal.reason, 200)
            )
        return False
    except Exception as doubt:
        if not isinstance(doubt, MaybePosted):
            # Of ours, perhaps after the post: as doubtful as any. Those behind it are posted all the same.
            log.error("delivery", key=delivery.key, exc_info=doubt)
        if isinstance(doubt, CannotLook) or delivery.attempts >= TRIES:
            await _end(delivery, owner, DeliveryState.UNKNOWN, str(doubt))
        else:
            await _update(delivery, owner, last_error=clean(str(doubt), 200))  # the lease runs out, then we look
        return False
    await _update(
        delivery,
        owner,
        state=DeliveryState.SENT,
        channel=posted.channel,
        slack_ts=posted.ts,
        sent_at=now,
        last_error="",
    )
    return True


async def _end(delivery: Delivery, owner: str, state: DeliveryState, why: str) -> None:
    await _update(delivery, owner, state=state, last_error=clean(why, 200))


async def _update(delivery: Delivery, owner: str, **values: object) -> None:
    # Fenced by the owner: who lost the lease meanwhile has no say any more.
    await Delivery.filter(id=delivery.id, owner=owner).update(**values)
