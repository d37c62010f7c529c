"""The demo: the real bot in the local workspace, with a sample team whose networks answer from recorded shapes."""

import asyncio
import copy
import errno
import signal
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import typer

from bot import app as program
from bot import logs
from bot.app import Running
from bot.errors import Busy
from bot.keyring import new_key
from bot.manifest import EVENTS, EXTRAS, scopes
from bot.playground import BOT, Channel, Playground
from bot.playground.manifest import DEFAULT_MANIFEST
from bot.playground.people import Member
from bot.playground.sample import SAMPLE_HOUSE, SAMPLE_TEAM, VISITOR, SampleNetworks
from bot.services import digest
from bot.settings import read
from handlers.views.guide import COMMANDS
from models import Workspace

CHANNEL = "C0TEAM"
_GRANTED = ("files", "pictures")
ADMIN = SAMPLE_TEAM[0]
HELPER = "U0NOOR"
CAME_OF_IT = "new organisation: a repair café in Ghent put our lights on its shelf after we helped them with two"
DIGEST_MINUTES_AGO = 5  # the demo's digest is due the moment it starts


class Clock:
    """The real time, pushed forward by what the visitor asks for."""

    def __init__(self, offset: timedelta) -> None:
        self.offset = offset

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.offset


async def play(*, port: int) -> None:
    """Serves the local workspace until it is stopped."""
    logs.set_up("WARNING")
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    with tempfile.TemporaryDirectory(prefix="involve-demo-") as folder:
        typer.echo("Setting the sample team up …")
        async with playground(port, f"{folder}/demo.db") as slack:
            typer.echo(f"Involve runs in a local workspace: {slack.url}\nCtrl-C stops it.")
            await stop.wait()


@asynccontextmanager
async def playground(port: int, database: str) -> AsyncIterator[Playground]:
    """The local workspace with today's digest in it."""
    # Yesterday first, just before the digest's time: who will be called a broadcaster hears it a day ahead, here too.
    clock = Clock(-timedelta(days=1, minutes=2 * DIGEST_MINUTES_AGO))
    networks = SampleNetworks(datetime.now(UTC), clock)
    stage = _Stage(clock)
    try:
        async with Playground(
            members=_members(),
            channels=_channels(),
            clock=clock,
            manifest=_manifest(),
            port=port,
            completions=_completions(),
            on_push=stage.push,
        ) as slack:
            settings = read(
                {
                    "SLACK_BOT_TOKEN": slack.bot_token,
                    "SLACK_APP_TOKEN": slack.app_token,
                    "SLACK_SIGNING_SECRET": slack.signing_secret,
                    "SLACK_API_URL": slack.api_url,
                    "DATABASE_URL": f"sqlite://{database}",
                    "INVOLVE_SECRET_KEYS": new_key(),
                    "INVOLVE_EXTRA_SCOPES": ",".join(_GRANTED),
                }
            )
            async with program.running(settings, clock=clock, around=networks.around) as bot:
                stage.bot = bot
                await slack.connected()
                await stage.open(slack)
                yield slack
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise Busy(f"Port {port} is taken. Choose another one: involve demo --port {port + 1}.") from error


class _Stage:
    """Sets the scene before the visitor comes in, and moves its clock."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.bot: Running | None = None
        self._moving = asyncio.Lock()

    async def open(self, slack: Playground) -> None:
        """Every member joins and connects through the same commands a visitor would type; then it is today."""
        local = datetime.now(ZoneInfo(ADMIN.tz)) - timedelta(minutes=DIGEST_MINUTES_AGO)
        await slack.command(ADMIN.id, "/involve", f"setup #team {local:%H:%M} daily {ADMIN.tz}", channel=CHANNEL)
        for member in SAMPLE_TEAM:
            asked = await slack.command(member.id, "/involve", "join", channel=CHANNEL)
            await self._rest()
            if not member.named:
                await slack.press(member.id, asked.messages[-1], "appears", "only in the totals")
            await slack.press(member.id, asked.messages[-1], "join")
            await self._rest()
            for handle in member.handles:
                await slack.command(member.id, "/involve", f"connect {handle}", channel=CHANNEL)
        for domain in SAMPLE_HOUSE:
            await slack.command(ADMIN.id, "/involve", f"house add {domain}", channel=CHANNEL)
        await slack.command(HELPER, "/involve", f"result {CAME_OF_IT}", channel=CHANNEL)
        await slack.command(ADMIN.id, "/involve", f"invite @{VISITOR.name.capitalize()}", channel=CHANNEL)
        await self._rest()
        self.clock.offset = timedelta()
        await self._rest()

    async def push(self, to: str | int) -> None:
        """Moves the clock: to the next digest, or so many seconds on; then does what is due there."""
        assert self.bot is not None
        async with self._moving:
            await self._rest()  # what is due where the clock stands now is done there, and not days too late
            now = self.clock()
            if isinstance(to, int):
                self.clock.offset += timedelta(seconds=to)
            else:
                workspace = await Workspace.first()
                due = digest.next_due(workspace, now) if workspace else None
                self.clock.offset += (due or now + timedelta(days=1)) - now + timedelta(minutes=1)
            await self._rest()

    async def _rest(self) -> None:
        """Until nothing is under way: no answer, no poll, no post."""
        assert self.bot is not None
        for _ in range(3):
            await self.bot.jobs.tick()
            await self.bot.later.settled()


def _members() -> tuple[Member, ...]:
    return tuple(
        Member(
            id=each.id,
            name=each.name.capitalize(),
            real_name=each.real_name,
            tz=each.tz,
            locale=each.locale,
            is_admin=each.is_admin,
        )
        for each in (VISITOR, *SAMPLE_TEAM)
    )


def _channels() -> tuple[Channel, ...]:
    everybody = {each.id for each in (VISITOR, *SAMPLE_TEAM)}
    return (
        Channel(id=CHANNEL, name="team", members=everybody | {BOT}, topic="Where the daily digest appears"),
        Channel(id="C0RANDOM", name="random", members=everybody, topic="Everything else"),
    )


def _manifest() -> dict[str, Any]:
    """The local workspace grants what the real manifest asks for with archives and pictures, and nothing more."""
    asked = copy.deepcopy(DEFAULT_MANIFEST)
    asked["oauth_config"]["scopes"]["bot"] = list(scopes(_GRANTED))
    asked["settings"]["event_subscriptions"]["bot_events"] = [*EVENTS, *EXTRAS["files"].events]
    return asked


def _completions() -> tuple[tuple[str, str], ...]:
    return tuple((f"/involve {form.strip()}", why) for what, why in COMMANDS for form in what.split("·"))
