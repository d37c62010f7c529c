"""DEV, Lemmy, Reddit and Mastodon's likes through the poller: stored once, taken back when they are, heard once."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.db import database
from bot.domain.kinds import Kind
from bot.keyring import Keyring, new_key
from bot.services import credentials, poll
from bot.sources.base import Checked, Source
from bot.sources.dev import Dev
from bot.sources.lemmy import Lemmy
from bot.sources.reddit import Reddit
from bot.sources.reddit_ask import PrivateFeed
from models import Account, Activity, Member, Received
from tests.services.people import NOW, a_member, an_account
from tests.sources.forem_server import forem
from tests.sources.lemmy_server import lemmy
from tests.sources.mastodon_world import mastodon
from tests.sources.reddit_network import DOOR, KEY, reddit

KEYS = Keyring(new_key())


@pytest.fixture
async def base(database_url) -> AsyncIterator[None]:
    async with database(database_url):
        yield


def ago(**span: float) -> Any:
    return NOW - timedelta(**span)


async def look(account: Account, source: Source, *, after: timedelta = timedelta()) -> set[str]:
    """Polls; the keys of what is stored then, without the workspace and the network."""
    account = await Account.get(id=account.id).prefetch_related("member")
    polled = await poll.poll(account, source, keys=KEYS, now=NOW + after)
    assert polled.error is None
    stored = await Activity.filter(account_id=account.id).values_list("key", flat=True)
    assert len(stored) == len(set(stored))
    return {str(key).split(":", 2)[2] for key in stored}


async def connected(network: str, native_id: str, handle: str, server: str = "") -> Account:
    member: Member = await a_member()
    account = await an_account(member, network)
    await Account.filter(id=account.id).update(native_id=native_id, handle=handle, server=server)
    return await Account.get(id=account.id)


@pytest.mark.usefixtures("base")
async def test_articles_and_comments_on_dev_are_stored_once_and_go_when_they_are_taken_back():
    async with forem() as network, network.server.http() as http:
        network.publish(1, "wren_tal", ago(days=3))
        network.comment("a", 1, "gull", ago(days=2))
        network.comment("b", 1, "wren_tal", ago(days=1), below="a")
        source = Dev(http, site=network.server.url)
        account = await connected("dev", "dev.to/users/100", "wren_tal")
        first = await look(account, source)
        assert first == {"post:dev.to/1", "reply:dev.to/comment/b"}
        assert await look(account, source, after=timedelta(minutes=30)) == first
        assert await Received.filter(account_id=account.id).count() == 1
        network.comment("c", 1, "wren_tal", ago(days=-3))
        network.publish(2, "wren_tal", ago(days=-3))
        later = first | {"reply:dev.to/comment/c", "post:dev.to/2"}
        assert await look(account, source, after=timedelta(days=4)) == later
        network.comments["c"]["gone"] = True
        del network.articles[2]
        assert await look(account, source, after=timedelta(days=7)) == first


@pytest.mark.usefixtures("base")
async def test_posts_and_comments_on_lemmy_are_stored_once_and_go_when_they_are_taken_back():
    async with lemmy() as network, network.server.http() as http:
        network.post(1, "wren", ago(days=1))
        network.comment(10, 1, "tern", ago(hours=20))
        network.comment(11, 1, "wren", ago(hours=10), below=10)
        network.post(2, "tern", ago(days=1))
        network.comment(20, 2, "wren", ago(hours=9))
        url = network.server.url
        account = await connected("lemmy", f"{url}/u/wren", f"@wren@{network.server.place}", url)
        source = Lemmy(http)
        first = await look(account, source)
        assert first == {f"post:{url}/post/1", f"reply:{url}/comment/11", f"reply:{url}/comment/20"}
        assert await look(account, source, after=timedelta(minutes=30)) == first
        assert await Received.filter(account_id=account.id).count() == 1
        network.comment(21, 2, "wren", ago(days=-3))
        assert await look(account, source, after=timedelta(days=4)) == first | {f"reply:{url}/comment/21"}
        del network.comments[21]
        assert await look(account, source, after=timedelta(days=7)) == first


@pytest.mark.usefixtures("base")
async def test_reddit_is_read_with_a_key_that_lies_locked_in_the_database():
    async with reddit() as network, network.server.http() as http, Reddit(http, site=network.server.url) as source:
        network.post("b1", "gull", ago(days=1))
        network.comment("c1", "t3_b1", "Wren_Tal", ago(hours=20))
        network.comment("c2", "t1_c1", "gull", ago(hours=9))
        account = await connected("reddit", "wren_tal", "u/Wren_Tal")
        refused = await poll.poll(account, source, keys=KEYS, now=NOW)
        assert "prefs/feeds" in str(refused.error)
        await credentials.keep(account, Checked(str(PrivateFeed.of(DOOR))), KEYS, now=NOW)
        assert KEY not in account.credential
        for minutes in (0, 30):
            assert await look(account, source, after=timedelta(minutes=minutes)) == {"reply:t1_c1"}
        assert await Received.filter(account_id=account.id).count() == 1
        stored = await Account.get(id=account.id)
        assert KEY not in f"{stored.cursor}{stored.last_error}"


@pytest.mark.usefixtures("base")
async def test_likes_on_mastodon_survive_a_sweep_and_go_when_they_are_taken_back():
    async with mastodon() as (world, source):
        world.token = "a-token-of-annas"
        for acct in ("anna", "ben@birch.example"):
            world.join(acct)
        own = world.post("anna", ago(days=1), "Hello")
        uri, url = world.accounts["anna"]["uri"], world.served.url
        account = await connected("mastodon", uri, f"@anna@{world.served.place}", url)
        await credentials.keep(account, Checked(world.token), KEYS, now=NOW)
        assert await look(account, source) == {f"post:{world.uri(own)}"}
        world.favourites += [world.post("ben@birch.example", ago(days=2), f"Boat {each}") for each in range(3)]
        liked = {f"reaction:{world.uri(number)}" for number in world.favourites}
        first = await look(account, source, after=timedelta(days=6))
        assert first == liked | {f"post:{world.uri(own)}"}
        gone = world.favourites.pop(1)
        assert await look(account, source, after=timedelta(days=7)) == first - {f"reaction:{world.uri(gone)}"}
        assert await Activity.filter(account_id=account.id, kind=Kind.REACTION).count() == 2
