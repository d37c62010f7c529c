"""Pollers are killed at random moments while networks stumble and people go on: nothing is lost, nothing counts twice.

Slow, so it has a target of its own: `make faults`.
"""

import asyncio
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web

from bot.db import database
from models import Account
from tests.faults.poller import clock
from tests.services.life import a_life
from tests.sources.serve import Answered
from tests.sources.stages import STAGES
from tests.sources.stumbles import FAULTS

pytestmark = [pytest.mark.faults, pytest.mark.timeout(420)]

ROOT = Path(__file__).parent.parent.parent
WHERE = {"discourse": (), "hackernews": ("algolia", "firebase"), "lemmy": (), "mastodon": ()}  # settings of addresses
STUMBLES = ["500", "502 as a page", "a page instead", "cut in half", "no words at all", "breaks off", "hangs up"]
SECONDS, ITEMS_EVERY, KILL_EVERY, WITHIN = 40, 0.5, 5.0, 300


async def a_poller(url: str, began: float, said: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.faults.poller", url, str(began), said,
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip


async def test_nothing_is_lost_and_nothing_counts_twice(database_url, capsys):
    workers = 1 if database_url.startswith("sqlite") else 3  # SQLite belongs to one process
    chance = random.Random(int(os.environ.get("INVOLVE_SEED", "1")))
    stumbled = kills = added = 0
    is_well = False

    async def stumbles(request: web.Request, answered: Answered) -> web.StreamResponse:
        nonlocal stumbled
        if is_well or chance.random() > 0.1:
            return await answered()
        stumbled += 1
        return await FAULTS[chance.choice(STUMBLES)](request)

    async with AsyncExitStack() as stack:
        stages = {name: await stack.enter_async_context(STAGES[name]()) for name in WHERE}
        await stack.enter_async_context(database(database_url))
        lives = {name: await a_life(stage) for name, stage in stages.items()}
        settings = {name: dict.fromkeys(named, f"http://{stages[name].server.place}") for name, named in WHERE.items()}
        said = json.dumps({"settings": settings, "places": [stage.server.place for stage in stages.values()]})
        for stage in stages.values():
            stage.server.stumble = stumbles
        began = time.time()
        running = [await a_poller(database_url, began, said) for _ in range(workers)]
        next_item, next_kill = began, began + 2 * KILL_EVERY
        try:
            while time.time() - began < SECONDS:
                await asyncio.sleep(0.05)
                if time.time() >= next_item:
                    for stage in stages.values():
                        stage.own(clock(began).replace(microsecond=0))
                    added, next_item = added + len(stages), next_item + ITEMS_EVERY
                if time.time() >= next_kill:
                    place = chance.randrange(workers)
                    running[place].send_signal(signal.SIGKILL)
                    await running[place].wait()
                    running[place] = await a_poller(database_url, began, said)
                    kills, next_kill = kills + 1, time.time() + KILL_EVERY * chance.uniform(0.8, 2)
            is_well, well = True, clock(began)
            # A poll reads so much and leaves the rest to the next: on a busy machine more than one is behind by now.
            while await Account.filter(polled_at__gt=well + timedelta(hours=24)).count() < len(lives):
                assert time.time() - began < SECONDS + WITHIN, "not all of it was polled in time"
                await asyncio.sleep(0.2)
        finally:
            for worker in running:
                if worker.returncode is None:
                    worker.kill()
                await worker.wait()
        # When something was said is what a poll took for now, where a clock that runs so fast has it ahead.
        truths: dict[str, set[str]] = {}
        for name, stage in stages.items():
            reference = await a_life(stage)
            reference.now = clock(began)
            for _ in range(5):  # one poll reads so many pages and leaves the rest to the next
                await reference.look()
                reference.now += timedelta(days=1)
            truths[name] = {key for key, *_ in (await reference.kept())[0]}
        found = {name: [key for key, *_ in (await life.kept())[0]] for name, life in lives.items()}
        lost = {name: truths[name] - set(keys) for name, keys in found.items()}
        more = {name: Counter(keys) - Counter(truths[name]) for name, keys in found.items()}
    with capsys.disabled():
        sys.stdout.write(
            f"\n{database_url.partition(':')[0]}: {added} items on {len(WHERE)} networks, {workers} pollers, "
            f"{kills} kills, {stumbled} stumbles: lost {sum(map(len, lost.values()))}, "
            f"too many {sum(map(len, more.values()))}\n"
        )
    assert not any(lost.values()), lost
    assert not any(more.values()), more
    assert kills
    assert stumbled
