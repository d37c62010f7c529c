"""Finding one message among many texts, without comparing each with each."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.detectors.same import Shingles, fullest, groups, is_same_post, message, without_wishes
from bot.domain.words import shingles
from tests.domain.detectors.scenes import NOW

LETTERS = st.frozensets(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), min_size=4, max_size=12)
MOMENTS = st.lists(st.tuples(st.integers(0, 200), st.sampled_from("abcd")), max_size=25).map(sorted)


def each_with_each(texts: Sequence[Shingles]) -> list[list[int]]:
    """The same, the long way."""
    found: list[list[int]] = []
    exact: dict[Shingles, int] = {}
    for position, text in enumerate(texts):
        if text not in exact:
            near = (n for n, group in enumerate(found) if is_same_post(text, texts[group[0]]))
            exact[text] = next(near, len(found))
            if exact[text] == len(found):
                found.append([])
        found[exact[text]].append(position)
    return found


@given(st.lists(LETTERS, max_size=14))
def test_looking_up_rare_shingles_finds_what_comparing_all_finds(texts: list[Shingles]) -> None:
    assert groups(texts) == each_with_each(texts)


def test_a_text_that_says_too_little_is_in_no_group() -> None:
    assert groups([frozenset(), shingles("the quick brown fox jumps high"), frozenset()]) == [[1]]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Happy new year to all of you, my friends!",
        "明けましておめでとう",
        "С Новым годом!",
        "https://mira.example/x #wood",
        "🙂🙂",
    ],
)
def test_a_wish_or_a_bare_link_is_no_message(text: str) -> None:
    assert message(text) == frozenset()


def test_one_word_in_a_short_text_may_be_all_that_matters() -> None:
    lathe, loom = (message(f"Friday question: what is on your {tool} right now, people?") for tool in ("lathe", "loom"))
    assert not is_same_post(lathe, loom)


def brute(moments: Sequence[tuple[int, str]], within: int) -> int:
    """The most different letters in any stretch."""
    return max(
        (len({name for at, name in moments if start <= at <= start + within}) for start, _ in moments), default=0
    )


@given(MOMENTS, st.integers(0, 60))
def test_the_fullest_stretch_holds_the_most_different_ones(moments: list[tuple[int, str]], within: int) -> None:
    found = fullest(moments, timedelta(hours=within), lambda each: NOW + timedelta(hours=each[0]), lambda each: each[1])
    assert len({name for _, name in found}) == brute(moments, within)
    assert not found or found[-1][0] - found[0][0] <= within


def test_a_wish_is_taken_out_of_a_text_of_up_to_160_characters() -> None:
    wish = "happy new year "
    assert wish.strip() not in without_wishes(wish + "x" * (160 - len(wish)))
    assert wish.strip() in without_wishes(wish + "x" * (161 - len(wish)))


@pytest.mark.parametrize(("shared", "size", "same"), [(8, 10, True), (7, 10, False), (8, 12, True), (7, 12, False)])
def test_short_posts_are_one_message_from_four_fifths_on(shared: int, size: int, same: bool) -> None:
    one, other = frozenset(map(str, range(size))), frozenset(map(str, [*range(shared), *range(100, 120)]))
    assert is_same_post(one, other) is is_same_post(other, one) is same


def test_a_message_has_five_words_that_say_something() -> None:
    assert message("planks bevels joints dowels glue")
    assert not message("planks bevels joints dowels")


@pytest.mark.parametrize(("size", "same"), [(11, False), (12, True)])
def test_a_post_is_short_below_thirteen_words(size: int, same: bool) -> None:
    shared = -(-size * 7 // 10)  # seven tenths: enough for a longer one
    one, other = frozenset(map(str, range(size))), frozenset(map(str, [*range(shared), *range(100, 120)]))
    assert is_same_post(one, other) is same
