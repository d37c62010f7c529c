"""Networks through the running bot: connected, polled, told in the digest, let go of, and nothing of them left."""

import json
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

import httpx
import pytest
from tortoise import connections

import models
from bot.keyring import new_key
from models import Account, Activity, Received
from tests.bot import HereOnly, House, a_house
from tests.journeys.test_journeys import SAID
from tests.services.people import NOW
from tests.sources.serve import serve
from tests.sources.stages import STAGES, Stage
from tests.sources.test_pinterest import TOKEN as PINS_TOKEN
from tests.sources.test_pinterest import Pins
from tests.sources.threads_network import TOKEN, threads_network

DAY = timedelta(days=1)


class Instead(httpx.AsyncBaseTransport):
    """Answers for a host of the network's from a server of this machine."""

    def __init__(self, host: str, url: str, real: httpx.AsyncBaseTransport) -> None:
        self._host, self._place = host, httpx.URL(url)
        self._here, self._else = httpx.AsyncHTTPTransport(), HereOnly(real)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host != self._host:
            return await self._else.handle_async_request(request)
        request.url = request.url.copy_with(scheme="http", host=self._place.host, port=self._place.port)
        request.headers["host"] = self._place.netloc.decode()
        return await self._here.handle_async_request(request)

    async def aclose(self) -> None:
        await self._here.aclose()
        await self._else.aclose()


@asynccontextmanager
async def threads():
    async with threads_network() as network:
        network.post("wren.ties", NOW - DAY, replied_to=network.post("gull_erik", NOW - 2 * DAY))
        yield "graph.threads.net", network.server.url, "threads:@wren.ties", "wren.ties", TOKEN


@asynccontextmanager
async def pinterest():
    pins = Pins()
    pins.pin(1, int((NOW - DAY).timestamp()))
    async with serve({"*": pins.answer}) as server:
        yield "api.pinterest.com", server.url, "pinterest:wren_tal", "wren_tal", PINS_TOKEN


async def everything(house: House) -> str:
    """Every row of every table."""
    tables = {each._meta.db_table for name in models.__all__ if hasattr(each := getattr(models, name), "_meta")}
    connection = connections.get("default")
    return "\n".join([str(await connection.execute_query_dict(f'SELECT * FROM "{table}"')) for table in tables])


@pytest.mark.parametrize("network", [threads, pinterest])
async def test_a_network_with_a_token_from_the_dialog_to_the_last_row(sqlite_url, network, capfd):
    async with network() as (host, url, handle, name, token):
        environment = {"INVOLVE_SECRET_KEYS": new_key()}
        through = lambda real: Instead(host, url, real)  # noqa: E731 - as `around` is called
        async with a_house(sqlite_url, environment=environment, around=through) as house:
            await house.types("U0ANA", "help")
            await house.joins("U0ANA")
            for values in ({"handle": handle}, {"credential": token}):
                view = house.slack.modal("U0ANA")
                if view is None:
                    await house.types("U0ANA", "connect")
                    view = house.slack.modal("U0ANA")
                await house.slack.submit("U0ANA", view, values)
                await house.settle()
            await house.tick()
            account = await Account.get()
            assert (account.last_error, account.proven_at is not None) == ("", True)
            assert account.credential
            assert await Activity.filter(account_id=account.id).count() == 1
            assert name in await house.types("U0ANA", "accounts")
            assert token not in await everything(house)

            asked = await house.slack.command("U0ANA", "/involve", f"disconnect {name}", channel="C0TEAM")
            await house.slack.press("U0ANA", asked.messages[0], "disconnect_keep")
            await house.settle()
            assert [each.credential async for each in Account.all()] == [""]

            reply = await house.slack.command("U0ANA", "/involve", "forget me", channel="C0TEAM")
            await house.settle()
            await house.slack.submit("U0ANA", reply.modal, {"word": "forget me"})
            await house.settle()
            left = await everything(house)
            assert name not in left
            assert token not in left
            said = json.dumps([call.arguments for call in house.slack.calls], default=str)
            assert token not in said + "".join(capfd.readouterr())


