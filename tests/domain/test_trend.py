"""Where a share is going."""

from datetime import timedelta

import pytest

from bot.domain.days import Day
from bot.domain.masses import masses
from bot.domain.trend import Direction, direction, weekly
from tests.domain.lives import JOIN, POST, TODAY, ago, every_day


def test_a_trend_is_four_shares_a_week_apart_oldest_first() -> None:
    days = every_day(POST, 40, 15) | every_day(JOIN, 14)
    shares = weekly(days, TODAY, since=ago(60))
    assert shares == tuple(masses(days, ago(back)).share for back in (21, 14, 7, 0))
    assert direction(shares) is Direction.RISING


def test_before_anybody_looked_there_is_no_share() -> None:
    days = {ago(1): Day(1, 1)}
    assert len(weekly(days, TODAY, since=ago(21))) == 4
    assert len(weekly(days, TODAY, since=ago(20))) == 3
    assert len(weekly(days, TODAY, since=TODAY)) == 1
    assert weekly(days, TODAY, since=TODAY + timedelta(days=1)) == weekly(days, TODAY, since=None) == ()


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ((0.40, 0.90, 0.44), Direction.RISING),
        ((0.44, 0.90, 0.40), Direction.FALLING),
        ((0.40, 0.90, 0.42), Direction.STEADY),
        ((0.42, 0.10, 0.40), Direction.STEADY),
        ((0.0, 0.03), Direction.RISING),  # three points are the first that count
        ((0.5, 0.5), Direction.STEADY),
        ((0.5,), None),
        ((), None),
    ],
)
def test_a_trend_goes_from_the_first_to_the_last_value_and_small_steps_are_none(
    values: tuple[float, ...], word: Direction | None
) -> None:
    assert direction(values) is word
