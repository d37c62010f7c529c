"""Evidence of change: since when, and how much better, what somebody does is explained by broadcasting."""

import math
from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from bot.domain.days import Day

NORM = 1 / 3  # below this share of genuine items somebody is a content factory: the other side of the two-thirds rule
# The factories one is compared with: 1/3 x (.05, .10, ... .80).
SHARES = tuple(NORM * step / 20 for step in range(1, 17))
A_DAY_SAYS_AT_MOST = 3.0  # items: an afternoon of four hundred posts is no better evidence than one of three

_GENUINE_SAYS = tuple(math.log(share / NORM) for share in SHARES)
_BROADCAST_SAYS = tuple(math.log((1 - share) / (1 - NORM)) for share in SHARES)

START = (0.0,) * len(SHARES)


@lru_cache(maxsize=65536)
def ratios(genuine: float, broadcasts: float) -> tuple[float, ...]:
    """How many times likelier each of SHARES makes this day than the norm does; the day scaled down to three items."""
    items = genuine + broadcasts
    scale = min(1.0, A_DAY_SAYS_AT_MOST / items) if items else 1.0
    return tuple(
        math.exp(scale * (genuine * by_genuine + broadcasts * by_broadcast))
        for by_genuine, by_broadcast in zip(_GENUINE_SAYS, _BROADCAST_SAYS, strict=True)
    )


def after(evidence: tuple[float, ...], day: Day) -> tuple[float, ...]:
    """The Shiryaev-Roberts statistics R_q after one more day: R_q <- (R_q + [b > 0]) x likelihood ratio.

    Each day with a broadcast could be the day it began, so each adds one start. (Roberts 1966; as an e-detector,
    Shin, Ramdas and Rinaldo 2023: under the norm its mean grows by at most one a day.)
    """
    if not day.genuine and not day.broadcasts:
        return evidence
    start = 1.0 if day.broadcasts else 0.0
    return tuple((r + start) * ratio for r, ratio in zip(evidence, ratios(day.genuine, day.broadcasts), strict=True))


def strength(evidence: tuple[float, ...]) -> float:
    """R, the mean over all compared shares: how many times better broadcasting explains what was done."""
    return math.fsum(evidence) / len(evidence)


def since(days: Mapping[date, Day], first: date, last: date) -> date | None:
    """The day from which broadcasting explains what was done up to `last` best; None if no day did."""
    products = [1.0] * len(SHARES)
    best: tuple[float, date] | None = None
    for day in sorted((day for day in days if first <= day <= last), reverse=True):
        of_day = days[day]
        products = [
            product * ratio for product, ratio in zip(products, ratios(of_day.genuine, of_day.broadcasts), strict=True)
        ]
        explained = math.fsum(products)
        if of_day.broadcasts and (best is None or explained > best[0]):
            best = (explained, day)
    return best[1] if best else None
