"""From what was typed to an account: what shows whose it is, what does not, and the number behind a name."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.db import database
from bot.errors import BadInput
from bot.keyring import Keyring, new_key
from bot.services import accounts, connecting, ingest, poll, unique
from bot.services.connecting import Connected
from bot.sources.base import Handle
from bot.sources.discourse import Discourse
from bot.sources.http import Http
from models import Account, Activity, Member
from tests.services.people import NOW, POLLED, a_member, a_post, an_account, rows
from tests.services.toll import Toll, toll
from tests.sources.discourse_forum import a_forum
from tests.sources.mastodon_consent import Consent
from tests.sources.mastodon_world import mastodon


@pytest.fixture
async def base(sqlite_url) -> AsyncIterator[None]:
    async with database(sqlite_url):
        yield


@pytest.mark.usefixtures("base")
async def test_a_page_is_for_the_member_and_the_account_it_was_made_for():
    keys, member, other = Keyring(new_key()), await a_member(), await a_member()
    async with mastodon() as (world, source):
        world.join("ana")
        world.join("ben")
        consent = Consent(world)
        ana, ben = (source.recognise(f"{world.served.url}/@{name}") for name in ("ana", "ben"))
        assert ana is not None
        assert ben is not None
        page = await connecting.page(member, source, ana, keys)
        code = consent.allow(page.url, "ana")
        assert "secret" not in page.sealed
        for whose, handle, opened in ((other, ana, keys), (member, ben, keys), (member, ana, Keyring(new_key()))):
            with pytest.raises(BadInput, match="once more"):
                await connecting.connect(
                    whose, source, handle, credential=code, sealed=page.sealed, keys=opened, now=NOW
                )
        assert await Account.all().count() == 0
        done = await connecting.connect(member, source, ana, credential=code, sealed=page.sealed, keys=keys, now=NOW)
        assert done.account.credential


NAME1 = Handle("toll", "name1")


async def with_token(source: Toll, member: Member, handle: Handle = NAME1) -> Connected:
    keys = Keyring(new_key())
    return await connecting.connect(member, source, handle, credential="tok", keys=keys, now=NOW)


@pytest.mark.usefixtures("base")
async def test_a_credential_that_does_not_say_whose_it_is_leaves_an_account_its_members_own_word():
    async with toll() as (served, source):
        served.routes["/me"] = {"id": "name1", "proves": False}
        done = await with_token(source, await a_member())
        assert done.account.credential
        assert (done.account.proven_at, done.account.proven_by) == (None, None)


@pytest.mark.usefixtures("base")
async def test_such_a_credential_takes_an_account_from_nobody():
    first = await a_member()
    async with toll() as (served, source):
        await accounts.connect(first, source, await source.resolve(NAME1), now=NOW)
        served.routes["/me"] = {"id": "name1", "proves": False}
        second = await a_member(await first.workspace)
        with pytest.raises(BadInput, match="connected by somebody else"):
            await with_token(source, second)
        assert (await Account.get()).member_id == first.id
        served.routes["/me"] = {"id": "name1"}  # one that says whose it is does
        taken = await with_token(source, second)
        assert taken.taken_from is not None
        assert (await Account.get()).member_id == second.id


@pytest.mark.usefixtures("base")
async def test_an_account_known_by_its_name_gets_the_number_its_token_tells_and_keeps_what_was_read():
    member = await a_member()
    async with toll() as (served, source):
        before = await with_token(source, member)
        await ingest.record(member, [a_post("1", network="toll")], origin=POLLED, now=NOW, account=before.account)
        served.routes["/me"] = {"id": "name1", "number": "4711"}
        after = await with_token(source, member)
        assert (after.account.id, after.account.native_id, after.new) == (before.account.id, "4711", False)
        assert after.account.key == unique.account_key(member.workspace_id, "toll", "4711")
        assert (await Activity.get()).account_id == after.account.id
        await accounts.disconnect(after.account, erase=False)
        served.routes["/items"] = {"items": [[1, "one"]]}
        await poll.poll(await Account.get(), source, keys=None, now=NOW)
        assert await rows(member) == {"1"}


@pytest.mark.usefixtures("base")
async def test_connecting_by_a_new_name_reads_the_same_account_by_it_at_once():
    member = await a_member()
    async with a_forum() as board, Http(allowed=[board.server.place]) as http:
        source, where = Discourse(http), board.server.url
        before = await connecting.connect(member, source, Handle("discourse", "wren_tal", where), keys=None, now=NOW)
        await Account.filter(id=before.account.id).update(errors=1, due_at=NOW + timedelta(days=1))
        board.users["wren_ties"] = {**board.users.pop("wren_tal"), "username": "wren_ties"}
        after = await connecting.connect(member, source, Handle("discourse", "wren_ties", where), keys=None, now=NOW)
        assert (after.account.id, after.new, after.account.due_at) == (before.account.id, False, NOW)
        assert after.account.handle.endswith("/u/wren_ties")
        assert after.account.url == f"{where}/u/wren_ties"


@pytest.mark.usefixtures("base")
async def test_a_new_name_of_a_number_that_is_known_is_the_same_account():
    member = await a_member()
    async with toll() as (served, source):
        served.routes["/me"] = {"id": "name1", "number": "4711"}
        before = await with_token(source, member)
        served.routes["/me"] = {"id": "name2", "number": "4711"}
        after = await with_token(source, member, Handle("toll", "name2"))
        assert (after.account.id, after.account.handle) == (before.account.id, "name2")
        assert await Account.all().count() == 1


@pytest.mark.usefixtures("base")
async def test_whom_a_name_means_where_several_are_called_so():
    member = await a_member()
    hn, dev, gone = [
        await an_account(
            member, network, native_id=f"{network}-1", handle=handle, due_at=due, url=f"https://{network}.example"
        )
        for network, handle, due in (("hackernews", "Wren", NOW), ("dev", "wren", NOW), ("github", "wren", None))
    ]
    mine = await accounts.of_member(member)
    for typed, meant in {
        "wren": [hn, dev], "@Wren": [hn, dev], "dev:wren": [dev], "hackernews:wren": [hn], "hn:wren": [hn, dev],
        "github:wren": [gone], "https://dev.example": [dev], "dev": [dev], "dev-1": [dev], "somebody": [],
    }.items():  # fmt: skip
        assert list(accounts.matching(mine, typed)) == meant, typed
