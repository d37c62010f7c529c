"""What would change a judgement: the same judgement run forward over days that have not been lived yet."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache, cached_property

from bot.domain.days import Day, together
from bot.domain.judgement import ONE_DAY, Judgement, judge_after
from bot.domain.kinds import Badge

FARTHEST = 60  # further ahead nothing useful can be promised


class Outlook:
    """The fewest joined conversations, one a day from today and no posts beside, that bring each; None = none do.

    Each is looked for when it is asked for: up to a hundred milliseconds where it is far away or never comes.
    """

    def __init__(self, after: Callable[[int], Judgement]) -> None:
        self._after = cache(after)  # four questions about the same days to come

    @cached_property
    def to_be_told(self) -> int | None:
        """Until anything can be said at all."""
        return self._fewest(lambda judgement: judgement.is_told)

    @cached_property
    def to_two_thirds(self) -> int | None:
        """Until the share reaches two thirds."""
        return self._fewest(lambda judgement: judgement.reaches_two_thirds)

    @cached_property
    def to_clear(self) -> int | None:
        """Until the factory badge is gone; 0 where there is none."""
        return self._fewest(lambda judgement: not judgement.is_factory)

    @cached_property
    def to_participate(self) -> int | None:
        """Until the participating badge is there."""
        return self._fewest(lambda judgement: judgement.badge is Badge.PARTICIPATING)

    def _fewest(self, reached: Callable[[Judgement], bool]) -> int | None:
        return next((joins for joins in range(FARTHEST + 1) if reached(self._after(joins))), None)


def would_be(
    days: Mapping[date, Day],
    today: date,
    *,
    joins: int = 0,
    posts: int = 0,
    a_day: int = 1,
    covered: bool = True,
    watched_since: date | None = None,
) -> Judgement:
    """The judgement after that many more conversations joined and posts written, `a_day` of each from today on.

    It is the judgement of the midnight after the last of them, with share and interval as of that last day; with no
    joins and no posts it says what tonight decides if nothing else happens.
    """
    lived = together(days, ahead(today, joins=joins, posts=posts, a_day=a_day))
    lasts = max(1, -(-max(joins, posts) // a_day))
    return judge_after(lived, today + timedelta(days=lasts - 1), covered=covered, watched_since=watched_since)


def ahead(today: date, *, joins: int, posts: int, a_day: int) -> dict[date, Day]:
    """The day sums of what is imagined: every join in a thread of its own, with no outcome yet."""
    if joins < 0 or posts < 0 or a_day < 1:
        raise ValueError("only a number of things that could be done can be imagined")
    imagined: dict[date, Day] = {}
    day = today
    while joins or posts:
        now_joins, now_posts = min(joins, a_day), min(posts, a_day)
        imagined[day] = Day(genuine=now_joins, out=now_joins, broadcasts=now_posts)
        joins, posts, day = joins - now_joins, posts - now_posts, day + ONE_DAY
    return imagined


def outlook(
    days: Mapping[date, Day], today: date, *, covered: bool = True, watched_since: date | None = None
) -> Outlook:
    """How many joined conversations, one a day, would bring what."""
    return Outlook(lambda joins: would_be(days, today, joins=joins, covered=covered, watched_since=watched_since))
