"""A process that polls what is due until it is killed: python -m tests.faults.poller DATABASE BEGAN SETTINGS."""

import asyncio
import json
import sys
import time
from datetime import datetime, timedelta

from bot.db import database
from bot.services import poll
from bot.sources.http import Http
from bot.sources.known import Sources
from tests.services.people import NOW

HASTE = 3_600  # so many seconds pass in one
LEASE_SECONDS = 3  # the same rule as in the real bot, a hundred times as fast: a poll ends long before its lease


def clock(began: float) -> datetime:
    return NOW + timedelta(seconds=(time.time() - began) * HASTE)


async def work(url: str, began: float, settings: dict[str, dict[str, str]], places: list[str]) -> None:
    poll.LEASE_SECONDS = LEASE_SECONDS
    async with database(url, upgraded=False), Http(allowed=places, budget=timedelta(seconds=2)) as http:
        sources = Sources(http, lambda name, known: settings.get(name, {}))
        while True:
            for name in settings:
                for account in await poll.claim_due(name, now=clock(began), limit=4):
                    await poll.poll(account, sources[name], keys=None, now=clock(began))
            await asyncio.sleep(0.05)


if __name__ == "__main__":
    said = json.loads(sys.argv[3])
    asyncio.run(work(sys.argv[1], float(sys.argv[2]), said["settings"], said["places"]))
