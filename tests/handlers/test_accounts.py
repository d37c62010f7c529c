"""/involve accounts: when each is read, what it lacks, what may still be asked and what it cost; nothing secret."""

from datetime import timedelta

import pytest

from bot.domain.kinds import Coverage
from bot.services import budget, credentials
from bot.sources.base import Checked
from models import Account, Member, Spending
from tests.bot import House
from tests.handlers.test_connecting import a_home

DOLLAR = budget.DOLLAR


async def an_account(home: House, network: str, **more) -> Account:
    member = await Member.get(slack_id="U0ANA")
    return await Account.create(
        workspace_id=member.workspace_id, member_id=member.id, key=f"{member.workspace_id}:{network}:1",
        network=network, native_id="1", handle="@ana", coverage=more.pop("coverage", Coverage.FULL),
        created_at=home.clock(), due_at=home.clock() + timedelta(minutes=25), **more,
    )  # fmt: skip


@pytest.fixture
async def home(sqlite_url, monkeypatch):
    monkeypatch.setenv("INVOLVE_X_CAP", "5")
    async with a_home(sqlite_url) as house:
        yield house


async def test_it_says_when_each_was_and_will_be_read(home: House):
    read = home.clock() - timedelta(minutes=5)
    await an_account(home, "github", polled_at=read, backfilled_at=read)
    reads = await home.types("U0ANA", "accounts")
    assert "read 5 min ago" in reads
    assert "next look in 25 min" in reads
    assert "shows both sides" in reads


async def test_trouble_is_told_with_what_can_still_be_done(home: House):
    await an_account(home, "github", last_error="GitHub knows nobody called ana. Copy the name from the profile page.")
    assert "Copy the name" in await home.types("U0ANA", "accounts")


async def test_money_spent_is_told_against_what_a_month_may_cost(home: House):
    await an_account(home, "x")
    await Spending.create(key=f"x:{home.clock():%Y-%m}", microdollars=1_230_000)
    assert "$1.23 of $5.00 spent this month" in await home.types("U0ANA", "accounts")


async def test_what_may_still_be_asked_is_told_by_the_network_itself(home: House):
    await an_account(home, "youtube")
    assert "YouTube: only new videos are seen" in await home.types("U0ANA", "accounts")


async def test_a_network_that_charges_and_was_not_allowed_is_said_to_be_off(sqlite_url):
    async with a_home(sqlite_url) as home:
        await an_account(home, "x")
        assert "INVOLVE_X_CAP" in await home.types("U0ANA", "accounts")


async def test_what_was_handed_over_is_told_by_its_end_and_never_shown(home: House):
    account = await an_account(home, "mastodon")
    ends = home.clock() + timedelta(days=30)
    await credentials.keep(account, Checked("tok-secret", ends), home.bot.wiring.keys, now=home.clock())
    reads = await home.types("U0ANA", "accounts")
    assert f"good until {ends:%-d %B %Y}" in reads
    assert "tok-secret" not in reads
    await Account.all().update(credential_ends=home.clock() - timedelta(days=1))
    assert "ended on" in await home.types("U0ANA", "accounts")


async def test_nobody_sees_another_members_accounts(home: House):
    await an_account(home, "github")
    assert "@ana" not in await home.types("U0BEN", "accounts")
