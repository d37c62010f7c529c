"""The last own posts on a network without one reply, eight at least, while there are more and more of them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import combinations, dropwhile, takewhile

from bot.domain.detectors.base import Deed, Detector, Evidence, Finding, Says, Scene
from bot.domain.detectors.deeds import calls_out
from bot.domain.detectors.replies import Replies

MINIMUM = 8  # posts in a row
WEEKS = 4
TIME_TO_ANSWER = timedelta(hours=24)
RISES = 4  # of the six pairs of weeks, more of which must rise than fall (Mann-Kendall's S)
MORE_THAN_BEFORE = 1.25  # the later two weeks beside the earlier two


class TalkingToAWall(Detector):
    """More and more posts, and nobody answers: a warning before the last listener leaves."""

    NAME = "talking_to_a_wall"
    MINIMUM = MINIMUM
    SAYS = Says(
        "Nobody replied to your last post on {network}: what are people there talking about today?",
        "Nobody replied to your last {n} posts on {network}, and there are more of them each week: "
        "what are people there talking about today?",
    )

    def look(self, scene: Scene) -> Iterator[Finding]:
        replies = scene.once(Replies)
        by_network: defaultdict[str, list[Deed]] = defaultdict(list)
        until = scene.now - TIME_TO_ANSWER
        for deed in scene.deeds:
            if calls_out(deed) and until - timedelta(weeks=WEEKS) < deed.entry.at <= until:
                by_network[deed.entry.network].append(deed)
        for network, posts in sorted(by_network.items()):
            silent = _silent_to_the_end(posts, scene, replies)
            if len(silent) >= MINIMUM and rises(_weekly(posts, until)):
                confidence = min(0.95, 0.75 + 0.02 * (len(silent) - MINIMUM))
                yield self.finding(map(Evidence.of, silent[:MINIMUM]), confidence, n=len(silent), network=network)


def _silent_to_the_end(posts: Sequence[Deed], scene: Scene, replies: Replies) -> list[Deed]:
    """The posts since somebody last replied, newest first. What nobody has looked below yet is left out at the end."""
    looked_below = dropwhile(lambda deed: not _is_heard(deed, scene, replies), reversed(posts))
    return list(takewhile(lambda deed: deed.key in scene.listened and not _is_answered(deed, replies), looked_below))


def _is_heard(deed: Deed, scene: Scene, replies: Replies) -> bool:
    return deed.key in scene.listened or _is_answered(deed, replies)


def _is_answered(deed: Deed, replies: Replies) -> bool:
    return deed.entry.outcome > 0 or next(replies.below(deed), None) is not None


def _weekly(posts: Sequence[Deed], until: datetime) -> list[int]:
    """How many in each of the last weeks, the earliest first."""
    counts = [0] * WEEKS
    for deed in posts:
        week = (until - deed.entry.at) // timedelta(days=7)
        if 0 <= week < WEEKS:
            counts[WEEKS - 1 - week] += 1
    return counts


def rises(counts: Sequence[int]) -> bool:
    """Whether counts go up, by more than chance and noticeably."""
    ups = sum((later > earlier) - (later < earlier) for earlier, later in combinations(counts, 2))
    half = len(counts) // 2
    return ups >= RISES and sum(counts[half:]) >= MORE_THAN_BEFORE * sum(counts[:half])
