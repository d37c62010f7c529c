"""Networks with keys, money and tokens, polled as the clock polls them: what they cost, what is kept, what goes."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.db import database
from bot.keyring import Keyring, new_key
from bot.services import budget, credentials, poll
from bot.sources.threads import Threads
from bot.sources.threads_token import Token
from bot.sources.x import X
from bot.sources.youtube import YouTube
from models import Account, Member, Received
from tests.services.people import NOW, a_member, rows
from tests.sources import threads_network, x_network, youtube_network

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
async def base(database_url) -> AsyncIterator[None]:
    async with database(database_url):
        yield


async def connected(network: str, native_id: str, handle: str, coverage: str) -> Account:
    member = await a_member()
    return await Account.create(
        workspace_id=member.workspace_id, member_id=member.id, key=f"{member.workspace_id}:{network}:{native_id}",
        network=network, native_id=native_id, handle=handle, coverage=coverage, created_at=NOW, due_at=NOW,
    )  # fmt: skip


@pytest.mark.usefixtures("base")
async def test_x_is_read_for_what_it_charges_and_no_further_than_the_cap():
    account = await connected("x", x_network.ME, "@wren_ties", X.coverage)
    async with x_network.x_network() as network, network.server.http() as http:
        source = X(http, api=network.server.url, token=x_network.TOKEN, cap="0.30")
        mine = network.post(x_network.ME, NOW - 3 * DAY)
        asked = network.post(x_network.GULL, NOW - 2 * DAY, replied_to=mine)
        gone = network.post(x_network.ME, NOW - DAY, replied_to=asked)
        await poll.poll(account, source, keys=None, now=NOW)
        member = await Member.get(id=account.member_id)
        assert await rows(member) == {mine, gone}
        heard = await Received.get(account_id=account.id)
        assert (heard.on, heard.answered_at) == (mine, NOW - DAY)

        del network.posts[gone]
        new = network.post(x_network.ME, NOW + 7 * DAY)
        account = await Account.get(id=account.id)
        await poll.poll(account, source, keys=None, now=NOW + 8 * DAY)  # a week later it is swept
        assert await rows(member) == {mine, new}

        for minute in range(200):
            network.post(x_network.ME, NOW + 9 * DAY + minute * timedelta(minutes=1))
        for hour in range(3):
            account = await Account.get(id=account.id)
            await poll.poll(account, source, keys=None, now=NOW + 10 * DAY + hour * HOUR)
        spent = await budget.spent("x", now=NOW + 10 * DAY)
        assert spent == round(network.dollars() * budget.DOLLAR)
        assert spent <= source.cap_microdollars
        assert "used up" in (await Account.get(id=account.id)).last_error


@pytest.mark.usefixtures("base")
async def test_what_x_charges_for_mentions_and_searches_is_booked_at_once_and_held_against_the_cap_after_a_restart():
    account = await connected("x", x_network.ME, "@wren_ties", X.coverage)
    async with x_network.x_network() as network, network.server.http() as http:

        def started() -> X:
            return X(http, api=network.server.url, token=x_network.TOKEN, cap="0.30")

        mine = network.post(x_network.ME, NOW - 3 * DAY)
        for hour in range(20):
            network.post(x_network.GULL, NOW - 2 * DAY + hour * HOUR, replied_to=mine)
        await poll.poll(account, started(), keys=None, now=NOW)
        assert await budget.spent("x", now=NOW) == round(network.dollars() * budget.DOLLAR) > 20 * 5_000

        for hour in range(1, 6):  # a new process each time, which has spent nothing itself
            for minute in range(50):
                network.post(x_network.ME, NOW + hour * HOUR - minute * timedelta(minutes=1))
            again = await Account.get(id=account.id)
            await poll.poll(again, started(), keys=None, now=NOW + hour * HOUR)
            spent = await budget.spent("x", now=NOW)
            assert spent == round(network.dollars() * budget.DOLLAR)
            assert spent <= started().cap_microdollars


@pytest.mark.usefixtures("base")
async def test_threads_is_read_with_a_token_that_is_renewed_and_kept_locked():
    keys = Keyring(new_key())
    account = await connected("threads", "wren.ties", "@wren.ties", Threads.coverage)
    async with threads_network.threads_network() as network, network.server.http() as http:
        source = Threads(http, api=network.server.url)
        checked = await source.check(poll.identity_of(account), threads_network.TOKEN, now=NOW)
        await credentials.keep(account, checked, keys, now=NOW)
        theirs = network.post("gull_erik", NOW - 2 * DAY)
        joined = network.post("wren.ties", NOW - DAY, replied_to=theirs)
        back = network.post("gull_erik", NOW - HOUR, replied_to=joined)
        network.tokens = {threads_network.TOKEN: "THAA-the-second"}
        await poll.poll(account, source, keys=keys, now=NOW + 2 * DAY)
        assert await rows(await Member.get(id=account.member_id)) == {joined}
        assert [(one.on, one.url) async for one in Received.filter(account_id=account.id)] == [
            (joined, network.posts[back]["permalink"])
        ]
        account = await Account.get(id=account.id)
        assert Token.kept(credentials.opened(account, keys)).token == "THAA-the-second"
        assert account.credential_ends == NOW + 2 * DAY + timedelta(seconds=5_183_944)
        assert "THAA" not in account.credential
        assert account.last_error == ""


@pytest.mark.usefixtures("base")
async def test_youtube_loses_a_deleted_video_and_keeps_what_is_said_below_another():
    account = await connected("youtube", youtube_network.ME, "@wren-ties-knots", YouTube.coverage)
    async with (
        youtube_network.youtube() as network,
        network.server.http() as http,
        YouTube(http, api=network.server.url, feeds=network.server.url, key=youtube_network.KEY) as source,
    ):
        network.video("knotKnot001", NOW - 3 * DAY)
        network.video("knotKnot002", NOW - 2 * DAY)
        network.comment("Ua", "knotKnot001", youtube_network.GULL, NOW - DAY)
        network.comment("Ua.1", "knotKnot001", youtube_network.ME, NOW - HOUR)
        await poll.poll(account, source, keys=None, now=NOW)
        member = await Member.get(id=account.member_id)
        assert await rows(member) == {"knotKnot001", "knotKnot002", "Ua.1"}
        heard = await Received.get(account_id=account.id)
        assert (heard.on, heard.answered_at) == ("knotKnot001", NOW - HOUR)
        del network.videos["knotKnot002"]
        await poll.poll(await Account.get(id=account.id), source, keys=None, now=NOW + HOUR)
        assert await rows(member) == {"knotKnot001", "Ua.1"}
