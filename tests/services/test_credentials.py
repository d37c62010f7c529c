"""What a member hands over is locked at rest, opened for one question, renewed with the cursor."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from tortoise import connections

from bot.db import database
from bot.domain.kinds import Proof
from bot.errors import BadSetting, NeedsCredential
from bot.keyring import Keyring, new_key
from bot.services import accounts, credentials, poll, privacy
from bot.sources.base import Checked
from models import Account, Member
from tests.services.people import NOW, a_member, an_account, rows
from tests.services.toll import toll

SECRET = "tok-of-the-member-1"
NEXT = "tok-of-the-member-2"


@pytest.fixture
async def base(database_url) -> AsyncIterator[None]:
    async with database(database_url):
        yield


@pytest.fixture
def keys() -> Keyring:
    return Keyring(new_key())


async def handed_over(keys: Keyring, member: Member | None = None, ends=None) -> Account:
    account = await an_account(member or await a_member(), "toll")
    await credentials.keep(account, Checked(SECRET, ends), keys, now=NOW)
    return account


async def everything_stored() -> str:
    connection = connections.get("default")
    tables = ["account", "activity", "delivery", "member", "received", "relative", "spending"]
    return "\n".join([str(await connection.execute_query_dict(f"SELECT * FROM {table}")) for table in tables])


@pytest.mark.usefixtures("base")
async def test_it_stands_nowhere_in_the_clear_and_is_handed_to_the_network_alone(keys, capfd):
    account = await handed_over(keys)
    async with toll() as (served, source):
        polled = await poll.poll(account, source, keys=keys, now=NOW)
        assert [asked.headers["authorization"] for asked in served.asked] == [f"Bearer {SECRET}"]
    assert SECRET not in await everything_stored()
    assert SECRET not in repr(poll.identity_of(account, SECRET)) + repr(Checked(SECRET)) + repr(polled)
    assert SECRET not in "".join(capfd.readouterr())


@pytest.mark.usefixtures("base")
async def test_without_one_the_network_is_asked_without(keys):
    async with toll() as (served, source):
        await poll.poll(await an_account(await a_member(), "toll"), source, keys=None, now=NOW)
        assert ["authorization" in asked.headers for asked in served.asked] == [False]


@pytest.mark.usefixtures("base")
async def test_the_network_says_whose_it_is_so_the_account_is_proven(keys):
    account = await handed_over(keys)
    assert (account.proven_at, account.proven_by) == (NOW, Proof.CREDENTIAL)


@pytest.mark.usefixtures("base")
async def test_without_a_key_nothing_is_kept_and_who_runs_involve_reads_what_to_do():
    account = await an_account(await a_member(), "toll")
    with pytest.raises(BadSetting, match="involve keys new"):
        await credentials.keep(account, Checked(SECRET), None, now=NOW)
    assert (await Account.get(id=account.id)).credential == ""


@pytest.mark.usefixtures("base")
async def test_one_locked_with_a_lost_key_asks_for_a_new_one_and_sends_nothing(keys):
    account = await handed_over(keys)
    for other in (Keyring(new_key()), None):
        async with toll() as (served, source):
            polled = await poll.poll(account, source, keys=other, now=NOW)
            assert served.asked == []
        assert "once more" in str(polled.error)


@pytest.mark.usefixtures("base")
async def test_a_renewed_one_takes_the_place_of_the_old_with_the_cursor(keys):
    account = await handed_over(keys)
    async with toll() as (served, source):
        ends = NOW + timedelta(days=60)
        first = {"items": [[1, "one"]], "token": NEXT, "ends": ends.isoformat(), "more": True}
        pages = iter([first, {"items": [[2, "two"]]}, {"items": []}])
        served.routes["/items"] = lambda asked: (200, {}, next(pages))
        await poll.poll(account, source, keys=keys, now=NOW)
        stored = await Account.get(id=account.id)
        assert credentials.opened(stored, keys) == NEXT
        assert stored.credential_ends == ends
        assert stored.cursor == account.cursor != "{}"
        await poll.poll(stored, source, keys=keys, now=NOW)
        assert served.asked[-1].headers["authorization"] == f"Bearer {NEXT}"


@pytest.mark.usefixtures("base")
async def test_a_renewed_one_is_kept_even_where_somebody_else_moved_the_cursor(keys):
    account = await handed_over(keys)
    await Account.filter(id=account.id).update(cursor='{"at":9}')  # another process was here
    async with toll() as (served, source):
        served.routes["/items"] = {"items": [[1, "one"]], "token": NEXT}
        await poll.poll(account, source, keys=keys, now=NOW)
    assert credentials.opened(await Account.get(id=account.id), keys) == NEXT
    assert await rows(await Member.get(id=account.member_id)) == set()


@pytest.mark.usefixtures("base")
async def test_what_the_member_handed_over_meanwhile_wins_over_a_renewed_one(keys):
    account = await handed_over(keys)
    later = await Account.get(id=account.id)
    await credentials.keep(later, Checked("tok-of-just-now"), keys, now=NOW)
    async with toll() as (served, source):
        served.routes["/items"] = {"items": [[1, "one"]], "token": NEXT}
        await poll.poll(account, source, keys=keys, now=NOW)
    assert credentials.opened(await Account.get(id=account.id), keys) == "tok-of-just-now"


@pytest.mark.usefixtures("base")
async def test_a_refused_one_is_told_once_with_how_to_renew_it(keys):
    account = await handed_over(keys)
    async with toll() as (served, source):
        served.routes["/items"] = (401, {}, {"error": "expired"})
        first = await poll.poll(account, source, keys=keys, now=NOW)
        again = await poll.poll(await Account.get(id=account.id), source, keys=keys, now=NOW + timedelta(days=1))
    assert "Settings, Tokens, New" in str(first.error)
    assert (first.tell, again.tell) == (True, False)


@pytest.mark.usefixtures("base")
async def test_one_that_ends_is_told_of_once_seven_days_before(keys):
    ends = NOW + timedelta(days=30)
    account = await handed_over(keys, ends=ends)
    await handed_over(keys)  # of this one nobody knows when it ends
    assert await credentials.ending(now=ends - timedelta(days=8)) == []
    (soon,) = await credentials.ending(now=ends - timedelta(days=7))
    assert soon.id == account.id
    await credentials.told(soon, now=ends - timedelta(days=7))
    assert await credentials.ending(now=ends) == []
    await credentials.keep(account, Checked(NEXT, ends + timedelta(days=30)), keys, now=ends)
    assert await credentials.ending(now=ends) == []
    assert len(await credentials.ending(now=ends + timedelta(days=25))) == 1


@pytest.mark.usefixtures("base")
async def test_it_goes_with_the_account_and_with_its_member(keys):
    member = await a_member()
    account = await handed_over(keys, member)
    await credentials.drop(account)
    assert (account.credential, account.credential_ends) == ("", None)
    await credentials.keep(account, Checked(SECRET), keys, now=NOW)
    await accounts.disconnect(account, erase=False)
    assert (await Account.get(id=account.id)).credential == ""
    await handed_over(keys, member)
    await privacy.forget(member)
    assert not await Account.filter(member_id=member.id).exists()


@pytest.mark.usefixtures("base")
async def test_keys_rotate_under_what_members_handed_over():
    old, new = new_key(), new_key()
    account = await handed_over(Keyring(old))
    both = Keyring(f"{new},{old}")
    await credentials.check(both)
    assert await credentials.relock(both) == 1
    assert await credentials.relock(both) == 0
    assert credentials.opened(await Account.get(id=account.id), Keyring(new)) == SECRET
    with pytest.raises(NeedsCredential):
        credentials.opened(await Account.get(id=account.id), Keyring(old))
    with pytest.raises(BadSetting, match="INVOLVE_SECRET_KEYS lacks a key"):
        await credentials.check(Keyring(old))
