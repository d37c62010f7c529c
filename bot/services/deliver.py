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
from models import Delivery, Member, Workspace

LEASE_SECONDS = 60  # a post gives up after 10 s, so nobody takes a row from a living worker
TRIES = 8
TOO_LATE = "too late to matter"

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
    """Where a message stands now; `message`: what was posted, where that is not what was written down."""

    channel: str
    ts: str
    message: Message | None = None


@dataclass(frozen=True, slots=True)
class Came:
    """What became of one try: posted, held back for the reason given, or given up."""

    workspace: Workspace
    delivery: Delivery
    state: DeliveryState
    reason: str = ""  # Slack's word, "" where it was posted


Post = Callable[[Workspace, Delivery, Message], Awaitable[Posted]]
Find = Callable[
    [Workspace, Delivery], Awaitable[Posted | None]
]  # None = certainly not there; MaybePosted = cannot look
Told = Callable[[Came], Awaitable[None]]


async def _nobody(_: Came) -> None:
    """Nobody wants to know."""


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
    basis: str | None = None,
    detail: Message | None = None,
    singled_out: Sequence[int] = (),
    rests_on: str | None = None,
) -> bool:
    """Writes a message down; False when this one is owed or posted already. `period` is what makes it one of a kind.

    `detail` is posted in its thread, when it has been.
    """

    names = await _names(about)

    def row(kind: DeliveryKind, message: Message, **more: object) -> Delivery:
        return Delivery(
            workspace_id=workspace.id,
            key=f"{workspace.id}:{kind}:{recipient}:{period}",
            kind=kind,
            recipient=recipient,
            period=period,
            payload=json.dumps(message, ensure_ascii=False),
            about=json.dumps(list(about)),
            names=names,
            created_at=now,
            not_before=now,
            not_after=not_after,
            **more,
        )

    singled = json.dumps(list(singled_out)) if singled_out else None
    first = row(kind, message, basis=basis, singled_out=singled, rests_on=rests_on)
    if await Delivery.filter(key=first.key).exists():
        return False
    if detail is None:
        await Delivery.bulk_create([first], ignore_conflicts=True)
        return True

    async def both(connection: BaseDBAsyncClient) -> None:
        await Delivery.bulk_create([first], ignore_conflicts=True, using_db=connection)
        stored = await Delivery.get(key=first.key, using_db=connection)
        below = row(DeliveryKind.DETAIL, detail, answers=stored.id)
        await Delivery.bulk_create([below], ignore_conflicts=True, using_db=connection)

    await run_tx(both)
    return True


async def was_sent(workspace: Workspace, kind: DeliveryKind, recipient: str, period: str) -> Delivery | None:
    """The delivery of this kind and period if it has been posted."""
    return (
        await Delivery.of(workspace)
        .filter(key=f"{workspace.id}:{kind}:{recipient}:{period}", state=DeliveryState.SENT)
        .first()
    )


async def has_posted(workspace: Workspace, kind: DeliveryKind, recipient: str) -> bool:
    """Whether anything of this kind has ever been posted there."""
    return await Delivery.of(workspace).filter(kind=kind, recipient=recipient, state=DeliveryState.SENT).exists()


async def found(workspace: Workspace, kind: DeliveryKind, recipient: str, period: str) -> Delivery | None:
    """What was written down under these, whatever became of it."""
    return await Delivery.of(workspace).get_or_none(key=f"{workspace.id}:{kind}:{recipient}:{period}")


async def above(delivery: Delivery) -> Posted | None:
    """Where the message stands in whose thread this one belongs; None where it stands nowhere."""
    first = await Delivery.of(delivery.workspace_id).get_or_none(id=delivery.answers, state=DeliveryState.SENT)
    return Posted(first.channel, first.slack_ts) if first else None


async def revise(delivery: Delivery, message: Message, *, about: Sequence[int], basis: str | None = None) -> None:
    """Says something else from now on; where it is posted, it is rewritten there."""
    payload = json.dumps(message, ensure_ascii=False)
    same = {"about": json.dumps(list(about)), "names": await _names(about)}
    changed = {**same, "payload": payload, "to_rewrite": True}
    await Delivery.filter(id=delivery.id).update(basis=basis, **(same if payload == delivery.payload else changed))


async def _names(about: Sequence[int]) -> str | None:
    """What people are called today: a message keeps the name, whatever they are called when it has to go."""
    if not about:
        return None
    return json.dumps({each.id: each.name for each in await Member.filter(id__in=list(about)).only("id", "name")})


