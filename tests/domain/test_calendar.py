"""What is due on somebody's wall clock, also in the two nights a year in which clocks are changed."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.calendar import CATCH_UP, due_day, is_within, moment, next_due

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
NINE = time(9)
MONDAY = date(2026, 11, 2)
EVERY_DAY = range(7)


def utc(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("day", "at", "zone", "then"),
    [
        (MONDAY, NINE, BERLIN, utc(2026, 11, 2, 8)),
        (MONDAY, NINE, NEW_YORK, utc(2026, 11, 2, 14)),
        (date(2026, 7, 6), NINE, BERLIN, utc(2026, 7, 6, 7)),
        (date(2026, 3, 29), time(2, 30), BERLIN, utc(2026, 3, 29, 1)),  # skipped: from 2:00 to 3:00
        (date(2026, 3, 29), time(1, 59), BERLIN, utc(2026, 3, 29, 0, 59)),
        (date(2026, 3, 29), time(3), BERLIN, utc(2026, 3, 29, 1)),
        (date(2026, 10, 25), time(2, 30), BERLIN, utc(2026, 10, 25, 0, 30)),  # twice: the first
        (date(2026, 3, 8), time(2, 1), NEW_YORK, utc(2026, 3, 8, 7)),
    ],
)
def test_a_wall_clock_shows_a_time_at_one_moment(day: date, at: time, zone: ZoneInfo, then: datetime) -> None:
    assert moment(day, at, zone) == then


@pytest.mark.parametrize("minute", range(1, 60, 7))
def test_in_a_skipped_hour_it_is_the_second_after_it_whatever_the_minute(minute: int) -> None:
    assert moment(date(2026, 3, 8), time(2, minute), NEW_YORK) == utc(2026, 3, 8, 7)


def test_something_is_due_from_its_time_on_for_half_a_day() -> None:
    due = moment(MONDAY, NINE, BERLIN)
    for after, day in [(timedelta(seconds=-1), None), (timedelta(), MONDAY), (CATCH_UP - timedelta(seconds=1), MONDAY),
                       (CATCH_UP, None)]:  # fmt: skip
        assert due_day(due + after, at=NINE, zone=BERLIN, days=[0]) == day


def test_what_was_due_in_the_evening_is_caught_up_after_midnight() -> None:
    late = utc(2026, 11, 3, 3)
    assert due_day(late, at=time(20), zone=BERLIN, days=[0]) == MONDAY
    assert due_day(late, at=time(20), zone=BERLIN, days=[1]) is None


def test_nothing_is_due_on_other_weekdays_or_on_days_off() -> None:
    now = utc(2026, 11, 2, 9)
    assert due_day(now, at=NINE, zone=BERLIN, days=[1, 2]) is None
    assert due_day(now, at=NINE, zone=BERLIN, days=EVERY_DAY, off=[MONDAY]) is None


def test_the_next_time_lies_ahead_and_leaves_out_days_off() -> None:
    early, due = utc(2026, 11, 2, 7), utc(2026, 11, 2, 8)
    tomorrow, in_a_week = due + timedelta(days=1), due + timedelta(days=7)
    assert next_due(early, at=NINE, zone=BERLIN, days=EVERY_DAY) == due
    assert next_due(due, at=NINE, zone=BERLIN, days=EVERY_DAY) == tomorrow
    assert next_due(early, at=NINE, zone=BERLIN, days=EVERY_DAY, off=[MONDAY]) == tomorrow
    assert next_due(due, at=NINE, zone=BERLIN, days=[0]) == in_a_week
    assert next_due(due, at=NINE, zone=BERLIN, days=[]) is None


def test_nobody_is_off_for_more_than_two_years() -> None:
    off = [MONDAY + timedelta(days=ahead) for ahead in range(730)]
    assert next_due(utc(2026, 11, 2), at=NINE, zone=BERLIN, days=EVERY_DAY, off=off[:-1]) is not None
    assert next_due(utc(2026, 11, 2), at=NINE, zone=BERLIN, days=EVERY_DAY, off=off) is None


def test_an_hour_is_within_from_its_first_minute_to_the_last_before_the_end() -> None:
    def within(hour: int, minute: int, days: list[int]) -> bool:
        return is_within(utc(2026, 11, 2, hour, minute), BERLIN, days=days, from_hour=9, to_hour=17)

    assert within(8, 0, [0])
    assert within(15, 59, [0])
    assert not within(7, 59, [0])
    assert not within(16, 0, [0])
    assert not within(12, 0, [1])
