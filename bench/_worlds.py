"""Simulated members: the worlds in which it is known what is true."""

import math
import os
import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from bot.domain.days import Day

FIRST = date(2026, 1, 1)
DAYS = 90
CHANGE = 45
ACTIVE = 0.35  # in the bursty world, the part of the days on which anything is done
MOOD = 4.0  # and there a day's share is Beta(4 rho, 4 (1 - rho))
SEED = os.environ.get("SEED", "")  # others than those the tables are made with: `SEED=x python -m bench judgement`

Life = dict[date, Day]
Rho = Callable[[int], float]


def always(share: float) -> Rho:
    return lambda day: share


def changing(before: float, after: float) -> Rho:
    return lambda day: before if day < CHANGE else after


def lives(seed: str, number: int, rho: Rho, a_day: float, *, bursty: bool) -> Iterator[Life]:
    """`number` members of whom each does `a_day` things a day on average, `rho(day)` of them genuine.

    Every item has a thread of its own, an ordinary comment's value and no outcome.
    """
    chance = random.Random(f"{SEED}{seed} {bursty}")
    counts = _poisson(a_day / ACTIVE if bursty else a_day)
    for _ in range(number):
        yield dict(_days(chance, counts, rho, bursty=bursty))


def _days(chance: random.Random, counts: list[float], rho: Rho, *, bursty: bool) -> Iterator[tuple[date, Day]]:
    for day in range(DAYS):
        if bursty and chance.random() >= ACTIVE:
            continue
        done = _draw(chance, counts)
        if not done:
            continue
        share = rho(day)
        if bursty:
            share = chance.betavariate(MOOD * share, MOOD * (1 - share))
        talks = sum(chance.random() < share for _ in range(done))
        yield FIRST + timedelta(days=day), _day(talks, done - talks)


_known: dict[tuple[int, int], Day] = {}


def _day(talks: int, posts: int) -> Day:
    if (talks, posts) not in _known:
        _known[talks, posts] = Day(talks, talks, posts)
    return _known[talks, posts]


def _poisson(mean: float) -> list[float]:
    """The cumulated chances of 0, 1, 2, ... things."""
    chances, term, total = [], math.exp(-mean), 0.0
    for number in range(60):
        total += term
        chances.append(total)
        term *= mean / (number + 1)
    return chances


def _draw(chance: random.Random, counts: list[float]) -> int:
    at = chance.random()
    return next((number for number, cumulated in enumerate(counts) if at < cumulated), len(counts))
