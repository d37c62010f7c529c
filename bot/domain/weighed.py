"""What one activity weighs in the judgement, and the sentence that says why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from bot.domain.classify import Classified
from bot.domain.kinds import Act, Place
from bot.domain.reasons import sentence
from bot.domain.value import Value

Group = Literal["genuine", "broadcast", "low", ""]

_GROUPS: dict[Act, Group] = {
    Act.JOIN: "genuine",
    Act.HOST: "genuine",
    Act.QUOTE: "genuine",
    Act.BROADCAST: "broadcast",
    Act.AMPLIFY: "low",
    Act.APPLAUD: "low",
}


class Note(StrEnum):
    """What besides itself decided the weight of an activity. Stable: translated and counted by these names."""

    CORRECTED = "corrected"
    THREAD_COUNTS_ONCE = "thread_counts_once"
    TURN_COUNTS_ONCE = "turn_counts_once"
    POURED = "poured"
    SELF_REPORTED = "self_reported"
    HALF = "half"
    CHECKED = "checked"
    UNJUDGED = "unjudged"


NOTES_IN_WORDS: dict[Note, str] = {
    Note.CORRECTED: "corrected by you",
    Note.THREAD_COUNTS_ONCE: "one thread of posts counts once a day",
    Note.TURN_COUNTS_ONCE: "nobody spoke in between, so these messages count once",
    Note.POURED: "a quarter: the third or a later message in a thread where nobody answered you",
    Note.SELF_REPORTED: "self-reported",
    Note.HALF: "half, because nobody could check it",
    Note.CHECKED: "checked",
    Note.UNJUDGED: "shown only: the network does not show what you write to others",
}


@dataclass(frozen=True, slots=True)
class Weighed:
    """One counted activity of one member: everything the judgement needs to know of it, and no text.

    `weight` is final: base x v x (1 + .5 outcome) after the rules on repeats and unanswered threads. A broadcast weighs
    1 whatever came of it, 0 where it only continues the one before it.
    """

    key: str
    at: datetime  # aware, UTC
    thread: str  # "network:native id of the conversation's first message"
    place: Place
    act: Act
    weight: float
    outcome: float = 0.0  # in [0, 1]; already in the weight
    judged: bool = True  # False: its source hides the other half, so it counts for nothing either way
    v: float = 1.0  # 1 or .1; already in the weight
    classified: Classified | None = None  # how it looked before anybody corrected it
    value: Value | None = None
    notes: tuple[Note, ...] = ()

    @property
    def moved(self) -> bool:
        """Whether the member's word, and not how it looked, decided what it is."""
        looked = self.classified
        return (
            Note.CORRECTED in self.notes and looked is not None and (looked.place, looked.act) != (self.place, self.act)
        )

    @property
    def because(self) -> str:
        """How it was counted, in English."""
        looked = sentence(self.classified.reason) if self.classified else ""
        first = f"counted as {self.act}, {self.place}" if self.moved else looked
        lacks = self.value.because if self.value else ""
        return "; ".join(part for part in (first, lacks, *(NOTES_IN_WORDS[note] for note in self.notes)) if part)

    @property
    def group(self) -> Group:
        """Which sum it goes into: genuine (join, host, quote), broadcast, low (amplify, applaud); "" is only shown."""
        return _GROUPS.get(self.act, "")
