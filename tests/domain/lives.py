"""A few plain lives, as sums of days and as items, that can be worked out by hand."""

from datetime import UTC, date, datetime, timedelta

from bot.domain.days import Day
from bot.domain.judgement import judge_days
from bot.domain.kinds import Act, Badge
from bot.domain.weighed import Weighed
from tests.domain.histories import item

NOW = datetime(2026, 6, 1, 15, tzinfo=UTC)
TODAY = NOW.date()
JOIN, HOST, POST, LIKE = Day(1, 1), Day(0.75), Day(broadcasts=1), Day(low=0.05)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def every_day(what: Day, first: int, last: int = 1) -> dict[date, Day]:
    """The same every day from `first` days ago to `last` days ago."""
    return {ago(days): what for days in range(last, first + 1)}


def badge(days: dict[date, Day], today: date = TODAY) -> Badge:
    return judge_days(days, today).badge


def things(act: Act, number: int, *, days_ago: int = 1, key: str = "") -> list[Weighed]:
    at = NOW - timedelta(days=days_ago)
    return [item(act, at, key=f"{key or act}{days_ago}-{each}") for each in range(number)]
