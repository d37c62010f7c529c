"""An entry keeps what it must and nothing that databases refuse or readers must not meet."""

from datetime import datetime

import pytest

from bot.domain.entry import MAX_TEXT, NOBODY, Party, clean, shorten, storable, with_storable_texts
from bot.domain.kinds import Kind
from tests.domain.people import entry


def test_an_entry_needs_a_zone_and_an_id() -> None:
    with pytest.raises(ValueError, match="zone"):
        entry(at=datetime(2026, 5, 4))  # noqa: DTZ001
    with pytest.raises(ValueError, match="id"):
        entry(native_id="")


def test_nobody_is_whose_id_is_not_known() -> None:
    assert not NOBODY
    assert not Party("", "ana")
    assert Party("id-ana")


def test_every_text_of_an_entry_becomes_storable_and_nothing_else_of_it_changes() -> None:
    dirty = entry(
        Kind.REPLY, text="a\x00b", links=("https://a.example/\x00",), parent=Party("p\x00", "q\u202e", is_bot=True),
        outcome=0.5, comments_open=True, traits=frozenset({"accepted"}),
    )  # fmt: skip
    kept = with_storable_texts(dirty)
    assert (kept.text, kept.links, kept.parent) == ("ab", ("https://a.example/",), Party("p", "q", is_bot=True))
    assert (kept.kind, kept.at, kept.outcome, kept.comments_open, kept.traits) == (
        Kind.REPLY, dirty.at, 0.5, True, {"accepted"},
    )  # fmt: skip
    plain = entry(text="ab")
    assert with_storable_texts(plain) == plain
    with pytest.raises(ValueError, match="id"):
        with_storable_texts(entry(native_id="\x00"))


def test_what_is_shown_is_cleaned_trimmed_and_cut() -> None:
    assert clean("  a\u200b\x00\u202eb \n") == "ab"
    assert clean("e\u0301") == "é"
    assert clean("x" * MAX_TEXT) == "x" * MAX_TEXT
    assert clean("x" * (MAX_TEXT + 1)) == "x" * (MAX_TEXT - 1) + "…"
    assert storable(" a\u200b\x00 ") == " a\u200b "


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("abcd", 4, "abcd"),
        ("abcde", 4, "abc…"),
        ("ab cde", 4, "ab…"),
        ("abe\u0301de", 4, "ab…"),  # not between a letter and its accent
        ("ab\U0001f468\u200d\U0001f469c", 4, "ab…"),  # nor before a joiner
        ("ab\U0001f468\u200d\U0001f469c", 5, "ab…"),  # nor behind one
        ("a❤\ufe0fcde", 3, "a…"),
        ("\u0301\u0301\u0301", 2, "…"),
        ("abc", 1, "…"),
        ("abc", 0, "…"),
    ],
)
def test_a_text_is_cut_where_people_would_cut(text: str, limit: int, short: str) -> None:
    assert shorten(text, limit) == short
