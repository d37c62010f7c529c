"""Which of many texts are one message, without comparing each with each."""

import math
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from bot.domain.detectors.phrases import WISHES, Phrases
from bot.domain.words import SAME_MESSAGE, amount_of_words, containment, is_same_message, shingles

Shingles = frozenset[str]

FEWEST_WORDS = 5  # content words: shorter ones are wishes and sayings, which anybody may share
LONG_FOR_A_WISH = 160  # characters: longer texts say something beside it
SHORT_POST = 12  # shingles: one word changed in so few may be all that matters
SAME_SHORT_POST = 0.8  # containment
SAME_WORD_FOR_ALL = 16  # texts kept for one shingle: what stands in more of them tells nothing

_WISHES = Phrases(WISHES)

T = TypeVar("T")


def without_wishes(text: str) -> str:
    """`text` without the wishes everybody has for everybody."""
    return _WISHES.of(text).sub(" ", text) if len(text) <= LONG_FOR_A_WISH else text


def message(text: str, lang: str = "") -> Shingles:
    """What a text is compared by; empty where it says too little to be a message, or is a wish of the season."""
    text = without_wishes(text)
    return shingles(text) if amount_of_words(text, lang) >= FEWEST_WORDS else frozenset()


def is_same_post(a: Shingles, b: Shingles) -> bool:
    """Whether two posts are one message: the project's measure, a little stricter where they are short."""
    return is_same_message(a, b) and (min(len(a), len(b)) >= SHORT_POST or containment(a, b) >= SAME_SHORT_POST)


def groups(texts: Sequence[Shingles], same: Callable[[Shingles, Shingles], bool] = is_same_post) -> list[list[int]]:
    """The positions of texts that are one message, group by group, in the order of their first text.

    A text belongs to the first group whose first text it repeats. Where the smaller of two sets shares at least
    SAME_MESSAGE of its shingles with the other, one of its rarest ones is shared, so only those are looked up.
    """
    found = _Groups(texts, same)
    for position, text in enumerate(texts):
        if text:
            found.put(position, text)
    return found.members


class _Groups:
    def __init__(self, texts: Sequence[Shingles], same: Callable[[Shingles, Shingles], bool]) -> None:
        self.members: list[list[int]] = []
        self._same = same
        self._frequency = Counter(shingle for text in set(texts) for shingle in text)
        self._first: list[Shingles] = []
        self._exact: dict[Shingles, int] = {}
        self._by_any: dict[str, deque[int]] = defaultdict(lambda: deque(maxlen=SAME_WORD_FOR_ALL))
        self._by_rare: dict[str, deque[int]] = defaultdict(lambda: deque(maxlen=SAME_WORD_FOR_ALL))

    def put(self, position: int, text: Shingles) -> None:
        group = self._exact.get(text)
        if group is None:
            shared = sorted((self._frequency[each], each) for each in text if self._frequency[each] > 1)
            common = [each for _, each in shared]  # rarest first; what only this text has leads nowhere
            enough = len(text) - math.ceil(SAME_MESSAGE * len(text)) + 1
            rare = common[: max(0, enough - (len(text) - len(common)))]
            group = self._exact[text] = self._near(text, common, rare)
        self.members[group].append(position)

    def _near(self, text: Shingles, common: Sequence[str], rare: Sequence[str]) -> int:
        """The group of a text, opened where there is none. What repeats a text has one of its rarest shingles."""
        candidates = {group for each in rare for group in self._by_any.get(each, ())}
        candidates |= {group for each in common for group in self._by_rare.get(each, ())}
        for group in sorted(candidates):
            if self._same(text, self._first[group]):
                return group
        return self._open(text, common, rare)

    def _open(self, text: Shingles, common: Sequence[str], rare: Sequence[str]) -> int:
        group = len(self.members)
        self.members.append([])
        self._first.append(text)
        for each in common:
            self._by_any[each].append(group)
        for each in rare:
            self._by_rare[each].append(group)
        return group


def fullest(
    items: Sequence[T], within: timedelta, at: Callable[[T], datetime], which: Callable[[T], Hashable]
) -> Sequence[T]:
    """Of `items` in time order, the stretch of at most `within` with the most different ones; of equals the latest."""
    best, first = (0, 0, 0), 0
    seen: Counter[Hashable] = Counter()
    for last, item in enumerate(items):
        seen[which(item)] += 1
        while at(item) - at(items[first]) > within:
            _forget(seen, which(items[first]))
            first += 1
        best = max(best, (len(seen), last + 1, first))
    return items[best[2] : best[1]]


def _forget(seen: "Counter[Hashable]", one: Hashable) -> None:
    seen[one] -= 1
    if not seen[one]:
        del seen[one]
