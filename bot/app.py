"""Puts it together: settings, database, networks, Slack, clock. The only file that knows everyone."""

import asyncio
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
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

import handlers.register
from bot import settings as settings_
from bot.db import database, only_process
from bot.errors import BadSetting, Unreachable
from bot.services.judge import Judge
from bot.settings import Settings
from bot.sources.http import Http
from bot.sources.known import Sources
from handlers import troubles
from handlers.jobs import Jobs
from handlers.later import Later
from handlers.wiring import Clock, Wiring
from models import Workspace

POST_TIMEOUT = 10  # seconds; far below the lease of a delivery
DRAIN = 20.0  # seconds for what is under way when the bot stops; platforms kill after 30

Around = Callable[[httpx.AsyncBaseTransport], httpx.AsyncBaseTransport]


@dataclass(frozen=True, slots=True)
class Running:
    """A bot that runs."""

    app: AsyncApp
    jobs: Jobs
    later: Later
    wiring: Wiring


def utc_now() -> datetime:
    """The real clock."""
    return datetime.now(UTC)


@asynccontextmanager
async def networks(settings: Settings, around: Around | None = None) -> AsyncIterator[Sources]:
    """All sources over one way out."""
    async with Http(allowed=settings.private_hosts, around=around) as http:
        sources = Sources(http, lambda name, known: settings_.addresses(os.environ, name, known))
        try:
            yield sources
        finally:
            await sources.close()


@asynccontextmanager
async def running(
    settings: Settings,
    *,
    clock: Clock = utc_now,
    around: Around | None = None,
) -> AsyncIterator[Running]:
    """The whole bot, connected to Slack, until the block ends; then everything under way is brought to its end."""
    settings.for_slack()
    url = settings.database_url.get_secret_value()
    with only_process(url):
        async with database(url), networks(settings, around) as sources:
            later = Later(troubles.noted)
            app = slack_app(settings)
            wiring = Wiring(
                sources=sources,
                judge=Judge.over(sources),
                clock=clock,
                later=later,
                soon=lambda: jobs.ring(),
                client_of=_speaker(settings),
            )
            jobs = Jobs(wiring)
            handlers.register.all_of(app, wiring)
            socket = AsyncSocketModeHandler(app, settings.app_token.get_secret_value())
            await _connect(app, socket)
            scheduler = jobs.scheduler()
            scheduler.start()
            ticking = asyncio.create_task(jobs.run())
            jobs.ring()
            try:
                yield Running(app, jobs, later, wiring)
            finally:
                jobs.stop()
                scheduler.shutdown(wait=False)
                with suppress(Exception):
                    await asyncio.wait_for(socket.close_async(), timeout=5)  # type: ignore[no-untyped-call]
                await asyncio.wait([ticking], timeout=DRAIN)
                await later.drained(DRAIN)


async def run(settings: Settings) -> None:
    """Runs until SIGTERM or SIGINT; then stops in order. A second signal ends it at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def asked_to_stop() -> None:
        if stop.is_set():
            os._exit(1)
        stop.set()

    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, asked_to_stop)
    async with running(settings) as bot:
        structlog.get_logger("involve").info("running", networks=list(bot.wiring.sources))
        await stop.wait()


def slack_app(settings: Settings) -> AsyncApp:
    """The Bolt app over our own client.

    Its answer leaves when a handler returns, which is 40 times sooner than Bolt's default.
    """
    token = settings.bot_token.get_secret_value()
    client = AsyncWebClient(
        token=token,
        base_url=settings.slack_api_url,
        retry_handlers=[
            AsyncConnectionErrorRetryHandler(),
            AsyncRateLimitErrorRetryHandler(max_retry_count=2),
            AsyncServerErrorRetryHandler(),
        ],
    )
    return AsyncApp(
        client=client,
        signing_secret=settings.signing_secret.get_secret_value() or None,
        process_before_response=True,
        logger=logging.getLogger("slack"),
    )


def _speaker(settings: Settings) -> Callable[[Workspace], AsyncWebClient]:
    # No retry handler: a post that was sent twice is a message the channel reads twice.
    client = AsyncWebClient(
        token=settings.bot_token.get_secret_value(),
        base_url=settings.slack_api_url,
        timeout=POST_TIMEOUT,
        retry_handlers=[],
    )
    return lambda _workspace: client


async def _connect(app: AsyncApp, socket: AsyncSocketModeHandler) -> None:
    try:
        await app.client.auth_test()
        await socket.connect_async()  # type: ignore[no-untyped-call]
    except SlackApiError as error:
        reason = error.response["error"]
        if reason in {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "not_allowed_token_type"}:
            raise BadSetting(
                f"Slack does not accept the token ({reason}): copy SLACK_BOT_TOKEN and "
                f"SLACK_APP_TOKEN from your app's pages again."
            ) from error
        raise Unreachable(f"Slack answered “{reason}” at start-up: check the app's Socket Mode and scopes.") from error
    except (TimeoutError, OSError) as error:
        raise Unreachable("Slack cannot be reached from here: check the network, or SLACK_API_URL.") from error
