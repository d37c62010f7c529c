"""What a text says: its content words, its stock phrases, and whether two texts are one, in any script."""

import re
import unicodedata
from collections.abc import Set
from dataclasses import dataclass

from bot.domain.wordlists import LITTLE_WORDS, STOCK_PHRASES, STOCK_PHRASES_UNSPACED

SAME_MESSAGE = 0.6  # containment from which two texts are one message: tailored texts stay below .2
SAME_SHORT_MESSAGE = 0.8  # the same for short texts, where a common turn of phrase is quickly half of it
SHORT_MESSAGE = 8  # shingles

# How many words one piece of a script without spaces stands for. Overlapping pairs of Chinese characters make about
# seven tenths of a word each once particles are gone, hiragana mostly inflection, Thai words have four to five letters.
_WORTH = {"word": 1.0, "katakana": 1.0, "han": 0.7, "hiragana": 0.35, "unspaced": 0.2}

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HIRAGANA = "\u3041-\u309f"
_KATAKANA = "\u30a0-\u30ff\u31f0-\u31ff"
_UNSPACED = "\u0e01-\u0e3a\u0e40-\u0e4e\u0e80-\u0ede\u1000-\u1049\u1050-\u109d\u1780-\u17d3\ua9e0-\ua9ff\uaa60-\uaa7f"
_SCRIPTIO_CONTINUA = _HAN + _HIRAGANA + _KATAKANA + _UNSPACED
# Vowel signs, points and joiners that \w leaves out although no word of their script is whole without them.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u07a6-\u07b0\u0900-\u0963\u0971-\u0df3"
    "\u135d-\u135f\u17b4-\u17d3\u1ab0-\u1aff\u1b00-\u1b44\u1dc0-\u1dff\u200c\u200d"
)

_QUOTED_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]+", re.IGNORECASE)
# An address as networks shorten it for the eye: "example.org/some/pa…"
_SHOWN_ADDRESS = re.compile(
    r"(?<![\w.-])[\w-]+(?:\.[\w-]+)*\.[a-z]{2,24}/[^\s\u3000-\u30ff\u3400-\u9fff]*", re.IGNORECASE
)
_NAMED = re.compile(rf"(?<![\w.])[@＠][\w.{_MARKS}-]+(?:@[\w.-]+)?|(?<![\w&])[#＃][\w{_MARKS}]+")
_EASY_TOKEN = re.compile("[^\\W_][\\w\u0300-\u036f]*")
_TOKEN = re.compile(
    f"(?P<han>[{_HAN}]+)|(?P<katakana>[{_KATAKANA}]+)|(?P<hiragana>[{_HIRAGANA}]+)|(?P<unspaced>[{_UNSPACED}]+)"
    f"|(?P<word>[^\\W_{_SCRIPTIO_CONTINUA}](?:[^\\W{_SCRIPTIO_CONTINUA}]|[{_MARKS}])*)"
)
_FIRST_HARD_CHARACTER = "\u0590"
# Particles and pronouns of Chinese: what stands between them is what is said.
_PARTICLES = re.compile("[的了吗嗎呢吧啊呀哦嘛们們我你您他她它这這那是在就也很都不没沒有和与與把被]+")

_Token = tuple[str, str]  # (what it is, a name of a group above; the characters)


@dataclass(frozen=True, slots=True)
class Wording:
    """A text as it counts. `amount` and `own` are numbers of content words, estimated where a script has no spaces."""

    words: tuple[str, ...]
    amount: float
    own: float  # content words left once stock phrases are taken away
    is_wordless: bool  # signs without a word: emoji, an exclamation mark

    @property
    def stock(self) -> float:
        """Content words that stand in stock phrases."""
        return self.amount - self.own


def read(text: str, lang: str = "") -> Wording:
    """What `text` says. `lang` (BCP 47) picks the list of little words; unknown or wrong, the text itself tells."""
    plain = stripped(text)
    tokens = _tokens(plain)
    little = _little_words(tokens, lang)
    words, amount = _content(tokens, little)
    rest = _without_stock(tokens, plain)
    own = amount if rest is tokens else _content(rest, little)[1]
    return Wording(words, amount, own, not tokens and bool(plain.strip()))


def content_words(text: str, lang: str = "") -> tuple[str, ...]:
    """The words of `text` that say something, in order; pairs or triples of characters where a script has no spaces."""
    tokens = _tokens(stripped(text))
    return _content(tokens, _little_words(tokens, lang))[0]


def amount_of_words(text: str, lang: str = "") -> float:
    """How many content words `text` has, estimated where a script has no spaces."""
    tokens = _tokens(stripped(text))
    return _content(tokens, _little_words(tokens, lang))[1]


def stripped(text: str) -> str:
    """`text` without quoted lines, web addresses, mentions and tags, folded to one spelling (NFKC, no case)."""
    if ">" in text:
        text = _QUOTED_LINE.sub(" ", text)
    if "/" in text or "www." in text or "WWW." in text:
        text = _SHOWN_ADDRESS.sub(" ", _ADDRESS.sub(" ", text))
    if "@" in text or "#" in text or "＠" in text or "＃" in text:
        text = _NAMED.sub(" ", text)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return text.casefold()


