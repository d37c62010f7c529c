"""What several tests of services ask for."""

from collections.abc import AsyncIterator

import pytest

from bot.db import database
from bot.sources.feeds import Feeds


@pytest.fixture
async def base(sqlite_url: str) -> AsyncIterator[None]:
    async with database(sqlite_url):
        yield


@pytest.fixture
async def one_reader(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """The process that reads feeds, for all the lives of a test."""
    reader = Feeds()
    for place in ("blog", "reddit", "youtube_feed"):
        monkeypatch.setattr(f"bot.sources.{place}.Feeds", lambda: reader)
    yield
    await reader.close()
