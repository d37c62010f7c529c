"""Nearly the same comment to different people."""

from collections.abc import Iterator, Sequence

from bot.domain.detectors.base import Deed, Detector, Evidence, Finding, Says, Scene
from bot.domain.detectors.deeds import TO_OTHERS, to_whom
from bot.domain.detectors.same import Shingles, groups, without_wishes
from bot.domain.words import containment, shingles

SAME_COMMENT = 0.8  # containment
FEWEST_SHINGLES = 4  # five words
PEOPLE = 3
PEOPLE_FOR_LONG_ONES = 2
LONG = 16  # shingles: nobody says so much twice by chance
SHOWN = 10


class CannedComments(Detector):
    """A comment out of a can: people notice when they meet the second one."""

    NAME = "canned_comments"
    MINIMUM = PEOPLE_FOR_LONG_ONES
    SAYS = Says(
        "{n} person got a comment you had written to somebody else: what did you like about theirs?",
        "{n} people got nearly the same comment from you: look at the first two side by side, "
        "and say one thing that is only true of each.",
    )

    def look(self, scene: Scene) -> Iterator[Finding]:
        comments = [
            deed
            for deed in scene.deeds
            if scene.is_recent(deed.entry.at) and deed.classified.act in TO_OTHERS and to_whom(deed).id
        ]
        texts = [_words(deed.entry.text) for deed in comments]
        for group in groups(texts, _same):
            people = _one_each([comments[position] for position in group])
            enough = PEOPLE_FOR_LONG_ONES if len(texts[group[0]]) >= LONG else PEOPLE
            if len(people) >= enough:
                confidence = min(0.95, 0.75 + 0.05 * (len(people) - PEOPLE_FOR_LONG_ONES))
                yield self.finding(map(Evidence.of, people[:SHOWN]), confidence, n=len(people))


def _words(text: str) -> Shingles:
    words = shingles(without_wishes(text))
    return words if len(words) >= FEWEST_SHINGLES else frozenset()


def _same(a: Shingles, b: Shingles) -> bool:
    return containment(a, b) >= SAME_COMMENT


def _one_each(comments: Sequence[Deed]) -> list[Deed]:
    """The first comment to each person."""
    first: dict[tuple[str, str], Deed] = {}
    for deed in comments:
        first.setdefault((deed.entry.network, to_whom(deed).id), deed)
    return list(first.values())
