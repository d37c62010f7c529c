"""What Slack hands in again is acknowledged, and has no second effect."""

import asyncio
import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest

from bot.services import receipts
from models import Activity, Receipt, Result
from tests.over_http import FORM, NOW, PublicHouse, a_public_house

# How slack_sdk 3.47 sends the app's secret (2026-11).
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")


async def test_fifty_at_once_of_the_same_signed_body_have_one_effect(database_url):
    async with a_public_house(database_url) as house:
        await house.with_ana()
        body = house.typed("U0ANA", "result sale of ten lamps")
        headers = house.signed(body, FORM)
        async with aiohttp.ClientSession() as session:
            answers = await asyncio.gather(*(house.posts(session, body, headers) for _ in range(50)))
        await house.settle()
        assert {status for status, _ in answers} == {200}
        assert len([text for _, text in answers if text]) == 1
        assert await Result.all().count() == 1
        # the same words typed again are another delivery
        await house.types("U0ANA", "result sale of ten lamps")
        assert await Result.all().count() == 2


async def test_the_first_word_of_an_unknown_workspace_also_counts_once(database_url):
    async with a_public_house(database_url):
        first = await asyncio.gather(*(receipts.first_time("T0NEW", "Ev1", now=NOW) for _ in range(20)))
        assert sorted(first) == [False] * 19 + [True]
        assert await receipts.first_time("T0NEW", "Ev2" * 100, now=NOW)
        assert not await receipts.first_time("T0NEW", "Ev2" * 100, now=NOW)
        assert await receipts.first_time("T0OTHER", "Ev1", now=NOW)
        await receipts.drop_old(now=NOW + timedelta(days=1, seconds=1))
        assert await Receipt.all().count() == 0


async def test_an_event_a_press_and_a_form_that_come_again_are_acknowledged_and_nothing_more(sqlite_url):
    async with a_public_house(sqlite_url) as house:
        await house.with_ana()
        kept = Kept(house)
        await house.slack.open_home("U0ANA")
        await house.settle()
        opened = await house.slack.global_shortcut("U0ANA", "log_activity")
        await house.slack.submit("U0ANA", opened.modal, {"note": "talked to a neighbour about lamps"})
        await house.settle()
        reply = await house.slack.command("U0ANA", "/involve", "result sale of ten lamps", channel="C0TEAM")
        await house.slack.press("U0ANA", reply.messages[-1], "undo_result")
        await house.settle()
        kinds = {kind for kind, _ in kept.posted}
        assert {"event_callback", "shortcut", "view_submission", "slash_commands", "block_actions"} <= kinds

        calls, rows = len(house.slack.calls), await Activity.all().count()
        async with aiohttp.ClientSession() as session:
            for _, (body, headers) in kept.posted:
                again = {**headers, "X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
                assert await house.posts(session, body, again) == (200, "")
        await house.settle()
        assert len(house.slack.calls) == calls
        assert await Activity.all().count() == rows == 1
        assert await Result.all().count() == 0


class Kept:
    """Keeps what Slack posts, to post it again."""

    def __init__(self, house: PublicHouse) -> None:
        self.posted: list[tuple[str, tuple[bytes, dict[str, str]]]] = []
        door: Any = house.slack._post._door
        carry = door.carry

        async def carried(kind: str, payload: dict[str, Any], retry: Any, seconds: float) -> Any:
            is_json = kind == "events_api"
            fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
            body = json.dumps(payload).encode() if is_json else urlencode(fields).encode()
            headers = house.signed(body, "application/json" if is_json else FORM)
            self.posted.append((payload.get("type", kind), (body, headers)))
            return await carry(kind, payload, retry, seconds)

        door.carry = carried
