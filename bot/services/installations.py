"""Who let Involve in: granted, its tokens kept fresh, taken back, and after the days of grace erased."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.expressions import F

from bot.db import clock_sql, placeholders, run_tx
from bot.errors import BadInput, BadSetting
from bot.keyring import Keyring, WrongKeyError
from bot.services import members
from models import Installation, Workspace
from models.base import OfWorkspace

REFRESH_BEFORE = timedelta(hours=2)  # a token lives twelve hours; two are enough to miss some ticks and try again
LEASE_SECONDS = 60  # longer than Slack is waited for, so that a token good once is not offered twice
LONGEST_GRACE = 90  # days

# Written by hand: every request begins with it, and building it costs more than running it.
_OF_TEAM = "SELECT * FROM installation WHERE team_id = '{team}'"
_TEAM_ID = re.compile(r"[A-Z0-9]{1,32}")


@dataclass(frozen=True, slots=True)
class Tokens:
    """What opens a workspace to the bot. They never show when printed."""

    bot: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    expires_at: datetime | None = None  # None = not by itself


@dataclass(frozen=True, slots=True)
class Grant:
    """What somebody's consent gave."""

    team_id: str
    team_name: str
    by: str  # Slack id of who consented
    app_id: str
    bot_id: str
    bot_user_id: str
    scopes: str
    tokens: Tokens


@dataclass(frozen=True, slots=True)
class Granted:
    """What a workspace's grant is now."""

    team_id: str
    bot_id: str
    bot_user_id: str
    scopes: str
    tokens: Tokens
    granted_at: datetime
    revision: int

    def ends_within(self, span: timedelta, now: datetime) -> bool:
        """Whether the bot's token is gone, or will be by then."""
        return self.tokens.expires_at is not None and self.tokens.expires_at <= now + span


class Installations:
    """The grants of all workspaces, their tokens locked with `keys`."""

    def __init__(self, keys: Keyring) -> None:
        self._keys = keys

    async def check(self) -> None:
        """Raises BadSetting where the tokens of a workspace are locked with a key we do not have."""
        shut = [row.team_id for row in await Installation.all() if not self._opens(row)]
        if shut:
            raise BadSetting(
                "INVOLVE_SECRET_KEYS lacks a key: the tokens of {n} workspaces are locked with one that is not in "
                "it. Put that key back, behind the others; `involve keys rotate` frees you of it.",
                n=len(shut),
            )

    async def grant(self, what: Grant, *, now: datetime) -> Workspace:
        """Keeps a grant; a workspace that comes back within its days of grace finds everything as it was."""
        workspace = await members.workspace_of(what.team_id, now=now)
        values = {
            "app_id": what.app_id,
            "bot_id": what.bot_id,
            "bot_user_id": what.bot_user_id,
            "scopes": what.scopes[:1000],
            "granted_at": now,
            **self._locked(what.tokens),
        }

        async def work(connection: BaseDBAsyncClient) -> None:
            # the write first: a read before it would meet "database is locked" with a second process on SQLite
            await (
                Workspace.filter(id=workspace.id)
                .using_db(connection)
                .update(name=what.team_name[:200], bot_user_id=what.bot_user_id, installed_by=what.by, removed_at=None)
            )
            before = await Installation.filter(team_id=what.team_id).using_db(connection).first()
            if before is None:
                await Installation.create(
                    workspace_id=workspace.id, team_id=what.team_id, using_db=connection, **values
                )
            else:
                values["revision"] = before.revision + 1
                await Installation.filter(id=before.id).using_db(connection).update(lease_until=0, **values)

        await run_tx(work)
        await workspace.refresh_from_db()
        return workspace

    async def of(self, team_id: str) -> Granted | None:
        """What the workspace granted; None where Involve is not in it."""
        if not _TEAM_ID.fullmatch(team_id):
            return None
        rows: list[Installation] = await Installation.raw(_OF_TEAM.format(team=team_id))
        return self._granted(rows[0]) if rows else None

    async def ending(self, *, now: datetime) -> list[Granted]:
        """The grants whose token has to be refreshed soon, the most urgent first."""
        rows = await Installation.filter(expires_at__lte=now + REFRESH_BEFORE).order_by("expires_at")
        return [self._granted(row) for row in rows]

    async def may_refresh(self, granted: Granted) -> bool:
        """Whether it falls to the caller to refresh this token; a refresh token is good once, so to one caller only."""

        async def work(connection: BaseDBAsyncClient) -> bool:
            clock = clock_sql(connection)
            team, revision = placeholders(connection, 2)
            rows = await connection.execute_query_dict(
                f"UPDATE installation SET lease_until = {clock} + {LEASE_SECONDS} "
                f"WHERE team_id = {team} AND revision = {revision} AND lease_until <= {clock} RETURNING id",
                [granted.team_id, granted.revision],
            )
            return bool(rows)

        return await run_tx(work)

    async def refreshed(self, granted: Granted, tokens: Tokens) -> None:
        """Keeps the new tokens, unless the workspace was granted anew or taken back meanwhile."""
        await Installation.filter(team_id=granted.team_id, revision=granted.revision).update(
            **self._locked(tokens), revision=granted.revision + 1, lease_until=0
        )

    async def relock(self) -> int:
        """Locks every token with the first key; how many were locked with another. Harmless beside a running bot."""
        changed = 0
        for row in await Installation.all():
            while not self._is_newest(row):
                old = {"bot_token": row.bot_token, "refresh_token": row.refresh_token}
                new = {name: self._keys.lock(self._open(locked)) for name, locked in old.items()}
                if await Installation.filter(id=row.id, **old).update(**new):
                    changed += 1
                    break
                again = await Installation.get_or_none(id=row.id)  # refreshed, or gone, while we looked
                if again is None:
                    break
                row = again
        return changed

    def _locked(self, tokens: Tokens) -> dict[str, object]:
        return {
            "bot_token": self._keys.lock(tokens.bot),
            "refresh_token": self._keys.lock(tokens.refresh),
            "expires_at": tokens.expires_at,
        }

    def _granted(self, row: Installation) -> Granted:
        tokens = Tokens(self._open(row.bot_token), self._open(row.refresh_token), row.expires_at)
        return Granted(row.team_id, row.bot_id, row.bot_user_id, row.scopes, tokens, row.granted_at, row.revision)

    def _open(self, locked: str) -> str:
        try:
            return self._keys.open(locked)
        except WrongKeyError as error:
            raise BadSetting("INVOLVE_SECRET_KEYS lacks the key a workspace's tokens are locked with.") from error

    def _opens(self, row: Installation) -> bool:
        try:
            self._granted(row)
        except BadSetting:
            return False
        return True

    def _is_newest(self, row: Installation) -> bool:
        return self._keys.is_newest(row.bot_token) and self._keys.is_newest(row.refresh_token)


