"""The same message in three places or more within three days."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot.domain.detectors.base import Deed, Detector, Evidence, Finding, Says, Scene, Where
from bot.domain.detectors.deeds import at, recent_calls, recent_messages
from bot.domain.detectors.links import page
from bot.domain.detectors.same import Shingles, fullest, groups
from bot.domain.words import stripped

WITHIN = timedelta(hours=72)
PLACES = 3


def _by_link(deed: Deed) -> Shingles:
    """What a post of few words is compared by: those and where its links lead."""
    pages = " ".join(sorted(filter(None, map(page, deed.entry.links))))
    return frozenset({f"{' '.join(stripped(deed.entry.text).split())} > {pages}"}) if pages else frozenset()


class Blast(Detector):
    """One message, put up everywhere."""

    NAME = "blast"
    MINIMUM = PLACES
    POSTS_SUFFICE = True
    SAYS = Says(
        "The same words went to {n} place within three days: where will you be when somebody answers?",
        "Nearly the same words went to {n} places within three days: where will you be when somebody answers?",
    )

    def look(self, scene: Scene) -> Iterator[Finding]:
        posts = scene.once(recent_calls)
        messages = [words or _by_link(deed) for deed, words in zip(posts, scene.once(recent_messages), strict=True)]
        for group in groups(messages):
            at_once = fullest([posts[position] for position in group], WITHIN, at, _place)
            places = len({deed.place for deed in at_once})
            if places >= PLACES:
                yield self._found(at_once, places)

    def _found(self, posts: Sequence[Deed], places: int) -> Finding:
        hours = round((posts[-1].entry.at - posts[0].entry.at).total_seconds() / 3600)
        # Beyond three places there is no doubt left of what it is.
        confidence = min(0.98, 0.8 + 0.06 * (places - PLACES))
        return self.finding(map(Evidence.of, posts), confidence, n=places, hours=hours)


def _place(deed: Deed) -> Where:
    return deed.place
