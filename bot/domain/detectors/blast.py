"""The same message in three places or more within three days."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot.domain.detectors.base import Deed, Detector, Evidence, Finding, Says, Scene, Where
from bot.domain.detectors.deeds import at, recent_calls
from bot.domain.detectors.links import page
from bot.domain.detectors.same import Shingles, fullest, groups, message
from bot.domain.entry import Entry
from bot.domain.words import stripped

WITHIN = timedelta(hours=72)
PLACES = 3


def _message(entry: Entry) -> Shingles:
    """What a post is compared by: its words; where they are few, those and where its links lead."""
    words = message(entry.text or entry.title, entry.lang)
    if words:
        return words
    pages = " ".join(sorted(filter(None, map(page, entry.links))))
    return frozenset({f"{' '.join(stripped(entry.text).split())} > {pages}"}) if pages else frozenset()


class Blast(Detector):
    """The same message, blasted through every channel."""

    NAME = "blast"
    MINIMUM = PLACES
    POSTS_SUFFICE = True
    SAYS = Says(
        "You said the same in {n} place: which one do you want to stay in and talk?",
        "You said the same, nearly word for word, in {n} places: which one do you want to stay in and talk?",
    )

    def look(self, scene: Scene) -> Iterator[Finding]:
        posts = recent_calls(scene)
        for group in groups([_message(deed.entry) for deed in posts]):
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
