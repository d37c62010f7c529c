"""The one door out: written down once, claimed by one, posted once, and looked for where nobody knows."""

import asyncio
import copy
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.db import database
from bot.domain.kinds import DeliveryKind, DeliveryState
from bot.playground import BOT, Channel, Playground
from bot.playground.manifest import DEFAULT_MANIFEST
from bot.playground.messages import Message
from bot.services import deliver, members
from bot.services.deliver import MaybePosted, Posted
from handlers import posting
from handlers.wiring import Wiring
from models import Delivery, Workspace

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
CHANNELS = (
    Channel(id="C0TEAM", name="team", members={"U0ANA", "U0BEN", BOT}),
    Channel(id="C0QUIET", name="quiet", members={"U0ANA", "U0BEN"}),
)
DIGEST = DeliveryKind.DIGEST


@dataclass
class Mouth:
    """The door and Slack behind it; the clock stands still until it is moved."""

    slack: Playground
    wiring: Wiring
    workspace: Workspace
    now: datetime = NOW

    async def owe(self, period: str, recipient: str = "C0TEAM", kind: DeliveryKind = DIGEST, **more: Any) -> bool:
        return await deliver.owe(
            self.workspace, kind, recipient, period, {"text": f"words of {period}"}, now=self.now, **more
        )

    async def run(self) -> int:
        post, find = posting.poster(self.wiring), posting.finder(self.wiring)
        return await deliver.run_due(post, find, now=self.now)

    async def run_when_leases_ended(self) -> int:
        await Delivery.filter(lease_until__gt=0).update(lease_until=1)  # a minute of the database's clock
        return await self.run()

    def said(self, channel: str = "C0TEAM") -> list[str]:
        return [message.text for message in self.slack.messages(channel)]

    def calls(self, method: str = "chat.postMessage") -> int:
        return sum(call.method == method for call in self.slack.calls)

    async def state(self, period: str) -> DeliveryState:
        return (await Delivery.get(period=period)).state


def without(*scopes: str) -> dict[str, Any]:
    """An app that was not granted these."""
    manifest = copy.deepcopy(DEFAULT_MANIFEST)
    granted = manifest["oauth_config"]["scopes"]["bot"]
    manifest["oauth_config"]["scopes"]["bot"] = [scope for scope in granted if scope not in scopes]
    return manifest


def wired(client: AsyncWebClient) -> Wiring:
    """Posting asks for nothing but somebody who speaks, and the time."""
    return Wiring(
        sources=None, judge=None, clock=lambda: NOW, later=None, soon=lambda: None, client_of=lambda _: client
    )  # fmt: skip  # type: ignore[arg-type]


@asynccontextmanager
async def a_mouth(url: str, *, manifest: dict[str, Any] | None = None, patience: float = 20) -> AsyncIterator[Mouth]:
    async with Playground(channels=CHANNELS, clock=lambda: NOW, manifest=manifest) as slack, database(url):
        client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, timeout=patience, retry_handlers=[])
        workspace = await members.workspace_of(slack.team_id, now=NOW)
        yield Mouth(slack, wired(client), workspace)


async def test_a_message_is_owed_once_a_period_whoever_asks_and_how_often(database_url):
    async with a_mouth(database_url) as mouth:
        await asyncio.gather(*(mouth.owe("2026-11-18") for _ in range(10)))
        assert not await mouth.owe("2026-11-18")
        assert await mouth.owe("2026-11-19")
        assert await mouth.owe("2026-11-18", recipient="C0QUIET")
        assert await Delivery.all().count() == 3
        await mouth.run()
        assert not await mouth.owe("2026-11-18")  # nor when it has been posted
        await mouth.run()
        assert sorted(mouth.said()) == ["words of 2026-11-18", "words of 2026-11-19"]


async def test_many_workers_post_each_message_once(database_url):
    async with a_mouth(database_url) as mouth:
        for number in range(24):
            await mouth.owe(f"p{number}")
        posted = await asyncio.gather(*(mouth.run() for _ in range(6)))
        assert sum(posted) == 24
        assert sorted(mouth.said()) == sorted(f"words of p{number}" for number in range(24))
        assert await Delivery.filter(state=DeliveryState.SENT, attempts=1).count() == 24


