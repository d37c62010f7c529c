"""`involve import` on the command line."""

import io
from contextlib import closing
from datetime import UTC, datetime

import pytest
from rich.console import Console

from bot.db import database, only_process
from bot.domain.kinds import Appears
from bot.errors import BadInput
from bot.importing import import_archive
from bot.services import members
from models import Activity
from tests.sources.archives.packing import packed
from tests.sources.archives.test_linkedin import WHOLE

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def export(tmp_path):
    return packed(tmp_path / "linkedin [1].zip", WHOLE)


async def join(*teams: str) -> None:
    for team in teams:
        workspace = await members.workspace_of(team, now=NOW)
        await members.join(await members.member_of(workspace, "U0ANA"), appears=Appears.BY_NAME, now=NOW)


async def test_a_file_is_imported_with_a_report(database_url, export, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", database_url)
    async with database(database_url):
        await join("T1")
    with closing(io.StringIO()) as said:
        await import_archive(export, "U0ANA", console=Console(file=said, width=200))
        assert "LinkedIn: 1 post, 4 comments and replies" in said.getvalue()
    async with database(database_url):
        assert await Activity.all().count() == 10


async def test_it_runs_beside_the_bot(sqlite_url, export, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    async with database(sqlite_url):
        await join("T1")
    with only_process(sqlite_url):
        await import_archive(export, "<@U0ANA>", network="linkedin", console=Console(file=io.StringIO()))


async def test_who_is_unknown_or_in_two_teams_is_told_so(sqlite_url, export, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    async with database(sqlite_url):
        await join("T1", "T2")
    with pytest.raises(BadInput, match="Copy member ID"):
        await import_archive(export, "U0NOBODY")
    with pytest.raises(BadInput, match="--team"):
        await import_archive(export, "U0ANA")
    await import_archive(export, "U0ANA", team="T2", console=Console(file=io.StringIO()))
    async with database(sqlite_url):
        assert {row.workspace_id for row in await Activity.all()} == {2}
