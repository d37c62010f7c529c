"""However a network fails: one sentence, told once, nothing lost, nothing twice, and nobody else waits for it.

Every source there is goes through every fault, in the middle of a poll. `make faults` goes through every question.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import web

from bot import errors
from bot.db import database
from bot.errors import RateLimited, SourceError
from bot.keyring import Keyring, new_key
from bot.services import ingest, poll
from bot.sources.base import Source
from bot.sources.feeds import Feeds
from bot.sources.http import Http
from bot.sources.known import classes
from models import Account, Activity, Received
from tests.services.people import NOW, a_member
from tests.sources.serve import Answered
from tests.sources.stages import DAY, HOUR, STAGES, Stage
from tests.sources.stumbles import FAULTS, SECRET, Fault, hangs_up

KEYS = Keyring(new_key())
PATIENCE = timedelta(minutes=2)
MOST_ASKED = 300  # questions of one poll, of a server that always has one more page


PAGING = frozenset({
    "after", "before", "bookmark", "cursor", "max_id", "offset", "page", "page_cursor", "pageToken", "start", "until",
    "until_id",
})  # fmt: skip


class Watched:
    """A source, and what left it as an error."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.raised: list[BaseException] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._source, name)

    async def fetch(self, *what: Any, **more: Any) -> AsyncIterator[Any]:
        try:
            async for batch in self._source.fetch(*what, **more):
                yield batch
        except Exception as error:
            self.raised.append(error)
            raise

    async def received(self, *what: Any, **more: Any) -> Any:
        return await self._watch(self._source.received(*what, **more))

    async def talks(self, *what: Any, **more: Any) -> Any:
        return await self._watch(self._source.talks(*what, **more))

    async def _watch(self, asking: Any) -> Any:
        try:
            return await asking
        except Exception as error:
            self.raised.append(error)
            raise


@dataclass
class Stumble:
    """Lets a server answer with `fault` from its `first` question on, or to that one alone."""

    fault: Fault | None = None
    first: int = 1
    once: bool = False
    asked: int = 0

    async def __call__(self, request: web.Request, answered: Answered) -> web.StreamResponse:
        self.asked += 1
        if self.fault is None or self.asked < self.first or (self.once and self.asked > self.first):
            return await answered()
        return await self.fault(request)


@dataclass
class SamePage:
    """Lets a server answer each question about one thing with the first page of it, which says that there is more."""

    asked: int = 0
    pages: dict[str, web.Response] = field(default_factory=dict)

    async def __call__(self, request: web.Request, answered: Answered) -> web.StreamResponse:
        self.asked += 1
        what = f"{request.path} {sorted(pair for pair in request.query.items() if pair[0] not in PAGING)}"
        page = self.pages.get(what) or await answered()
        self.pages[what] = page
        return web.Response(status=page.status, body=page.body, headers=page.headers)


Kept = tuple[set[tuple[Any, ...]], set[tuple[Any, ...]]]


@dataclass
class Life:
    """An account of the member's in a workspace of its own, looked at as the clock would."""

    stage: Stage
    account: Account
    now: datetime = NOW
    told: int = 0
    waits: list[timedelta] = field(default_factory=list)

    async def look(self, **options: Any) -> Watched:
        """A new process each time: nothing that is remembered in memory may be needed."""
        async with self.stage.http(**options) as http:
            source = Watched(self.stage.source(http))
            account = await Account.get(id=self.account.id).prefetch_related("member")
            polled = await poll.poll(account, source, keys=KEYS, now=self.now)
            self.told += polled.tell
            stored = await Account.get(id=account.id)
            assert stored.due_at is not None
            assert stored.lease_until == 0
            self.waits.append(stored.due_at - self.now)
            self.now = stored.due_at
            self._check(source, polled, stored)
            return source

    def _check(self, source: Watched, polled: poll.Polled, stored: Account) -> None:
        assert bool(polled.error) == bool(source.raised) == bool(stored.errors)
        if not source.raised:
            return
        (error,) = source.raised
        assert isinstance(error, SourceError)
        assert type(error) is not SourceError
        assert type(error).__module__ == errors.__name__
        sentence = str(error)
        for never in (SECRET, "Traceback", "Error:", "\n", "{", self.stage.who.credential or SECRET):
            assert never not in sentence
        assert 20 < len(sentence) < 400
        assert sentence.endswith(".")
        wait = self.waits[-1]
        assert wait >= (max(PATIENCE, error.wait) if isinstance(error, RateLimited) else PATIENCE)

    async def kept(self) -> Kept:
        rows = Activity.filter(account_id=self.account.id)
        did = [(key.partition(":")[2], *more) for key, *more in await rows.values_list("key", "kind", "at")]
        heard = await Received.filter(account_id=self.account.id).values_list("key", "on", "answered_at")
        assert len(did) == len(set(did))
        return set(did), {(key.partition(":")[2], *more) for key, *more in heard}


async def a_life(stage: Stage) -> Life:
    member, who = await a_member(), stage.who
    account = await Account.create(
        workspace_id=member.workspace_id, member_id=member.id, network=who.network, native_id=who.native_id,
        key=f"{member.workspace_id}:{who.network}:{who.native_id}", handle=who.handle, url=who.url, server=who.server,
        name=who.name, coverage="full", created_at=NOW, due_at=NOW,
        credential=KEYS.lock(who.credential) if who.credential else "",
    )  # fmt: skip
    return Life(stage, account)


