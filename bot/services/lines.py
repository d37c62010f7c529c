"""Which lines of a message are about one person: those with their name, and those that tell their words without it."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.domain.entry import clean, shorten
from models import Delivery, Lesson, Member, Result

_NAME_CUT_AT = (40, 60)  # the lengths at which views cut a name
_WORDS_CUT_AT = 160  # and what came of something


@dataclass(frozen=True, slots=True)
class About:
    """How one person can be told in a message: names, as it writes them, words, and how all others in it are called."""

    names: frozenset[str]
    words: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()

    def is_line(self, piece: object) -> bool:
        """Whether `piece` is a line about them and nobody else."""
        if not isinstance(piece, dict) or piece.get("type") != "rich_text_section":
            return False
        strong = [str(each.get("text")) for each in piece["elements"] if each.get("style", {}).get("bold")]
        if any(each in self.names for each in strong):
            return True
        if not strong or strong[0] in self.others:
            return False
        last = str(piece["elements"][-1].get("text", ""))
        return any(last == words or last.endswith(f" {words}") for words in self.words)

    def lines(self, piece: object) -> Iterator[str]:
        """Every line about them, and every other that has a name of theirs in it, as plain text."""
        if isinstance(piece, list):
            for each in piece:
                yield from self.lines(each)
        elif isinstance(piece, dict) and piece.get("type") == "rich_text_section":
            line = "".join(str(each.get("text", "")) for each in piece["elements"])
            if self.is_line(piece) or any(name in line for name in self.names):
                yield line
        elif isinstance(piece, dict):
            yield from self.lines(list(piece.values()))


def called(name: str) -> frozenset[str]:
    """`name` as it is written, and as a line with little room cuts it."""
    plain = " ".join(name.split())
    return frozenset({plain, *(shorten(plain, most) for most in _NAME_CUT_AT)} - {""})


def about(delivery: Delivery, member: Member, told: Iterable[str]) -> About:
    """How `delivery` tells of `member`: by the name it was written with, which may be another one since."""
    names = json.loads(delivery.names or "{}")
    others = {name for id, name in names.items() if id != str(member.id)}
    return About(
        called(str(names.get(str(member.id)) or member.name)),
        frozenset(told),
        frozenset().union(*map(called, others)),
    )


async def told_by(member: Member) -> list[str]:
    """What came of their conversations and what they learned, in their words, as a digest cuts them."""
    said: list[Any] = [*await Result.filter(member_id=member.id), *await Lesson.filter(member_id=member.id)]
    return [words for each in said if (words := shorten(" ".join(clean(each.words).split()), _WORDS_CUT_AT))]
