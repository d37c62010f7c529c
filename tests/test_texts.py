"""The texts: all of them can be found, and each reader gets them in their language."""

import ast
import re
from collections.abc import Iterator
from datetime import date, datetime
from itertools import zip_longest
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot import phrase
from bot.errors import NotFound
from bot.phrase import Counted, Money, OneOf, Phrase, Some
from bot.sources.known import classes
from docs.texts import TEXTS, catalogue, renewed
from handlers.views import tell
from handlers.views.words import _, languages, listed, money, number, plural, preferred, speaking, told, weekday

OTHERS = [language for language in languages() if language != "en"]

# Names, commands and units that are the same in German.
SAME = {
    "{our_goal} {goal}", "{name} — {why}", "{name} — {parts}", "{network} — {what}", "{network}: {did}", "{n} %",
    "{place}: {hides}", "{handle}: {error}", "{what} {why} ({n})", " — {who}, {ago}", "{low}–{high} %", "Admins",
    "Blog", "Code", "import", "suggest", "team", "goal", "10", "me [7d|30d|month]", "join · invite @name",
    "hide · show", "digest now", "status · who", "privacy · export · forget me", "settings · stop",
}  # fmt: skip


def test_every_kind_of_text_is_found():
    found = catalogue()
    assert isinstance(found, Catalog)
    assert "Your report" in found  # of a view
    assert "joined {n} conversation" in found  # one that counts
    assert "counted as theirs: the post is {who}'s" in found  # of the rules
    assert "votes" in found  # of a network
    assert any(
        "no handle" in str(message.id) or "Involve works with" in str(message.id) for message in found
    )  # an error
    assert len(found) > 400


def test_an_unknown_language_is_english():
    with speaking("tlh-Latn"):
        assert _("Your report") == "Your report"
        assert plural("{n} day ago", "{n} days ago", 1) == "1 day ago"
        assert plural("{n} day ago", "{n} days ago", 1200) == "1,200 days ago"
        assert listed(["a", "b", "c"]) == "a, b and c"
        assert number(0.5) == "0.5"


def test_an_error_is_told_with_what_fills_its_sentence():
    error = NotFound("Nobody is called {name} there.", name="{nobody}")
    assert str(error) == told(error) == "Nobody is called {nobody} there."


def test_an_error_without_values_may_hold_braces():
    assert told(NotFound("{as it stands}")) == "{as it stands}"


def file_of(language: str) -> Path:
    return TEXTS / f"{language}.po"