@pytest.fixture
async def base(sqlite_url: str) -> AsyncIterator[None]:
    async with database(sqlite_url):
        yield


@pytest.fixture
async def one_reader(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """The process that reads feeds, for all the lives of a test."""
    reader = Feeds()
    for place in ("blog", "reddit", "youtube_feed"):
        monkeypatch.setattr(f"bot.sources.{place}.Feeds", lambda: reader)
    yield
    await reader.close()


def options(name: str) -> dict[str, Any]:
    return {"budget": timedelta(seconds=0.3)} if name == "drips" else {}


async def untroubled(stage: Stage) -> tuple[Kept, int]:
    """What there is, and how many questions that takes."""
    life = await a_life(stage)
    stage.server.stumble = stumble = Stumble()
    await life.look()
    await life.look()
    kept = await life.kept()
    assert kept[0]
    life = await a_life(stage)
    stage.server.stumble = stumble = Stumble()
    await life.look()
    return kept, stumble.asked


async def go_through(stage: Stage, name: str, first: int, *, once: bool, truth: Kept) -> None:
    life = await a_life(stage)
    stage.server.stumble = Stumble(FAULTS[name], first, once)
    for _ in range(1 if once else 2):
        await life.look(**options(name))
    assert life.told <= 1
    stage.server.stumble = None
    for _ in range(2 if once else 1):
        source = await life.look()
        assert not source.raised
    assert await life.kept() == truth, f"{name}, question {first}, {'once' if once else 'from then on'}"


def test_every_source_has_a_stage() -> None:
    assert sorted(STAGES) == sorted(source.name for source in classes())


@pytest.mark.usefixtures("base", "one_reader")
@pytest.mark.parametrize("network", STAGES)
async def test_no_fault_loses_or_doubles_anything_or_is_told_twice(network: str) -> None:
    async with STAGES[network]() as stage:
        truth, questions = await untroubled(stage)
        for number, name in enumerate(FAULTS):
            await go_through(stage, name, 1 + number * 7 % questions, once=bool(number % 2), truth=truth)


@pytest.mark.faults
@pytest.mark.timeout(1_200)
@pytest.mark.usefixtures("base", "one_reader")
@pytest.mark.parametrize("network", STAGES)
async def test_no_fault_at_any_question_loses_or_doubles_anything(network: str) -> None:
    async with STAGES[network]() as stage:
        truth, questions = await untroubled(stage)
        for name in FAULTS:
            for first in range(1, questions + 1):
                for once in (True, False):
                    await go_through(stage, name, first, once=once, truth=truth)


@pytest.mark.usefixtures("base", "one_reader")
@pytest.mark.parametrize("network", STAGES)
async def test_a_list_without_an_end_ends_and_nothing_is_taken_for_deleted(network: str) -> None:
    async with STAGES[network]() as stage:
        life = await a_life(stage)
        await life.look()
        for number in range(130):
            stage.own(NOW + 6 * DAY - number * HOUR / 4)
        life.now = NOW + 6 * DAY + HOUR
        for _ in range(3):
            await life.look()
        before, _ = await life.kept()
        stage.server.stumble = endless = SamePage()
        life.now = NOW + 8 * DAY  # all of it is looked at again
        await life.look()
        assert endless.asked <= MOST_ASKED
        for _ in range(2):
            after, _ = await life.kept()
            assert before <= after
            stage.server.stumble = None
            await life.look()


@pytest.mark.usefixtures("base", "one_reader")
@pytest.mark.parametrize("network", STAGES)
async def test_what_is_dated_in_the_future_hides_nothing_and_is_counted_once(network: str) -> None:
    async with STAGES[network]() as stage:
        life = await a_life(stage)
        await life.look()
        before, _ = await life.kept()
        stage.own(NOW + 400 * DAY)
        life.now = NOW + HOUR
        await life.look()
        life.now = NOW + 3 * HOUR
        stage.own(NOW + 2 * HOUR)
        await life.look()
        life.now = NOW + 4 * HOUR
        await life.look()
        after, _ = await life.kept()
        new = after - before
        assert before <= after
        assert len(new) <= 2
        assert NOW + 2 * HOUR in {at for *_, at in new}
        assert all(at <= life.now + ingest.SKEW for *_, at in new)


@pytest.mark.usefixtures("base", "one_reader")
@pytest.mark.parametrize("network", STAGES)
async def test_an_answer_that_does_not_come_keeps_nobody_else_waiting(network: str) -> None:
    reached, gone = asyncio.Event(), asyncio.Event()

    async def waits(request: web.Request) -> web.StreamResponse:
        reached.set()
        await gone.wait()
        return await hangs_up(request)

    other = "hackernews" if network != "hackernews" else "pinterest"
    async with STAGES[network]() as stage, STAGES[other]() as elsewhere:
        _, questions = await untroubled(stage)
        stuck, same, another = await a_life(stage), await a_life(stage), await a_life(elsewhere)
        stage.server.stumble = Stumble(waits, 1 + questions // 2, once=True)
        async with Http(allowed=[stage.server.place, elsewhere.server.place]) as http:
            source = stage.source(http)
            waiting = asyncio.create_task(poll.poll(stuck.account, source, keys=KEYS, now=NOW))
            await reached.wait()
            for life, its in ((same, source), (another, elsewhere.source(http))):
                assert not (await poll.poll(life.account, its, keys=KEYS, now=NOW)).error
                assert (await life.kept())[0]
            assert not waiting.done()
            gone.set()
            await waiting
