"""Every verb and every button, used in one workspace with the ids and addresses of another: nothing is seen, nothing
is changed."""

import json
from typing import Any

import pytest

import models
from handlers.actions import NUMBERED, PRESSES
from handlers.commands import VERBS
from models import Workspace
from tests.lived import SECRET, URL, lives
from tests.over_http import PublicHouse, a_public_house

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")

WORDS = {
    "log": [f"log {URL} the very thread", "log https://forum.example/t/other/2 another"],
    "why": ["why", f"why {URL}"],
    "disconnect": ["disconnect", f"disconnect @{SECRET}"],
    "connect": ["connect"],
    "house": ["house", "house remove harbour.example"],
    "result": [f"result sale because of {URL}"],
    "ownup": ["own-up I posted too much · I answer first"],
    "learned": ["learned to ask"],
    "goal": ["goal"],
    "invite": ["invite @ben"],
    "forget": [],  # opens a dialog; what it erases is tested elsewhere
    "export": [],  # sends a file
}


async def everything_of(workspace: Workspace) -> dict[str, list[dict[str, Any]]]:
    """Every row of a workspace, but for what the clock itself goes on with: receipts, addresses to be looked up."""
    tables = [getattr(models, name) for name in models.__all__]
    ours = [
        each for each in tables if "workspace" in each._meta.fields_map and each not in (models.Receipt, models.Address)
    ]
    return {each.__name__: await each.filter(workspace_id=workspace.id).order_by("id").values() for each in ours}


async def buttons(house: PublicHouse, presses: dict[str, str]) -> list[Any]:
    """Messages of the bot in the second workspace, with every button there is and the first one's values behind it."""
    client = house.bot.wiring.client_of(await house.workspace("T0NORTH"))
    channel = house.slack.dm_channel("U0ANA")
    posted = []
    names = list(presses)
    for start in range(0, len(names), 20):
        row = [
            {"type": "button", "action_id": name, "value": presses[name] or "1",
             "text": {"type": "plain_text", "text": name[:70]}}
            for name in names[start : start + 20]
        ]  # fmt: skip
        said = await client.chat_postMessage(
            channel=channel, text="buttons", blocks=[{"type": "actions", "elements": row}]
        )
        posted.append(next(each for each in house.slack.dms("U0ANA") if each.ts == said["ts"]))
    return posted


def value_for(name: str, values: dict[str, Any]) -> str:
    return next((value for part, value in values.items() if part in name), "1")


@pytest.mark.timeout(240)
async def test_no_verb_button_or_page_of_one_workspace_shows_or_changes_anything_of_another(sqlite_url):
    async with a_public_house(sqlite_url) as house:
        house.add_team("T0NORTH", "Northern Lights")
        for team in ("T0HOME", "T0NORTH"):
            house.goes_to(team)
            await house.installs("U0ANA")
        house.goes_to("T0HOME")
        await house.types("U0ANA", "help")
        await house.joins("U0ANA")
        values = await lives(house)
        home = await house.workspace("T0HOME")
        before = await everything_of(home)
        assert all(before[name] for name in ("Activity", "Account", "Result", "Lesson", "Promise", "House", "Received"))

        house.goes_to("T0NORTH")
        await house.types("U0ANA", "help")
        await house.joins("U0ANA")
        for verb in VERBS:
            for line in WORDS.get(verb, [verb]):
                reads = await house.types("U0ANA", line)
                asked = SECRET in line
                assert asked or SECRET not in reads, line
                assert "number 1" not in reads, line
                if house.slack.modal("U0ANA"):
                    assert asked or SECRET not in house.slack.modal("U0ANA").reads, line
                    await house.slack.close_view("U0ANA", house.slack.modal("U0ANA"))
        presses = {name: value_for(name, values) for name in (*PRESSES, *(f"{name}1" for name in NUMBERED))}
        last = {"stop_taking_part"}  # after it, all others ask for a yes first
        for message in await buttons(house, {name: presses[name] for name in sorted(presses, key=last.__contains__)}):
            for name in [each["action_id"] for each in message.blocks[0]["elements"]]:
                where = next((each for each in house.slack.dms("U0ANA") if each.ts == message.ts), message)
                if name not in where.action_ids:
                    (where,) = await buttons(house, {name: presses[name]})  # the answer took its place
                reply = await house.slack.press("U0ANA", where, name)
                await house.settle()
                assert SECRET not in reply.reads.replace(presses[name], ""), name
                view = house.slack.modal("U0ANA")
                if view is not None:
                    assert SECRET not in json.dumps(view.blocks).replace(presses[name], ""), name
                    await house.slack.close_view("U0ANA", view)

        view = await house.slack.open_home("U0ANA")
        await house.settle()
        view = house.slack.home("U0ANA")
        assert SECRET not in view.reads.replace(URL, "").replace(URL.removeprefix("https://"), "")
        assert await everything_of(home) == before
