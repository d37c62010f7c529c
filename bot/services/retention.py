"""What a workspace wants kept no longer than it said."""

from datetime import datetime, timedelta

from tortoise.backends.base.client import BaseDBAsyncClient

from bot.db import run_tx
from bot.errors import BadInput
from bot.services import revisions
from models import Activity, Received, Workspace

LEAST = timedelta(days=365)  # a judgement looks back over 270 days: what is older changes none
AT_ONCE = 500  # rows: small bites, so that nobody waits for them


async def choose(workspace: Workspace, *, names_allowed: bool, grace_days: int, keep_days: int | None) -> None:
    """How strict the workspace is with names, and how long it keeps what. Raises BadInput for too short a time."""
    if not 1 <= grace_days <= 365:
        raise BadInput("Choose between one day and a year.")
    if keep_days is not None and keep_days < LEAST.days:
        raise BadInput("A year is the least: judgements look back over nine months.")
    workspace.names_allowed, workspace.grace_days, workspace.keep_days = names_allowed, grace_days, keep_days
    await workspace.save(update_fields=["names_allowed", "grace_days", "keep_days"])


async def drop_old(*, now: datetime) -> int:
    """Erases what is older than its workspace wants it kept, some at a time; how many activities."""
    dropped = 0
    for workspace in await Workspace.filter(keep_days__not_isnull=True):
        oldest = now - max(timedelta(days=workspace.keep_days or 0), LEAST)
        dropped += await _drop(workspace, oldest)
    return dropped


async def _drop(workspace: Workspace, oldest: datetime) -> int:
    old = (
        await Activity.of(workspace).filter(at__lt=oldest).order_by("at").limit(AT_ONCE).values_list("id", "member_id")
    )
    heard = (
        await Received.of(workspace).filter(at__lt=oldest).order_by("at").limit(AT_ONCE).values_list("id", flat=True)
    )
    if not old and not heard:
        return 0

    async def work(connection: BaseDBAsyncClient) -> None:
        await Activity.filter(id__in=[id for id, _ in old] or [0]).using_db(connection).delete()
        await Received.filter(id__in=list(heard) or [0]).using_db(connection).delete()
        for member_id in sorted({member for _, member in old}):
            await revisions.touch(connection, member_id)

    await run_tx(work)
    return len(old)
