"""Who is here and what they agreed to. Nothing about anybody is read before they said yes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from tortoise import connections
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.expressions import Q
from tortoise.models import Model

from bot.db import placeholders, run_tx
from bot.domain.entry import clean
from bot.domain.kinds import Appears
from bot.errors import BadInput
from bot.services import revisions
from models import Member, Workspace

M = TypeVar("M", bound=Model)

ASKED_AGAIN_AFTER = timedelta(days=30)
_SLACK_ID = re.compile(r"[A-Z0-9]{1,32}")


@dataclass(frozen=True, slots=True)
class Person:
    """What Slack tells of somebody."""

    slack_id: str
    team_id: str
    name: str
    zone: str = "UTC"
    locale: str = "en"
    is_admin: bool = False
    is_bot: bool = False
    is_guest: bool = False
    is_deleted: bool = False

    def may_take_part(self, team_id: str) -> bool:
        """Only people of this very team: no guests, bots, deactivated users, nor people of another workspace."""
        return not (self.is_bot or self.is_guest or self.is_deleted) and self.team_id == team_id


async def known(team_id: str, slack_id: str) -> tuple[Workspace, Member] | None:
    """The workspace and the person every command begins with; None for whom we see for the first time."""
    if not (_SLACK_ID.fullmatch(team_id) and _SLACK_ID.fullmatch(slack_id)):
        return None
    connection = connections.get("default")
    person, team = placeholders(connection, 2)
    # Written by hand, and both in one: every command begins with this, and a trip to the database is what it costs.
    rows = await connection.execute_query_dict(
        f"SELECT {_columns(Workspace)}, {_columns(Member)} FROM workspace JOIN member "
        f"ON member.key = CAST(workspace.id AS TEXT) || ':' || CAST({person} AS TEXT) WHERE workspace.team_id = {team}",
        [slack_id, team_id],
    )
    return (_made(Workspace, rows[0]), _made(Member, rows[0])) if rows else None


@cache
def _columns(model: type[Model]) -> str:
    table = model._meta.db_table
    return ", ".join(f"{table}.{column} AS {table}_{column}" for column in model._meta.db_fields)


def _made(model: type[M], row: Mapping[str, Any]) -> M:
    table = model._meta.db_table
    return model._init_from_db(**{column: row[f"{table}_{column}"] for column in model._meta.db_fields})


async def workspace_of(team_id: str, *, now: datetime) -> Workspace:
    """The workspace, known from its first word on."""
    workspace = await Workspace.get_or_none(team_id=team_id)
    if workspace is None:
        await Workspace.bulk_create([Workspace(team_id=team_id, created_at=now)], ignore_conflicts=True)
        workspace = await Workspace.get(team_id=team_id)
    return workspace


async def member_of(workspace: Workspace, slack_id: str) -> Member:
    """The row of a person, made on first sight; it holds nothing but who they are until they join."""
    key = f"{workspace.id}:{slack_id}"
    member = await Member.get_or_none(key=key)
    if member is None:
        await Member.bulk_create([Member(workspace_id=workspace.id, key=key, slack_id=slack_id)], ignore_conflicts=True)
        member = await Member.get(key=key)
    return member


async def seen(member: Member, person: Person, *, now: datetime) -> None:
    """Brings what Slack tells of a person up to date."""
    member.name, member.zone, member.locale = clean(person.name, 200), clean(person.zone, 64), clean(person.locale, 16)
    member.is_admin, member.seen_at, member.gone_at = person.is_admin, now, None
    await member.save(update_fields=["name", "zone", "locale", "is_admin", "seen_at", "gone_at"])


async def not_seen_since(then: datetime, *, limit: int) -> list[Member]:
    """Who takes part and was last looked up before `then`, longest ago first, where Involve is installed."""
    unseen = Q(seen_at=None) | Q(seen_at__lt=then)
    taking_part = Member.filter(unseen, joined_at__not_isnull=True, workspace__removed_at=None)
    return await taking_part.order_by("seen_at").limit(limit).select_related("workspace")


async def invite(member: Member, by: Member, *, now: datetime) -> bool:
    """Notes an invitation; False for somebody who joined already, or was asked lately: a no is not asked for twice."""
    if member.joined_at is not None:
        return False
    if member.invited_at is not None and now - member.invited_at < ASKED_AGAIN_AFTER:
        return False
    member.invited_at, member.invited_by = now, by.slack_id
    await member.save(update_fields=["invited_at", "invited_by"])
    return True


async def join(member: Member, *, appears: Appears, now: datetime, nudges: bool = False) -> None:
    """Somebody said yes, how far the channel may read of them, and whether they want private notes."""

    async def work(connection: BaseDBAsyncClient) -> None:
        await (
            Member.filter(id=member.id)
            .using_db(connection)
            .update(joined_at=member.joined_at or now, nudges=nudges, **_appearing(appears, now))
        )
        await revisions.touch(connection, member.id)

    await run_tx(work)
    await member.refresh_from_db()


async def appear(member: Member, appears: Appears, *, now: datetime) -> None:
    """How far the channel may read of them, from now on."""
    await Member.filter(id=member.id).update(**_appearing(appears, now))
    await member.refresh_from_db(fields=["appears", "hidden_since"])


def _appearing(appears: Appears, now: datetime) -> dict[str, Any]:
    return {"appears": appears, "hidden_since": None if appears is Appears.BY_NAME else now}


async def mute(member: Member, *, until: datetime | None) -> None:
    """No nudges until then; None ends it."""
    await Member.filter(id=member.id).update(muted_until=until)
    await member.refresh_from_db(fields=["muted_until"])


def may_administer(workspace: Workspace, member: Member) -> bool:
    """The one who installed Involve, and Slack's admins and owners."""
    return member.is_admin or (bool(workspace.installed_by) and workspace.installed_by == member.slack_id)


async def typed(slack_id: str, team: str) -> Member:
    """Whom a Slack id means that is typed where the database is. Raises BadInput where that is nobody, or several."""
    found = Member.filter(slack_id=slack_id.strip().strip("<@>"))
    members = await (found.filter(workspace__team_id=team) if team else found)
    if len(members) == 1:
        return members[0]
    if not members:
        raise BadInput(
            "Nobody with the Slack id {slack_id} is known here. In Slack: their profile, “⋮”, Copy member ID; "
            "they must have joined with `/involve join`.",
            slack_id=slack_id[:40],
        )
    raise BadInput(
        "{slack_id} is in several workspaces of this database: say which with --team T0….", slack_id=slack_id[:40]
    )