async def leave(team_id: str, *, now: datetime, told_at: datetime | None = None) -> bool:
    """Involve was taken out of a workspace: tokens go at once, nothing is read or posted any more.

    `told_at` is when Slack says so; what was granted after that stays, for such news may come late. False where there
    was nothing to leave. Twice is the same as once.
    """

    async def work(connection: BaseDBAsyncClient) -> bool:
        workspace = Workspace.filter(team_id=team_id).using_db(connection)
        await workspace.update(removed_at=F("removed_at"))  # takes the row: who grants anew waits, or we do
        grants = Installation.filter(team_id=team_id).using_db(connection)
        # Slack tells whole seconds
        await (grants.filter(granted_at__lt=told_at + timedelta(seconds=1)) if told_at else grants).delete()
        if await grants.exists():
            return False
        return bool(await workspace.filter(removed_at=None).update(removed_at=now))

    return await run_tx(work)


async def come_back(team_id: str, *, name: str, bot_user_id: str, now: datetime) -> Workspace:
    """The one workspace of Socket Mode, whose token was just accepted: whatever was said before, we are in it."""
    workspace = await members.workspace_of(team_id, now=now)
    await Workspace.filter(id=workspace.id).update(name=name[:200], bot_user_id=bot_user_id, removed_at=None)
    await workspace.refresh_from_db()
    return workspace


async def keep_for(workspace: Workspace, days: int) -> None:
    """How many days everything is kept once Involve is taken out; 0 = not at all. Raises BadInput."""
    if not 0 <= days <= LONGEST_GRACE:
        raise BadInput("Between 0 and {longest_grace} days; then everything is erased.", longest_grace=LONGEST_GRACE)
    workspace.grace_days = days
    await workspace.save(update_fields=["grace_days"])


async def left_for_good(*, now: datetime) -> list[Workspace]:
    """The workspaces whose days of grace are over."""
    return [each for each in await Workspace.exclude(removed_at=None) if _grace_is_over(each, now)]


async def erase(workspace: Workspace) -> bool:
    """Erases every row of a workspace; False where Involve came back into it meanwhile."""

    async def work(connection: BaseDBAsyncClient) -> bool:
        # Only if nobody installed it meanwhile; the row stays locked until all is gone.
        still = Workspace.filter(id=workspace.id, removed_at=workspace.removed_at).using_db(connection)
        if not await still.update(name=""):
            return False
        for table in _leaves_first(OfWorkspace.__subclasses__()):
            await table.of(workspace).using_db(connection).delete()
        await Workspace.filter(id=workspace.id).using_db(connection).delete()
        return True

    return await run_tx(work)


def _grace_is_over(workspace: Workspace, now: datetime) -> bool:
    return workspace.removed_at is not None and workspace.removed_at + timedelta(days=workspace.grace_days) <= now


def _leaves_first(tables: Iterable[type[OfWorkspace]]) -> list[type[OfWorkspace]]:
    """Who points at others goes before them: cascades would look for each row by columns without an index."""
    waiting = list(tables)
    ordered: list[type[OfWorkspace]] = []
    while waiting:
        aims = {aim for table in waiting for aim in _points_at(table) if aim is not table}
        free = [table for table in waiting if table not in aims]
        ordered += free
        waiting = [table for table in waiting if table not in free]
    return ordered


def _points_at(table: type[OfWorkspace]) -> list[object]:
    fields = table._meta.fields_map
    return [getattr(fields[name], "related_model", None) for name in table._meta.fk_fields]
