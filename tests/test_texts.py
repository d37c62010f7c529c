"""The texts: all of them can be found, and each reader gets them in their language."""

import re

from babel.messages.catalog import Catalog

from bot.errors import NotFound
from bot.sources.known import classes
from docs.texts import catalogue
from handlers.views.words import _, listed, number, plural, speaking, told


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


def test_what_a_network_hides_is_said_of_anybody():
    """The same line stands in one's own list of accounts and below the team's digest."""
    words = {each.name: each.hides for each in classes()}
    assert not [name for name, said in words.items() if re.search(r"\byou(rs?)?\b", said)]
    assert len(words) > 10
