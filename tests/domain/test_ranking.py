"""Which open conversation comes first, and what is said for it."""

import math
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


def offer(key: str, **more: object) -> Candidate:
    told: dict[str, object] = {
        "key": key, "network": "forum", "starter": f"starter {key}", "started_at": NOW - timedelta(hours=2),
        "last_at": NOW - timedelta(hours=1), "messages": 1, "text": "", "venue": f"venue {key}",
    }  # fmt: skip
    return Candidate(**(told | more))  # type: ignore[arg-type]


def keys(offers: list[Candidate], past: Past, count: int = 3) -> list[str]:
    return [one.candidate.key for one in rank(offers, past, NOW, count=count)]


NOBODY_YET = Past.of([])


def test_the_terms_of_an_offer_are_those_of_the_method():
    past = Past.of([("", "", "forum:knots", "ana"), ("", "", "forum:knots", "ana"), ("", "", "forum:tides", "")])
    (one,) = rank([offer("1", starter="ana", venue="knots", messages=5)], past, NOW)
    assert one.recency == pytest.approx(-math.log(1 + 6 * 1))
    assert one.freshness == pytest.approx(-math.log(1 + 6 * 2))
    assert one.length == pytest.approx(math.log(5))
    assert one.place == pytest.approx(math.log((2 + 0.5) / (3 + 1)))
    assert one.tie == pytest.approx(math.log(1 + 2))
    assert (one.words, one.here) == (0, 2)
    assert one.score == pytest.approx(
        one.recency + 0.4 * one.freshness - 0.3 * one.length + 0.6 * one.place + 0.15 * one.tie
    )


def test_where_and_with_whom_one_has_never_talked_is_worth_what_the_formula_says():
    (one,) = rank([offer("1", messages=0, last_at=NOW + timedelta(hours=3))], NOBODY_YET, NOW)
    assert (one.recency, one.length, one.tie, one.here) == (0, 0, 0, 0)
    assert one.place == pytest.approx(math.log(0.5))


def test_the_words_of_an_offer_are_the_cosine_with_ones_own():
    past = Past.of([("bracket bracket lantern", "", "forum:", "")])
    same, half, none = rank(
        [offer("1", text="bracket bracket lantern"), offer("2", text="lantern harbour"), offer("3", text="harbour")],
        past, NOW,
    )  # fmt: skip
    assert same.words == pytest.approx(1)
    # by hand: rarity is ln(4 / (1 + talks with it)) + 1, a word counts 1 + ln(times), and both sides have length 1
    bracket, lantern, harbour = (1 + math.log(2)) * (math.log(2) + 1), math.log(4 / 3) + 1, math.log(4 / 3) + 1
    own, theirs = math.hypot(bracket, lantern), math.hypot(lantern, harbour)
    assert half.words == pytest.approx(lantern * lantern / own / theirs)
    assert none.words == 0
    assert same.shared == ("bracket",)  # said twice; once may be chance
    assert half.shared == ()


def test_the_words_shown_are_the_three_that_tell_most():
    said = "harbour " * 2 + "lantern " * 3 + "bracket " * 4 + "compass " * 5
    (one,) = rank([offer("1", text=said)], Past.of([(said, "", "", "")]), NOW)
    assert one.shared == ("compass", "bracket", "lantern")


def test_a_short_word_does_not_say_what_a_talk_is_about():
    said = "knot knot bight bight"
    (one,) = rank([offer("1", text=said)], Past.of([(said, "", "", "")]), NOW)
    assert one.shared == ("bight",)


def test_from_eight_talks_on_a_word_of_more_than_a_quarter_of_them_tells_nothing():
    past = Past.of([("bracket bracket", "", "", "")])

    def told(talks: int, of: int) -> bool:
        offers = [offer(str(number), text="bracket" if number < talks else "harbour") for number in range(of)]
        return any(one.shared for one in rank(offers, past, NOW, count=of))

    assert told(7, of=7)
    assert told(2, of=8)
    assert not told(3, of=8)


def test_the_best_come_first_and_equals_by_their_keys():
    assert keys([offer("b"), offer("a"), offer("c", last_at=NOW)], NOBODY_YET) == ["c", "a", "b"]


def test_one_person_is_offered_once_and_one_place_twice():
    offers = [offer(str(number), starter="ana" if number < 2 else f"s{number}", venue="knots") for number in range(5)]
    assert keys(offers, NOBODY_YET, 5) == ["0", "2"]


def test_the_last_of_five_comes_from_elsewhere_where_all_are_from_usual_places():
    usual = [offer(f"a{number}") for number in range(6)]
    past = Past.of([("", "", one.place, "") for one in usual])
    strange, stranger = offer("z1", last_at=NOW - timedelta(days=3)), offer("z2", last_at=NOW - timedelta(days=9))
    assert keys([*usual, stranger, strange], past, 5) == ["a0", "a1", "a2", "a3", "z1"]
    assert keys([*usual, strange], past, 4) == ["a0", "a1", "a2", "a3"]
    assert keys(usual, past, 5) == ["a0", "a1", "a2", "a3", "a4"]
    new = offer("a00", last_at=NOW)  # from elsewhere already: nothing is exchanged
    assert keys([new, *usual, strange], past, 5) == ["a00", "a0", "a1", "a2", "a3"]


def test_what_is_known_of_somebody_is_counted_from_what_they_said():
    past = Past.of(
        [("bracket lantern", "", "forum:a", "ana"), ("bracket", "", "forum:a", ""), ("", "", "web:b", "ben")]
    )
    assert past == Past({"bracket": 2, "lantern": 1}, {"forum:a": 2, "web:b": 1}, {"ana": 1, "ben": 1}, 3)
