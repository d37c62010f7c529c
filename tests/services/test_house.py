"""Whose ground is what."""

from collections.abc import AsyncIterator

import pytest

from bot.db import database
from bot.services import house
from tests.services.people import a_member, an_account


@pytest.fixture
async def base(sqlite_url) -> AsyncIterator[None]:
    async with database(sqlite_url):
        yield


@pytest.mark.usefixtures("base")
async def test_where_a_network_tells_names_alone_a_colleague_known_by_number_is_a_colleague_all_the_same():
    member = await a_member()
    mate = await a_member(await member.workspace)
    await an_account(mate, "threads", native_id="17841400000000001", handle="@Wren.Ties")
    await an_account(mate, "forum", native_id="4", handle="gull")
    (team,) = (await house.ground_of(member)).team
    assert {("threads", "wren.ties"), ("threads", "17841400000000001"), ("forum", "4")} <= team.accounts
    assert ("forum", "gull") not in team.accounts  # there it is somebody else's number
    assert ("threads", "wren.ties") in (await house.ground_of(mate)).mine.accounts
