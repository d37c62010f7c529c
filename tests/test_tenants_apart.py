"""Every verb and every button, used in one workspace with the ids and addresses of another: nothing is seen, nothing
is changed."""

import json
from datetime import timedelta
from typing import Any

import pytest

import models
from bot.domain.kinds import DeliveryKind, Origin
from bot.services import ingest
from handlers.actions import NUMBERED, PRESSES
from handlers.commands import VERBS
from models import Account, Conversation, Delivery, Lesson, Member, Promise, Received, Result, Workspace
from tests.over_http import NOW, PublicHouse, a_public_house
from tests.services.people import a_post, a_reply, an_account

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")

SECRET = "moorings"  # stands in everything of the first workspace, and must stand in nothing the second one reads
URL = f"https://forum.example/t/{SECRET}/1"
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


async def lives(house: PublicHouse) -> dict[str, Any]:
    """Ana of the first workspace has one of everything; the ids and keys by which it could be asked for."""
    home = await house.workspace("T0HOME")
    ana = await Member.of(home).get(slack_id="U0ANA")
    account = await an_account(ana, due_at=NOW + timedelta(days=300), name=SECRET)
    await Account.filter(id=account.id).update(handle=f"@{SECRET}")
    posts = [a_post(f"p{day}", days=day, text=f"{SECRET} number {day} for everybody") for day in range(1, 9)]
    joins = [a_reply(f"j{day}", days=day, text=f"{SECRET}, answered for the time {day}") for day in range(1, 9)]
    await ingest.record(ana, [*posts, *joins], origin=Origin.POLLED, now=NOW, account=account)
    await house.types("U0ANA", f"log {URL} a word about {SECRET} yesterday")
    await house.types("U0ANA", f"result sale of ten {SECRET} lamps")
    await house.types("U0ANA", f"learned that {SECRET} matter")
    await house.types("U0ANA", f"own-up too many {SECRET} · fewer of them")
    await house.types("U0ANA", "house add harbour.example")
    await house.types("U0ANA", f"goal {SECRET} for everybody")
    talk = await Conversation.create(
        workspace_id=ana.workspace_id, key=f"{ana.workspace_id}:forum:open", network="forum", native_id="open",
        title=f"Who knows {SECRET}?", url=f"https://forum.example/t/{SECRET}", started_at=NOW, last_at=NOW,
        is_question=True, found_for_id=ana.id, found_at=NOW,
    )  # fmt: skip
    await Received.create(
        workspace_id=ana.workspace_id, member_id=ana.id, account_id=account.id, key=f"{ana.workspace_id}:forum:r",
        on="p2", author_id="olga", author_name="Olga", at=NOW - timedelta(days=2), text=f"Which {SECRET}?",
    )  # fmt: skip
    await Delivery.create(
        workspace_id=ana.workspace_id, key=f"{ana.workspace_id}:nudge:U0ANA:2026-11-17", kind=DeliveryKind.NUDGE,
        recipient="U0ANA", period="2026-11-17", payload="{}", state="sent", created_at=NOW, not_before=NOW,
        rests_on=json.dumps({"card": "praise", "rows": [], "waiting": [], "conversation": talk.id}),
    )  # fmt: skip
    item = await models.Activity.filter(member_id=ana.id, origin=Origin.LOGGED).first()
    return {
        "snooze": "1", "undo_setup": "C0TEAM|09:00|0|UTC", "until": "2026-11-17",
        "conversation": str(talk.id), "disconnect": str(account.id), "connect": str(account.id),
        "log_there": str(account.id), "result": str((await Result.first()).id),
        "promise": str((await Promise.first()).id), "own_up": str((await Promise.first()).id),
        "lesson": str((await Lesson.first()).id), "house": "harbour.example", "nudge": "2026-11-17",
        "home_": "0", "why_page": "0", "goal": "ask more", "run_command": f"why {URL}",
        "item": item.key, "log": item.key, "correction": item.key,
    }  # fmt: skip


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
