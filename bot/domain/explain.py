"""Which days and items carried a judgement: every item with what it still counts today."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from bot.domain.days import counted, day_of, day_sums, saturated
from bot.domain.judgement import known
from bot.domain.masses import HALF_LIFE_DAYS, WINDOW_DAYS, masses
from bot.domain.weighed import Weighed


@dataclass(frozen=True, slots=True)
class Counted:
    """One item of the last 90 days and the way from its weight to what it adds to G, B or L today."""

    item: Weighed
    day: date
    in_its_thread: float  # its weight, halved for each better one of that day in the same thread
    today: float  # after the day's saturation and the decay since: all of a side add up to its mass


def explain(weighed: Iterable[Weighed], now: datetime) -> tuple[Counted, ...]:
    """The items of the last 90 days, what counts most first; those that count for nothing last, newest first."""
    items = known(weighed, now)
    today = now.astimezone(UTC).date()
    days = day_sums(items)
    of_today = masses(days, today)
    low_kept = of_today.low / of_today.low_effort if of_today.low_effort else 0.0
    by_day: dict[date, list[Weighed]] = defaultdict(list)
    for item in items:
        if (today - day_of(item)).days < WINDOW_DAYS:
            by_day[day_of(item)].append(item)
    found = []
    for day, of_day in by_day.items():
        sums = days[day]
        decay = 2 ** (-(today - day).days / HALF_LIFE_DAYS)
        totals = {"genuine": sums.genuine, "broadcast": sums.broadcasts, "low": sums.low, "": 0.0}
        in_threads = counted(item for item in of_day if item.judged and item.group == "genuine")
        for item in of_day:
            weight = in_threads.get(
                item.key, item.weight if item.judged and item.group in ("broadcast", "low") else 0.0
            )
            total = totals[item.group]
            part = weight * saturated(total) / total * decay if total else 0.0
            found.append(Counted(item, day, weight, part * low_kept if item.group == "low" else part))
    return tuple(sorted(found, key=lambda one: (-one.today, -one.item.at.timestamp(), one.item.key)))
