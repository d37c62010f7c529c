"""Tokens that end are refreshed in time, for answers and for the clock; keys change while people go on."""

import asyncio
from datetime import timedelta

import pytest

from bot import app as program
from bot.domain.kinds import DeliveryKind
from bot.errors import BadSetting
from bot.keyring import Keyring, new_key
from bot.services import deliver
from bot.services.installations import Installations
from models import Installation
from tests.bot import Clock
from tests.over_http import NOW, PublicHouse, a_public_house, a_workspace_over_http, http_settings

# How slack_sdk 3.47 sends the app's secret (2026-11).
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")


async def owes_ana(house: PublicHouse, period: str) -> None:
    await deliver.owe(
        await house.workspace(), DeliveryKind.NOTICE, "U0ANA", period, {"text": f"News of {period}"}, now=house.clock()
    )


async def test_tokens_are_refreshed_in_time_and_the_clock_speaks_with_the_new_one(database_url):
    async with a_public_house(database_url, rotation=True) as house:
        await house.with_ana()
        app = house.slack.workspace.app
        first = app.bot_token
        house.clock.forward(timedelta(hours=9, minutes=59))
        await house.tick()
        assert app.bot_token == first
        house.clock.forward(timedelta(minutes=1))
        await house.tick()
        assert app.bot_token != first
        for hours in (20, 30):
            house.clock.forward(timedelta(hours=10))
            await owes_ana(house, f"hour {hours}")
            await house.tick()
        assert [each.text for each in house.slack.dms("U0ANA")][-2:] == ["News of hour 20", "News of hour 30"]
        assert len(app.ends) == 4
        assert "Your report" in await house.types("U0ANA", "me")


async def test_after_a_long_absence_everybody_waits_for_one_refresh(sqlite_url):
    async with a_public_house(sqlite_url, rotation=True) as house:
        await house.with_ana()
        asked = [call.method for call in house.slack.calls].count("oauth.v2.access")
        house.clock.forward(timedelta(hours=13))
        bodies = [house.typed("U0ANA", "me") for _ in range(8)]
        answers = await asyncio.gather(*(house.answers(body) for body in bodies))
        client = house.bot.wiring.client_of(await house.workspace())
        await asyncio.gather(*(client.auth_test() for _ in range(4)))
        assert all("Your report" in text for _, text in answers)
        assert [call.method for call in house.slack.calls].count("oauth.v2.access") == asked + 1


async def test_a_refresh_slack_refuses_is_tried_again_while_the_old_token_serves(sqlite_url):
    async with a_public_house(sqlite_url, rotation=True) as house:
        await house.with_ana()
        first = house.slack.bot_token
        house.clock.forward(timedelta(hours=11))
        house.slack.fail("oauth.v2.access", "server_error")
        await house.tick()
        assert house.slack.bot_token == first
        assert "Your report" in await house.types("U0ANA", "me")
        await Installation.all().update(lease_until=0)  # a minute later
        await house.tick()
        assert house.slack.bot_token != first


async def test_a_post_that_meets_a_revoked_token_takes_the_workspace_for_left(sqlite_url):
    async with a_public_house(sqlite_url) as house:
        await house.with_ana()
        house.slack.workspace.app.revoked = True  # and nobody tells
        await owes_ana(house, "today")
        await house.tick()
        assert (await house.workspace()).removed_at is not None
        calls = len(house.slack.calls)
        house.clock.forward(timedelta(days=1))
        await house.tick()
        assert len(house.slack.calls) == calls
        await house.installs()
        await house.tick()
        assert house.slack.dms("U0ANA")[-1].text == "News of today"


async def test_keys_are_rotated_while_people_go_on(sqlite_url):
    old, new = new_key(), new_key()
    async with a_public_house(sqlite_url, rotation=True, environment={"INVOLVE_SECRET_KEYS": f"{new},{old}"}) as house:
        await house.with_ana()
        rotating, before = Installations(Keyring(f"{new},{old}")), Installations(Keyring(old))
        # as if it had been locked before the new key was made
        granted = await rotating.of("T0HOME")
        assert granted is not None
        await before.refreshed(granted, granted.tokens)
        await before.check()

        async def traffic() -> list[tuple[int, str]]:
            bodies = [house.typed("U0ANA", "me") for _ in range(20)]
            return [await house.answers(body) for body in bodies]

        house.clock.forward(timedelta(hours=11))  # the clock refreshes meanwhile
        answers, changed, *_ = await asyncio.gather(traffic(), rotating.relock(), house.bot.jobs.tick())
        assert all(status == 200 and "Your report" in text for status, text in answers)
        assert changed <= 1
        assert await rotating.relock() == 0
        await Installations(Keyring(new)).check()
        with pytest.raises(BadSetting):
            await before.check()


async def test_without_the_key_of_a_workspace_it_does_not_start(sqlite_url):
    clock = Clock(NOW)
    async with a_workspace_over_http(clock) as (slack, url):
        settings = http_settings(slack, sqlite_url, url)
        async with program.running(settings, clock=clock) as bot:
            house = PublicHouse(slack, bot, clock, url, settings)
            await house.installs()
        with pytest.raises(BadSetting, match="the tokens of 1 workspaces are locked with one that is not in it"):
            async with program.running(http_settings(slack, sqlite_url, url), clock=clock):
                raise AssertionError("started")
        both = f"{new_key()},{settings.secret_keys.get_secret_value()}"
        async with program.running(http_settings(slack, sqlite_url, url, INVOLVE_SECRET_KEYS=both), clock=clock) as bot:
            house = PublicHouse(slack, bot, clock, url, settings)
            assert "Take part" in await house.types("U0BEN", "help")
