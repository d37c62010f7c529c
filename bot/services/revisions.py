"""Numbers that say whether something a judgement rests on has changed since it was last made."""

from tortoise.backends.base.client import BaseDBAsyncClient

from bot.db import Statement, placeholders


async def touch(connection: BaseDBAsyncClient, member_id: int) -> int:
    """Says that something a judgement of this member rests on has changed; the new revision."""
    sql, values = touching(connection, member_id)
    rows = await connection.execute_query_dict(sql, list(values))
    return int(rows[0]["revision"]) if rows else 0


async def touch_team(connection: BaseDBAsyncClient, workspace_id: int) -> None:
    """Says that something every judgement in the workspace rests on has changed: who belongs to it, what is its own."""
    mark = placeholders(connection, 1)[0]
    await connection.execute_query(f"UPDATE workspace SET revision = revision + 1 WHERE id = {mark}", [workspace_id])


def touching(connection: BaseDBAsyncClient, member_id: int) -> Statement:
    """The statement of `touch`."""
    mark = placeholders(connection, 1)[0]
    return f"UPDATE member SET revision = revision + 1 WHERE id = {mark} RETURNING revision", (member_id,)