async def run_due(post: Post, find: Find, *, now: datetime, limit: int = 200, told: Told = _nobody) -> int:
    """Posts what is due, one after the other; returns how many were posted. Any number of processes may run this.

    `told` hears what became of each try that came to an end.
    """
    owner, posted = uuid4().hex, 0
    for _ in range(limit):
        delivery = await _claim(owner, now)
        if delivery is None:
            break
        came = await _deliver(delivery, owner, post, find, now)
        posted += came.state is DeliveryState.SENT
        try:
            await told(came)
        except Exception as error:  # the next one is posted all the same
            log.error("delivery", key=delivery.key, exc_info=error)
    return posted


async def _claim(owner: str, now: datetime) -> Delivery | None:
    async def work(connection: BaseDBAsyncClient) -> int | None:
        clock = clock_sql(connection)
        who, due = placeholders(connection, 2)
        rows = await connection.execute_query_dict(
            f"UPDATE delivery SET lease_until = {clock} + {LEASE_SECONDS}, owner = {who}, attempts = attempts + 1 "
            f"WHERE id = (SELECT id FROM delivery WHERE state = 'pending' AND not_before <= {due} AND "
            f"lease_until <= {clock} "
            "AND (answers IS NULL OR answers NOT IN (SELECT id FROM delivery WHERE state = 'pending')) "
            "AND workspace_id NOT IN (SELECT id FROM workspace WHERE removed_at IS NOT NULL) "
            f"ORDER BY id LIMIT 1 {skip_locked(connection)}) RETURNING id",
            [owner, bound_time(connection, now)],
        )
        return rows[0]["id"] if rows else None

    claimed = await run_tx(work)
    return await Delivery.get_or_none(id=claimed) if claimed is not None else None


async def _deliver(delivery: Delivery, owner: str, post: Post, find: Find, now: datetime) -> Came:
    workspace = await Workspace.get(id=delivery.workspace_id)

    async def end(state: DeliveryState, why: str) -> Came:
        await _update(delivery, owner, state=state, last_error=clean(why, 200))
        return Came(workspace, delivery, state, why)

    try:
        posted = None
        if delivery.answers is not None and await above(delivery) is None:
            return await end(DeliveryState.DEAD, "what it belongs to is not there")
        if delivery.in_doubt:
            # A try before this one may have got through without our knowing: look before posting again.
            posted = await find(workspace, delivery)
        if posted is None and delivery.not_after is not None and now > delivery.not_after:
            return await end(DeliveryState.DEAD, TOO_LATE)
        if posted is None:
            await _update(delivery, owner, in_doubt=True)
            posted = await post(workspace, delivery, json.loads(delivery.payload))
    except NotPosted as refusal:
        if refusal.wait is None or (delivery.attempts >= TRIES and delivery.not_after is None):
            return await end(DeliveryState.DEAD, refusal.reason)
        return await _held(workspace, delivery, owner, refusal.reason, now + refusal.wait)
    except Exception as doubt:
        if not isinstance(doubt, MaybePosted):
            # Of ours, perhaps after the post: as doubtful as any. Those behind it are posted all the same.
            log.error("delivery", key=delivery.key, exc_info=doubt)
        if isinstance(doubt, CannotLook) or delivery.attempts >= TRIES:
            return await end(DeliveryState.UNKNOWN, str(doubt))
        await _update(delivery, owner, last_error=clean(str(doubt), 200))  # the lease runs out, then we look
        return Came(workspace, delivery, DeliveryState.PENDING)
    await _sent(delivery, owner, posted, now)
    return Came(workspace, delivery, DeliveryState.SENT)


async def _held(workspace: Workspace, delivery: Delivery, owner: str, reason: str, until: datetime) -> Came:
    # A clear no leaves nothing in doubt: what is tried until a time of its own has all its tries again.
    tries = {"attempts": 0} if delivery.not_after is not None else {}
    await _update(
        delivery, owner, in_doubt=False, not_before=until, lease_until=0, last_error=clean(reason, 200), **tries
    )
    return Came(workspace, delivery, DeliveryState.PENDING, reason)


async def _sent(delivery: Delivery, owner: str, posted: Posted, now: datetime) -> None:
    as_posted = {} if posted.message is None else {"payload": json.dumps(posted.message, ensure_ascii=False)}
    await _update(
        delivery,
        owner,
        state=DeliveryState.SENT,
        channel=posted.channel,
        slack_ts=posted.ts,
        sent_at=now,
        last_error="",
        **as_posted,
    )


async def _update(delivery: Delivery, owner: str, **values: object) -> None:
    # Fenced by the owner: who lost the lease meanwhile has no say any more.
    await Delivery.filter(id=delivery.id, owner=owner).update(**values)
