"""Where a share is going: its value at the end of each of the last weeks, and one word for it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.days import Day
from bot.domain.masses import masses

WEEKS = 4
SAME = 0.03  # shares nearer than this are the same: one like more is no trend


class Direction(StrEnum):
    """One word for a row of values."""

    RISING = "rising"
    FALLING = "falling"
    STEADY = "steady"


def weekly(days: Mapping[date, Day], today: date, *, since: date | None) -> tuple[float, ...]:
    """The out-there share as of today and of the same day in the weeks before, oldest first.

    Fewer values where nothing was watched yet (`since`, the first day watched); none where nothing ever was.
    """
    ends = [today - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    return tuple(masses(days, end).share for end in ends if since is not None and end >= since)


def direction(values: Sequence[float]) -> Direction | None:
    """From the first value to the last; None where there are not two."""
    if len(values) < 2:
        return None
    change = values[-1] - values[0]
    if abs(change) < SAME:
        return Direction.STEADY
    return Direction.RISING if change > 0 else Direction.FALLING
