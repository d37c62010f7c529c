"""A real bot in the local workspace, for tests: Bolt, sockets, sources, database, clock.

Nothing of it is a stand-in.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import structlog

from bot import app as program
from bot.playground import BOT, Channel, Member, Message, Playground
from bot.services import daily
from bot.settings import Settings, read
from handlers import home
from models import Workspace

home.TOGETHER = 0  # a test waits after every gesture until the page is drawn
QUIET = 0.005  # seconds: enough, for what the bot has under way it tells by itself

# What breaks in the background is told in a few lines; with every value in it, as structlog would, it takes a second.
_IN_A_FEW_LINES = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
structlog.configure(processors=[*structlog.get_config()["processors"][:-1], _IN_A_FEW_LINES])

TEAM = (
    Member(id="U0ANA", name="ana", real_name="Ana", tz="Europe/Lisbon", is_admin=True),
    Member(id="U0BEN", name="ben", real_name="Ben", tz="America/New_York"),
    Member(id="U0CHI", name="chi", real_name="Chi", tz="Asia/Tokyo"),
    Member(id="U0GUS", name="gus", real_name="Gus", tz="Europe/Berlin", is_guest=True),
)
CHANNELS = (
    Channel(id="C0TEAM", name="team", members={"U0ANA", "U0BEN", "U0CHI", "U0GUS", BOT}),
    Channel(id="C0QUIET", name="quiet", members={"U0ANA", "U0BEN"}),
)


@dataclass
class Clock:
    """The time everybody goes by; it stands still until it is moved."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def forward(self, by: timedelta) -> None:
        self.now += by


@dataclass
class House:
    """The bot, the workspace around it, and the clock on the wall."""

    slack: Playground
    bot: program.Running
    clock: Clock

    async def settle(self) -> None:
        """Until nothing is under way: no answer, no poll, no post."""
        async with asyncio.timeout(20):
            while True:
                await self.bot.later.settled()
                await self.slack.settle(quiet=QUIET)
                if self.bot.jobs.is_resting and not len(self.bot.later):
                    return

    async def tick(self) -> None:
        """What the clock would do now, to its end."""
        await self.bot.jobs.tick()
        await self.settle()
        await self.bot.jobs.tick()
        await self.settle()

    async def types(self, user: str, text: str, channel: str = "C0TEAM") -> "str":
        """Types `/involve text` and returns all that person reads of the answer."""
        reply = await self.slack.command(user, "/involve", text, channel=channel)
        await self.settle()
        assert not reply.error, reply.error
        return str(reply.reads)

    async def joins(self, user: str, *, named: bool = True, notes: bool = False) -> None:
        """Says yes."""
        reply = await self.slack.command(user, "/involve", "join", channel="C0TEAM")
        await self.settle()
        message = reply.messages[-1]
        if not named:
            await self.slack.press(user, message, "appears", "only in the totals")
        if notes:
            await self.slack.press(user, message, "wants_nudges", ["nudges"])
        await self.slack.press(user, message, "join")
        await self.settle()

    async def knows_the_digest(self) -> None:
        """An admin has seen one, so the first to the channel comes on time."""
        await daily.seen(await self.workspace(), self.clock())

    def digests(self, channel: str = "C0TEAM") -> list[Message]:
        """What was said in the channel itself, threads apart."""
        return [message for message in self.slack.messages(channel) if not message.is_reply]

    async def workspace(self) -> Workspace:
        return await Workspace.get(team_id=self.slack.team_id)


def settings(slack: Playground, url: str, **more: object) -> Settings:
    """What the bot would read from its environment."""
    return read(
        {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.api_url,
            "DATABASE_URL": url,
            "INVOLVE_ALLOWED_HOSTS": "",
            **more,
        }
    )


class HereOnly(httpx.AsyncBaseTransport):
    """Nobody beyond this machine is asked: what somebody logs in a test is looked up, and nobody is there."""

    def __init__(self, real: httpx.AsyncBaseTransport) -> None:
        self._real = real

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.host in {"127.0.0.1", "localhost"}:
            return await self._real.handle_async_request(request)
        raise httpx.ConnectError("not in a test", request=request)

    async def aclose(self) -> None:
        await self._real.aclose()


@asynccontextmanager
async def a_house(
    url: str,
    *,
    now: datetime = datetime(2026, 11, 18, 10, 0, tzinfo=UTC),  # a Wednesday
    around: program.Around | None = HereOnly,
    team: tuple[Member, ...] = TEAM,
    channels: tuple[Channel, ...] = CHANNELS,
    environment: Mapping[str, object] | None = None,
    manifest: dict[str, Any] | None = None,
) -> AsyncIterator[House]:
    """A running bot on the database `url`."""
    clock = Clock(now)
    async with Playground(members=team, channels=channels, clock=clock, manifest=manifest) as slack:
        async with program.running(settings(slack, url, **(environment or {})), clock=clock, around=around) as bot:
            await slack.connected()
            yield House(slack, bot, clock)
            await slack.settle(quiet=QUIET)
        assert slack.violations == [], slack.violations