async def test_what_is_posted_says_where_and_when_and_unfurls_nothing(database_url):
    async with a_mouth(database_url) as mouth:
        await mouth.owe("today", about=[7, 9])
        await mouth.run()
        row, message = await Delivery.get(), mouth.slack.messages("C0TEAM")[0]
        assert (row.channel, row.slack_ts, row.sent_at) == ("C0TEAM", message.ts, NOW)
        assert json.loads(row.about) == [7, 9]
        assert not message.unfurl_links
        assert await deliver.was_sent(mouth.workspace, DIGEST, "C0TEAM", "today")
        assert not await deliver.was_sent(mouth.workspace, DIGEST, "C0TEAM", "tomorrow")


async def test_slack_asking_for_patience_is_obeyed_and_nothing_is_lost_by_it(database_url):
    """However often: only being too late ends it."""
    async with a_mouth(database_url) as mouth:
        await mouth.owe("today", not_after=NOW + timedelta(hours=12))
        for _ in range(deliver.TRIES + 2):
            mouth.slack.fail("chat.postMessage", "rate_limited", retry_after=40)
            assert await mouth.run() == 0
            asked = mouth.calls()
            mouth.now += timedelta(seconds=39)
            assert await mouth.run() == 0
            assert mouth.calls() == asked
            mouth.now += timedelta(seconds=2)
        assert await mouth.run() == 1
        assert mouth.said() == ["words of today"]
        assert mouth.calls("conversations.history") == 0  # a clear no leaves no doubt


@pytest.mark.parametrize("recipient", ["C0QUIET", "C0NOWHERE"])
async def test_a_clear_no_keeps_nobody_else_waiting_and_ends_when_it_is_too_late(database_url, recipient):
    async with a_mouth(database_url) as mouth:
        await mouth.owe("lost", recipient=recipient, not_after=NOW + timedelta(hours=1))
        await mouth.owe("kept")
        assert await mouth.run() == 1
        lost = await Delivery.get(period="lost")
        assert (lost.state, lost.in_doubt) == (DeliveryState.PENDING, False)
        assert lost.last_error in {"not_in_channel", "channel_not_found"}
        assert mouth.said() == ["words of kept"]
        mouth.now += timedelta(hours=1, seconds=1)
        await mouth.run()
        assert await mouth.state("lost") is DeliveryState.DEAD
        assert mouth.calls() == 1  # a look told, so nothing was tried in vain


async def test_what_was_refused_is_posted_when_the_way_is_clear(database_url):
    """However long it took: a clear no uses up no try."""
    async with a_mouth(database_url) as mouth:
        await mouth.owe("today", recipient="C0QUIET", not_after=NOW + timedelta(hours=12))
        for _ in range(deliver.TRIES + 2):
            assert await mouth.run() == 0
            mouth.now += posting.UNTIL_MENDED
        mouth.slack.invite_bot("C0QUIET")
        assert await mouth.run() == 1
        assert [message.text for message in mouth.slack.messages("C0QUIET")] == ["words of today"]


async def test_the_detail_stands_in_the_thread_and_waits_for_its_digest(database_url):
    async with a_mouth(database_url) as mouth:
        await mouth.owe("today", detail={"text": "behind it"})
        mouth.slack.fail("chat.postMessage", "rate_limited", retry_after=40)
        assert await mouth.run() == 0
        assert mouth.calls() == 1
        mouth.now += timedelta(seconds=41)
        assert await mouth.run() == 2
        first, second = mouth.slack.messages("C0TEAM")
        assert (first.text, second.text, second.thread_ts) == ("words of today", "behind it", first.ts)
        assert await mouth.run_when_leases_ended() == 0


@pytest.mark.parametrize("doubt", ["stored_then_error", "server_error"])
async def test_after_a_doubt_the_detail_too_stands_there_once(database_url, doubt):
    async with a_mouth(database_url) as mouth:
        await mouth.owe("today", detail={"text": "behind it"})
        await Delivery.filter(kind=DeliveryKind.DETAIL).update(not_before=NOW + timedelta(minutes=1))
        assert await mouth.run() == 1
        mouth.now += timedelta(minutes=1)
        mouth.slack.fail("chat.postMessage", doubt)
        assert await mouth.run() == 0
        assert await mouth.run_when_leases_ended() == 1
        assert [message.text for message in mouth.slack.messages("C0TEAM")] == ["words of today", "behind it"]


