"""What docs/sources.md says of every network, held against it: so much is asked, from there on, and so much seen."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.domain.entry import Entry
from bot.domain.kinds import Coverage, Kind
from bot.sources import linkedin as linkedin_source
from bot.sources import mastodon as mastodon_source
from bot.sources.base import Source
from bot.sources.known import classes
from tests.services.people import NOW
from tests.sources.stages import DAY, STAGES, Stage

MINUTE = timedelta(minutes=1)
SINCE = NOW - 90 * DAY


def at(number: int) -> Any:
    """Moments within the last days, one after the other."""
    return NOW - 6 * DAY + number * 10 * MINUTE


def seconds(number: int) -> int:
    return int(at(number).timestamp())


def bluesky(world: Any) -> None:
    anna, ben = (next(did for did, name in world.people.items() if name.startswith(each)) for each in ("anna", "ben"))
    for number in range(45):
        world.post(ben, at(number) + MINUTE, "Why?", below=world.post(anna, at(number), f"Word {number}."))


def dev(world: Any) -> None:
    for number in range(100, 190):
        world.publish(number, "wren_tal", at(number - 100))
        world.comment(f"c{number}", number, "gull", at(number - 100) + MINUTE)


def facebook(world: Any) -> None:
    for number in range(500, 590):
        world.comment(world.post(number, seconds(number - 500)), number + 9_000, "201", seconds(number - 500) + 60)


def hackernews(world: Any) -> None:
    for number in range(90):
        world.comment(
            9_000 + number, "gull", seconds(number) + 60, world.story(8_000 + number, "wren_tal", seconds(number))
        )


def instagram(world: Any) -> None:
    for number in range(500, 590):
        world.comment(
            world.post(number, seconds(number - 500)), number + 9_000, "moss.harbour", seconds(number - 500) + 60
        )


def linkedin(world: Any) -> None:
    for number in range(400):
        world.log("socialActions/likes", seconds(0) + number, {"object": f"urn:li:activity:{number + 7_000}"})


def mastodon(world: Any) -> None:
    for number in range(120):
        theirs = world.post("ben@birch.example", at(number), "A knot.")
        world.post("anna", at(number) + MINUTE, "Which?", below=theirs)


@dataclass(frozen=True)
class Much:
    """What makes much to ask of a network, what is counted of it, and how many of those one poll may take."""

    make: Callable[[Any], None]
    counted: tuple[str, ...]
    most: int
    is_heard: bool = False  # counted of what comes back, not of what was done
    fewer: tuple[Any, str, int] | None = None  # a limit made smaller, where the true one takes long to come to


MUCH = {
    "bluesky": Much(bluesky, ("getPostThread",), 30, is_heard=True),
    "dev": Much(dev, ("/api/articles/", "/api/comments"), 60),
    "facebook": Much(facebook, ("/comments",), 60),
    "hackernews": Much(hackernews, ("/api/v1/items/",), 60, is_heard=True),
    "instagram": Much(instagram, ("/comments",), 60),
    "linkedin": Much(linkedin, ("memberChangeLogs",), 5, fewer=(linkedin_source, "PAGES", 4)),
    "mastodon": Much(mastodon, ("/context",), 60, fewer=(mastodon_source, "QUESTIONS", 60)),
}


def asked(stage: Stage, what: Iterable[str]) -> int:
    paths = [each[0] if isinstance(each, tuple) else each.path for each in stage.server.asked]
    return sum(any(part in path for part in what) for path in paths)


async def done(
    source: Source, stage: Stage, cursor: dict[str, object] | None = None, now: datetime = NOW
) -> list[Entry]:
    """What was done there; `cursor` is moved along."""
    cursor, found = {} if cursor is None else cursor, list[Entry]()
    async for batch in source.fetch(stage.who, dict(cursor), since=SINCE, now=now):
        found += batch.entries
        cursor |= batch.cursor
    return found


@pytest.mark.parametrize("network", MUCH)
async def test_no_poll_asks_more_than_it_says(network: str, monkeypatch: pytest.MonkeyPatch) -> None:
    much = MUCH[network]
    if much.fewer:
        monkeypatch.setattr(*much.fewer)
    async with STAGES[network]() as stage, stage.http() as http:
        much.make(stage.world)
        source = stage.source(http)
        entries, before = await done(source, stage), 0
        if much.is_heard:
            before = asked(stage, much.counted)
            await source.received(stage.who, tuple(entries), now=NOW)
        assert much.most * 0.6 < asked(stage, much.counted) - before <= much.most


@pytest.mark.parametrize("network", STAGES)
async def test_both_sides_are_seen_where_it_is_said_and_only_there(network: str) -> None:
    (source,) = (each for each in classes() if each.name == network)
    async with STAGES[network]() as stage, stage.http() as http:
        entries = await done(stage.source(http), stage)
    own = [entry for entry in entries if entry.kind is Kind.POST]
    elsewhere = [entry for entry in entries if entry.kind is Kind.REPLY and entry.root.id != stage.who.native_id]
    assert bool(elsewhere) == (source.coverage is Coverage.FULL)
    assert own or network == "github"  # of which the stage has a comment alone


@pytest.mark.parametrize("network", STAGES)
async def test_a_poll_goes_on_where_the_last_one_ended(network: str) -> None:
    cursor: dict[str, object] = {}
    async with STAGES[network]() as stage, stage.http() as http:
        stage.own(NOW - 25 * DAY)
        source = stage.source(http)
        first, second = [
            [entry for entry in await done(source, stage, cursor, now) if NOW - entry.at > 24 * DAY]
            for now in (NOW, NOW + 5 * DAY / 2)  # LinkedIn's tables are waited for for two days
        ]
    assert first
    assert not second
