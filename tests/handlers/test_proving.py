"""Proving an account and accounts that name each other, in the buttons a member presses."""

import pytest

from bot.domain.kinds import Proof
from models import Account, Member, Relative
from tests.bot import House
from tests.handlers.test_connecting import a_home, at
from tests.sources.mastodon_consent import Consent
from tests.sources.mastodon_world import mastodon


@pytest.fixture
async def there():
    async with mastodon() as (world, _):
        for name in ("ana", "ana2"):
            world.join(name)
        yield Consent(world)


@pytest.fixture
async def home(sqlite_url, there: Consent):
    async with a_home(sqlite_url, there.world.served.place) as house:
        yield house


async def pressed(home: House, message, action: str):
    reply = await home.slack.press("U0ANA", message, action)
    await home.settle()
    return reply.messages[-1]


async def test_an_account_is_proven_by_a_code_with_three_presses(home: House, there: Consent):
    await home.types("U0ANA", f"connect {at(there, 'ana')}")
    account = await Account.get()
    reply = await home.slack.command("U0ANA", "/involve", "accounts", channel="C0TEAM")
    assert "by your own word" in reply.reads
    how = await pressed(home, reply.messages[-1], f"prove_it_{account.id}")
    code = (await Member.get(slack_id="U0ANA")).proof_code
    assert code in how.reads
    again = await pressed(home, how, f"look_at_profile_{account.id}")
    assert "neither the code nor links" in again.reads
    there.world.accounts["ana"]["note"] = f"<p>{code}</p>"
    assert "is proven yours" in (await pressed(home, again, f"look_at_profile_{account.id}")).reads
    assert (await Account.get()).proven_by is Proof.CODE
    reads = await home.types("U0ANA", "accounts")
    assert "proven yours by the code" in reads
    assert "Prove it" not in reads


async def test_what_names_each_other_is_offered_after_the_first_reading(home: House, there: Consent):
    there.world.accounts["ana"]["note"] = f'<a href="{at(there, "ana2")}">x</a>'
    there.world.accounts["ana2"]["note"] = f'<a href="{at(there, "ana")}">x</a>'
    await home.types("U0ANA", f"connect {at(there, 'ana')}")
    await home.tick()
    await home.tick()
    (offer,) = [message for message in home.slack.dms("U0ANA") if "Are they yours" in message.reads]
    row = await Relative.get()
    await home.slack.press("U0ANA", offer, f"relative_yes_{row.id}")
    await home.settle()
    assert await Account.all().count() == 2
    (now,) = [message for message in home.slack.dms("U0ANA") if "Connected" in message.reads]
    await home.slack.press("U0ANA", now, "undo_connect")
    await home.settle()
    assert await Account.all().count() == 1
    await home.tick()
    assert not [message for message in home.slack.dms("U0ANA") if "Are they yours" in message.reads]
