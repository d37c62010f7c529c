"""Since when, and how many times better, what somebody does is explained by broadcasting than by taking part."""

import math
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from bot.domain.days import grain

NORM = 1 / 3  # below this share of genuine items somebody is a content factory: the other side of the two-thirds rule
HARDLY_EVER = 0.06  # the two factories one is compared with: the one that hardly ever answers anybody,
SELDOM = 0.195  # and the one that does so now and then
TRUST_HARDLY_EVER, TRUST_SELDOM = 0.12, 0.88  # the first is found sooner and wrongly found more often, so it says less
HEAD_START = 10.5  # a factory has mostly been one from the first day: that start counts as much as ten later ones
STRONG = 21.5  # evidence as strong as this is called a content factory
WEAK = 10.0  # and while it is still as strong as this a badge once given stays, or it would come and go
AT_MOST = 300.0  # beyond this nothing is remembered: who changes is soon believed, however long it went on before

# Things done on one day resemble one another: n of them say as much as n^.61, and more than ten as much as ten.
ALIKE = 0.61
A_DAY_IS_FULL_AT = 10.0

_STRONG = math.log(STRONG)
_AT_MOST = grain(math.log(AT_MOST))
_SAYS = tuple((math.log(share / NORM), math.log((1 - share) / (1 - NORM))) for share in (HARDLY_EVER, SELDOM))


class Evidence(NamedTuple):
    """Where both comparisons stand after a day, as logarithms, and on which day each began to speak for broadcasting.

    Page's cumulative sum (Page 1954): of all days with a broadcast on which it could have begun, the one that speaks
    for it most. Days are numbered as the caller likes; -1 is the beginning.
    """

    hardly_ever: float = grain(math.log(HEAD_START))
    seldom: float = 0.0
    hardly_ever_since: int = -1
    seldom_since: int = -1

    @property
    def strength(self) -> float:
        """R: how many times better broadcasting explains what was done; about 2 where nothing is known."""
        return TRUST_HARDLY_EVER * math.exp(self.hardly_ever) + TRUST_SELDOM * math.exp(self.seldom)

    @property
    def is_strong(self) -> bool:
        """Whether R is more than is taken for chance; a mean is, only where one of both is."""
        return (self.hardly_ever > _STRONG or self.seldom > _STRONG) and self.strength > STRONG

    @property
    def is_weak(self) -> bool:
        """Whether R is so little that a badge it once gave need not stay."""
        return self.strength < WEAK

    @property
    def since(self) -> int:
        """The day from which the stronger of both comparisons speaks; -1 for the very beginning."""
        first = TRUST_HARDLY_EVER * math.exp(self.hardly_ever) >= TRUST_SELDOM * math.exp(self.seldom)
        return self.hardly_ever_since if first else self.seldom_since

    def after(self, day: int, genuine: float, broadcasts: float) -> "Evidence":
        """W <- min(max(W, [b > 0]) x likelihood ratio of the day, 300): the evidence one more day later."""
        return next(self.along([(day, genuine, broadcasts)]))

    def along(self, days: Iterable[tuple[int, float, float]]) -> Iterator["Evidence"]:
        """The evidence after each of `days` (number, genuine, broadcasts), one after the other."""
        first, second, first_since, second_since = self
        new = tuple.__new__  # as Evidence(...) does, in half the time
        for day, genuine, broadcasts in days:
            by_first, by_second = ratios(genuine, broadcasts)
            if broadcasts:
                if first < 0:
                    first, first_since = 0.0, day
                if second < 0:
                    second, second_since = 0.0, day
            first += by_first
            second += by_second
            if first > _AT_MOST:
                first = _AT_MOST
            if second > _AT_MOST:
                second = _AT_MOST
            yield new(Evidence, (first, second, first_since, second_since))


@lru_cache(maxsize=65536)
def ratios(genuine: float, broadcasts: float) -> tuple[float, float]:
    """The logarithms of how many times likelier either factory makes such a day than somebody at the norm does.

    Kept to a millionth, so that sums of them are exact and one more genuine item can never seem to add anything.
    """
    items = genuine + broadcasts
    if not items:
        return 0.0, 0.0
    scale = alike(items) / items
    first, second = (grain(scale * (genuine * by_genuine + broadcasts * by_post)) for by_genuine, by_post in _SAYS)
    return first, second


def alike(items: float) -> float:
    """As how many independent things the `items` of one day count: n^.61 up to ten, and not more than that."""
    return items if items <= 1 else min(items, A_DAY_IS_FULL_AT) ** ALIKE


NOTHING_KNOWN = Evidence()
