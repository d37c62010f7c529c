"""Took part in a place before the first link of one's own there: something to be glad of."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from bot.domain.detectors.base import Deed, Detector, Evidence, Finding, Says, Scene, Where
from bot.domain.detectors.deeds import links_home
from bot.domain.kinds import Act, Place
from bot.domain.value import FEWEST_WORDS
from bot.domain.words import amount_of_words

JOINS = 3
OVER = timedelta(days=1)  # from the first of them to the link: three quick remarks are no listening
SHOWN = 4


class ListenedFirst(Detector):
    """Joined in, and only then brought something of one's own."""

    NAME = "listened_first"
    MINIMUM = JOINS
    IS_PRAISE = True
    SAYS = Says(
        "You took part in {n} conversation in {where} before you brought your first link: that is how it is done.",
        "You took part in {n} conversations in {where} before you brought your first link: that is how it is done.",
    )

    def look(self, scene: Scene) -> Iterator[Finding]:
        joined: defaultdict[Where, list[Deed]] = defaultdict(list)
        linked: set[Where] = set()
        for deed in scene.deeds:
            if not deed.entry.venue or deed.classified.place is not Place.THEIRS or deed.place in linked:
                continue
            if links_home(deed):
                linked.add(deed.place)
                before = joined[deed.place]
                if scene.is_recent(deed.entry.at) and _listened(before, deed):
                    evidence = [Evidence.of(each) for each in (deed, *before[-SHOWN:])]
                    yield self.finding(evidence, 0.9, n=len(before), where=deed.entry.venue)
            elif deed.classified.act is Act.JOIN and _says_something(deed):
                joined[deed.place].append(deed)


def _listened(before: list[Deed], link: Deed) -> bool:
    return len(before) >= JOINS and link.entry.at - before[0].entry.at >= OVER


def _says_something(deed: Deed) -> bool:
    return amount_of_words(deed.entry.text, deed.entry.lang) >= FEWEST_WORDS