async def test_without_its_digest_there_is_no_detail(database_url):
    async with a_mouth(database_url, manifest=without("channels:history")) as mouth:
        await mouth.owe("today", detail={"text": "behind it"})
        mouth.slack.fail("chat.postMessage", "server_error")
        await mouth.run()
        await mouth.run_when_leases_ended()
        states = {row.kind: row.state for row in await Delivery.all()}
        assert states == {"digest": DeliveryState.UNKNOWN, "detail": DeliveryState.DEAD}
        assert mouth.said() == []
        mouth.slack.violations.clear()  # missing_scope is what this is about


DOUBTS = ["server_error", "reset", "stored_then_error", "stored_then_reset", "stored_then_hang", "internal_error"]


@pytest.mark.parametrize("doubt", DOUBTS)
async def test_after_a_doubt_it_stands_there_once(database_url, doubt):
    """Nobody says whether it was taken: it is looked for, then posted if it is not there."""
    async with a_mouth(database_url, patience=0.7 if doubt == "stored_then_hang" else 20) as mouth:
        await mouth.owe("today")
        await mouth.owe("beside")
        mouth.slack.fail("chat.postMessage", doubt)
        assert await mouth.run() == 1
        assert await mouth.state("today") is DeliveryState.PENDING
        assert await mouth.run() == 0  # its lease is not over: somebody may still be at it
        assert await mouth.run_when_leases_ended() == 1
        assert await mouth.state("today") is DeliveryState.SENT
        assert sorted(mouth.said()) == ["words of beside", "words of today"]
        row = await Delivery.get(period="today")
        assert row.slack_ts == next(each.ts for each in mouth.slack.messages("C0TEAM") if "today" in each.text)


@pytest.mark.parametrize("doubt", ["server_error", "stored_then_reset"])
async def test_where_nobody_may_look_it_is_not_posted_again(database_url, doubt):
    async with a_mouth(database_url, manifest=without("channels:history")) as mouth:
        await mouth.owe("today")
        mouth.slack.fail("chat.postMessage", doubt)
        await mouth.run()
        await mouth.run_when_leases_ended()
        await mouth.run_when_leases_ended()
        assert await mouth.state("today") is DeliveryState.UNKNOWN
        assert mouth.calls() == 1
        mouth.slack.violations.clear()  # missing_scope is what this is about


async def test_it_is_found_behind_hundreds_of_later_messages(database_url):
    async with a_mouth(database_url) as mouth:
        await mouth.owe("today")
        mouth.slack.fail("chat.postMessage", "stored_then_reset")
        await mouth.run()
        for number in range(450):
            await mouth.slack.say("U0ANA", "C0TEAM", f"chatter {number}")
        assert await mouth.run_when_leases_ended() == 1
        assert sum("words of" in text for text in mouth.said()) == 1


async def test_somebody_elses_message_is_not_taken_for_ours(database_url):
    """Any app may write metadata that looks like ours."""
    async with a_mouth(database_url) as mouth:
        await mouth.owe("today")
        key = (await Delivery.get()).key
        forged = Message(channel="C0TEAM", ts=f"{NOW.timestamp():.6f}", user="U0ROB", bot_id="B0ROB", text="not so")
        forged.metadata = {"event_type": posting.EVENT, "event_payload": {"key": key}}
        mouth.slack.workspace.add_message(forged)
        mouth.slack.fail("chat.postMessage", "server_error")
        await mouth.run()
        assert await mouth.run_when_leases_ended() == 1
        assert mouth.said() == ["not so", "words of today"]


async def test_looking_may_fail_too_and_is_tried_again(database_url):
    async with a_mouth(database_url) as mouth:
        await mouth.owe("today")
        mouth.slack.fail("chat.postMessage", "stored_then_error")
        for trouble in ("rate_limited", "server_error", "reset"):
            mouth.slack.fail("conversations.history", trouble)
        for _ in range(5):
            await mouth.run_when_leases_ended()
        assert await mouth.state("today") is DeliveryState.SENT
        assert mouth.said() == ["words of today"]


