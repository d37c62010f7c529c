"""The texts, numbers and lists, in the language of the one who reads them."""

import gettext
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO

from babel import Locale
from babel.dates import format_date, format_skeleton, get_day_names, match_skeleton
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal

from bot.errors import InvolveError
from bot.phrase import Counted, Money, OneOf, Phrase, Some

ENGLISH = "en"
_reader: ContextVar[str] = ContextVar("reader", default=ENGLISH)


def languages() -> tuple[str, ...]:
    """Those there are texts in, English first; the others are files beside this one."""
    folder = files("handlers.texts")
    return ENGLISH, *sorted(file.name.removesuffix(".po") for file in folder.iterdir() if file.name.endswith(".po"))


def warm_up() -> None:
    """Reads every language's texts, which takes a fifth of a second each: not while somebody waits."""
    for language in languages():
        _texts(language)


def speak(locale: str) -> None:
    """Says everything in the language of `locale` ("de", "de-AT") from here on in this task; English where there is none."""
    language = locale.partition("-")[0].partition("_")[0].casefold()
    _reader.set(language if language in _known() else ENGLISH)


def language() -> str:
    """The one everything is said in here: "en", "de"."""
    return _reader.get()


def preferred(accepted: str) -> str:
    """Of what a browser accepts ("de-AT,de;q=0.9,en;q=0.8") the language wanted most that there are texts in."""
    wanted: dict[str, float] = {}
    for each in accepted[:1000].split(","):
        name, _, weight = each.partition(";")
        found = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", weight)
        if not weight or found:
            code = name.strip().partition("-")[0].casefold()
            wanted[code] = max(wanted.get(code, 0.0), float(found[1]) if found else 1.0)
    return max((each for each in languages() if wanted.get(each)), key=lambda each: wanted[each], default=ENGLISH)


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """The same until the block ends: for what is written to somebody else."""
    before = _reader.set(_reader.get())
    try:
        speak(locale)
        yield
    finally:
        _reader.reset(before)


def _(text: str) -> str:
    """`text` in the reader's language."""
    return _texts(_reader.get()).gettext(text)


def plural(one: str, many: str, count: int, **values: object) -> str:
    """`one` or `many` by the reader's plural rules, with {n} and whatever else it names filled in."""
    return _texts(_reader.get()).ngettext(one, many, count).format(n=number(count), **values)


def number(amount: float) -> str:
    """`amount` as the reader writes it: 1,234.5 or 1.234,5."""
    return _number(amount, _reader.get())


@lru_cache(1024)  # mostly the same few: per cents and small counts
def _number(amount: float, language: str) -> str:
    return str(format_decimal(amount, locale=language))


def tenths(amount: float) -> str:
    """`amount` to one place behind the point, as the reader writes it: 0.6 or 0,6."""
    return str(format_decimal(amount, format="0.0", locale=_reader.get()))


def weekday(number_: int) -> str:
    """Mon for 0"""
    return str(get_day_names("abbreviated", "stand-alone", locale=_british(_reader.get()))[number_])


def day(at: date) -> str:
    """Fri 20 Nov"""
    return _day(at.toordinal(), _british(_reader.get()))


@lru_cache(1024)  # the last weeks, in a few languages
def _day(ordinal: int, language: str) -> str:
    return str(format_skeleton("MMMEd", date.fromordinal(ordinal), locale=language)).replace(",", "")


def listed(names: Iterable[str]) -> str:
    """a, b and c"""
    return str(format_list(list(names), locale=_british(_reader.get())))


def _either(names: list[str]) -> str:
    return str(format_list(names, style="or", locale=_british(_reader.get())))


def day_in(of: date, parts: str) -> str:
    """A day as the reader writes it; `parts` by their letters: EEEE the weekday, d, MMMM or MMM the month, y."""
    return _day_in(of.toordinal(), parts, _british(_reader.get()))


@lru_cache(1024)
def _day_in(ordinal: int, parts: str, language: str) -> str:
    return str(format_date(date.fromordinal(ordinal), _pattern(language, parts), language))


@cache
def _pattern(language: str, parts: str) -> str:
    known = Locale.parse(language).datetime_skeletons
    pattern = str(known[parts if parts in known else match_skeleton(parts, known)].pattern)
    # The nearest there is may shorten the weekday; as Unicode's rules have it, it is as long as it was asked for.
    return re.sub("E+", "EEEE", pattern) if "EEEE" in parts else pattern


def money(dollars: float) -> str:
    """US dollars as the reader writes them: $2.50 or 2,50 $."""
    return str(format_currency(Decimal(f"{dollars:.2f}"), "USD", locale=_reader.get()))


def quoted(words: str) -> str:
    """Somebody's words, between the marks of the reader's language."""
    return _("“{words}”").format(words=words)


def told(what: InvolveError | Phrase) -> str:
    """An error or a phrase in the reader's language, and so is what fills it."""
    phrase = what.phrase if isinstance(what, InvolveError) else what
    if not phrase.sentence:
        return ""
    texts = _texts(_reader.get())
    sentence = (
        texts.ngettext(phrase.sentence, phrase.many, phrase.n)
        if isinstance(phrase, Counted)
        else texts.gettext(phrase.sentence)
    )
    return (
        sentence.format(**{name: _filling(value) for name, value in phrase.values.items()})
        if phrase.values
        else sentence
    )


def _filling(value: object) -> str:
    if isinstance(value, Phrase):
        return told(value)
    if isinstance(value, Some):
        names = [_filling(each) for each in value]
        return _either(names) if isinstance(value, OneOf) else listed(names)
    if isinstance(value, Money):
        return money(value)
    if isinstance(value, date):
        time = f", {value:%H:%M}" if isinstance(value, datetime) else ""
        return day_in(value, "yMMMMd") + time
    return number(value) if isinstance(value, int | float) else str(value)


def _british(language: str) -> str:
    return "en_GB" if language == ENGLISH else language  # "a, b and c": no comma before the "and"


@cache
def _known() -> frozenset[str]:
    return frozenset(languages())


@cache
def _texts(language: str) -> gettext.NullTranslations:
    """Read from the text people edit, once: nothing compiled lies about that could be older than it."""
    if language == ENGLISH:
        return gettext.NullTranslations()
    compiled = BytesIO()
    with files("handlers.texts").joinpath(f"{language}.po").open("rb") as text:
        write_mo(compiled, read_po(text, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
