"""Which open conversation comes first, and what is said for it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.ranking import Candidate, Past, rank

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
SAID = (
    "What about the light along the path, where the bracket holds the wheel?",
    "Where the light is weak we look about and go along with a second bracket.",
    "Warum denn nicht, vielleicht zwischen den Lampen, und vielleicht zwischen den Rädern.",
)


def a_talk(number: int, text: str) -> Candidate:
    return Candidate(
        key=str(number), network="forum", starter=f"s{number}", started_at=NOW - timedelta(hours=9),
        last_at=NOW - timedelta(hours=number + 1), messages=3, text=text, venue=f"v{number}",
    )  # fmt: skip


def shared(*texts: str) -> list[set[str]]:
    past = Past.of((text, "", "forum:", "") for text in SAID)
    found = rank([a_talk(number, text) for number, text in enumerate(texts)], past, NOW, count=len(texts))
    return [set(one.shared) for one in sorted(found, key=lambda one: int(one.candidate.key))]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Where do you look about for a bracket, along the canal?", {"bracket"}),
        ("Where do I walk along, and what about the rain?", set()),
        ("Vielleicht zwischen den Bergen?", set()),
    ],
)
def test_only_words_that_say_what_a_talk_is_about_are_told(text: str, told: set[str]):
    assert shared(text) == [told]


def test_what_every_talk_there_is_about_tells_none_from_the_others():
    talks = [f"Which light for season {number}?" for number in range(7)]
    *others, last = shared(*talks, "Which light and which bracket?")
    assert last == {"bracket"}
    assert not any(others)
