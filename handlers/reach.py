"""How Slack reaches the bot and the bot Slack: through a socket, for one workspace; over HTTP, for many."""

import asyncio
import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Protocol

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import BadSetting, Unreachable
from bot.manifest import INSTALL_PATH, scopes
from bot.services import installations
from bot.services.installations import Installations
from bot.settings import Mode, Settings
from handlers import installing
from handlers.door import Door, Ready
from handlers.refused import why
from handlers.stores import Granted, Grants
from handlers.tokens import Authorize, TokenKeeper, WorkspaceClient
from handlers.wiring import Clock
from models import Workspace

POST_TIMEOUT = 10  # seconds; far below the lease of a delivery

log = structlog.get_logger("involve")


class Reach(Protocol):
    """One of the two ways."""

    app: AsyncApp

    def client_of(self, workspace: Workspace) -> AsyncWebClient:
        """Speaks to a workspace outside of an answer; never retries, for a post sent twice is a message read twice."""
        ...

    async def refresh_tokens(self) -> None:
        """For the clock: those that end soon."""
        ...

    async def open(self, ready: Ready) -> None:
        """From now on Slack is heard. Raises BadSetting, Unreachable, Busy."""
        ...

    async def close(self) -> None:
        """Nothing new is heard; what came in is answered."""
        ...


def reach(settings: Settings, clock: Clock, granted: Granted) -> Reach:
    """The way the settings choose; `granted` is told of every workspace that installs Involve."""
    if settings.mode is Mode.SOCKET:
        if settings.client_id:
            log.info("SLACK_CLIENT_ID is not used: SLACK_APP_TOKEN chooses Socket Mode")
        return OverSocket(settings, clock)
    return OverHttp(settings, clock, granted)


class OverSocket:
    """One workspace and its one token; the bot calls Slack, so no public address is needed."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        token = settings.bot_token.get_secret_value()
        self._clock = clock
        with _not_from_the_environment():
            self.app = AsyncApp(
                client=_asking(settings, token),
                signing_secret="",
                request_verification_enabled=False,  # nothing comes in but through our own socket
                process_before_response=True,  # an answer leaves when its handler returns: 40 times sooner
                logger=logging.getLogger("slack"),
            )
        self._socket = AsyncSocketModeHandler(self.app, settings.app_token.get_secret_value())
        self._posting = AsyncWebClient(
            token=token, base_url=settings.slack_api_url, timeout=POST_TIMEOUT, retry_handlers=[]
        )

    def client_of(self, workspace: Workspace) -> AsyncWebClient:
        """There is one."""
        return self._posting

    async def refresh_tokens(self) -> None:
        """Its token never ends."""

    async def open(self, ready: Ready) -> None:
        """Connects; Slack tells which workspace this is."""
        try:
            who = await self.app.client.auth_test()
            await installations.come_back(
                who["team_id"], name=who["team"], bot_user_id=who["user_id"], now=self._clock()
            )
            await self._socket.connect_async()  # type: ignore[no-untyped-call]
        except SlackApiError as error:
            raise _refused(why(error)) from error
        except (TimeoutError, OSError) as error:
            raise Unreachable("Slack cannot be reached from here: check the network, or SLACK_API_URL.") from error

    async def close(self) -> None:
        """Hangs up."""
        with suppress(Exception):  # whatever goes wrong while hanging up: it is over
            await asyncio.wait_for(self._socket.close_async(), timeout=5)  # type: ignore[no-untyped-call]


class OverHttp:
    """Any number of workspaces, each with the token it granted; Slack calls the bot."""

    def __init__(self, settings: Settings, clock: Clock, granted: Granted) -> None:
        client = {"client_id": settings.client_id, "client_secret": settings.client_secret.get_secret_value()}
        self._settings = settings
        self._signing_secret = settings.signing_secret.get_secret_value()
        self._installations = Installations(settings.keyring())
        # What is exchanged for a token is good once: no blind second try with it.
        once = AsyncWebClient(base_url=settings.slack_api_url, timeout=POST_TIMEOUT, retry_handlers=[])
        self._keeper = TokenKeeper(self._installations, once, clock=clock, **client)
        grants = Grants(self._installations, self._keeper, clock, granted)
        with _not_from_the_environment():
            self.app = AsyncApp(
                client=_asking(settings, None),
                signing_secret=self._signing_secret,
                authorize=Authorize(self._keeper),  # type: ignore[arg-type]  # Bolt takes either, and names one
                oauth_flow=installing.flow(
                    once, grants, clock, public_url=settings.public_url, scopes=scopes(settings.extras), **client
                ),
                user_facing_authorize_error_message=_not_installed(settings.public_url),
                process_before_response=True,
                logger=logging.getLogger("slack"),
            )
        self._door: Door | None = None

    def client_of(self, workspace: Workspace) -> AsyncWebClient:
        """Looks for the token when it speaks, not before."""
        return WorkspaceClient(
            self._keeper,
            workspace.team_id,
            base_url=self._settings.slack_api_url,
            timeout=POST_TIMEOUT,
            retry_handlers=[],
        )

    async def refresh_tokens(self) -> None:
        """Those that end soon."""
        await self._keeper.refresh_ending()

    async def open(self, ready: Ready) -> None:
        """Listens, once it is sure that every token can be read."""
        await self._installations.check()
        self._door = Door(self.app, self._signing_secret, ready)
        await self._door.open(self._settings.listens_at, self._settings.port)

    async def close(self) -> None:
        """Shuts the door."""
        if self._door is not None:
            await self._door.close()


def _asking(settings: Settings, token: str | None) -> AsyncWebClient:
    return AsyncWebClient(
        token=token,
        base_url=settings.slack_api_url,
        retry_handlers=[
            AsyncConnectionErrorRetryHandler(),
            AsyncRateLimitErrorRetryHandler(max_retry_count=2),
            AsyncServerErrorRetryHandler(),
        ],
    )


@contextmanager
def _not_from_the_environment() -> Iterator[None]:
    """Bolt reads SLACK_CLIENT_ID, SLACK_BOT_TOKEN and more by itself, and with them changes how it authorizes."""
    hidden: Mapping[str, str] = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("SLACK_")}
    try:
        yield
    finally:
        os.environ.update(hidden)


def _not_installed(public_url: str) -> str:
    return f"Involve is not installed in this workspace any more. Install it again: {public_url}{INSTALL_PATH}"


def _refused(reason: str) -> Exception:
    if reason in {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "not_allowed_token_type"}:
        return BadSetting(
            "Slack does not accept the token ({reason}): copy SLACK_BOT_TOKEN and SLACK_APP_TOKEN from your app's "
            "pages again.",
            reason=reason,
        )
    return Unreachable("Slack answered “{reason}” at start-up: check the app's Socket Mode and scopes.", reason=reason)
