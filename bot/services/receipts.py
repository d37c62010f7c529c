"""What Slack hands in is acted on once: an event, a command or a click that comes again is only acknowledged."""

from datetime import datetime, timedelta
from hashlib import sha256

from tortoise import connections
from tortoise.backends.base.client import BaseDBAsyncClient

from bot.db import bound_time, placeholders
from bot.services import members
from models import Receipt

KEPT = timedelta(days=1)  # Slack tells an event again for some minutes; a signature is good for five
LONGEST = 150  # of a name, so that the key fits its column


async def first_time(team_id: str, name: str, *, now: datetime) -> bool:
    """Whether this is the first time Slack hands in what it calls `name` (an event id, a trigger id) in this team."""
    name = name if len(name) <= LONGEST else sha256(name.encode()).hexdigest()
    connection = connections.get("default")
    if await _claim(connection, team_id, name, now):
        return True
    # Either it was here before, or it is the very first word of a workspace we do not know yet.
    workspace = await members.workspace_of(team_id, now=now)
    if await Receipt.filter(key=f"{workspace.id}:{name}").exists():
        return False
    return await _claim(connection, team_id, name, now)


async def drop_old(*, now: datetime) -> None:
    """Forgets what nobody will hand in again."""
    await Receipt.filter(at__lt=now - KEPT).delete()


async def _claim(connection: BaseDBAsyncClient, team_id: str, name: str, now: datetime) -> bool:
    # One statement, no transaction of ours: it stands in front of every answer.
    is_postgres = connection.capabilities.dialect == "postgres"
    mark, at, team = placeholders(connection, 3)
    moment = f"CAST({at} AS TIMESTAMPTZ)" if is_postgres else at  # SQLite would make a number of it
    rows = await connection.execute_query_dict(
        "INSERT INTO receipt (workspace_id, key, at) "
        f"SELECT id, CAST(id AS TEXT) || ':' || CAST({mark} AS TEXT), {moment} FROM workspace WHERE team_id = {team} "
        "ON CONFLICT (key) DO NOTHING RETURNING id",
        [name, bound_time(connection, now), team_id],
    )
    return bool(rows)
