"""When something is due on somebody's wall clock: schedulers skip and repeat hours when clocks change."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta, tzinfo

CATCH_UP = timedelta(hours=12)  # a digest later than this is yesterday's news: it is left out
LOOKS_AHEAD = 730  # days; nobody is on holiday longer


def moment(day: date, at: time, zone: tzinfo) -> datetime:
    """The UTC moment of wall clock `at` on `day`. In a skipped hour the first moment after it.

    In a repeated one the first.
    """
    local = datetime.combine(day, at, zone)  # fold=0: the first of a repeated hour
    there_and_back = local.astimezone(UTC).astimezone(zone)
    if there_and_back.replace(tzinfo=None) == local.replace(tzinfo=None):
        return local.astimezone(UTC)
    # The wall clock never showed this time: it jumped over it. fold=0 and fold=1 read it with the offsets of before
    # and after, and the jump happens where those two readings meet.
    before, after = local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)
    early, late = min(before, after), max(before, after)
    offset = zone.utcoffset(early.astimezone(zone))
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if zone.utcoffset(middle.astimezone(zone)) == offset:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)


def due_day(now: datetime, *, at: time, zone: tzinfo, days: Collection[int], off: Collection[date] = ()) -> date | None:
    """The local day whose `at` has come within the last CATCH_UP, on one of the weekdays `days` (0 = Monday).

    Else None; also on the days `off`.
    """
    today = now.astimezone(zone).date()
    for day in (today, today - timedelta(days=1)):
        due = moment(day, at, zone)
        if due <= now < due + CATCH_UP and day.weekday() in days and day not in off:
            return day
    return None


def next_due(
    now: datetime, *, at: time, zone: tzinfo, days: Collection[int], off: Collection[date] = ()
) -> datetime | None:
    """The next moment after `now` at which `due_day` will say yes; None when there is none within two years."""
    today = now.astimezone(zone).date()
    for ahead in range(LOOKS_AHEAD):
        day = today + timedelta(days=ahead)
        if day.weekday() in days and day not in off and (due := moment(day, at, zone)) > now:
            return due
    return None


def is_within(now: datetime, zone: tzinfo, *, days: Collection[int], from_hour: int, to_hour: int) -> bool:
    """Whether it is one of the weekdays there (0 = Monday), and the clock stands between the two full hours."""
    local = now.astimezone(zone)
    return local.weekday() in days and from_hour <= local.hour < to_hour
