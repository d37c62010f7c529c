"""Puts it together: settings, database, networks, Slack, clock. The only file that knows everyone."""

import asyncio
import gc
import os
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from slack_bolt.async_app import AsyncApp

import handlers.register
from bot import settings as settings_
from bot.db import database, only_process
from bot.services import dates, health
from bot.services.judge import Judge
from bot.settings import Settings
from bot.sources.http import Http
from bot.sources.known import Sources
from handlers import installing, jobs, troubles
from handlers.jobs import Jobs
from handlers.later import Later
from handlers.reach import Reach, reach
from handlers.views import words
from handlers.wiring import Clock, Wiring
from models import Workspace

DRAIN = 18.0  # seconds for what is under way when the bot stops
LOADED = 60.0  # seconds after which everything that stays in memory is there
LAST = 23.0  # seconds after which it stops whatever is under way; platforms kill after 30

log = structlog.get_logger("involve")

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
        environment = settings_.environment()
        sources = Sources(http, lambda name, known: settings_.of_source(environment, name, known))
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

            async def granted(workspace: Workspace, installer: str) -> None:
                await installing.greet(workspace, installer, now=clock())
                ticker.ring()

            async def ready() -> list[str]:
                return await health.troubles(last_tick=ticker.last_tick, every=jobs.EVERY, now=clock())

            line = reach(settings, clock, granted)
            wiring = Wiring(
                sources=sources,
                judge=Judge.over(sources),
                clock=clock,
                later=later,
                soon=lambda: ticker.ring(),
                client_of=line.client_of,
                keys=settings.keys,
                extras=frozenset(settings.extras),
                refresh_tokens=line.refresh_tokens,
            )
            ticker = Jobs(wiring)
            handlers.register.all_of(line.app, wiring)
            await line.open(ready)
            scheduler = ticker.scheduler()
            scheduler.start()
            ticking = asyncio.create_task(ticker.run())
            ticker.ring()
            later(asyncio.to_thread(dates.warm_up))
            later(asyncio.to_thread(words.warm_up))
            try:
                yield Running(line.app, ticker, later, wiring)
            finally:
                await _stop(line, ticker, scheduler, ticking, later)


async def _stop(
    line: Reach, ticker: Jobs, scheduler: AsyncIOScheduler, ticking: asyncio.Task[None], later: Later
) -> None:
    """Nothing new begins; what is under way comes to its end, or, after DRAIN, is left to its lease."""
    loop = asyncio.get_running_loop()
    end = loop.time() + DRAIN
    ticker.stop()
    scheduler.shutdown(wait=False)
    await line.close()
    await asyncio.wait([ticking], timeout=max(end - loop.time(), 0))
    ticking.cancel()
    await later.drained(max(end - loop.time(), 0))
    await asyncio.wait([ticking], timeout=2)


async def run(settings: Settings) -> None:
    """Runs until SIGTERM or SIGINT; then stops in order. A second signal ends it at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def asked_to_stop() -> None:
        if stop.is_set():
            os._exit(1)
        stop.set()
        _at_the_latest()

    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, asked_to_stop)
    async with running(settings) as bot:
        log.info("running", mode=settings.mode.value, networks=list(bot.wiring.sources))
        # Going through all that was loaded, again and again, for what might be garbage in it would be what keeps others
        # waiting longest: a tenth of a second each time (measured, 2026-11; everything else stays below a hundredth).
        loop.call_later(LOADED, gc.freeze)
        await stop.wait()


def _at_the_latest() -> None:
    """Whatever hangs: a platform that has to kill the bot calls it a crash. Leases see to what is left behind."""

    def leave() -> None:
        log.warning("stopped", because="something under way did not end")
        os._exit(0)

    timer = threading.Timer(LAST, leave)
    timer.daemon = True
    timer.start()
