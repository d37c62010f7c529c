"""No sum of a digest, and no difference of two, is ever one person's who is not named."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.crowd import APART, CROWD, Unnamed, regrouped
from bot.domain.digest import WEEKS, WINDOW

TODAY = date(2026, 11, 18)


def newcomers(*ids: int) -> list[Unnamed]:
    return [Unnamed(id, None, None) for id in ids]


def counted(people) -> set[int]:
    return {one.id for one in people if one.crowd is not None}


def test_four_are_counted_nowhere_and_five_are_counted_together():
    assert counted(regrouped(newcomers(1, 2, 3, 4), TODAY)) == set()
    assert counted(regrouped(newcomers(1, 2, 3, 4, 5), TODAY)) == {1, 2, 3, 4, 5}


def test_a_sixth_waits_for_four_more():
    five = regrouped(newcomers(1, 2, 3, 4, 5), TODAY)
    assert counted(regrouped([*five, *newcomers(6)], TODAY)) == {1, 2, 3, 4, 5}
    assert len(counted(regrouped([*five, *newcomers(6, 7, 8, 9, 10)], TODAY))) == 10


def test_when_one_leaves_the_whole_crowd_is_counted_no_more_until_the_numbers_have_nothing_in_common():
    five = regrouped(newcomers(1, 2, 3, 4, 5), TODAY)
    without = regrouped([one for one in five if one.id != 3], TODAY)
    assert counted(without) == set()
    assert counted(regrouped([*without, *newcomers(6)], TODAY + APART - timedelta(days=1))) == set()
    assert counted(regrouped([*without, *newcomers(6)], TODAY + APART)) == {1, 2, 4, 5, 6}


def test_asked_twice_nothing_changes():
    once = regrouped(newcomers(*range(1, 13)), TODAY)
    assert regrouped(once, TODAY) == once


# What may happen to a team from one day to the next: somebody comes, somebody leaves the unnamed, a day passes.
CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("comes"), st.integers(1, 14)),
        st.tuples(st.just("leaves"), st.integers(1, 14)),
        st.tuples(st.just("days"), st.integers(1, 40)),
    ),
    max_size=40,
)


def lived(changes):
    """The sets of people counted without a name, as they were published one after the other, each with its day."""
    people: dict[int, Unnamed] = {}
    today, published = TODAY, [(TODAY, frozenset())]
    rests: dict[int, date] = {}
    for what, number in changes:
        if what == "comes" and number not in people:
            people[number] = Unnamed(number, None, rests.get(number))
        elif what == "leaves" and number in people:
            left = people.pop(number)
            if left.crowd is not None:  # as the service keeps it, for one who comes back
                rests[number] = today + APART
        elif what == "days":
            today += timedelta(days=number)
        people = {one.id: one for one in regrouped(list(people.values()), today)}
        published.append((today, frozenset(counted(people.values()))))
    return published


@given(CHANGES)
def test_whatever_happens_no_difference_of_two_totals_is_less_than_a_crowd(changes):
    for _, now in (published := lived(changes)):
        assert len(now) % CROWD == 0
    # Also over time: any two totals whose numbers look back over common days differ by nobody, or by five and more.
    for (before, one), (after, other) in combinations(published, 2):
        if after - before < APART:
            came, went = other - one, one - other
            assert not came or len(came) >= CROWD
            assert not went or len(went) >= CROWD


@given(CHANGES)
def test_within_common_days_nobody_is_counted_in_two_different_crowds(changes):
    """Else the totals of three days could be combined to leave one person over."""
    people: dict[int, Unnamed] = {}
    today, was_with = TODAY, {}
    rests: dict[int, date] = {}
    for what, number in changes:
        if what == "comes" and number not in people:
            people[number] = Unnamed(number, None, rests.get(number))
        elif what == "leaves" and number in people:
            if people.pop(number).crowd is not None:
                rests[number] = today + APART
        elif what == "days":
            today += timedelta(days=number)
        people = {one.id: one for one in regrouped(list(people.values()), today)}
        for crowd in {one.crowd for one in people.values() if one.crowd is not None}:
            members = frozenset(one.id for one in people.values() if one.crowd == crowd)
            for id in members:
                before, since = was_with.get(id, (members, today))
                assert before == members or today - since >= APART
                was_with[id] = (members, today)


@pytest.mark.parametrize("size", range(5))
def test_a_crowd_that_is_not_whole_is_none(size):
    some = [replace(one, crowd=1) for one in newcomers(*range(1, size + 1))]
    assert counted(regrouped(some, TODAY)) == set()


def test_what_a_new_crowd_shows_has_nothing_in_common_with_what_the_old_one_showed() -> None:
    assert max(timedelta(weeks=WEEKS), WINDOW) == APART


def test_the_first_members_crowd_is_no_waiting_line() -> None:
    crowd = [Unnamed(number, 1, None) for number in (1, 3, 5, 7, 9)]
    waiting = [Unnamed(number, None, None) for number in (2, 4)]
    assert set(regrouped([*crowd, *waiting], TODAY)) == {*crowd, *waiting}
