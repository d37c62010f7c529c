"""Which open conversation to offer first, and why: a sum of terms each of which is also the sentence shown."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from bot.domain.wordlists import COMMON_WORDS
from bot.domain.words import content_words

# The weights are measured, not trained (docs/method.md): every term alone was tried, length counts against a thread.
RECENCY, FRESHNESS, LENGTH, WORDS, PLACE, TIE = 1.0, 0.4, -0.3, 6.0, 0.6, 0.15
PER_AUTHOR, PER_PLACE = 1, 2
ONE_IN_FIVE = 5  # every fifth offer comes from outside the usual places
TELLING = 5  # letters of a word that says what a talk is about
RARE = 4  # it stands in one of so many talks at most: what everybody speaks of tells none from the others
MANY = 8  # talks from which that can be told

_COMMON = frozenset(word for words in COMMON_WORDS.values() for word in words.split())


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open conversation as the ranking sees it."""

    key: str
    network: str
    starter: str  # stable id
    started_at: datetime
    last_at: datetime
    messages: int
    text: str
    venue: str = ""

    @property
    def place(self) -> str:
        """Where it is held: a venue, or its network at large."""
        return f"{self.network}:{self.venue}"


@dataclass(frozen=True, slots=True)
class Past:
    """What the ranking knows of a member: their words, where they talk and with whom."""

    words: Mapping[str, float]  # word -> how often
    places: Mapping[str, int]  # place -> own messages there
    ties: Mapping[str, int]  # person's id -> exchanges
    messages: int

    @classmethod
    def of(cls, said: Iterable[tuple[str, str, str, str]]) -> "Past":
        """From (text, language, place, whom it answered) of each thing said."""
        words: Counter[str] = Counter()
        places: Counter[str] = Counter()
        ties: Counter[str] = Counter()
        messages = 0
        for text, lang, place, whom in said:
            words.update(content_words(text, lang))
            places[place] += 1
            if whom:
                ties[whom] += 1
            messages += 1
        return cls(words, places, ties, messages)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with the terms it was ranked by."""

    candidate: Candidate
    recency: float
    freshness: float
    length: float
    words: float
    place: float
    tie: float
    here: int = 0  # own messages in that place
    shared: tuple[str, ...] = ()  # the words it shares with what one has said before

    @property
    def score(self) -> float:
        """What it is ordered by."""
        return (
            RECENCY * self.recency + FRESHNESS * self.freshness + LENGTH * self.length
            + WORDS * self.words + PLACE * self.place + TIE * self.tie
        )  # fmt: skip


def rank(candidates: Sequence[Candidate], past: Past, now: datetime, *, count: int = 3) -> tuple[Ranked, ...]:
    """The best `count` of `candidates`, best first: one an author, two a place, one in five from elsewhere."""
    documents = [Counter(content_words(each.text, "")) for each in candidates]
    rarity = _rarity(documents)
    own = _weighted(past.words, rarity)
    tells = _telling(documents)
    ranked = sorted(
        (
            _judged(each, document, own, rarity, tells, past, now)
            for each, document in zip(candidates, documents, strict=True)
        ),
        key=lambda one: (-one.score, one.candidate.key),
    )
    return _spread(ranked, past, count)


def _judged(
    each: Candidate,
    document: Mapping[str, float],
    own: Mapping[str, float],
    rarity: Mapping[str, float],
    tells: Set[str],
    past: Past,
    now: datetime,
) -> Ranked:
    theirs = _weighted(document, rarity)
    telling = (word for word in own.keys() & theirs.keys() if word in tells and past.words[word] > 1)
    shared = sorted(telling, key=lambda word: (-own[word] * theirs[word], word))
    here = past.places.get(each.place, 0)
    return Ranked(
        each,
        recency=-math.log1p(6 * _hours(each.last_at, now)),
        freshness=-math.log1p(6 * _hours(each.started_at, now)),
        length=math.log(max(each.messages, 1)),
        words=_cosine(own, theirs),
        place=math.log((here + 0.5) / (past.messages + 1)),
        tie=math.log1p(past.ties.get(each.starter, 0)),
        here=here,
        shared=tuple(shared[:3]),
    )


def _spread(ranked: Sequence[Ranked], past: Past, count: int) -> tuple[Ranked, ...]:
    chosen: list[Ranked] = []
    authors: Counter[str] = Counter()
    places: Counter[str] = Counter()
    for one in ranked:
        if len(chosen) == count:
            break
        if authors[one.candidate.starter] >= PER_AUTHOR or places[one.candidate.place] >= PER_PLACE:
            continue
        chosen.append(one)
        authors[one.candidate.starter] += 1
        places[one.candidate.place] += 1
    if count >= ONE_IN_FIVE and len(chosen) == count and all(past.places.get(one.candidate.place) for one in chosen):
        elsewhere = next(
            (one for one in ranked if one not in chosen and not past.places.get(one.candidate.place)), None
        )
        chosen = [*chosen[:-1], elsewhere] if elsewhere else chosen
    return tuple(chosen)


def _hours(then: datetime, now: datetime) -> float:
    return max((now - then).total_seconds() / 3600, 0.0)


def _telling(documents: Sequence[Mapping[str, float]]) -> frozenset[str]:
    """The words that say what a talk is about, as against those most talks have."""
    seen = Counter(word for document in documents for word in document)
    most = len(documents) / RARE if len(documents) >= MANY else len(documents)
    return frozenset(
        word for word, count in seen.items() if len(word) >= TELLING and count <= most and word not in _COMMON
    )


def _rarity(documents: Sequence[Mapping[str, float]]) -> dict[str, float]:
    seen = Counter(word for document in documents for word in document)
    return {word: math.log((1 + len(documents)) / (1 + count)) + 1 for word, count in seen.items()}


def _weighted(words: Mapping[str, float], rarity: Mapping[str, float]) -> dict[str, float]:
    weights = {word: (1 + math.log(count)) * rarity[word] for word, count in words.items() if word in rarity}
    length = math.sqrt(math.fsum(weight * weight for weight in weights.values()))
    return {word: weight / length for word, weight in weights.items()} if length else {}


def _cosine(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return math.fsum(weight * other[word] for word, weight in one.items() if word in other)