def shingles(text: str) -> frozenset[str]:
    """What two texts are compared by: pairs of neighbouring words, triples of characters where a script has no spaces."""
    found: set[str] = set()
    before = ""
    for kind, token in _tokens(stripped(text)):
        if kind in ("word", "katakana"):
            if before:
                found.add(f"{before} {token}")
            before = token
        else:
            found.update(_grams(token, 3))
            before = ""
    return frozenset(found)


def containment(a: Set[str], b: Set[str]) -> float:
    """How much of the smaller set of shingles is found in the other, in [0, 1]; 0 where either has none."""
    smaller, larger = (a, b) if len(a) <= len(b) else (b, a)
    return len(smaller & larger) / len(smaller) if smaller else 0.0


def is_same_message(a: Set[str], b: Set[str]) -> bool:
    """Whether two texts, as shingles, are one message with small changes. Texts of under five words never are."""
    smaller = min(len(a), len(b))
    if smaller < 4 or a.isdisjoint(b):
        return False
    return containment(a, b) >= (SAME_MESSAGE if smaller >= SHORT_MESSAGE else SAME_SHORT_MESSAGE)


def stem(word: str) -> str:
    """Roughly the part of a word that its forms share: enough to see that two texts speak of the same thing."""
    if "\uac00" <= word[0] <= "\ud7a3":  # Korean hangs its particles behind
        return word[:2]
    if word.startswith("\u0627\u0644"):  # the Arabic article
        word = word[2:]
    return word[:6]


def _tokens(plain: str) -> list[_Token]:
    if plain.isascii() or max(plain) < _FIRST_HARD_CHARACTER:
        return [("word", word) for word in _EASY_TOKEN.findall(plain)]
    return [(found.lastgroup or "word", found[0]) for found in _TOKEN.finditer(plain)]


def _content(tokens: list[_Token], little: Set[str]) -> tuple[tuple[str, ...], float]:
    words: list[str] = []
    amount = 0.0
    for kind, token in tokens:
        if kind == "word" or kind == "katakana":
            if token not in little and (len(token) > 1 or token.isdecimal()):
                words.append(token)
                amount += 1.0
            continue
        pieces = _pieces(kind, token)
        words += pieces
        amount += _WORTH[kind] * len(pieces)
    return tuple(words), amount


def _pieces(kind: str, token: str) -> list[str]:
    if kind == "han":
        return [gram for run in _PARTICLES.split(token) if run for gram in _grams(run, 2)]
    if kind == "hiragana":
        return _grams(token, 2) if len(token) > 2 else []  # one or two are particles and endings
    return _grams(token, 3)


def _grams(token: str, size: int) -> list[str]:
    return [token[i : i + size] for i in range(len(token) - size + 1)] or [token]


_LITTLE: dict[str, frozenset[str]] = {lang: frozenset(words.split()) for lang, words in LITTLE_WORDS.items()}
_LANGS_OF: dict[str, tuple[str, ...]] = {}
for _lang, _words in _LITTLE.items():
    for _word in _words:
        _LANGS_OF[_word] = (*_LANGS_OF.get(_word, ()), _lang)
_NO_WORDS: frozenset[str] = frozenset()
_SAME_LIST = {"nb": "no", "nn": "no"}


def _little_words(tokens: list[_Token], lang: str) -> Set[str]:
    """The list of the language said, or of the one whose little words are most of the text's: networks are often wrong."""
    said = lang[:2].lower()
    said = _SAME_LIST.get(said, said)
    votes: dict[str, int] = {}
    for _, token in tokens[:60]:
        for each in _LANGS_OF.get(token, ()):
            votes[each] = votes.get(each, 0) + 1
    best = max(votes, key=lambda each: (votes[each], each == said, each == "en", each), default=said)
    if said in _LITTLE and votes.get(best, 0) < 2 * votes.get(said, 0) + 2:
        best = said
    return _LITTLE.get(best, _NO_WORDS)


_STOCK_BY_FIRST: dict[str, list[tuple[str, ...]]] = {}
for _phrases in STOCK_PHRASES.values():
    for _phrase in _phrases:
        _split = tuple(token for _, token in _tokens(stripped(_phrase)))
        _STOCK_BY_FIRST.setdefault(_split[0], []).append(_split)
for _candidates in _STOCK_BY_FIRST.values():
    _candidates.sort(key=len, reverse=True)
_STOCK_UNSPACED = re.compile(
    "|".join(
        re.escape(unicodedata.normalize("NFKC", phrase).casefold())
        for phrase in sorted((p for each in STOCK_PHRASES_UNSPACED.values() for p in each), key=len, reverse=True)
    )
)


def _without_stock(tokens: list[_Token], plain: str) -> list[_Token]:
    """`tokens` without stock phrases; the very same list where there are none."""
    if any(kind != "word" for kind, _ in tokens):
        rest, found = _STOCK_UNSPACED.subn(" ", plain)
        if found:
            return _without_stock_phrases(_tokens(rest))
    return _without_stock_phrases(tokens)


def _without_stock_phrases(tokens: list[_Token]) -> list[_Token]:
    kept: list[_Token] = []
    position = 0
    while position < len(tokens):
        length = _stock_at(tokens, position)
        if not length:
            kept.append(tokens[position])
        position += length or 1
    return tokens if len(kept) == len(tokens) else kept


def _stock_at(tokens: list[_Token], position: int) -> int:
    for phrase in _STOCK_BY_FIRST.get(tokens[position][1], ()):
        if all(position + i < len(tokens) and tokens[position + i][1] == word for i, word in enumerate(phrase)):
            return len(phrase)
    return 0
