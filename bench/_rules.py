"""The rules the judgement is measured beside, each as the evenings on which it would have flagged somebody."""

import math
from collections import deque
from datetime import timedelta

from bench._worlds import DAYS, FIRST, Life
from bot.domain.badge import Replay, replay
from bot.domain.beta import Line
from bot.domain.kinds import Badge

_LIKELY, _POSSIBLE = Line(1 / 3, 0.9), Line(1 / 3, 0.5)
_SHARES = [step / 60 for step in range(1, 17)]  # 1/3 x (.05, .10, ... .80)
_SAYS = [(math.log(share * 3), math.log((1 - share) * 1.5)) for share in _SHARES]


def lived(life: Life) -> Replay:
    """The domain's own replay; it starts long before the simulated days, which are its last ninety."""
    return replay(life, FIRST + timedelta(days=DAYS - 1))


def ours(played: Replay) -> list[bool]:
    """On which of the simulated days the member is called a content factory."""
    return [badge is Badge.FACTORY for badge in played.badges[-DAYS:]]


def as_written(life: Life, played: Replay) -> list[bool]:
    """The rule the project started from: P(rho < 1/3) > .9 twice in a row, or a Shiryaev-Roberts R > 300; B >= 5."""
    flags, flagged, before = [], False, False
    statistics = [0.0] * len(_SHARES)
    for day, (g, b) in enumerate(zip(played.genuine[-DAYS:], played.broadcasts[-DAYS:], strict=True)):
        if of_day := life.get(FIRST + timedelta(days=day)):
            talks, posts = of_day.genuine, of_day.broadcasts
            scale = min(1.0, 3 / (talks + posts))
            start = 1.0 if posts else 0.0
            statistics = [
                (statistic + start) * math.exp(scale * (talks * by_talk + posts * by_post))
                for statistic, (by_talk, by_post) in zip(statistics, _SAYS, strict=True)
            ]
        likely = b >= 5 and _LIKELY.exceeded(g, b)
        strong = b >= 5 and sum(statistics) / len(statistics) > 300
        flagged = (likely and before) or strong or (flagged and not _POSSIBLE.undercut(g, b))
        before = likely
        flags.append(flagged)
    return flags


def naive(life: Life, played: Replay) -> list[bool]:
    """Less than a third of the last thirty days, counted."""
    return [posts > 0 and talks / (talks + posts) < 1 / 3 for talks, posts in _of_thirty_days(life)]


def wilson(life: Life, played: Replay) -> list[bool]:
    """The upper 95 % bound (one-sided) of the last thirty days' share is below a third."""
    return [talks + posts > 0 and _upper(talks, talks + posts) < 1 / 3 for talks, posts in _of_thirty_days(life)]


def _of_thirty_days(life: Life) -> list[tuple[float, float]]:
    window: deque[tuple[float, float]] = deque(maxlen=30)
    sums = []
    for day in range(DAYS):
        of_day = life.get(FIRST + timedelta(days=day))
        window.append((of_day.genuine, of_day.broadcasts) if of_day else (0.0, 0.0))
        sums.append((sum(talks for talks, _ in window), sum(posts for _, posts in window)))
    return sums


def _upper(hits: float, of: float, z: float = 1.645) -> float:
    share, spread = hits / of, z * z / of
    return (share + spread / 2 + z * math.sqrt(share * (1 - share) / of + spread / (4 * of))) / (1 + spread)
