"""Renamed, suspended, deleted, hidden, edited, misdated: told in a sentence once, nothing lost, nothing twice.

What may happen stands in tests/sources/happenings.py and its neighbours, a row for each network.
"""

import copy
from collections.abc import Callable
from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest

from bot.services import ingest
from models import Account, Activity, Received
from tests.services.life import Kept, Life, a_life
from tests.services.people import NOW
from tests.sources.happenings import EVENTS, Exempt, Followed, Goes, Once, Replaced, Told
from tests.sources.happenings_table import TABLE
from tests.sources.stages import DAY, HOUR, STAGES, Stage

MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.usefixtures("base", "one_reader")


def cells(of: type, *events: str) -> list[Any]:
    """Every cell of a kind (and of these events), called by its network and what happens."""
    return [
        pytest.param(network, cell, id=f"{network}-{event}")
        for network, row in TABLE.items()
        for event, cell in row.items()
        if isinstance(cell, of) and event in (events or EVENTS)
    ]


def test_every_network_says_something_of_everything_that_may_happen() -> None:
    assert TABLE.keys() == STAGES.keys()
    assert all(row.keys() == EVENTS.keys() for row in TABLE.values())
    assert all(len(cell.why) > 15 for row in TABLE.values() for cell in row.values() if isinstance(cell, Exempt))


@pytest.mark.parametrize(("network", "cell"), cells(Told))
async def test_who_cannot_be_read_any_more_is_told_once_and_loses_nothing(network: str, cell: Told) -> None:
    async with STAGES[network]() as stage:
        life = await a_life(stage)
        await life.look()
        before, life.now = await life.kept(), NOW + 8 * DAY
        undo = undoing(stage)
        cell.how(stage.world)
        sentence = cell.sentence.format(place=stage.server.place, host=stage.server.place.partition(":")[0])
        for _ in range(2):
            source = await life.look()
            assert [str(error) for error in source.raised] == [sentence]
        assert life.told == 1
        assert await life.kept() == before
        undo()
        stage.own(life.now - HOUR)
        for _ in range(2):
            assert not (await life.look()).raised
        assert life.told == 1
        assert_added(before, await life.kept(), 1)
        assert not (await Account.get(id=life.account.id)).told_error  # the next time it is told again


@pytest.mark.parametrize(("network", "cell"), cells(Followed))
async def test_a_new_name_is_followed_and_nothing_lost(network: str, cell: Followed) -> None:
    async with STAGES[network]() as stage:
        life = await a_life(stage)
        await life.look()
        before, life.now = await life.kept(), NOW + 8 * DAY
        cell.how(stage.world)
        for hours in (1, 2):
            say = (lambda at: cell.own(stage.world, at)) if cell.own and hours == 1 else stage.own
            if not cell.own or hours == 1:
                say(life.now - HOUR)
            assert not (await life.look()).raised
        account = await Account.get(id=life.account.id)
        assert account.handle == cell.handle.format(place=stage.server.place)
        assert not life.told
        assert_added(before, await life.kept(), 1 if cell.own else 2)


@pytest.mark.parametrize(("network", "cell"), cells(Replaced))
async def test_an_edit_takes_the_place_of_what_was_said_before(network: str, cell: Replaced) -> None:
    async with STAGES[network]() as stage:
        life, made = await a_life(stage), NOW + 6 * DAY
        item = await said(stage, life, made)
        before, life.now = await life.kept(), NOW + 8 * DAY
        cell.how(stage.world, item, made, made + HOUR)
        for _ in range(2):
            assert not (await life.look()).raised
        after = await life.kept()
        assert len(after[0]) == len(before[0])
        assert after[1] == before[1]
        told = [facts async for facts in words(life) if "Mended." in facts]
        assert len(told) == 1


@pytest.mark.parametrize(("network", "cell"), cells(Goes, "deletion"))
async def test_what_is_deleted_there_goes_and_nothing_else(network: str, cell: Goes) -> None:
    async with STAGES[network]() as stage:
        life, made = await a_life(stage), NOW + 6 * DAY
        await life.look()
        before = await life.kept()
        item = await said(stage, life, made)
        cell.how(stage.world, item, made + HOUR)
        life.now = NOW + 8 * DAY
        for _ in range(2):
            assert not (await life.look()).raised
        assert await life.kept() == before
        assert not life.told


@pytest.mark.parametrize(("network", "cell"), cells(Goes, "withdrawn"))
async def test_what_others_take_back_goes_and_nothing_else(network: str, cell: Goes) -> None:
    async with STAGES[network]() as stage:
        life = await a_life(stage)
        await life.look()
        assert await Received.filter(account_id=life.account.id).count() == 1
        cell.how(stage.world, None, NOW + HOUR)
        life.now = NOW + DAY
        for _ in range(2):
            assert not (await life.look()).raised
        assert not await Received.filter(account_id=life.account.id).exists()


@pytest.mark.parametrize(("network", "cell"), cells(Once, "future"))
async def test_what_is_dated_in_the_future_hides_nothing_and_is_counted_once(network: str, cell: Once) -> None:
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


@pytest.mark.parametrize(("network", "cell"), cells(Once, "skewed"))
async def test_where_a_clock_is_wrong_by_minutes_everything_counts_once(network: str, cell: Once) -> None:
    async with STAGES[network]() as stage:
        life = await a_life(stage)
        await life.look()
        before = await life.kept()
        for minutes, wrong in ((1, -10), (60, 10), (66, 10), (120, 3)):
            life.now = NOW + minutes * MINUTE
            stage.own(life.now + wrong * MINUTE)
            assert not (await life.look()).raised
        life.now = NOW + 5 * HOUR
        await life.look()
        after = await life.kept()
        assert_added(before, after, 4)
        assert all(at <= life.now for *_, at in after[0])


async def said(stage: Stage, life: Life, at: Any) -> Any:
    """Something the member said, and that has been read."""
    await life.look()
    before, _ = await life.kept()
    item = stage.own(at)
    life.now = at + HOUR / 2
    await life.look()
    assert len((await life.kept())[0] - before) == 1
    return item


def assert_added(before: Kept, after: Kept, most: int) -> None:
    assert before[0] <= after[0]
    assert len(after[0] - before[0]) == most
    assert before[1] <= after[1]


async def words(life: Life) -> Any:
    for facts in await Activity.filter(account_id=life.account.id).values_list("facts", flat=True):
        yield facts


def undoing(stage: Stage) -> Callable[[], None]:
    """What puts everything back to how it is now."""
    world, routes = stage.world, getattr(stage.server, "routes", {})
    kept = {each.name: getattr(world, each.name) for each in fields(world)}
    lasting = {name: value for name, value in kept.items() if isinstance(value, dict | list | set | str | bool)}
    now, paths = copy.deepcopy(lasting), dict(routes)

    def undo() -> None:
        for name, value in (kept | now).items():
            setattr(world, name, value)
        routes.clear()
        routes.update(paths)

    return undo
