"""Sentences apart from what fills them: made where something is known, told in the language of whoever reads them."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Any


class Phrase:
    """A sentence with {named} places and what fills them. `str()` of it is English.

    What fills it is text as it stands, a number, a day, `Money`, names in a `Some`, or another phrase.
    """

    def __init__(self, sentence: str, **values: object) -> None:
        self.sentence, self.values = sentence, values

    def __str__(self) -> str:
        return self.filled(self.sentence)

    def filled(self, sentence: str) -> str:
        """`sentence` with the values in English; as it stands where there are none, so that it may hold braces."""
        values = {name: spelled(value) for name, value in self.values.items()}
        return sentence.format(**values) if values else sentence

    def __bool__(self) -> bool:
        return bool(self.sentence)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Phrase) and written(self) == written(other)

    def __hash__(self) -> int:
        return hash(written(self))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"


class Counted(Phrase):
    """A sentence that counts: `one` where {n} is 1, `many` otherwise, or whatever the reader's language has."""

    def __init__(self, one: str, many: str, n: int, **values: object) -> None:
        super().__init__(one, n=n, **values)
        self.many, self.n = many, n

    def __str__(self) -> str:
        return self.filled(self.sentence if self.n == 1 else self.many)


class Some(tuple[object, ...]):
    """Names or phrases in a sentence: a, b and c."""

    joint = "and"

    def __new__(cls, names: Iterable[object]) -> "Some":
        return super().__new__(cls, names)

    def __str__(self) -> str:
        first, last = ", ".join(map(spelled, self[:-1])), "".join(map(spelled, self[-1:]))
        return f"{first} {self.joint} {last}" if first else last


class OneOf(Some):
    """Those of which one is meant: a, b or c."""

    joint = "or"


class Money(float):
    """US dollars."""

    def __str__(self) -> str:
        return f"${self:.2f}"


def spelled(value: object) -> str:
    """What fills a sentence, in English."""
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}" + (f", {value:%H:%M}" if isinstance(value, datetime) else "")
    return str(value)


def written(phrase: Phrase) -> str:
    """A phrase as one line, to be kept or handed to another process."""
    return json.dumps(_packed(phrase), ensure_ascii=False, separators=(",", ":"))


def read(line: str) -> Phrase:
    """The phrase that was written so; any other text is a sentence that stands for itself."""
    if line.startswith('{"says":'):
        with suppress(ValueError, KeyError, TypeError, AttributeError):
            found = _unpacked(json.loads(line))
            if isinstance(found, Phrase):
                return found
    return Phrase(line)


def _packed(value: object) -> object:
    if isinstance(value, Counted):
        values = {name: _packed(each) for name, each in value.values.items() if name != "n"}
        return {"says": value.sentence, "many": value.many, "n": value.n, "with": values}
    if isinstance(value, Phrase):
        return {"says": value.sentence, "with": {name: _packed(each) for name, each in value.values.items()}}
    if isinstance(value, Some):
        return {value.joint: [_packed(each) for each in value]}
    if isinstance(value, date):
        return {"at" if isinstance(value, datetime) else "day": value.isoformat()}
    if isinstance(value, Money):
        return {"dollars": float(value)}
    return value if isinstance(value, str | int | float) else str(value)


def _unpacked(value: Any) -> object:
    if not isinstance(value, Mapping):
        return value
    if "says" in value:
        values = {str(name): _unpacked(each) for name, each in value["with"].items()}
        if "many" in value:
            return Counted(str(value["says"]), str(value["many"]), int(value["n"]), **values)
        return Phrase(str(value["says"]), **values)
    if "day" in value:
        return date.fromisoformat(value["day"])
    if "at" in value:
        return datetime.fromisoformat(value["at"])
    if "dollars" in value:
        return Money(value["dollars"])
    several = OneOf if OneOf.joint in value else Some
    return several(map(_unpacked, value[several.joint]))