def translations(language: str) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Every message with its translation, each in as many forms as it has."""
    with file_of(language).open("rb") as text:
        for message in read_po(text, locale=language):
            if message.id:
                one = (message.id, message.string)
                yield one if isinstance(message.id, tuple) else ((message.id,), (message.string,))  # type: ignore[misc]


def places(text: str) -> set[str]:
    return set(re.findall(r"{([^{}]*)}", text))


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated_with_the_same_places_in_it(language: str):
    for texts, translated in translations(language):
        assert len(texts) == len(translated), texts
        for text, other in zip_longest(texts, translated):
            assert other, text
            assert places(text) == places(other), text
            assert text.startswith(" ") == other.startswith(" "), text
            assert text.endswith(" ") == other.endswith(" "), text
            assert text != other or text in SAME, text


@pytest.mark.parametrize("language", OTHERS)
def test_a_file_of_translations_holds_every_text_and_no_other_as_it_is_written(language: str):
    kept = file_of(language).read_bytes()
    assert _entries(renewed(language, kept)) == _entries(kept), "run: make texts"


def _entries(text: bytes) -> bytes:
    return text.partition(b"\n\n")[2]  # below the header, which names the version that wrote it


def test_no_text_is_put_together_before_it_can_be_translated(capsys: pytest.CaptureFixture[str]):
    catalogue()
    assert capsys.readouterr().err == ""


def test_no_text_stands_inside_of_another_string():
    """Python 3.11 takes such a string for one word, and what is in it would not be found."""
    hidden = [
        f"{file}:{call.lineno}"
        for file in Path("handlers").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.JoinedStr)
        for call in ast.walk(node)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in {"_", "plural"}
        if isinstance(call.args[0], ast.Constant)
    ]
    assert hidden == []


@pytest.mark.parametrize(
    ("accepts", "language"),
    [
        ("", "en"),
        ("de", "de"),
        ("de-CH,de;q=0.9", "de"),
        ("en-GB,en;q=0.9,de;q=0.8", "en"),
        ("en;q=0.5, de;q=0.7", "de"),
        ("fr,nl", "en"),
        ("de;q=0", "en"),
        ("*", "en"),
        ("de;q=7", "en"),
        (";;,q=,de;q=1.0," * 500, "de"),
    ],
)
def test_a_browser_is_answered_in_the_language_it_wants_most(accepts: str, language: str):
    assert preferred(accepts) == language


def test_no_text_says_how_a_value_is_written():
    for message in catalogue():
        for text in message.id if isinstance(message.id, tuple) else (message.id,):
            assert all(name.isidentifier() for name in places(str(text))), text  # a number is written in each language


def said_by(name: str) -> set[str]:
    """What stands first in every call of `name` in the views."""
    found = set()
    for file in Path("handlers").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name and node.args:
                found |= {
                    str(call.args[0].value)
                    for call in ast.walk(node.args[0])
                    if isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Constant)
                }
    return found


@pytest.mark.parametrize("language", ["en", *OTHERS])
def test_titles_and_buttons_are_as_short_as_slack_wants_them(language: str):
    titles, buttons = said_by("modal"), said_by("button")
    assert "What did you learn?" in titles
    assert "Undo" in buttons
    with speaking(language):
        assert [text for text in titles if len(_(text)) > 24] == []
        assert [text for text in buttons if len(_(text)) > 40] == []


def test_a_german_reads_numbers_days_and_lists_as_germans_write_them():
    with speaking("de-AT"):
        assert plural("{n} day ago", "{n} days ago", 1200) == "vor 1.200 Tagen"
        assert listed(["a", "b", "c"]) == "a, b und c"
        assert number(0.5) == "0,5"
        assert money(2.5) == "2,50\xa0$"
        assert tell.day_long(date(2026, 11, 27)) == "Freitag, 27. November"
        assert tell.day_of_year(date(2026, 11, 27)) == "27. Nov. 2026"
        assert weekday(0) == "Mo"


MINUTES = Counted("a minute", "{n} minutes", 5)
SAYINGS = [
    Phrase("Nobody is called {name} there.", name="{nobody}"),
    Phrase("It has posts by {names}.", names=Some(["a", "b", "c"])),
    Phrase("“{typed}” could be on {titles}. Type {forms}.", typed="x", titles=OneOf("AB"), forms=OneOf(["a:x", "b:x"])),
    Phrase("{spent} of {cap} spent this month.", spent=Money(1.5), cap=Money(1200)),
    Phrase("“{text}” is {found} where you are, still ahead.", text="x", found=datetime(2026, 11, 27, 9, 30)),  # noqa: DTZ001
    Phrase("It counts up to {day}, when the archive was made.", day=date(2026, 11, 27)),
    Phrase("{host} wants to be asked less often. Try again in {time}.", host="h", time=MINUTES),
    Counted("{n} post", "{n} posts", 1),
]  # fmt: skip


@pytest.mark.parametrize("said", SAYINGS, ids=str)
def test_a_phrase_that_was_kept_is_told_as_it_was_said(said: Phrase):
    kept = phrase.read(phrase.written(said))
    assert (kept, str(kept)) == (said, str(said))
    for language in languages():
        with speaking(language):
            assert told(kept) == told(said)


def test_what_fills_a_phrase_is_told_in_the_readers_language():
    with speaking("de"):
        assert [told(said) for said in SAYINGS[1:4]] == [
            "Darin schreiben a, b und c.",
            "„x“ könnte bei A oder B sein. Tippe a:x oder b:x.",
            "1,50\xa0$ von 1.200,00\xa0$ diesen Monat ausgegeben.",
        ]
        assert told(SAYINGS[6]) == "h möchte seltener gefragt werden. Versuch es in 5 Minuten noch einmal."


@pytest.mark.parametrize("text", ["GitHub knows nobody called {ana}.", '{"says": 1', '{"says":"x","with":7}', ""])
def test_what_was_kept_before_is_a_sentence_as_it_stands(text: str):
    assert told(phrase.read(text)) == text


def test_what_a_network_hides_is_said_of_anybody():
    """The same line stands in one's own list of accounts and below the team's digest."""
    words = {each.name: each.hides for each in classes()}
    assert not [name for name, said in words.items() if re.search(r"\byou(rs?)?\b", said)]
    assert len(words) > 10
