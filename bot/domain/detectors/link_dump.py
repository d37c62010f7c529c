"""A link to one's own or the team's site, left on others' ground, answering nobody, and not another word there."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from bot.domain.classify import Trait
from bot.domain.detectors.base import Deed, Detector, Evidence, Finding, Says, Scene, Where
from bot.domain.detectors.deeds import TO_OTHERS, starts_something
from bot.domain.kinds import Act
from bot.domain.words import amount_of_words

WITHIN = timedelta(days=7)  # before or after: other words of theirs in that place
TIME_TO_TALK = timedelta(hours=24)  # a link of this morning may be the beginning of a talk
A_CONTRIBUTION = 40  # content words: from here on the text is worth reading without the link


class LinkDump(Detector):
    """Links dropped in groups and forums, and the door closed behind them."""

    NAME = "link_dump"
    MINIMUM = 1
    SAYS = Says(
        "You left a link in {where} and have said nothing else there: whose question could you answer first?",
        "You left {n} links in places where you have said nothing else, like {where}: "
        "whose question there could you answer first?",
    )

    def look(self, scene: Scene) -> Iterator[Finding]:
        talked = _talked(scene)
        dumps = [deed for deed in scene.deeds if _is_dump(deed, scene) and not _near(talked[deed.place], deed.entry.at)]
        if not dumps:
            return
        settled = sum(scene.now - deed.entry.at >= WITHIN for deed in dumps)  # nothing can be said in time any more
        confidence = min(0.95, 0.7 + 0.1 * min(settled, 1) + 0.04 * (len(dumps) - 1))
        yield self.finding(map(Evidence.of, dumps), confidence, n=len(dumps), where=dumps[-1].entry.venue)


def _is_dump(deed: Deed, scene: Scene) -> bool:
    entry = deed.entry
    return (
        Trait.DUMP in deed.classified.traits
        and scene.is_recent(entry.at)
        and scene.now - entry.at >= TIME_TO_TALK
        and amount_of_words(entry.text, entry.lang) < A_CONTRIBUTION
    )


def _talked(scene: Scene) -> Mapping[Where, Sequence[datetime]]:
    """Where words without a link of one's own were said, and when."""
    talked: defaultdict[Where, list[datetime]] = defaultdict(list)
    for deed in scene.deeds:
        act = deed.classified.act
        is_talk = act in TO_OTHERS or act is Act.INSIDE or (starts_something(deed) and not _is_link(deed))
        if is_talk and deed.entry.venue:
            talked[deed.place].append(deed.entry.at)
    return talked


def _is_link(deed: Deed) -> bool:
    return Trait.DUMP in deed.classified.traits


def _near(times: Sequence[datetime], at: datetime) -> bool:
    position = bisect_left(times, at - WITHIN)
    return position < len(times) and times[position] <= at + WITHIN
