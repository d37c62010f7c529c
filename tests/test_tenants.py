"""What happens in a workspace stays there, even where another has the same ids."""

import asyncio
import json
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.db import database
from bot.services import daily
from handlers.caller import call_of
from models import Activity, Installation, Member, Result, Workspace
from tests.over_http import NOW, a_public_house

# How slack_sdk 3.47 sends the app's secret (2026-11).
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")


async def test_two_workspaces_with_the_same_ids_never_see_one_another(sqlite_url):
    async with a_public_house(sqlite_url) as house:
        house.add_team("T0NORTH", "Northern Lights")
        for team in ("T0HOME", "T0NORTH"):
            house.goes_to(team)
            await house.installs("U0ANA")
        assert await Installation.all().count() == 2

        house.goes_to("T0HOME")
        await house.types("U0BEN", "help")
        await house.joins("U0ANA")
        await house.joins("U0BEN")
        await house.types("U0ANA", "log https://forum.example/t/harbour/1 a word about moorings yesterday")
        await house.types("U0ANA", "result sale of ten harbour lamps")
        await house.types("U0ANA", "house add harbour.example")
        await house.types("U0ANA", "setup #team 09:30 daily Europe/Lisbon")
        await house.types("U0ANA", "digest now")  # seen by an admin, so the first one comes on time

        house.goes_to("T0NORTH")
        await house.types("U0ANA", "help")
        assert "Join" in await house.types("U0ANA", "me")  # who joined at home has not joined here
        await house.joins("U0ANA")
        for text in (
            "me",
            "team",
            "why",
            "house",
            "accounts",
            "digest now",
            "suggest",
            "why https://forum.example/t/harbour/1",
        ):
            reads = await house.types("U0ANA", text)
            assert reads
            assert [word for word in ("moorings", "ten harbour", "harbour.example") if word in reads] == [], text
        # the same address is new here, and counts here only
        assert "Logged" in await house.types("U0ANA", "log https://forum.example/t/harbour/1 the same thread")
        await house.slack.open_home("U0ANA")
        await house.settle()
        north = await house.workspace("T0NORTH")
        assert await Activity.of(north).count() == 1
        assert await Result.of(north).count() == 0
        assert await Member.of(north).count() == 1

        await house.tick()
        said = {team: list(each.said["C0TEAM"]) for team, each in house.slack.registry.workspaces.items()}
        assert len([each for each in said["T0HOME"] if not each.is_reply]) == 1
        assert said["T0NORTH"] == []

        # one leaves: the other stays, with all it has
        await house.slack.uninstall("T0NORTH")
        house.clock.forward(timedelta(days=8))
        await house.tick()
        assert [each.team_id for each in await Workspace.all()] == ["T0HOME"]
        assert await Activity.all().count() == 1
        house.goes_to("T0HOME")
        assert "moorings" in await house.types("U0ANA", "why")


async def test_whose_workspace_took_involve_out_reads_how_to_get_it_back(sqlite_url):
    async with a_public_house(sqlite_url) as house:
        await house.with_ana()
        await Installation.all().delete()
        assert f"{house.url}/slack/install" in await house.types("U0ANA", "me")


async def test_the_trouble_of_one_workspace_is_not_anothers(sqlite_url, monkeypatch):
    served = []

    async def owe(workspace, *_, **__):
        served.append(workspace.team_id)
        if workspace.team_id == "T0HOME":
            raise ValueError("broken here")

    monkeypatch.setattr(daily, "owe_if_due", owe)
    async with a_public_house(sqlite_url) as house:
        house.add_team("T0NORTH", "Northern Lights")
        for team in ("T0HOME", "T0NORTH"):
            house.goes_to(team)
            await house.installs("U0ANA")
            await house.types("U0ANA", "help")
            await house.types("U0ANA", "setup #team 09:30 daily Europe/Lisbon")
        before = house.bot.jobs.last_tick
        house.clock.forward(timedelta(minutes=1))
        served.clear()
        await house.bot.jobs.tick()
        await house.bot.later.settled()
        assert served == ["T0HOME", "T0NORTH"]
        assert house.bot.jobs.last_tick > before


@pytest.mark.parametrize(
    "body",
    [
        {"team_id": "T0HOME", "user_id": "U0ANA"},
        {"team": {"id": "T0HOME"}, "user": {"id": "U0ANA", "team_id": "T0NORTH"}},
        {"team": {"id": "T0NORTH"}, "user": {"id": "U0ANA"}, "view": {"app_installed_team_id": "T0HOME"}},
        {"team_id": "T0NORTH", "authorizations": [{"team_id": "T0HOME"}], "event": {"user": "U0ANA"}},
    ],
)
async def test_in_a_shared_channel_too_the_call_is_of_the_team_that_is_answered(sqlite_url, body):
    async with database(sqlite_url):
        wiring: Any = SimpleNamespace(clock=lambda: NOW)
        call = await call_of(wiring, body, AsyncWebClient())
        assert (call.workspace.team_id, call.member.slack_id) == ("T0HOME", "U0ANA")
        assert AsyncBoltRequest(body=json.dumps(body)).context.team_id == call.workspace.team_id


async def test_a_digest_that_takes_long_holds_up_no_tick_and_is_begun_once(sqlite_url, monkeypatch):
    begun, slow, done = [], asyncio.Event(), asyncio.Event()

    async def owe(workspace, *_, **__):
        begun.append(workspace.team_id)
        if slow.is_set() and workspace.team_id == "T0HOME":
            await done.wait()

    monkeypatch.setattr(daily, "owe_if_due", owe)
    async with a_public_house(sqlite_url) as house:
        house.add_team("T0NORTH", "Northern Lights")
        for team in ("T0HOME", "T0NORTH"):
            house.goes_to(team)
            await house.installs("U0ANA")
        await house.bot.later.settled()
        begun.clear()
        slow.set()
        for _ in range(3):
            before = house.bot.jobs.last_tick
            house.clock.forward(timedelta(minutes=1))
            await house.bot.jobs.tick()
            await asyncio.sleep(0.05)
            assert house.bot.jobs.last_tick > before
        assert begun.count("T0HOME") <= 1
        assert begun.count("T0NORTH") >= 3
        done.set()
        await house.bot.later.settled()
