"""Three own posts or more within an hour, or several networks within one minute."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import ClassVar

from bot.domain.detectors.base import Deed, Detector, Evidence, Finding, Says, Scene
from bot.domain.detectors.deeds import at, recent_calls
from bot.domain.detectors.same import fullest
from bot.domain.kinds import Origin

WITHIN = timedelta(minutes=60)
POSTS = 3
AT_ONCE = timedelta(minutes=1)
HABIT = 3  # times: two networks within one minute may happen to anybody once
UNDATED = 3  # posts of one network at the very same second: nobody noted the hour

_TAG = re.compile(r"(?<![\w&])[#\uff03](\w+)")


class Burst(Detector):
    """Too fast to be heard, and too fast to listen."""

    NAME = "burst"
    MINIMUM = POSTS
    SAYS = Says(
        "{n} post within an hour: slow down, one of them deserves an answer first.",
        "{n} posts within an hour: slow down, each of them deserves that somebody answers, and that you hear it.",
    )
    SAYS_OF: ClassVar[Mapping[str, Says]] = {
        "at_once": Says(
            "Several networks within the same minute: slow down, and say it where you have time to stay.",
            "{n} times you posted to several networks within the same minute: slow down, "
            "and say it where you have time to stay.",
        )
    }

    def look(self, scene: Scene) -> Iterator[Finding]:
        posts = _dated([deed for deed in scene.once(recent_calls) if deed.origin is not Origin.LOGGED])
        burst = _longest(posts)
        if burst:
            confidence = min(0.95, 0.75 + 0.05 * (len(burst) - POSTS))
            yield self.finding(map(Evidence.of, burst), confidence, n=len(burst))
            return
        pairs = list(_at_once(posts))
        if len(pairs) >= HABIT:
            evidence = [Evidence.of(deed) for pair in pairs for deed in pair]
            yield self.finding(evidence, min(0.9, 0.6 + 0.05 * len(pairs)), "at_once", n=len(pairs))


def _dated(posts: Sequence[Deed]) -> list[Deed]:
    moments = Counter((deed.entry.network, deed.entry.at) for deed in posts)
    return [deed for deed in posts if moments[deed.entry.network, deed.entry.at] < UNDATED]


def _longest(posts: Sequence[Deed]) -> Sequence[Deed]:
    """The fullest hour, if it is a burst. Notes from one event, which share a tag and link nowhere, are none."""
    notes = _notes(posts)
    hour = fullest([deed for deed in posts if deed.key not in notes], WITHIN, at, _key)
    return hour if len(hour) >= POSTS else ()


def _notes(posts: Sequence[Deed]) -> frozenset[str]:
    """Posts without a link beside which, within the hour, two more stand under the same tag."""
    by_tag: dict[tuple[str, str], list[Deed]] = {}
    for deed in posts:
        if not deed.entry.links:
            for tag in {tag.casefold() for tag in _TAG.findall(deed.entry.text)}:
                by_tag.setdefault((deed.entry.network, tag), []).append(deed)
    return frozenset(
        deed.key for tagged in by_tag.values() for i, deed in enumerate(tagged) if len(_around(tagged, i)) >= POSTS
    )


def _around(tagged: Sequence[Deed], i: int) -> Sequence[Deed]:
    first = max(0, i - POSTS + 1)
    return [deed for deed in tagged[first : i + POSTS] if abs(deed.entry.at - tagged[i].entry.at) <= WITHIN]


def _at_once(posts: Sequence[Deed]) -> Iterator[tuple[Deed, Deed]]:
    """Neighbours on two networks within one minute; a post belongs to one pair."""
    taken = False
    for one, other in pairwise(posts):
        is_pair = other.entry.at - one.entry.at <= AT_ONCE and one.entry.network != other.entry.network
        if is_pair and not taken:
            yield one, other
        taken = is_pair and not taken


def _key(deed: Deed) -> str:
    return deed.key
