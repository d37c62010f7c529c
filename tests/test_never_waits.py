"""No answer waits for a network: every word and every button is acknowledged while nobody out there answers."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from bot import app as program
from bot.keyring import new_key
from bot.playground.faults import STORED_THEN_HANG
from bot.playground.webapi import METHODS
from handlers.actions import PRESSES, SILENT
from handlers.commands import ALSO, VERBS
from handlers.views.blocks import actions, button
from handlers.views.connecting import CHOSEN
from models import Member, Relative
from tests.bot import House, a_house
from tests.drive import everything
from tests.lived import URL, lives
from tests.services.people import an_account

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
    async with a_house(sqlite_url, around=Nowhere, environment={"INVOLVE_SECRET_KEYS": new_key()}) as house:
        monkeypatch.setattr(program, "DRAIN", 0.1)  # what hangs on purpose is not waited for at the end
        slack = house.slack
        await slack.command("U0ANA", "/involve", "help", channel="C0TEAM")
        await house.settle()
        await house.joins("U0ANA")
        monkeypatch.setattr(house, "settle", slack.settle)  # looking up what is logged never ends from here on
        values = await lives(house) | await owns(house)
        client = house.bot.wiring.client_of(await house.workspace())
        names = list(buttons(house))
        assert {"prove_it_1", "look_at_profile_1", "relative_yes_1", "relative_no_1", "hand_over_1"} <= set(names)
        shown = []
        for name in names:
            value = next((values[part] for part in sorted(values, key=len, reverse=True) if part in name), "1")
            blocks = [actions(button(name, name, value))]
            said = await client.chat_postMessage(channel=slack.dm_channel("U0ANA"), text=name, blocks=blocks)
            shown.append(next(each for each in slack.dms("U0ANA") if each.ts == said["ts"]))
        house.bot.jobs.stop()  # what it does by itself waits for Slack, and nobody waits for that
        for method in {*METHODS} - {AT_ONCE}:
            slack.fail(method, STORED_THEN_HANG, times=100_000)

        await slack.command("U0ANA", "/involve", "connect", channel="C0TEAM")
        for view, given in ((CHOSEN, "mastodon"), ("", {"handle": "@ana@mastodon.example"})):
            form = slack.modal("U0ANA")
            reply = await (slack.press("U0ANA", form, view, given) if view else slack.submit("U0ANA", form, given))
            assert reply.error == "", given
        await closed(slack)
        for name in (*VERBS, *ALSO):
            for line in LINES.get(name, [name]):
                reply = await slack.command("U0ANA", "/involve", line, channel="C0TEAM")
                assert reply.error == "", line
                await closed(slack)
        for name, message in sorted(zip(names, shown, strict=True), key=lambda each: each[0] == "stop_taking_part"):
            reply = await slack.press("U0ANA", message, name)
            assert reply.error == "", name
            if name.startswith("hand_over"):
                reply = await slack.submit("U0ANA", slack.modal("U0ANA"), {"credential": "a token of hers"})
                assert reply.error == "", "handed over"
            await closed(slack)
        assert len(house.bot.later) > 0  # something does hang
        for task in list(house.bot.later._tasks):
            task.cancel()


def buttons(house: House) -> Iterator[str]:
    """Every button there is outside of dialogs, those of one among several with a number."""
    names = {name.removeprefix("press:") for name in everything(house.bot.wiring) if name.startswith("press:")}
    for name in sorted(names - SILENT - {CHOSEN}):
        yield name if name in PRESSES else f"{name.rstrip('_')}_1"


async def owns(house: House) -> dict[str, str]:
    """Accounts a network answers for, and one that may be hers too."""
    ana = await Member.get(slack_id="U0ANA")
    later = house.clock() + timedelta(days=300)
    account = await an_account(
        ana, "mastodon", due_at=later, server="https://mastodon.example", url="https://mastodon.example/@a"
    )
    common = {"workspace_id": ana.workspace_id, "member_id": ana.id, "network": "bluesky", "found_at": house.clock()}
    relatives = [
        await Relative.create(key=each, native_id=f"did:plc:{each}", handle=f"{each}.example", named_by="@a", **common)
        for each in ("yes", "no")
    ]
    wanting = await an_account(ana, "threads", due_at=later)  # a token typed into the dialog, not one of a page
    mine = {"prove_it": str(account.id), "look_at_profile": str(account.id), "hand_over": str(wanting.id)}
    return mine | {"relative_yes": str(relatives[0].id), "relative_no": str(relatives[1].id)}


async def closed(slack) -> None:
    view = slack.modal("U0ANA")
    if view is not None:
        await slack.close_view("U0ANA", view)
