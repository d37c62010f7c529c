"""Workers are killed at random moments, Slack stumbles at random calls: nothing is lost, nothing stands there twice.

Slow, so it has a target of its own: `make faults`.
"""

import asyncio
import os
import random
import signal
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.db import database
from bot.domain.kinds import DeliveryKind, DeliveryState
from bot.playground import BOT, Channel, Playground
from bot.services import deliver, members
from models import Delivery

pytestmark = [pytest.mark.faults, pytest.mark.timeout(420)]

ROOT = Path(__file__).parent.parent.parent
STUMBLES = [
    "server_error",
    "rate_limited",
    "reset",
    *["stored_then_hang"] * 2,
    "stored_then_error",
    "stored_then_reset",
]
WITHIN = 300  # seconds


async def a_worker(url: str, slack: Playground) -> asyncio.subprocess.Process:
    command = [sys.executable, "-m", "tests.faults.worker", url, slack.api_url, slack.bot_token]
    return await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=asyncio.subprocess.DEVNULL
    )


async def test_nothing_is_lost_and_nothing_is_posted_twice(database_url, capsys):
    url = database_url
    # SQLite belongs to one process; several need PostgreSQL
    workers, owed, kill_every = (1, 400, 2.0) if url.startswith("sqlite") else (3, 400, 1.5)
    chance = random.Random(int(os.environ.get("INVOLVE_SEED", "1")))
    channels = [Channel(id="C0TEAM", name="team", members={"U0ANA", BOT})]
    async with Playground(channels=channels, clock=lambda: datetime.now(UTC)) as slack, database(url):
        workspace = await members.workspace_of(slack.team_id, now=datetime.now(UTC))
        for number in range(owed):
            now = datetime.now(UTC)
            await deliver.owe(workspace, DeliveryKind.DIGEST, "C0TEAM", f"{number}", {"text": f"{number}"}, now=now)
        running = [await a_worker(url, slack) for _ in range(workers)]
        began, kills, calls, next_kill = time.monotonic(), 0, 0, time.monotonic() + 2 * kill_every
        try:
            while await Delivery.filter(state=DeliveryState.PENDING).exists():
                assert time.monotonic() - began < WITHIN, "not all of it was posted in time"
                await asyncio.sleep(0.03)
                if len(slack.calls) > calls:  # one at a time: else all that is waiting would fail at once
                    calls = len(slack.calls)
                    if chance.random() < 0.4:
                        slack.fail("chat.postMessage", chance.choice(STUMBLES), retry_after=1)
                if time.monotonic() >= next_kill:
                    place = chance.randrange(workers)
                    running[place].send_signal(signal.SIGKILL)
                    await running[place].wait()
                    running[place] = await a_worker(url, slack)
                    kills, next_kill = kills + 1, time.monotonic() + kill_every * chance.uniform(0.5, 1.5)
        finally:
            for worker in running:
                if worker.returncode is None:
                    worker.kill()
                await worker.wait()
        states = Counter(await Delivery.all().values_list("state", flat=True))
        said = Counter(message.text for message in slack.messages("C0TEAM"))
        lost = [str(number) for number in range(owed) if not said[str(number)]]
        twice = [text for text, times in said.items() if times > 1]
        with capsys.disabled():
            sys.stdout.write(
                f"\n{url.partition(':')[0]}: {owed} messages, {workers} workers, {kills} kills, "
                f"{sum(call.status >= 400 for call in slack.calls)} refusals, {len(slack.calls)} calls, "
                f"{time.monotonic() - began:.0f} s: lost {len(lost)}, twice {len(twice)}, {dict(states)}\n"
            )
        assert lost == []
        assert twice == []
        assert states == {DeliveryState.SENT: owed}
        assert kills
