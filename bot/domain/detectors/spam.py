"""Whether a comment is there to sell something: such words need no answer."""

import re
from collections import Counter
from collections.abc import Sequence

from bot.domain.detectors.phrases import CONTACT, WARES, Phrases
from bot.domain.detectors.scene import Comment
from bot.domain.words import shingles

COPIES = 3  # one text below so many of the member's items
FEWEST_SHINGLES = 8  # what is shorter, different people may well say in the same words

_WARES = Phrases(WARES)
_CONTACT = Phrases(CONTACT)
_MONEY = re.compile(r"[$€£¥₹]\s?\d[\d.,]{2,}|\d[\d.,]{2,}\s?(?:[$€£¥₹]|usd|eur)", re.IGNORECASE)
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


class Spam:
    """Judges comments, each beside all others."""

    def __init__(self, comments: Sequence[Comment]) -> None:
        self._words = {comment.text: shingles(comment.text) for comment in comments}
        places = {(self._words[comment.text], comment.network, comment.on) for comment in comments}
        self._copies = Counter(words for words, _, _ in places if len(words) >= FEWEST_SHINGLES)

    def is_spam(self, comment: Comment) -> bool:
        """Whether it sells something, or stands below everything the member writes."""
        return sells(comment.text) or self._copies[self._words[comment.text]] >= COPIES


def sells(text: str) -> bool:
    """Whether a text reads like a stranger's advertisement."""
    wares = len({found.casefold() for found in _WARES.of(text).findall(text)})
    ways = bool(_LINK.search(text)) + _CONTACT.search(text) + bool(_MONEY.search(text))
    return wares >= 2 or (wares >= 1 and ways >= 1) or ways >= 3
