"""An upgrade keeps what was there: rows that hang on a changed one, and what members had agreed to."""

from tortoise import Tortoise, connections
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget

from bot.db import APP, config_of_apps, database, upgrade
from bot.domain.kinds import Appears
from models import Member

SAID_BEFORE = """
INSERT INTO workspace (id, team_id, name, bot_user_id, installed_by, created_at, digest_channel, digest_at, digest_days,
 zone, channel_told, unchecked_half, names_allowed, goal, revision, grace_days)
VALUES (1, 'T1', '', '', '', '2026-11-01', '', '09:00', '0', 'UTC', '', FALSE, TRUE, '', 0, 7);
INSERT INTO member (id, workspace_id, key, slack_id, name, zone, locale, dm_channel, is_admin, invited_by, named,
 nudges, nudge_days, revision) VALUES
 (1, 1, '1:U1', 'U1', 'ana', 'UTC', 'en', '', FALSE, '', TRUE, TRUE, 3, 0),
 (2, 1, '1:U2', 'U2', 'ben', 'UTC', 'en', '', FALSE, '', FALSE, TRUE, 3, 0);
INSERT INTO lesson (id, workspace_id, member_id, words, at) VALUES (1, 1, 1, 'listen', '2026-11-02');
"""


async def test_who_agreed_to_be_named_stays_so_and_what_hangs_on_members_stays(blank_url):
    async with database(blank_url, upgraded=False):
        connection = connections.get("default")
        executor = MigrationExecutor(connection, {APP: Tortoise.apps and config_of_apps()[APP]})
        await executor.migrate([MigrationTarget(app_label=APP, name="0003_credentials")])
        for statement in SAID_BEFORE.split(";"):
            if statement.strip():
                await connection.execute_script(statement)
        assert "0004_what_members_chose" in await upgrade()
        ana, ben = await Member.all().order_by("id")
        assert (ana.appears, ben.appears) == (Appears.BY_NAME, Appears.IN_TOTALS)
        assert not ana.nudges  # nobody had been asked
        rows = await connection.execute_query_dict("SELECT words FROM lesson")
        assert [row["words"] for row in rows] == ["listen"]
