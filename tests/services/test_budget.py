"""A network that charges is never asked beyond what its owner wants to pay in a month."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.db import database
from bot.phrase import read
from bot.services import budget, poll
from models import Account, Member
from tests.services.people import NOW, a_member, an_account, rows
from tests.services.toll import toll

CENT = budget.DOLLAR // 100


@pytest.fixture
async def base(database_url) -> AsyncIterator[None]:
    async with database(database_url):
        yield


@pytest.mark.usefixtures("base")
async def test_what_pages_cost_adds_up_by_the_month_also_from_several_hands():
    await asyncio.gather(*(budget.spend("toll", CENT, now=NOW) for _ in range(20)))
    await budget.spend("other", CENT, now=NOW)
    assert await budget.spent("toll", now=NOW) == 20 * CENT
    assert await budget.spent("toll", now=NOW + timedelta(days=13)) == 0  # December


@pytest.mark.usefixtures("base")
async def test_at_the_cap_nothing_is_asked_until_the_month_turns():
    account = await an_account(await a_member(), "toll")
    async with toll(cap_microdollars=10 * CENT) as (served, source):
        pages = iter([{"items": [[n, "words"]], "cost": 5 * CENT, "more": True} for n in range(1, 9)])
        served.routes["/items"] = lambda asked: (200, {}, next(pages))
        await poll.poll(account, source, keys=None, now=NOW)
        assert len(served.asked) == 2  # the second page reached the cap
        assert await rows(await Member.get(id=account.member_id)) == {"1", "2"}

        account = await Account.get(id=account.id)
        polled = await poll.poll(account, source, keys=None, now=NOW)
        assert len(served.asked) == 2
        stored = await Account.get(id=account.id)
        assert "used up" in str(polled.error) == str(read(stored.last_error))
        assert "1 December" in str(read(stored.last_error))
        assert not polled.tell
        assert stored.errors == 0
        assert stored.due_at == NOW + timedelta(days=1)  # the cap may have been lifted by then

        served.routes["/items"] = {"items": [[9, "more words"]], "cost": CENT}
        await poll.poll(stored, source, keys=None, now=datetime(2026, 12, 1, tzinfo=UTC))
        assert (await Account.get(id=account.id)).last_error == ""


@pytest.mark.usefixtures("base")
async def test_a_network_that_charges_is_off_until_somebody_allows_it():
    async with toll(cap_microdollars=0) as (served, source):
        polled = await poll.poll(await an_account(await a_member(), "toll"), source, keys=None, now=NOW)
        assert served.asked == []
    assert "INVOLVE_TOLL_CAP" in str(polled.error)


@pytest.mark.parametrize(
    ("now", "turn"),
    [
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)),
        (datetime(2027, 1, 31, tzinfo=UTC), datetime(2027, 2, 1, tzinfo=UTC)),
    ],
)
def test_the_month_turns_on_the_first(now, turn):
    assert budget.turns(now) == turn