async def test_a_doubt_without_end_ends_unknown_and_is_never_posted_twice(database_url):
    async with a_mouth(database_url) as mouth:
        await mouth.owe("today")
        mouth.slack.fail("chat.postMessage", "stored_then_error")
        mouth.slack.fail("conversations.history", "server_error", times=50)
        for _ in range(deliver.TRIES + 3):
            await mouth.run_when_leases_ended()
        assert await mouth.state("today") is DeliveryState.UNKNOWN
        assert mouth.said() == ["words of today"]


async def test_what_is_late_is_dropped_unless_it_was_there_in_time(database_url):
    async with a_mouth(database_url) as mouth:
        until = {"not_after": NOW + timedelta(hours=1)}
        for period in ("never", "there", "stumbled"):
            await mouth.owe(period, **until)
        mouth.slack.fail("chat.postMessage", "rate_limited", retry_after=3)
        mouth.slack.fail("chat.postMessage", "stored_then_error")
        mouth.slack.fail("chat.postMessage", "server_error")
        await mouth.run()
        mouth.now += timedelta(hours=1, seconds=1)
        await mouth.run_when_leases_ended()
        states = {row.period: row.state for row in await Delivery.all()}
        assert states == {"never": "dead", "there": "sent", "stumbled": "dead"}
        assert mouth.said() == ["words of there"]


async def test_a_message_is_not_posted_before_its_time(database_url):
    async with a_mouth(database_url) as mouth:
        await mouth.owe("today")
        mouth.now -= timedelta(minutes=1)
        assert await mouth.run() == 0
        mouth.now += timedelta(minutes=1)
        assert await mouth.run() == 1


async def test_who_lost_the_lease_has_no_say_any_more(database_url):
    """A worker sleeps through its lease; another one finishes; then the sleeper wakes up."""
    awake, asleep = asyncio.Event(), asyncio.Event()

    async def sleeps(*_: object) -> Posted:
        asleep.set()
        await awake.wait()
        raise deliver.NotPosted("so it seems to the one who slept", None)

    async def nothing_there(*_: object) -> None:
        return None

    async def posts(*_: object) -> Posted:
        return Posted("C0TEAM", "1.000001")

    async with a_mouth(database_url) as mouth:
        await mouth.owe("today")
        sleeper = asyncio.create_task(deliver.run_due(sleeps, nothing_there, now=NOW))
        await asleep.wait()
        assert await deliver.run_due(posts, nothing_there, now=NOW) == 0
        await Delivery.all().update(lease_until=1)
        assert await deliver.run_due(posts, nothing_there, now=NOW) == 1
        awake.set()
        await sleeper
        row = await Delivery.get()
        assert (row.state, row.slack_ts) == (DeliveryState.SENT, "1.000001")


async def test_a_worker_that_died_while_posting_leaves_its_message_to_the_next(database_url):
    """Killed between the post and the note of it: what it wrote down first makes the next one look."""
    async with a_mouth(database_url) as mouth:
        await mouth.owe("today")
        post, find = posting.poster(mouth.wiring), posting.finder(mouth.wiring)

        async def posts_and_dies(*what: Any) -> Posted:
            await post(*what)
            raise asyncio.CancelledError

        with pytest.raises(asyncio.CancelledError):
            await deliver.run_due(posts_and_dies, find, now=NOW)
        assert await mouth.run() == 0
        assert await mouth.run_when_leases_ended() == 1
        assert mouth.said() == ["words of today"]


async def test_an_error_of_ours_ends_no_queue(database_url):
    async with a_mouth(database_url) as mouth:
        await mouth.owe("spoilt")
        await mouth.owe("good")
        await Delivery.filter(period="spoilt").update(payload='{"blocks": []}')  # no text
        assert await mouth.run() == 1
        assert mouth.said() == ["words of good"]
        for _ in range(deliver.TRIES + 2):
            await mouth.run_when_leases_ended()
        assert await mouth.state("spoilt") is DeliveryState.UNKNOWN
        assert (await Delivery.get(period="spoilt")).last_error


@pytest.mark.parametrize("who", ["U0DEE", "U0GONE", "U0ROB"])
async def test_who_cannot_be_written_to_keeps_nobody_waiting(database_url, who):
    """Deactivated, forgotten, a bot."""
    async with a_mouth(database_url) as mouth:
        for slack_id in {who, "U0ANA"} - {"U0GONE"}:
            await members.member_of(mouth.workspace, slack_id)
        await mouth.owe("first", recipient=who, kind=DeliveryKind.NUDGE)
        await mouth.owe("second", recipient="U0ANA", kind=DeliveryKind.NUDGE)
        assert await mouth.run() == 1
        assert await mouth.state("first") is DeliveryState.DEAD
        assert [message.text for message in mouth.slack.dms("U0ANA")] == ["words of second"]