# What is typed, and what is set so that the network is asked on this machine; {url} and {place} are the server's.
OPEN = {
    "blog": ("blog:{url}/feed", {}),
    "bluesky": ("bluesky:anna.example", {"APPVIEW": "{url}", "DIRECTORY": "{url}/plc"}),
    "dev": ("dev:wren_tal", {"SITE": "{url}"}),
    "discourse": ("discourse:{url}/u/wren_tal", {}),
    "github": ("github:wren-tal", {"API": "{url}"}),
    "hackernews": ("hn:wren_tal", {"ALGOLIA": "{url}", "FIREBASE": "{url}"}),
    "lemmy": ("lemmy:{url}/u/wren", {}),
    "mastodon": ("mastodon:{url}/@anna", {}),
    "stackexchange": ("stackoverflow:12345", {"API": "{url}"}),
    "youtube": ("youtube:@wren-ties-knots", {"FEEDS": "{url}"}),  # without a key, by the channel's feed
}
SEEN_AT_LEAST = {"blog": 3, "github": 1, "youtube": 1, "dev": 2}  # things that were done there; elsewhere two


async def test_networks_without_a_token_from_the_command_to_the_last_row(sqlite_url, monkeypatch):
    """All in one house: connected, polled, in the digest, let go of with or without what was read, forgotten."""
    async with AsyncExitStack() as stack:
        stages = {name: await stack.enter_async_context(STAGES[name]()) for name in OPEN}
        for days in range(1, 15):  # on less nobody is judged
            talk, at = stages["hackernews"].world, int((NOW - days * DAY - DAY / 6).timestamp())
            talk.comment(
                5_000 + days, "wren_tal", at, talk.story(4_000 + days, "gull", at - 600), SAID[days % len(SAID)]
            )
        places = ",".join(stage.server.place for stage in stages.values())
        for name, stage in stages.items():
            for variable, value in OPEN[name][1].items():
                monkeypatch.setenv(f"INVOLVE_{name.upper()}_{variable}", _here(value, stage))
        house = await stack.enter_async_context(
            a_house(sqlite_url, around=None, environment={"INVOLVE_ALLOWED_HOSTS": places})
        )
        await house.types("U0ANA", "help")
        await house.joins("U0ANA")
        await house.types("U0ANA", "setup #team 10:30 daily UTC")
        await house.knows_the_digest()
        for name, stage in stages.items():
            said = await house.types("U0ANA", f"connect {_here(OPEN[name][0], stage)}")
            assert "Connected " in said, (name, said)
        await house.tick()
        accounts = {account.network: account async for account in Account.all()}
        assert accounts.keys() == OPEN.keys()
        listed = await house.types("U0ANA", "accounts")
        for name, account in accounts.items():
            assert (account.last_error, account.polled_at is not None) == ("", True), name
            assert await Activity.filter(account_id=account.id).count() >= SEEN_AT_LEAST.get(name, 2), name
            assert account.handle in listed

        house.clock.forward(timedelta(minutes=31))
        await house.tick()
        (digest,) = house.digests()
        assert "ana" in digest.reads.casefold()
        thread = "\n".join(message.reads for message in house.slack.messages("C0TEAM") if message.is_reply)
        titles = {house.bot.wiring.sources[name].title.removesuffix(" or feed") for name in OPEN}
        assert {title for title in titles if title not in digest.reads + thread} == set()

        both = await house.types("U0ANA", "disconnect wren_tal")  # so is Ana called on two of them
        assert "DEV: wren_tal" in both
        assert "Hacker News: wren_tal" in both
        for number, (name, account) in enumerate(accounts.items()):
            words = f"disconnect {name}:{account.handle}"
            asked = await house.slack.command("U0ANA", "/involve", words, channel="C0TEAM")
            await house.slack.press("U0ANA", asked.messages[0], "disconnect_erase" if number % 2 else "disconnect_keep")
            await house.settle()
            kept = await Activity.filter(network=name).count()
            assert bool(kept) != bool(number % 2), name
            assert await Account.filter(network=name, due_at=None).count() == (number + 1) % 2, name
            assert not number % 2 or not await Received.filter(account_id=account.id).exists()
        asked = {name: len(stage.server.asked) for name, stage in stages.items()}
        house.clock.forward(2 * DAY)
        await house.tick()
        assert {name: len(stage.server.asked) for name, stage in stages.items()} == asked

        reply = await house.slack.command("U0ANA", "/involve", "forget me", channel="C0TEAM")
        await house.settle()
        await house.slack.submit("U0ANA", reply.modal, {"word": "forget me"})
        await house.settle()
        left = await everything(house)
        assert {account.handle for account in accounts.values() if account.handle in left} == set()


def _here(text: str, stage: Stage) -> str:
    return text.format(url=f"http://{stage.server.place}", place=stage.server.place)
