"""Addresses that lead inside, typed to the bot in every command that takes one: answered, and nobody goes there."""

import httpx

from bot.sources import guard as guard_module
from models import Account, Address
from tests.bot import HereOnly, a_house
from tests.sources.hostile import a_canary


class NoNames(HereOnly):
    """Numbers go to the real, guarded way out; names are asked for nowhere in a test."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host.endswith(".example"):
            raise httpx.ConnectError("not in a test", request=request)
        return await self._real.handle_async_request(request)


async def test_no_command_leads_inside(sqlite_url, monkeypatch):
    async with a_canary() as canary, a_house(sqlite_url, around=NoNames) as home:
        monkeypatch.setattr(guard_module, "WEB_PORTS", frozenset({80, 443, canary.port}))
        await home.joins("U0ANA")
        for url in canary.addresses():
            typed = url.replace("\n", " ")
            await home.types("U0ANA", f"connect {typed}")
            await home.types("U0ANA", f"log {typed} said something there that is long enough")
            await home.types("U0ANA", f"house add {typed}")
        assert await Address.filter(tries=0).count() > 15
        await home.tick()
        await home.tick()
        assert await Address.filter(tries__gt=0).exists()
        assert not await Account.exists()
        assert canary.connects == 0
