"""What a day adds up to, worked out by hand."""

import math
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from bot.domain.days import Day, counted, day_of, day_sums, day_sums_by_network, saturated, together
from bot.domain.kinds import Act, Place
from bot.domain.masses import Masses, masses
from bot.domain.weighed import Weighed

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
TODAY = NOON.date()
_numbers = iter(range(10**9))


def item(act: Act = Act.JOIN, weight: float = 1.0, thread: str = "", **more: object) -> Weighed:
    number = next(_numbers)
    told: dict[str, object] = {
        "key": f"k{number}",
        "at": NOON,
        "thread": thread or f"bluesky:{number}",
        "place": Place.THEIRS,
        "act": act,
        "weight": weight,
    }
    return Weighed(**(told | more))  # type: ignore[arg-type]


def test_the_first_item_of_a_day_counts_almost_fully_and_the_hundredth_hardly_at_all() -> None:
    assert saturated(0) == 0
    assert saturated(1) == pytest.approx(0.850406)
    assert saturated(3) == pytest.approx(3 * (1 - math.exp(-1)))
    assert saturated(101) - saturated(100) < 1e-6


def test_no_day_reaches_three_however_much_was_done() -> None:
    assert saturated(60) == saturated(400) == saturated(1e9) < 3


def test_in_one_thread_the_second_contribution_counts_half_and_the_third_a_quarter() -> None:
    talk = [item(thread="bluesky:a", weight=weight) for weight in (0.1, 1.0, 1.5)]
    assert counted(talk) == {talk[2].key: 1.5, talk[1].key: 0.5, talk[0].key: pytest.approx(0.025)}
    assert day_sums(talk)[TODAY].genuine == pytest.approx(1.5 + 0.5 + 0.025, abs=1e-6)


def test_different_threads_count_fully() -> None:
    assert day_sums([item(), item(), item()])[TODAY].genuine == 3


def test_hosting_is_genuine_and_not_out_there() -> None:
    day = day_sums([item(Act.HOST, 0.75), item(Act.JOIN), item(Act.QUOTE, 0.5)])[TODAY]
    assert (day.genuine, day.out) == (2.25, 1.5)


def test_hosting_in_a_thread_takes_nothing_from_a_join_in_it() -> None:
    day = day_sums([item(Act.HOST, 1.125, "bluesky:a"), item(Act.JOIN, 1.0, "bluesky:a")])[TODAY]
    assert (day.genuine, day.out) == (1.625, 1.0)


def test_broadcasts_are_added_up_and_likes_and_boosts_apart() -> None:
    day = day_sums([item(Act.BROADCAST), item(Act.BROADCAST, 0.5), item(Act.AMPLIFY, 0.2), item(Act.APPLAUD, 0.05)])[
        TODAY
    ]
    assert (day.genuine, day.broadcasts, day.low) == (0, 1.5, pytest.approx(0.25, abs=1e-6))


def test_words_between_teammates_and_listening_count_for_nothing() -> None:
    assert day_sums([item(Act.INSIDE, 0.0), item(Act.LISTEN, 0.0)])[TODAY] == Day()


def test_what_cannot_be_judged_counts_for_nothing_but_shows_that_somebody_is_there() -> None:
    assert day_sums([item(Act.BROADCAST, judged=False)])[TODAY] == Day(alive=True)


def test_an_item_of_unknown_place_weighs_nothing_and_is_a_sign_of_life() -> None:
    assert day_sums([item(Act.JOIN, 0.0, place=Place.UNKNOWN)])[TODAY] == Day(alive=True)


def test_a_like_is_no_sign_of_life() -> None:
    assert not day_sums([item(Act.APPLAUD, 0.05)])[TODAY].alive


def test_an_item_handed_in_twice_is_one_item() -> None:
    once = item()
    assert day_sums([once, once, once]) == day_sums([once])


def test_of_two_versions_of_an_item_the_same_one_is_taken_in_either_order() -> None:
    older, newer = item(key="same", weight=0.1), item(key="same", weight=1.0)
    assert day_sums([older, newer]) == day_sums([newer, older])


def test_a_day_is_a_utc_day_whatever_zone_the_time_is_written_in() -> None:
    in_tokyo = timezone(timedelta(hours=9))
    late = item(at=datetime(2026, 3, 11, 8, 59, tzinfo=in_tokyo))
    assert day_of(late) == date(2026, 3, 10)
    assert day_of(item(at=datetime(2026, 3, 11, 9, 0, tzinfo=in_tokyo))) == date(2026, 3, 11)


def test_networks_are_added_up_apart() -> None:
    sums = day_sums_by_network([item(thread="mastodon:1"), item(Act.BROADCAST, thread="blog:2"), item(thread="meetup")])
    assert list(sums) == ["", "blog", "mastodon"]
    assert sums["blog"][TODAY] == Day(broadcasts=1)


def test_two_sets_of_days_are_added_day_by_day() -> None:
    first, second = {TODAY: Day(1, 1, 2, 0.2)}, {TODAY: Day(0.5, 0, 1), TODAY + timedelta(days=1): Day(alive=True)}
    assert together(first, second) == {
        TODAY: Day(1.5, 1, 3, 0.2),
        TODAY + timedelta(days=1): Day(alive=True),
    }


def test_a_day_cannot_hold_less_than_nothing() -> None:
    with pytest.raises(ValueError, match="genuine"):
        Day(genuine=-1)


def test_a_mass_halves_in_twenty_one_days_and_is_gone_after_ninety() -> None:
    days = {TODAY: Day(1, 1, 2, 0.5)}

    def later(number: int) -> Masses:
        return masses(days, TODAY + timedelta(days=number))

    assert later(0).genuine == pytest.approx(saturated(1), abs=1e-9)
    assert later(0).broadcasts == pytest.approx(saturated(2), abs=1e-9)
    assert later(21).genuine == pytest.approx(saturated(1) / 2, abs=1e-9)
    assert later(42).out == pytest.approx(saturated(1) / 4, abs=1e-9)
    assert later(89).genuine > 0
    assert later(90) == later(-1) == Masses()


def test_likes_and_boosts_add_at_most_a_tenth_of_what_is_out_there() -> None:
    assert Masses(out=5, low_effort=0.3).low == 0.3
    assert Masses(out=5, low_effort=80).low == 0.5
    assert Masses(genuine=5, out=0, low_effort=80).low == 0


def test_the_share_is_the_formula_of_the_method() -> None:
    assert Masses().share == pytest.approx(2 / 3)
    assert Masses(genuine=9, out=4, broadcasts=6, low_effort=9).share == pytest.approx((4 / 3 + 4.4) / (2 + 4.4 + 6))


def test_a_word_is_a_sign_of_life_whatever_else_was_done_that_day() -> None:
    assert day_sums([item(Act.BROADCAST, judged=False), item(Act.APPLAUD, 0.05)])[TODAY].alive
    alive, liked = {TODAY: Day(alive=True)}, {TODAY: Day(low=0.05)}
    assert together(alive, liked)[TODAY].alive
    assert together(liked, alive)[TODAY].alive
    assert not together(liked, liked)[TODAY].alive
