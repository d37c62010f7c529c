"""What the channel reads: which edition it is, who is shown where there is no room for all, where the team stood."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.digest import A_SECTION, Counts, Line, is_weekly, shown_of, trend
from bot.domain.judgement import Interval
from bot.domain.kinds import Badge
from bot.domain.report import Seen, report
from tests.domain.people import ANA, item, reply

MONDAY = date(2026, 11, 16)
WORKDAYS = frozenset(range(5))
NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


@pytest.mark.parametrize(
    ("days", "off", "weekly"),
    [
        (WORKDAYS, (), 4),
        (frozenset(range(7)), (), 4),
        (frozenset({0, 2}), (), 2),
        (frozenset({5, 6}), (), 6),
        (WORKDAYS, (day(4),), 3),
        (WORKDAYS, (day(3), day(4)), 2),
    ],
)
def test_one_day_of_the_week_has_the_weeks_edition(days, off, weekly):
    """Friday's, else the last that has a digest at all."""
    assert [number for number in range(7) if is_weekly(day(number), days, off)] == [weekly]


def test_a_week_without_a_digest_has_no_edition():
    assert not any(is_weekly(day(number), frozenset(), ()) for number in range(7))


LINE = Line(
    member_id=0, name="", badge=Badge.PARTICIPATING, share=0.5, interval=Interval(0.4, 0.6), counts=Counts(),
    progress=5, since=MONDAY, best=None, only_posts_visible=(), joins_to_clear=None,
)  # fmt: skip


def people(count: int, badge: Badge = Badge.PARTICIPATING) -> list[Line]:
    return [replace(LINE, member_id=number, name=f"p{number:03}", badge=badge) for number in range(count)]


def test_where_there_is_room_everybody_is_shown():
    assert list(shown_of(people(A_SECTION), A_SECTION, MONDAY)) == people(A_SECTION)


@pytest.mark.parametrize("badge", [Badge.PARTICIPATING, Badge.FACTORY, Badge.QUIET])
def test_where_there_is_none_everybodys_turn_comes(badge):
    everybody = people(50, badge)
    seen = {line.member_id for number in range(50) for line in shown_of(everybody, A_SECTION, day(number))}
    assert seen == set(range(50))


def test_who_moved_up_most_is_shown_first_and_nobody_is_shown_in_order_of_merit():
    everybody = people(50)
    for number in range(20, 20 + A_SECTION):
        everybody[number] = replace(everybody[number], share_before=0.5 - number / 100)
    shown = shown_of(everybody, A_SECTION, MONDAY)
    assert [line.member_id for line in shown] == list(range(20, 20 + A_SECTION))
    assert [line.name for line in shown] == sorted(line.name for line in shown)


def test_the_trend_begins_with_the_first_week_anybody_did_anything_in():
    said = [
        item(
            reply(ANA, ANA, native_id=f"j{week}", thread=f"t{week}", at=NOW - timedelta(weeks=week, hours=1)),
            judged=True,
        )
        for week in range(3)
    ]
    found = report(said, now=NOW, seen=Seen(judgeable=True))
    points = trend([(found.days, found.items)], NOW)
    assert [point.day for point in points] == [NOW.date() - timedelta(weeks=back) for back in (2, 1, 0)]
    assert [point.counts.joined for point in points] == [1, 1, 1]
    assert points[0].share < points[1].share < points[2].share


def test_without_anybody_there_is_no_trend():
    assert trend([], NOW) == ()
