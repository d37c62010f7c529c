"""What it was worth to the other side: attention, perceived value, interaction; and whether it says anything."""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.classify import Classified, Trait, asks
from bot.domain.entry import Entry
from bot.domain.kinds import Act, Kind
from bot.domain.words import Wording, amount_of_words, content_words, read, stem

SAYS_LITTLE = 0.1  # what an emoji, a stock phrase or a repeat is worth beside an ordinary comment
FEWEST_WORDS = 4  # content words of an ordinary comment
FULL_LENGTH = 25  # content words from which a longer comment shows no more attention
ENOUGH_TO_COMPARE = 10  # content words the other side needs before "nothing in common" means anything

WORDS_UNSEEN = "words_unseen"  # trait of an entry whose network does not hand its words over

_GENUINE = frozenset({Act.JOIN, Act.HOST, Act.QUOTE})
_SPOKEN = frozenset({Kind.TALK, Kind.PRESENCE})
# How near an act brings two people, before anybody comes back.
_NEARNESS: dict[Act, float] = {
    Act.JOIN: 0.6,
    Act.HOST: 0.6,
    Act.QUOTE: 0.4,
    Act.BROADCAST: 0.2,
    Act.AMPLIFY: 0.1,
    Act.APPLAUD: 0.05,
    Act.INSIDE: 0.0,
    Act.LISTEN: 0.0,
}
A_TURN = 0.2  # each time one came back to the same conversation
# What the other side did, where a source says so by name; otherwise the entry's outcome speaks.
_CAME_BACK = {"accepted": 1.0, "thanked": 0.75, "answered": 0.5, "liked_by_author": 0.4}

_WORD = re.compile(r"[^\W_]+")
_QUOTES_LINE = re.compile(r"^[ \t]*>[ \t]*\S", re.MULTILINE)


class Lacks(StrEnum):
    """Why something counts a tenth. Stable: stored, translated and counted by these names."""

    NOTHING = ""
    ONLY_EMOJI = "only_emoji"
    FEW_WORDS = "few_words"
    STOCK_PHRASE = "stock_phrase"
    DUPLICATE = "duplicate"
    BOT = "bot"
    ADVERT = "advert"
    CORRECTED = "corrected"


LACKS_IN_WORDS: dict[Lacks, str] = {
    Lacks.NOTHING: "",
    Lacks.ONLY_EMOJI: "counted 0.1 because there are no words in it",
    Lacks.FEW_WORDS: "counted 0.1 because fewer than four of its words say something",
    Lacks.STOCK_PHRASE: "counted 0.1 because it is a stock phrase and little else",
    Lacks.DUPLICATE: "counted 0.1 because you had written the same within three days before",
    Lacks.BOT: "counted 0.1 because it answers a bot",
    Lacks.ADVERT: "counted 0.1 because it brings your own link and has no word in common with what it answers",
    Lacks.CORRECTED: "counted as you corrected it",
}


@dataclass(frozen=True, slots=True)
class Value:
    """Three bars, each in [0, 1], and `v`: what of them enters the weight. What came back never lowers anything."""

    attention: float
    perceived: float
    interaction: float
    v: float = 1.0
    lacks: Lacks = Lacks.NOTHING

    @property
    def because(self) -> str:
        """Why `v` is not 1, in words; "" where it is."""
        return LACKS_IN_WORDS[self.lacks]


def value(
    entry: Entry, classified: Classified, *, act: Act | None = None, is_note: bool = False, turns: int = 1
) -> Value:
    """The three parts of value of one activity, and whether it says something.

    `act`: as corrected, where somebody did. `is_note`: the text is what a member noted about words we have not seen, so
    it cannot be too short. `turns`: how many times the member has spoken in that conversation, counting this one.
    """
    act = act or classified.act
    unseen = is_note or entry.kind in _SPOKEN or WORDS_UNSEEN in entry.traits
    wording = read(entry.text, entry.lang)
    about = _refers(entry, wording)
    attention = _attention(entry, wording, about)
    lacks = Lacks.NOTHING
    nearness = _NEARNESS[act]
    if act in _GENUINE:
        nearness = min(1.0, nearness + A_TURN * max(0, turns - 1))
        lacks = _lacks(entry, classified, wording, about, unseen)
    return Value(
        attention=round(attention, 3),
        perceived=_perceived(entry),
        interaction=round(nearness, 3),
        v=SAYS_LITTLE if lacks else 1.0,
        lacks=lacks,
    )


def _lacks(entry: Entry, classified: Classified, wording: Wording, about: float | None, unseen: bool) -> Lacks:
    if Trait.BOT_PARENT in classified.traits:
        return Lacks.BOT
    # The other side has said that it was enough: then so it was, however short.
    if unseen or entry.answers_question or entry.outcome >= 1 or "accepted" in entry.traits:
        return Lacks.NOTHING
    if wording.is_wordless:
        return Lacks.ONLY_EMOJI
    if wording.amount < FEWEST_WORDS:
        return Lacks.STOCK_PHRASE if wording.stock > wording.own else Lacks.FEW_WORDS
    if wording.own < FEWEST_WORDS and wording.stock >= wording.own:
        return Lacks.STOCK_PHRASE
    if about == 0 and _brings_own_link(classified) and _can_be_compared(entry):
        return Lacks.ADVERT
    return Lacks.NOTHING


def _brings_own_link(classified: Classified) -> bool:
    return Trait.OWN_LINK in classified.traits or Trait.HOUSE_LINK in classified.traits


def _can_be_compared(entry: Entry) -> bool:
    """Nothing in common is only held against anybody where both sides are long and the other one asked nothing."""
    return amount_of_words(entry.parent_text) >= ENOUGH_TO_COMPARE and not asks(entry.parent_text)


def _refers(entry: Entry, wording: Wording) -> float | None:
    """How plainly it refers to what it answers, in [0, 1]; None where what it answers is not known."""
    if entry.answers_question or _QUOTES_LINE.search(entry.text):
        return 1.0
    said_name = _names(entry.text, entry.parent.name or entry.of.name)
    if not entry.parent_text:
        return 0.6 if said_name else None
    theirs = {stem(word) for word in content_words(entry.parent_text, entry.lang)}
    shared = len(theirs & {stem(word) for word in wording.words})
    return min(1.0, (0.6 if said_name else 0.0) + (0.4 + 0.2 * shared if shared else 0.0))


def _names(text: str, name: str) -> bool:
    """Whether somebody called `name` ("ana.example", "@ana@social.example", "Ana Lima") is named in `text`."""
    first = _WORD.search(name.casefold())
    if first is None or not text:
        return False
    # Between letters of an alphabet a name ends where the word does; scripts without spaces have no such place.
    return first[0] in (_WORD.findall(text.casefold()) if first[0].isascii() else text.casefold())


def _attention(entry: Entry, wording: Wording, about: float | None) -> float:
    length = min(1.0, wording.own / FULL_LENGTH)
    return length if about is None else (about + length) / 2


def _perceived(entry: Entry) -> float:
    return max(entry.outcome, *(_CAME_BACK.get(trait, 0.0) for trait in entry.traits), 0.0)
