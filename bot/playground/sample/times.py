"""Turns the times of a story into moments, so that everything it tells ends now."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAY = re.compile(r"([+-]\d+) (\d\d):(\d\d)")
_SPAN = re.compile(r"(?=\d)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?")


@dataclass(frozen=True, slots=True)
class Times:
    """Reads "-3 09:40", "now-2h10m" and "1d2h" against one moment that stays the same for a whole run.

    "-3 09:40": the third working day before the anchor's, by the clock of whoever speaks; "+1 09:40" is still to come.
    "now-2h10m", "now+20h": by the anchor alone. "1d2h", "40m": that long after what is answered.
    """

    anchor: datetime

    def read(self, said: str, zone: ZoneInfo, after: datetime | None = None) -> datetime:
        """The moment, in UTC. Raises ValueError where a story cannot be read."""
        if said.startswith(("now-", "now+")):
            return self.anchor + span(said[4:]) * (-1 if said[3] == "-" else 1)
        if found := _DAY.fullmatch(said):
            day = working_day(self.anchor.astimezone(zone).date(), int(found[1]))
            return datetime.combine(day, time(int(found[2]), int(found[3])), zone).astimezone(UTC)
        if after is None:
            raise ValueError(f"{said!r} comes after nothing")
        return after + span(said)


def span(said: str) -> timedelta:
    """ "1d2h30m" as a span of time."""
    found = _SPAN.fullmatch(said)
    if found is None:
        raise ValueError(f"{said!r} is no span of time")
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


def working_day(day: date, count: int) -> date:
    """The `count`-th day from Monday to Friday after `day`, or before it."""
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= day.weekday() < 5
    return day
