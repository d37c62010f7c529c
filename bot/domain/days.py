"""What one day adds up to: the day is the grain of the judgement, so that no single afternoon decides it."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date

from bot.domain.kinds import Act
from bot.domain.weighed import Weighed

A_DAY_AT_MOST = 3.0  # however much was done, one day moves a mass by less than this
A_DAY_IS_FULL = 60.0  # from here on more changes nothing: keeps "less than" true in floating point as well
AGAIN_IN_A_THREAD = 0.5  # the second contribution to one conversation on one day counts half, the third a quarter
GRAIN = 2.0**-20  # sums are kept to a millionth, far above rounding errors: an item either counts or it does not

_OUT = frozenset({Act.JOIN, Act.QUOTE})


@dataclass(frozen=True, slots=True)
class Day:
    """One UTC day of one member in sums of weights; what `judge_days` is given.

    `genuine` is g (joins, hosts, quotes), `out` is o (joins and quotes alone), `broadcasts` is b, `low` is l (likes and
    boosts). `alive` says that something was said at all, even if it weighs nothing.
    """

    genuine: float = 0.0
    out: float = 0.0
    broadcasts: float = 0.0
    low: float = 0.0
    alive: bool = False
    full_genuine: float = field(init=False, repr=False, compare=False)  # the same, saturated
    full_out: float = field(init=False, repr=False, compare=False)
    full_broadcasts: float = field(init=False, repr=False, compare=False)
    full_low: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name in ("genuine", "out", "broadcasts", "low"):
            amount = grain(getattr(self, name))
            if amount < 0:
                raise ValueError(f"{name} of a day cannot be negative")
            object.__setattr__(self, name, amount)
            object.__setattr__(self, f"full_{name}", saturated(amount))
        object.__setattr__(self, "alive", self.alive or self.genuine > 0 or self.broadcasts > 0)


def grain(amount: float) -> float:
    """`amount` to the nearest millionth (2^-20)."""
    return round(amount / GRAIN) * GRAIN


def saturated(amount: float) -> float:
    """S(x) = 3 (1 - e^(-x/3)): the first item of a day counts almost fully, the hundredth hardly at all. Below 3."""
    return -A_DAY_AT_MOST * math.expm1(-min(amount, A_DAY_IS_FULL) / A_DAY_AT_MOST)


def day_of(item: Weighed) -> date:
    """The UTC day an item belongs to, whatever zone its time is written in."""
    return item.at.astimezone(UTC).date()


def network_of(item: Weighed) -> str:
    """The network an item happened on; "" for none."""
    return item.thread.partition(":")[0] if ":" in item.thread else ""


def once(items: Iterable[Weighed]) -> list[Weighed]:
    """The items in time order, each key once: an item handed in twice is one item."""
    kept: dict[str, Weighed] = {}
    for item in items:
        known = kept.get(item.key)
        if known is None or _rank(item) > _rank(known):
            kept[item.key] = item
    return sorted(kept.values(), key=lambda item: (item.at, item.key))


def _rank(item: Weighed) -> tuple[object, ...]:
    return (item.at, item.weight, item.act.value, item.thread, item.judged)


def day_sums(items: Iterable[Weighed]) -> dict[date, Day]:
    """The sums of every UTC day on which something was done; items that are not judged only show a sign of life."""
    by_day: dict[date, list[Weighed]] = defaultdict(list)
    for item in once(items):
        by_day[day_of(item)].append(item)
    return {day: _sum(of_day) for day, of_day in sorted(by_day.items())}


def day_sums_by_network(items: Iterable[Weighed]) -> dict[str, dict[date, Day]]:
    """`day_sums` for each network apart, in the order of their names."""
    by_network: dict[str, list[Weighed]] = defaultdict(list)
    for item in once(items):
        by_network[network_of(item)].append(item)
    return {network: day_sums(of_network) for network, of_network in sorted(by_network.items())}


def _sum(items: list[Weighed]) -> Day:
    judged = [item for item in items if item.judged]
    genuine = [item for item in judged if item.group == "genuine"]
    return Day(
        genuine=math.fsum(counted(genuine).values()),
        out=math.fsum(counted([item for item in genuine if item.act in _OUT]).values()),
        broadcasts=math.fsum(item.weight for item in judged if item.group == "broadcast"),
        low=math.fsum(item.weight for item in judged if item.group == "low"),
        alive=any(item.group in ("genuine", "broadcast") for item in items),
    )


def counted(genuine: Iterable[Weighed]) -> dict[str, float]:
    """What each genuine item of one day counts, by key: in each thread, sorted downwards, the j-th counts w x .5^j."""
    by_thread: dict[str, list[Weighed]] = defaultdict(list)
    for item in genuine:
        by_thread[item.thread].append(item)
    return {
        item.key: item.weight * AGAIN_IN_A_THREAD**place
        for thread in by_thread.values()
        for place, item in enumerate(sorted(thread, key=lambda item: (-item.weight, item.key)))
    }


def together(first: Mapping[date, Day], second: Mapping[date, Day]) -> dict[date, Day]:
    """Two sets of day sums as one, where what they hold happened in different threads."""
    both = {day: _added(first[day], second[day]) for day in first.keys() & second.keys()}
    return dict(sorted({**first, **second, **both}.items()))


def _added(one: Day, other: Day) -> Day:
    return Day(
        genuine=one.genuine + other.genuine,
        out=one.out + other.out,
        broadcasts=one.broadcasts + other.broadcasts,
        low=one.low + other.low,
        alive=one.alive or other.alive,
    )
