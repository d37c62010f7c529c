"""Comments are switched off below the member's own recent posts; what is not said is not closed."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from bot.domain.detectors.base import Deed, Detector, Evidence, Finding, Says, Scene
from bot.domain.detectors.deeds import starts_something
from bot.domain.kinds import Place

MINIMUM = 3
MOST = 0.8
CLOSES_BY_AGE = timedelta(days=14)  # many blogs close older posts by themselves: the young ones tell


class CommentsClosed(Detector):
    """A place where one speaks and nobody can answer."""

    NAME = "comments_closed"
    MINIMUM = MINIMUM
    POSTS_SUFFICE = True
    ASKS_ONCE = True
    SAYS = Says(
        "Nobody can comment on your last post on {network}: is that on purpose?",
        "Nobody can comment on your last {n} posts on {network}: is that on purpose?",
    )

    def look(self, scene: Scene) -> Iterator[Finding]:
        by_network: defaultdict[str, list[Deed]] = defaultdict(list)
        for deed in scene.deeds:
            if (
                deed.entry.comments_open is not None
                and scene.now - deed.entry.at <= min(CLOSES_BY_AGE, scene.looks_back)
                and deed.classified.place is Place.MINE
                and starts_something(deed)
            ):
                by_network[deed.entry.network].append(deed)
        for network, told in sorted(by_network.items()):
            shut = [deed for deed in told if deed.entry.comments_open is False]
            if len(shut) >= max(MINIMUM, MOST * len(told)) and told[-1] is shut[-1]:
                yield self.finding(map(Evidence.of, shut), 0.9, n=len(shut), network=network)
