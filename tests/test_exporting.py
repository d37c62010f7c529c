"""`involve export` on the command line: the copy a member asks for, from whoever runs Involve."""

import io
import stat
import zipfile
from datetime import UTC, datetime

import pytest
from rich.console import Console

from bot.db import database, only_process
from bot.domain.kinds import Appears
from bot.errors import BadInput
from bot.exporting import export
from bot.services import members

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
async def anas(database_url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", database_url)
    async with database(database_url):
        for team in ("T1", "T2"):
            ana = await members.member_of(await members.workspace_of(team, now=NOW), "U0ANA")
            await members.join(ana, appears=Appears.BY_NAME, now=NOW)
    return database_url


async def test_the_copy_is_for_nobody_elses_eyes_and_is_written_beside_the_running_bot(anas, tmp_path):
    said = io.StringIO()
    with only_process(anas):
        path = await export("<@U0ANA>", team="T2", to=tmp_path, console=Console(file=said, width=200))
    assert path.parent == tmp_path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "1 row about them" in said.getvalue()
    with zipfile.ZipFile(path) as packed:
        assert {"README.txt", "involve.jsonl", "tables/member.json"} <= set(packed.namelist())


async def test_who_is_unknown_or_in_two_teams_or_a_place_that_is_none_is_told_so(anas, tmp_path):
    with pytest.raises(BadInput, match="Copy member ID"):
        await export("U0NOBODY", to=tmp_path)
    with pytest.raises(BadInput, match="--team"):
        await export("U0ANA", to=tmp_path)
    with pytest.raises(BadInput, match="cannot be written"):
        await export("U0ANA", team="T1", to=tmp_path / "nowhere" / "x.zip")
