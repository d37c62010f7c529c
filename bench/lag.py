"""A thousand accounts polled at once, every answer 100 ms late: how long the loop keeps others waiting meanwhile.

The real database, sources and clock work, with as many polls at once as they allow. Eight networks in a process of
their own; each account is polled for the first time, recorded and judged. "wall" is what somebody waits who asks
something just then, on this machine as it is; "own" counts only the processor time that the loop itself took in
between, which a busy machine changes little. To reach: 99 of 100 waits under 50 ms.
"""

import asyncio
import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from bot.db import database
from bot.keyring import Keyring, new_key
from bot.services import members
from bot.services.judge import Judge
from bot.sources.http import Http
from bot.sources.known import Sources
from handlers.jobs import Jobs
from handlers.later import Later
from handlers.wiring import Wiring
from models import Account, Activity
from tests.services.people import NOW

ACCOUNTS, TO_REACH = 1_000, 0.050
EVERY = 0.005  # seconds between two looks at the clock
# Which of a source's settings say where it is asked; the rest are asked where the account is.
WHERE = {
    "bluesky": ("appview", "directory"), "dev": ("site",), "discourse": (), "hackernews": ("algolia", "firebase"),
    "lemmy": (), "mastodon": (), "pinterest": ("api",), "threads": ("api",),
}  # fmt: skip
BELOW = {"pinterest": "/v5", "directory": "/plc"}


def run(data: Path | None) -> None:
    """Prints what was measured; needs no data."""
    with networks() as there, tempfile.TemporaryDirectory() as folder:
        asyncio.run(_measure(there, f"sqlite://{folder}/involve.db"))


@contextmanager
def networks() -> Iterator[dict[str, Any]]:
    """Where the networks are, while they run."""
    with subprocess.Popen(
        [sys.executable, "-m", "bench._networks", *WHERE], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        try:
            yield json.loads(server.stdout.readline())
        finally:
            server.kill()


async def _measure(there: dict[str, Any], url: str) -> None:
    keys, later = Keyring(new_key()), Later(_raise)
    async with database(url), Http(allowed=[each["place"] for each in there.values()]) as http:
        sources = Sources(http, lambda name, known: _asked_at(there, name))
        await _connect(there, keys)
        jobs = Jobs(Wiring(sources, Judge.over(sources), lambda: NOW, later, lambda: None, _no_slack, keys))
        gc.freeze()  # as bot.app does, once everything is loaded
        waits: list[tuple[float, float]] = []
        watch = asyncio.create_task(_watch(waits))
        began, cpu = time.perf_counter(), time.process_time()
        while await Account.filter(due_at__lte=NOW).exists():
            await jobs._begin_polls()
            await asyncio.sleep(0.05)
        await later.settled()
        took, cpu = time.perf_counter() - began, time.process_time() - cpu
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch
        await sources.close()
        failed = await Account.filter(errors__gt=0).count()
        items = await Activity.all().count()
    print(f"{ACCOUNTS} accounts on {len(there)} networks, {items:,} items, {failed} failed")
    rate, items_rate = ACCOUNTS / took, items / took
    print(f"{took:.0f} s, {rate:.1f} accounts and {items_rate:,.0f} items a second, {cpu:.0f} s of the processor")
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors\n")
    print(f"{'':<8}{'p50':>8}{'p99':>8}{'most':>8}   milliseconds")
    for name, found in (("wall", [wall for wall, _ in waits]), ("own", [own for _, own in waits])):
        found.sort()
        p50, p99 = found[len(found) // 2], found[len(found) * 99 // 100]
        verdict = "" if p99 < TO_REACH else "TOO LONG"
        print(f"{name:<8}{p50 * 1e3:>8.1f}{p99 * 1e3:>8.1f}{found[-1] * 1e3:>8.1f}   {verdict}")


def _asked_at(there: dict[str, Any], name: str) -> dict[str, str]:
    if name not in there:
        return {}
    return {
        setting: f"http://{there[name]['place']}{BELOW.get(setting) or BELOW.get(name, '')}" for setting in WHERE[name]
    }


async def _connect(there: dict[str, Any], keys: Keyring) -> None:
    """Each account in a workspace of its own: there are a thousand of them, and one busy member on each network."""
    for number in range(ACCOUNTS):
        name = list(there)[number % len(there)]
        who = there[name]["who"]
        workspace = await members.workspace_of(f"T{number}", now=NOW)
        member = await members.member_of(workspace, f"U{number}")
        await Account.create(
            workspace_id=workspace.id, member_id=member.id, network=name, native_id=who["native_id"],
            key=f"{workspace.id}:{name}:{who['native_id']}", handle=who["handle"], url=who["url"],
            server=who["server"], name=who["name"], coverage="full", created_at=NOW, due_at=NOW,
            credential=keys.lock(who["credential"]) if who["credential"] else "",
        )  # fmt: skip


async def _watch(waits: list[tuple[float, float]]) -> None:
    """Notes how much later than asked for the loop came back here."""
    while True:
        began, own = time.perf_counter(), time.thread_time()
        await asyncio.sleep(EVERY)
        wall, own = time.perf_counter() - began - EVERY, time.thread_time() - own
        waits.append((wall, min(wall, own)))


def _raise(error: BaseException) -> None:
    raise error


def _no_slack(_: object) -> Any:
    raise AssertionError("nobody is spoken to here")
