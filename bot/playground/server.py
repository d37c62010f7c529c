"""Puts the local workspace together: the people, the Web API, Socket Mode, the page, on one loopback address."""

import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from bot.playground import files
from bot.playground.answers import Answers
from bot.playground.changes import Changes
from bot.playground.channels import Channel, sample_channels
from bot.playground.consents import Consents
from bot.playground.deliveries.post import ACK_SECONDS, RETRY_SECONDS, Post
from bot.playground.faults import Faults
from bot.playground.gestures import Gestures
from bot.playground.loopback import add_headers, only_from_here
from bot.playground.manifest import DEFAULT_MANIFEST, read_manifest
from bot.playground.page_api import PageApi
from bot.playground.people import Member, sample_members
from bot.playground.registry import Registry
from bot.playground.request_url import RequestUrl
from bot.playground.sockets import Sockets
from bot.playground.submissions import Submissions
from bot.playground.tickets import Tickets
from bot.playground.webapi import WebApi
from bot.playground.workspace import Installation, Workspace

HOST = "127.0.0.1"
APP_ID = "A0INVOLVE"
LARGEST_BODY = 64 << 20  # bytes; the page sends files as text


def _real_now() -> datetime:
    return datetime.now(UTC)


class Server:
    """The local workspace as a server: opened and closed with `async with`."""

    def __init__(
        self,
        *,
        members: Iterable[Member] | None = None,
        channels: Iterable[Channel] | None = None,
        clock: Callable[[], datetime] = _real_now,
        port: int = 0,
        request_url: str | None = None,
        manifest: dict[str, Any] | None = None,
        team_id: str = "T0HOME",
        team_name: str = "Harbour",
        completions: Sequence[tuple[str, str]] = (),
        on_push: Callable[[str | int], Awaitable[None]] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        ack_seconds: float = ACK_SECONDS,
        retry_seconds: Sequence[float] = RETRY_SECONDS,
    ) -> None:
        self.clock = clock
        self._port = port
        self.changes = Changes()
        self.registry = Registry(
            app_id=APP_ID,
            app_token="xapp-1-A0INVOLVE-playground",
            signing_secret="playground-signing-secret",
            client_id="1111.2222",
            client_secret="playground-client-secret",
            manifest=read_manifest(manifest or DEFAULT_MANIFEST),
            tickets=Tickets(monotonic),
            consents=Consents(monotonic),
            changes=self.changes,
            monotonic=monotonic,
        )
        self.faults = Faults()
        self.sockets = Sockets(self.registry)
        self._request_url = RequestUrl(self.registry, request_url) if request_url else None
        self._post = Post(self.registry, self._request_url or self.sockets, ack_seconds, retry_seconds)
        self._answers = Answers(self.registry, self._post.announce)
        self._gestures = Gestures(self.registry, self._post, self._answers, lambda: self.url)
        self._submissions = Submissions(self.registry, self._post, lambda: self.url)
        self._webapi = WebApi(self.registry, self.faults, self._post.announce, lambda: self.url)
        self._webapi.new_link = self.sockets.new_link
        self.page = PageApi(self.registry, self._gestures, self._submissions, completions, on_push)
        self._runner: web.AppRunner | None = None
        self.workspace = self.add_workspace(
            team_id,
            team_name,
            sample_members() if members is None else members,
            sample_channels() if channels is None else channels,
        )

    def add_workspace(
        self,
        team_id: str,
        name: str,
        members: Iterable[Member],
        channels: Iterable[Channel],
        *,
        installed: bool = True,
    ) -> Workspace:
        """Another team that installed the app (or has yet to: see `consent`)."""
        suffix = team_id.removeprefix("T0")
        workspace = Workspace(
            team_id=team_id,
            name=name,
            domain=name.lower().replace(" ", "-"),
            members=members,
            channels=channels,
            installation=Installation(
                app_id=APP_ID,
                bot_id=f"B0{suffix}",
                bot_user_id=f"U0BOT{suffix}",
                bot_token=f"xoxb-{suffix.lower()}-playground",
                scopes=self.registry.manifest.scopes,
                revoked=not installed,
            ),
            bot_name=self.registry.manifest.bot_name,
            clock=lambda: self.clock(),
            changes=self.changes,
        )
        self.registry.workspaces[team_id] = workspace
        return workspace

    # -- opening and closing -----------------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[only_from_here], client_max_size=LARGEST_BODY)
        app.on_response_prepare.append(add_headers)
        self.page.add_to(app.router)
        app.router.add_route("*", "/api/{method}", self._webapi.handle)
        files.serve(self.registry, app.router)
        app.router.add_post("/upload/v1/{ticket}", self._webapi.take_file)
        app.router.add_get("/link/", self.sockets.connect)
        app.router.add_post("/hooks/{kind}/{team}/{secret}", self._answers.handle)
        # A call whose app hung up is over: the hanging fault relies on it.
        self._runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._post.close()
        await self.sockets.close()
        self.page.hang_up()
        if self._request_url is not None:
            await self._request_url.close()
        if self._runner is not None:
            await self._runner.cleanup()

    # -- where it is, and what opens it ------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._port}/"

    @property
    def api_url(self) -> str:
        return f"{self.url}api/"

    @property
    def team_id(self) -> str:
        return self.workspace.team_id

    @property
    def bot_token(self) -> str:
        return self.workspace.app.bot_token

    @property
    def bot_user_id(self) -> str:
        return self.workspace.app.bot_user_id

    @property
    def app_token(self) -> str:
        return self.registry.app_token

    @property
    def client_id(self) -> str:
        return self.registry.client_id

    @property
    def client_secret(self) -> str:
        return self.registry.client_secret

    @property
    def authorize_url(self) -> str:
        """What stands for https://slack.com/oauth/v2/authorize; `consent` takes the links built on it."""
        return f"{self.url}oauth/v2/authorize"

    @property
    def signing_secret(self) -> str:
        return self.registry.signing_secret
