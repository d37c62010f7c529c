"""A real bot that Slack reaches over HTTP, for tests: installed by a browser, in one workspace or in several."""

import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from http.cookies import SimpleCookie
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import aiohttp
import yaml

from bot import app as program
from bot.keyring import new_key
from bot.manifest import manifest
from bot.playground import Channel, Member, Playground
from bot.playground.deliveries import commands
from bot.playground.request_url import signature
from bot.settings import Settings, read
from models import Workspace
from tests.bot import CHANNELS, QUIET, TEAM, Clock, HereOnly, House

FORM = "application/x-www-form-urlencoded"
NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)  # a Wednesday


@dataclass
class Page:
    """What a browser shows."""

    status: int
    text: str
    headers: dict[str, str]

    @property
    def reads(self) -> str:
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", self.text.partition("</head>")[2])).split())

    def link(self, words: str) -> str:
        return unescape(re.search(rf'href="([^"]+)">{words}<', self.text)[1])


@dataclass
class Browser:
    """Somebody's browser, which keeps cookies as browsers do."""

    home: str
    cookies: dict[str, str] = field(default_factory=dict)
    accepts: str = "en"  # languages

    async def open(self, address: str) -> Page:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        async with (
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.get(
                address if "://" in address else self.home + address,
                headers={"Accept-Language": self.accepts} | ({"Cookie": cookies} if cookies else {}),
                allow_redirects=False,
            ) as answer,
        ):
            for line in answer.headers.getall("Set-Cookie", []):
                for name, morsel in SimpleCookie(line).items():
                    self.cookies[name] = morsel.value
                    if morsel["expires"]:
                        del self.cookies[name]
            return Page(answer.status, await answer.text(), dict(answer.headers))


@dataclass
class PublicHouse(House):
    """The bot, its public address, and the workspaces around it."""

    url: str
    settings: Settings

    def browser(self, accepts: str = "en") -> Browser:
        return Browser(self.url, accepts=accepts)

    def consent(self, user: str, page: Page) -> str:
        """Says yes at Slack; the address Slack sends the browser back to."""
        return self.slack.consent(user, page.link("Add to Slack"))

    async def installs(self, user: str = "U0ANA", browser: Browser | None = None) -> Page:
        """Somebody installs the app where they stand; see `goes_to`."""
        browser = browser or self.browser()
        done = await browser.open(self.consent(user, await browser.open("/slack/install")))
        await self.settle()
        return done

    async def with_ana(self) -> None:
        """Ana installs the app and joins."""
        await self.installs()
        await self.types("U0ANA", "help")
        await self.joins("U0ANA")

    def goes_to(self, team_id: str) -> None:
        """From now on whoever does something does it in this team: the same ids live in several."""
        teams = self.slack.registry.workspaces
        self.slack.registry.workspaces = {team_id: teams[team_id]} | teams

    def add_team(self, team_id: str, name: str, members: tuple[Member, ...] = TEAM) -> None:
        """Another workspace, with the same ids in it; it has yet to install."""
        self.slack.add_workspace(team_id, name, members, CHANNELS, installed=False)

    async def sends(self, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        """Whatever somebody sends to where Slack sends."""
        async with aiohttp.ClientSession() as session:
            return await self.posts(session, body, headers)

    async def posts(self, session: aiohttp.ClientSession, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        # a large body is to be handed over as a file
        async with session.post(f"{self.url}/slack/events", data=BytesIO(body), headers=headers) as answer:
            return answer.status, await answer.text()

    def signed(self, body: bytes, content_type: str = "application/json") -> dict[str, str]:
        return {"Content-Type": content_type, **signature(self.slack.signing_secret, body)}

    def typed(self, user: str, text: str, channel: str = "C0TEAM") -> bytes:
        """A command as Slack posts it, with a trigger nobody had before."""
        workspace = self.slack.workspace
        trigger = self.slack.registry.tickets.trigger(user, workspace.team_id)
        address = f"{self.slack.url}hooks/commands/{workspace.team_id}/none"
        return urlencode(commands.command(workspace, user, "/involve", text, channel, trigger, address)).encode()

    async def answers(self, body: bytes) -> tuple[int, str]:
        """What a command posted by Slack is answered."""
        return await self.sends(body, self.signed(body, FORM))

    async def workspace(self, team_id: str = "") -> Workspace:
        return await Workspace.get(team_id=team_id or self.slack.team_id)


def free_port() -> int:
    """One nobody listens at just now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def http_settings(slack: Playground, database_url: str, url: str, **more: object) -> Settings:
    """What the bot would read from its environment."""
    return read(
        {
            "SLACK_BOT_TOKEN": "",
            "SLACK_APP_TOKEN": "",
            "SLACK_CLIENT_ID": slack.client_id,
            "SLACK_CLIENT_SECRET": slack.client_secret,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.api_url,
            "DATABASE_URL": database_url,
            "INVOLVE_PUBLIC_URL": url,
            "INVOLVE_SECRET_KEYS": new_key(),
            "INVOLVE_ALLOWED_HOSTS": "",
            "INVOLVE_EXTRA_SCOPES": "",
            "HOST": "127.0.0.1",
            "PORT": url.rpartition(":")[2],
            **more,
        }
    )


@asynccontextmanager
async def a_workspace_over_http(
    clock: Clock,
    *,
    team: tuple[Member, ...] = TEAM,
    channels: tuple[Channel, ...] = CHANNELS,
    rotation: bool = False,
    extras: tuple[str, ...] = (),
) -> AsyncIterator[tuple[Playground, str]]:
    """A workspace that has not installed the app, and the public address the app shall have."""
    url = f"http://127.0.0.1:{free_port()}"
    wanted: dict[str, Any] = yaml.safe_load(manifest(url, extras))
    wanted["settings"]["token_rotation_enabled"] = rotation
    async with Playground(
        members=team, channels=channels, clock=clock, request_url=f"{url}/slack/events", manifest=wanted
    ) as slack:
        slack.workspace.app.revoked = True
        yield slack, url


@asynccontextmanager
async def a_public_house(
    database_url: str,
    *,
    now: datetime = NOW,
    around: program.Around | None = HereOnly,
    rotation: bool = False,
    extras: tuple[str, ...] = (),
    channels: tuple[Channel, ...] = CHANNELS,
    environment: dict[str, object] | None = None,
) -> AsyncIterator[PublicHouse]:
    """A running bot on the database, which nobody has installed yet."""
    clock = Clock(now)
    async with a_workspace_over_http(clock, channels=channels, rotation=rotation, extras=extras) as (slack, url):
        more = {"INVOLVE_EXTRA_SCOPES": ",".join(extras), **(environment or {})}
        settings = http_settings(slack, database_url, url, **more)
        async with program.running(settings, clock=clock, around=around) as bot:
            yield PublicHouse(slack, bot, clock, url, settings)
            await slack.settle(quiet=QUIET)
        assert slack.violations == [], slack.violations
