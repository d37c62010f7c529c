"""Reads large JSON a piece at a time: the elements of its arrays, each small, never the whole."""

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from bot.errors import BadInput
from bot.sources.archives.opened import check_rows

MAX_ELEMENT = 1_000_000  # characters; a post with all that hangs on it takes a hundredth
# What costs is the number of values, not of characters. What networks write has one in ten characters at the most
# (a list of likes without dates), mostly one in twenty: brackets and commas alone are there to keep somebody busy.
DENSE_FROM, DENSEST = 100_000, 1 / 8
LARGE, MAX_LARGE = 250_000, 20_000_000  # characters: of one element, of all such together; an album of 200 pictures
DEEP = ("}" * 40, "]" * 40, "]}" * 20)  # ends of what nobody nests
_FIRST = re.compile(r"[\[{]")
_BLANK = re.compile(r"[ \t\r\n]*")
_AFTER = frozenset(" \t\r\n,:]}")
_PREAMBLE = 1_000  # characters before the JSON begins: `window.YTD.tweets.part0 = `

_decode = json.JSONDecoder().raw_decode


def elements(chunks: Iterable[bytes]) -> Iterator[tuple[str, Any]]:
    """What a JSON text is made of, as (name, value): the elements of an array at its top, with name "", or what its one
    object holds, its arrays element by element under the array's name.

    A script that assigns the JSON to something is read too. Raises BadInput where it is no JSON.
    """
    text = _Text(chunks)
    text.begin()
    if text.take("["):
        yield from (("", value) for value in text.array())
        return
    if not text.take("{"):
        raise _no_json()
    while not text.take("}"):
        name = text.value()
        if not isinstance(name, str) or not text.take(":"):
            raise _no_json()
        if text.take("["):
            yield from ((name, value) for value in text.array())
        else:
            yield name, text.value()
        if not text.take(","):
            text.must("}")
            return


class _Text:
    """The text so far, and where in it we are."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        decode = codecs.getincrementaldecoder("utf-8-sig")("replace").decode
        self._more = (decode(chunk) for chunk in chunks)
        self._text = ""
        self._at = 0
        self._ended = False
        self._elements = 0
        self._read = self._values = self._large = (
            0  # characters, what separates values in them, characters of large ones
        )

    def begin(self) -> None:
        while not (first := _FIRST.search(self._text, 0, _PREAMBLE)):
            if len(self._text) > _PREAMBLE or not self._fetch():
                raise _no_json()
        self._at = first.start()

    def take(self, sign: str) -> bool:
        """Whether `sign` comes next; if so, steps over it."""
        self._skip_blank()
        if not self._text.startswith(sign, self._at):
            return False
        self._at += 1
        return True

    def must(self, sign: str) -> None:
        if not self.take(sign):
            raise _no_json()

    def array(self) -> Iterator[Any]:
        """The elements up to the end of the array that has just begun."""
        if self.take("]"):
            return
        while True:
            self._elements += 1
            check_rows(self._elements)
            yield self.value()
            if not self.take(","):
                self.must("]")
                return

    def value(self) -> Any:
        """The value that comes next."""
        self._skip_blank()
        wanted = 1
        while True:
            try:
                value, end = _decode(self._text, self._at)
                if self._ended or self._text[end : end + 1] in _AFTER:  # else it may go on: 12 of 123, 1 of 1.5
                    self._weigh(end)
                    self._at = end
                    return value
            except (ValueError, RecursionError):
                if self._ended:
                    raise _no_json() from None
            waiting = len(self._text) - self._at
            if waiting > MAX_ELEMENT:
                raise _no_json()
            wanted = max(wanted, waiting) * 2
            while len(self._text) - self._at < wanted and self._fetch():
                pass

    def _weigh(self, end: int) -> None:
        """Raises BadInput for more values than so many characters of anybody's posts would hold."""
        size = end - self._at
        self._read += size
        self._values += sum(self._text.count(sign, self._at, end) for sign in ",[{")
        self._large += size if size > LARGE else 0
        is_deep = any(self._text.find(ends, self._at, end) >= 0 for ends in DEEP)
        if is_deep or (self._values > DENSE_FROM and self._values > self._read * DENSEST):
            raise BadInput(
                "A file in this archive holds little but brackets, as only traps do. Download it again from the "
                "network."
            )
        if self._large > MAX_LARGE:
            raise BadInput(
                "A file in this archive holds entries longer than anybody writes, as only traps do. Download it again "
                "from the network."
            )

    def _skip_blank(self) -> None:
        while True:
            self._at = _BLANK.match(self._text, self._at).end()  # type: ignore[union-attr]  # it matches nothing, too
            if self._at < len(self._text) or not self._fetch():
                return

    def _fetch(self) -> bool:
        more = next(self._more, None)
        if more is None:
            self._ended = True
            return False
        self._text, self._at = self._text[self._at :] + more, 0
        return True


def _no_json() -> BadInput:
    return BadInput("A file in this archive should be JSON and is not, or not whole. Download the archive again.")
