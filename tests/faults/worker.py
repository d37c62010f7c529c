"""A process that posts what is due until it is killed: python -m tests.faults.worker DATABASE SLACK TOKEN."""

import asyncio
import sys
from datetime import UTC, datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.db import database
from bot.services import deliver
from handlers import posting
from handlers.wiring import Wiring

# The same rule as in the real bot, ten times as fast: a post gives up long before its lease ends.
LEASE_SECONDS, POST_TIMEOUT = 5, 0.5


async def work(url: str, slack: str, token: str) -> None:
    deliver.LEASE_SECONDS = LEASE_SECONDS
    client = AsyncWebClient(token, base_url=slack, timeout=POST_TIMEOUT, retry_handlers=[])  # type: ignore[arg-type]
    wiring = Wiring(
        sources=None, judge=None, clock=lambda: datetime.now(UTC), later=None, soon=lambda: None,
        client_of=lambda _: client,
    )  # fmt: skip  # type: ignore[arg-type]
    post, find = posting.poster(wiring), posting.finder(wiring)
    async with database(url, upgraded=False):
        while True:
            await deliver.run_due(post, find, now=datetime.now(UTC))
            await asyncio.sleep(0.05)


if __name__ == "__main__":
    asyncio.run(work(*sys.argv[1:]))
