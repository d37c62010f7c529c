"""A network with a credential through the running bot: connected, polled, told, let go of, and nothing of it left."""

import json
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest
from tortoise import connections

import models
from bot.keyring import new_key
from models import Account, Activity
from tests.bot import HereOnly, House, a_house
from tests.services.people import NOW
from tests.sources.serve import serve
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
