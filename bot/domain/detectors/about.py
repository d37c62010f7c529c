"""What a post is about, as far as it is about us: the house by its names, or the one who writes."""

import re
import unicodedata
from collections.abc import Set
from functools import lru_cache

from bot.domain.words import stripped

# The first person, in the forms that stand apart as words.
_I: dict[str, str] = {
    "ar": "أنا انا لي عندي نحن",
    "de": "ich mich mir mein meine meinen meinem meiner meins wir unser unsere unseren unserem unserer",
    "en": "i i'm i've me my mine myself we we've we're our ours",
    "es": "yo mi mis mí conmigo estoy soy he nosotros nosotras nuestro nuestra nuestros nuestras",
    "fr": "je j moi mon ma mes nous notre nos",
    "he": "אני שלי אנחנו שלנו לי",
    "hi": "मैं मैंने मेरा मेरी मेरे मुझे हम हमने हमारा हमारी हमारे",
    "it": "io mio mia miei mie noi nostro nostra ho sono",
    "ko": "저 제 저는 제가 저의 나는 내가 내 저희 저희가 저희는 우리 우리가",
    "nl": "ik mij mijn wij we ons onze",
    "pl": "ja mój moja moje mnie my nasz nasza nasze",
    "pt": "eu meu minha meus minhas mim nós nosso nossa nossos nossas",
    "ru": "я мой моя моё мои меня мне мы наш наша наше наши нас нам",
    "sv": "jag mig min mitt mina vi vår vårt våra",
    "tr": "ben benim bana biz bizim",
    "uk": "я мій моя моє мої мене мені ми наш наша наше наші",
}
_WORDS = frozenset(word for words in _I.values() for word in words.split())
_UNSPACED_I = re.compile("私|僕|俺|わたし|弊社|当社|我们|我們|我的|我司|本公司|^我|ฉัน|ผม|เรา")
_TOKEN = re.compile("[^\\W_](?:[^\\W_]|['\u2019](?=\\w)|[\u0900-\u097f])*")  # Devanagari's vowel signs are no \\w

OPENS_WITH = 5  # words: who comes that early may be whom it is about
OF_ONESELF = 0.15  # of all its words: "I met a baker who lends out her oven" is about the baker


def names_house(text: str, terms: Set[str]) -> bool:
    """Whether one of the house's names stands in `text`, also in a tag or a mention."""
    if not terms:
        return False
    return _terms(frozenset(terms)).search(unicodedata.normalize("NFKC", text).casefold()) is not None


@lru_cache(maxsize=256)
def _terms(terms: frozenset[str]) -> "re.Pattern[str]":
    patterns = []
    for term in sorted(terms):
        folded = unicodedata.normalize("NFKC", term).casefold().strip()
        if not folded:
            continue
        # "Quillboxに" and "아크메는" name it, "macmeadow" does not: Latin names end at Latin letters alone.
        patterns.append(f"(?<![a-z0-9]){re.escape(folded)}(?![a-z0-9])" if folded.isascii() else re.escape(folded))
    return re.compile("|".join(patterns) or r"(?!)")


def is_of_oneself(text: str) -> bool:
    """Whether a post is about who writes it: the first person opens it, and is much of it."""
    plain = stripped(text)
    said = [token.replace("\u2019", "'") in _WORDS for token in _TOKEN.findall(plain)]
    if any(said[:OPENS_WITH]) and sum(said) >= OF_ONESELF * len(said):
        return True
    return _UNSPACED_I.search(plain[:8]) is not None


def language(text: str, lang: str) -> str:
    """The language a post is compared within: as said, else its script's, else "latin"."""
    said = lang.partition("-")[0].casefold()
    if said or text.isascii():
        return said or "latin"
    found = _SCRIPTS.search(text) or _HAN.search(text)
    return (found.lastgroup if found else None) or "latin"


_SCRIPTS = re.compile(
    "(?P<ja>[\u3041-\u30ff])|(?P<ko>[\uac00-\ud7a3])|(?P<ar>[\u0600-\u06ff])|(?P<he>[\u0590-\u05ff])"
    "|(?P<hi>[\u0900-\u097f])|(?P<ru>[\u0400-\u04ff])|(?P<el>[\u0370-\u03ff])|(?P<th>[\u0e00-\u0e7f])"
)
_HAN = re.compile("(?P<zh>[\u4e00-\u9fff])")  # Chinese only where no kana stands beside it
