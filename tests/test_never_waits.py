"""No answer waits for a network: every word and every button is acknowledged while nobody out there answers."""

import asyncio

import httpx
import pytest

from bot import app as program
from bot.playground.faults import STORED_THEN_HANG
from bot.playground.webapi import METHODS
from handlers.actions import NUMBERED, PRESSES
from handlers.commands import ALSO, VERBS
from handlers.views.blocks import actions, button
from tests.bot import a_house
from tests.lived import URL, lives

AT_ONCE = "views.open"  # the one call that may stand in front of an answer: its trigger is gone in three seconds
LINES = {
    "log": [f"log {URL}1 a word", "log https://short.example/x"],
    "connect": ["connect @ana@mastodon.example", "connect https://blog.example"],
    "house": ["house add @team@mastodon.example"],
    "invite": ["invite @ben @chi"],
    "setup": ["setup #team 09:30 daily Europe/Lisbon"],
}


class Nowhere(httpx.AsyncBaseTransport):
    """A network that takes every question and answers none."""

    def __init__(self, real: httpx.AsyncBaseTransport) -> None:
        self._real = real

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    async def aclose(self) -> None:
        await self._real.aclose()


@pytest.mark.timeout(240)
async def test_every_verb_and_button_is_acknowledged_while_every_network_hangs(sqlite_url, monkeypatch):
    async with a_house(sqlite_url, around=Nowhere) as house:
        monkeypatch.setattr(program, "DRAIN", 0.1)  # what hangs on purpose is not waited for at the end
        slack = house.slack
        await slack.command("U0ANA", "/involve", "help", channel="C0TEAM")
        await house.settle()
        await house.joins("U0ANA")
        monkeypatch.setattr(house, "settle", slack.settle)  # looking up what is logged never ends from here on
        values = await lives(house)
        client = house.bot.wiring.client_of(await house.workspace())
        names = [*PRESSES, *(f"{name}1" for name in NUMBERED)]
        shown = []
        for name in names:
            value = next((value for part, value in values.items() if part in name), "1")
            blocks = [actions(button(name, name, value))]
            said = await client.chat_postMessage(channel=slack.dm_channel("U0ANA"), text=name, blocks=blocks)
            shown.append(next(each for each in slack.dms("U0ANA") if each.ts == said["ts"]))
        for method in {*METHODS} - {AT_ONCE}:
            slack.fail(method, STORED_THEN_HANG, times=100_000)

        for name in (*VERBS, *ALSO):
            for line in LINES.get(name, [name]):
                reply = await slack.command("U0ANA", "/involve", line, channel="C0TEAM")
                assert reply.error == "", line
                await closed(slack)
        for name, message in sorted(zip(names, shown, strict=True), key=lambda each: each[0] == "stop_taking_part"):
            reply = await slack.press("U0ANA", message, name)
            assert reply.error == "", name
            await closed(slack)
        assert len(house.bot.later) > 0  # something does hang
        for task in list(house.bot.later._tasks):
            task.cancel()


async def closed(slack) -> None:
    view = slack.modal("U0ANA")
    if view is not None:
        await slack.close_view("U0ANA", view)
