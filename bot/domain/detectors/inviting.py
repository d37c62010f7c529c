"""Whether a post invites people to talk: a question to them, or the words of asking."""

import re

from bot.domain.classify import asks
from bot.domain.detectors.phrases import INVITING, RHETORIC, Phrases
from bot.domain.entry import Entry

_ASKS_FOR_WORDS = Phrases(INVITING)
_RHETORIC = Phrases(RHETORIC)
_DRESSING = re.compile(r"https?://\S+|www\.\S+|(?<!\w)[#\uff03@\uff20][\w.@-]+", re.IGNORECASE)  # links, tags, names
_ENDS = ".!?。！？؟…\n"  # noqa: RUF001  (they end sentences elsewhere)


def invites(entry: Entry, *, with_own_link: bool = False) -> bool:
    """Whether it asks people for their words. Beside a link of one's own a bare question is only a headline."""
    text = _DRESSING.sub(" ", f"{entry.title}\n{entry.text}").strip()
    if _ASKS_FOR_WORDS.search(text):
        return True
    if with_own_link or not asks(text):
        return False
    last = _last_sentence(text)
    return asks(last) and not _RHETORIC.search(last)


def _last_sentence(text: str) -> str:
    """The last sentence with whatever signs follow it."""
    end = len(text)
    while end and not text[end - 1].isalnum():
        end -= 1
    return text[max(text.rfind(sign, 0, end) for sign in _ENDS) + 1 :]