async def test_a_private_word_in_doubt_is_looked_for_in_its_own_conversation(database_url):
    async with a_mouth(database_url) as mouth:
        await members.member_of(mouth.workspace, "U0ANA")
        await mouth.owe("word", recipient="U0ANA", kind=DeliveryKind.NUDGE)
        mouth.slack.fail("chat.postMessage", "stored_then_error")
        await mouth.run()
        assert await mouth.run_when_leases_ended() == 1
        assert [message.text for message in mouth.slack.dms("U0ANA")] == ["words of word"]


# What stands between Slack and the bot may answer in its own words.
ODD: dict[str, tuple[int, dict[str, str], str]] = {
    "a proxy's page": (502, {"content-type": "text/html"}, "<html>Bad Gateway</html>"),
    "a page with status 200": (200, {"content-type": "text/html"}, "<html>Sign in to the wifi</html>"),
    "plain text": (503, {"content-type": "text/plain"}, "upstream is away"),
    "JSON cut off": (200, {"content-type": "application/json"}, '{"ok": true, "ts": "1.0'),
    "JSON of another shape": (200, {"content-type": "application/json"}, "[1, 2]"),
    "nothing": (200, {"content-type": "application/json"}, ""),
}
PATIENCE = {
    "no word how long": {},
    "a date": {"Retry-After": "Wed, 18 Nov 2026 12:00:00 GMT"},
    "ages": {"Retry-After": "9" * 30},
}


@asynccontextmanager
async def answering(status: int, headers: dict[str, str], body: str) -> AsyncIterator[AsyncWebClient]:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, headers=headers, body=body.encode())

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        base = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
        yield AsyncWebClient("xoxb-1", base_url=base, timeout=20, retry_handlers=[])
    finally:
        await runner.cleanup()


@asynccontextmanager
async def two_owed(url: str) -> AsyncIterator[Workspace]:
    async with database(url):
        workspace = await members.workspace_of("T0HOME", now=NOW)
        for period in ("one", "two"):
            # of a kind that is posted without a look at the channel first
            await deliver.owe(workspace, DeliveryKind.DETAIL, "C0TEAM", period, {"text": period}, now=NOW)
        yield workspace


def both(rows: Iterable[Delivery]) -> set[tuple[str, bool]]:
    return {(row.state, row.in_doubt) for row in rows}


@pytest.mark.parametrize("answer", ODD)
async def test_an_answer_that_is_none_of_slacks_is_a_doubt(sqlite_url, answer):
    async with two_owed(sqlite_url):
        async with answering(*ODD[answer]) as client:
            wiring = wired(client)
            assert await deliver.run_due(posting.poster(wiring), posting.finder(wiring), now=NOW) == 0
        assert both(await Delivery.all()) == {("pending", True)}
        assert all(await Delivery.all().values_list("last_error", flat=True))


@pytest.mark.parametrize("how_long", PATIENCE)
async def test_patience_asked_for_in_odd_words_is_still_patience(sqlite_url, how_long):
    async with two_owed(sqlite_url):
        said = {"content-type": "application/json", **PATIENCE[how_long]}
        async with answering(429, said, '{"ok": false, "error": "ratelimited"}') as client:
            wiring = wired(client)
            assert await deliver.run_due(posting.poster(wiring), posting.finder(wiring), now=NOW) == 0
        assert both(await Delivery.all()) == {("pending", False)}
        assert all(NOW < row.not_before <= NOW + timedelta(days=1) for row in await Delivery.all())


async def test_a_slack_that_cannot_be_reached_is_a_doubt(sqlite_url):
    async with two_owed(sqlite_url) as workspace:
        wiring = wired(AsyncWebClient("xoxb-1", base_url="http://127.0.0.1:1/api/", retry_handlers=[]))
        post, find = posting.poster(wiring), posting.finder(wiring)
        assert await deliver.run_due(post, find, now=NOW) == 0
        assert both(await Delivery.all()) == {("pending", True)}
        with pytest.raises(MaybePosted):
            await find(workspace, (await Delivery.all())[0])
