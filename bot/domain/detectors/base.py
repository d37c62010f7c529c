"""What every detector is, and what it hands back."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from bot.domain.detectors.measured import may_be_shown
from bot.domain.detectors.scene import LOOKS_BACK, Comment, Deed, FeedItem, Said, Scene, Where
from bot.domain.entry import clean

__all__ = [
    "LOOKS_BACK",
    "Comment",
    "Deed",
    "Detector",
    "Evidence",
    "FeedItem",
    "Finding",
    "Said",
    "Says",
    "Scene",
    "Where",
]

SHOWN_WORDS = 140  # characters of a text that a piece of evidence shows

Number = int | float | str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing a finding rests on. `words` is foreign text: escape it."""

    key: str  # of the member's activity; "" where it is somebody else's words alone
    url: str
    at: datetime
    words: str = ""

    @classmethod
    def of(cls, deed: Deed) -> "Evidence":
        """Something the member did."""
        entry = deed.entry
        return cls(deed.key, entry.url, entry.at, clean(entry.text or entry.title, SHOWN_WORDS))


@dataclass(frozen=True, slots=True)
class Finding:
    """What a detector saw. `numbers` fill its sentence; a text among them is foreign: escape it."""

    detector: str
    evidence: tuple[Evidence, ...]
    confidence: float  # in [0, 1]
    numbers: Mapping[str, Number]
    sign: str = ""  # which of the detector's sentences fits, where it has several
    is_praise: bool = False
    private_only: bool = True  # for the member's eyes alone

    def __post_init__(self) -> None:
        if not 0 <= self.confidence <= 1:
            raise ValueError("a confidence lies between 0 and 1")
        if not self.evidence:
            raise ValueError("a finding shows what it rests on")


@dataclass(frozen=True, slots=True)
class Says:
    """A sentence of coaching, apart from its numbers so that it can be translated; `one` is said where `n` is 1."""

    one: str
    many: str

    def about(self, numbers: Mapping[str, Number]) -> str:
        """The sentence in English, with its numbers."""
        return (self.one if numbers.get("n") == 1 else self.many).format(**numbers)


class Detector(ABC):
    """One sign. A class with these in a file of this folder *is* a detector."""

    NAME: ClassVar[str]  # stable: stored and translated by it
    MINIMUM: ClassVar[int]  # things it must have seen before it says anything
    SAYS: ClassVar[Says]
    SAYS_OF: ClassVar[Mapping[str, Says]] = {}  # other sentences, by the sign of the finding
    IS_PRAISE: ClassVar[bool] = False
    PRIVATE: ClassVar[bool] = False  # never in a channel, however precise
    NAMES_NOBODY: ClassVar[bool] = False  # it is about several of the team: a channel reads how many, never who
    ASKS_ONCE: ClassVar[bool] = False  # the member's answer is to be remembered, and ends it
    POSTS_SUFFICE: ClassVar[bool] = False  # networks that show only own posts feed it too
    CHANNEL: ClassVar[bool]  # precise enough on its labelled cases to be shown in a channel

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.CHANNEL = not cls.PRIVATE and may_be_shown(cls.NAME)

    def find(self, scene: Scene) -> tuple[Finding, ...]:
        """What it sees in `scene`. Never raises; the order things are handed in changes nothing."""
        return tuple(self.look(scene if self.POSTS_SUFFICE else scene.without(scene.only_posts)))

    @abstractmethod
    def look(self, scene: Scene) -> Iterable[Finding]:
        """The same, of a scene in which this detector may use everything."""

    def coaching(self, finding: Finding) -> str:
        """One kind sentence for the member it concerns, in English."""
        return self.says(finding).about(finding.numbers)

    def says(self, finding: Finding) -> Says:
        """The sentence that fits, without its numbers."""
        return self.SAYS_OF.get(finding.sign, self.SAYS)

    def finding(self, evidence: Iterable[Evidence], confidence: float, sign: str = "", **numbers: Number) -> Finding:
        """A finding of this detector; private unless it may be shown in a channel."""
        return Finding(
            detector=self.NAME,
            evidence=tuple(evidence),
            confidence=round(min(max(confidence, 0.0), 1.0), 3),
            numbers=numbers,
            sign=sign,
            is_praise=self.IS_PRAISE,
            private_only=not self.CHANNEL,
        )
