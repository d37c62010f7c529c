"""More and more of the own posts are about the brand, the product or oneself, against one's own earlier months."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from math import exp, fsum, lgamma

from bot.domain.detectors.about import is_of_oneself, language, names_house
from bot.domain.detectors.base import Deed, Detector, Evidence, Finding, Says, Scene
from bot.domain.detectors.deeds import calls_out, links_home

MINIMUM = 10  # recent posts in one language
BASELINE = timedelta(days=90)
BASELINE_POSTS = 20
AT_LEAST = 0.5  # of the recent posts
MORE_THAN_BEFORE = 0.2
BY_CHANCE = 0.01  # how likely such a rise may be if nothing has changed (Fisher's exact test, one-sided)
SHOWN = 10

_SENTENCE = (
    "{share} % of your recent posts are about us or yourself, {before} % were before: whose work could you show next?"
)


class AllAboutMe(Detector):
    """The own story takes over. Compared with oneself, and within one language: words differ, people differ."""

    NAME = "all_about_me"
    MINIMUM = MINIMUM
    SAYS = Says(_SENTENCE, _SENTENCE)

    def look(self, scene: Scene) -> Iterator[Finding]:
        recent: defaultdict[str, list[Deed]] = defaultdict(list)
        before: defaultdict[str, list[Deed]] = defaultdict(list)
        for deed in scene.deeds:
            if calls_out(deed) and deed.entry.at >= scene.since - BASELINE:
                spoken = language(deed.entry.text, deed.entry.lang)
                (recent if scene.is_recent(deed.entry.at) else before)[spoken].append(deed)
        for spoken in sorted(recent, key=lambda each: (-len(recent[each]), each)):
            finding = self._compared(scene, recent[spoken], before[spoken])
            if finding:
                yield finding
                return

    def _compared(self, scene: Scene, recent: Sequence[Deed], before: Sequence[Deed]) -> Finding | None:
        if len(recent) < MINIMUM or len(before) < BASELINE_POSTS:
            return None
        ours = [deed for deed in recent if is_about_us(deed, scene)]
        ours_before = sum(is_about_us(deed, scene) for deed in before)
        share, share_before = len(ours) / len(recent), ours_before / len(before)
        if share < AT_LEAST or share - share_before < MORE_THAN_BEFORE:
            return None
        chance = by_chance(len(ours), len(recent), ours_before, len(before))
        if chance >= BY_CHANCE:
            return None
        evidence = map(Evidence.of, ours[-SHOWN:])
        percent, percent_before = round(100 * share), round(100 * share_before)
        return self.finding(evidence, min(0.9, 1 - 20 * chance), n=len(ours), share=percent, before=percent_before)


def is_about_us(deed: Deed, scene: Scene) -> bool:
    """Whether a post speaks of the house, links home, or is about who writes it."""
    text = f"{deed.entry.title} {deed.entry.text}"
    return links_home(deed) or names_house(text, scene.terms) or is_of_oneself(deed.entry.text or deed.entry.title)


def by_chance(hits: int, of: int, hits_before: int, of_before: int) -> float:
    """How likely at least `hits` of the recent posts are, if recent and earlier ones are drawn from one box."""
    all_hits, everything = hits + hits_before, of + of_before
    ways = _log_ways(everything, of)
    return fsum(
        exp(_log_ways(all_hits, k) + _log_ways(everything - all_hits, of - k) - ways)
        for k in range(hits, min(of, all_hits) + 1)
    )


def _log_ways(of: int, choose: int) -> float:
    """The logarithm of the number of ways to choose so many."""
    return lgamma(of + 1) - lgamma(choose + 1) - lgamma(of - choose + 1)
