"""How long it takes to judge ten thousand members from prepared day sums."""

import random
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from bot.domain.badge import replay
from bot.domain.days import Day
from bot.domain.judgement import interval, judge_days
from bot.domain.masses import masses

MEMBERS, KINDS = 10_000, 500  # every so manyth member lives the same life: what is timed is the judging, not the making
TODAY = date(2026, 6, 1)
AT_MOST = {  # seconds for all members
    "share and masses": 0.5,
    "badges replayed over 180 days": 5.0,
    "the whole judgement": 5.0,
    "intervals": None,
}


def run(data: Path | None) -> None:
    """Prints the table; needs no data."""
    lives = [_life(random.Random(number)) for number in range(KINDS)]
    sums = [masses(life, TODAY) for life in lives]
    measured = {
        "share and masses": _all(lambda number: masses(lives[number], TODAY).share),
        "badges replayed over 180 days": _all(lambda number: replay(lives[number], TODAY)),
        "the whole judgement": _all(lambda number: judge_days(lives[number], TODAY)),
        "intervals": _all(lambda number: interval(sums[number])),
    }
    print(f"{MEMBERS:,} members, one to three things on two days of three, half a year each\n")
    print(f"{'':<32}{'seconds':>9}{'at most':>9}")
    for what, limit in AT_MOST.items():
        print(f"{what:<32}{measured[what]:>9.2f}{limit if limit else '-':>9}")


def _all(work: Callable[[int], object]) -> float:
    began = time.process_time()
    for number in range(MEMBERS):
        work(number % KINDS)
    return time.process_time() - began


def _life(chance: random.Random) -> dict[date, Day]:
    genuine = chance.random()
    days = {}
    for ago in range(180):
        if chance.random() < 2 / 3:
            done = chance.randint(1, 3)
            talks = sum(chance.random() < genuine for _ in range(done))
            days[TODAY - timedelta(days=ago)] = Day(talks, talks, done - talks, 0.2 * chance.randint(0, 2))
    return days
