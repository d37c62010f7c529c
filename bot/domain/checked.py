"""Whether something a member logged stands where they say: their name on that page, or the words they noted."""

import html
import re
import unicodedata
from collections.abc import Iterable

from bot.domain.words import SAME_MESSAGE, shingles

SHORTEST_NAME = 4  # characters: shorter ones stand on any page
FEWEST_SHINGLES = 4  # five words: fewer are found anywhere

_TAG = re.compile(r"<[^<>]*>")
_WORDY = re.compile(r"\w")


def stands_there(markup: str, *, names: Iterable[str], note: str = "") -> bool:
    """Whether the page names the member, as a whole word, or holds most of what they noted, word for word.

    `names`: handles and full names; one of fewer than four characters proves nothing. `markup` is foreign.
    """
    page = _plainly(html.unescape(markup))
    if any(_is_named(name, page) for name in names):
        return True
    words = shingles(note)
    if len(words) < FEWEST_SHINGLES:
        return False
    return len(words & shingles(_TAG.sub(" ", page))) >= SAME_MESSAGE * len(words)


def _is_named(name: str, page: str) -> bool:
    wanted = _plainly(name).strip().lstrip("@")
    if len(wanted) < SHORTEST_NAME:
        return False
    at = page.find(wanted)
    while at >= 0:
        before, after = page[at - 1 : at], page[at + len(wanted) : at + len(wanted) + 1]
        if not _WORDY.match(before) and not _WORDY.match(after):
            return True
        at = page.find(wanted, at + 1)
    return False


def _plainly(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
