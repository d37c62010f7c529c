"""However a network fails: one sentence, told once, nothing lost, nothing twice, and nobody else waits for it.

Every source there is goes through every fault, in the middle of a poll. `make faults` goes through every question.
"""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from bot.services import poll
from bot.sources.http import Http
from bot.sources.known import classes
from tests.services.life import KEYS, Kept, a_life
from tests.services.people import NOW
from tests.sources.serve import Answered
from tests.sources.stages import DAY, HOUR, STAGES, Stage
from tests.sources.stumbles import FAULTS, Fault, hangs_up

MOST_ASKED = 300  # questions of one poll, of a server that always has one more page


PAGING = frozenset({
    "after", "before", "bookmark", "cursor", "max_id", "offset", "page", "page_cursor", "pageToken", "start", "until",
    "until_id",
})  # fmt: skip


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
