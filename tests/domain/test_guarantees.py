"""What the judgement promises everybody it judges: each promise held against random histories."""

import os
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from bot.domain.badge import OUT_THERE_SHARE, Replay, replay
from bot.domain.beta import chance_below
from bot.domain.days import Day, day_sums
from bot.domain.evidence import NORM, ratios
from bot.domain.judgement import Judgement, judge
from bot.domain.kinds import Act, Badge
from bot.domain.masses import Masses, masses
from bot.domain.weighed import Weighed
from tests.domain.histories import GENUINE, LASTS, LOW, NOW, START, TODAY, and_one_more, histories, item, items

# `python -m bench guarantees` runs the same tests on a hundred thousand histories.
EXAMPLES = int(os.environ.get("GUARANTEE_EXAMPLES", "100"))
held = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=EXAMPLES <= 1000,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
Lived = tuple[tuple[Weighed, ...], Weighed]

# Lives that chance seldom meets, each with the one item more that a broken rule would stumble over.
AFTER_TALKS: Lived = (
    tuple(item(Act.JOIN, START + timedelta(days=100 + at // 3), key=f"talk {at}") for at in range(30)),
    item(Act.JOIN, START + timedelta(days=150), key="one more", v=0.1),
)
AMONG_FEW_POSTS: Lived = (
    tuple(item(Act.BROADCAST, START + timedelta(days=LASTS - 1 - 3 * at), key=f"post {at}") for at in range(25)),
    item(Act.JOIN, START + timedelta(days=LASTS - 1, hours=1), key="one more"),
)
AMONG_FRESH_TALKS: Lived = (
    tuple(item(Act.BROADCAST, START + timedelta(days=LASTS - 30 + at), key=f"post {at}") for at in range(11))
    + tuple(item(Act.JOIN, START + timedelta(days=LASTS - at % 10), key=f"talk {at}") for at in range(120)),
    item(Act.BROADCAST, START + timedelta(days=LASTS - 3), key="one more"),
)
IN_A_THREAD: Lived = (
    (item(Act.JOIN, START + timedelta(days=190), key="talk", thread="bluesky:a"),),
    item(Act.JOIN, START + timedelta(days=190), key="one more", thread="bluesky:a", v=0.1),
)


def played(history: Sequence[Weighed], last: date = TODAY) -> Replay:
    return replay(day_sums(history), last)


def every_share(history: Sequence[Weighed]) -> list[float]:
    days = day_sums(history)
    return [masses(days, TODAY - timedelta(days=ago)).share for ago in range(0, LASTS, 5)]


def chances(of: Replay, x: float) -> list[float]:
    """P(rho < x) at every fifth evaluation and at the last."""
    places = [*range(0, len(of.badges), 5), len(of.badges) - 1]
    return [chance_below(x, of.genuine[place], of.broadcasts[place]) for place in places]


@held
@given(and_one_more(GENUINE))
@example(IN_A_THREAD)
def test_one_more_genuine_item_never_lowers_the_share(lived: Lived) -> None:
    history, more = lived
    before, after = every_share(history), every_share((*history, more))
    assert all(then >= now for now, then in zip(before, after, strict=True))


@held
@given(and_one_more(GENUINE))
@example(IN_A_THREAD)
def test_one_more_genuine_item_never_makes_a_factory_likelier(lived: Lived) -> None:
    history, more = lived
    before, after = chances(played(history), NORM), chances(played((*history, more)), NORM)
    assert all(then <= now for now, then in zip(before, after, strict=True))


@held
@given(and_one_more(GENUINE))
@example(AFTER_TALKS)
def test_one_more_genuine_item_never_raises_the_evidence(lived: Lived) -> None:
    history, more = lived
    before, after = played(history).strengths, played((*history, more)).strengths
    assert all(then <= now for now, then in zip(before, after, strict=True))


@held
@given(st.floats(0, 60), st.floats(0, 60), st.floats(0, 3))
def test_one_more_genuine_item_never_makes_a_day_speak_for_broadcasting(
    genuine: float, broadcasts: float, more: float
) -> None:
    before, after = Day(genuine, broadcasts=broadcasts), Day(genuine + more, broadcasts=broadcasts)
    says, then_says = ratios(before.genuine, before.broadcasts), ratios(after.genuine, after.broadcasts)
    assert all(then <= now for now, then in zip(says, then_says, strict=True))


@held
@given(and_one_more(GENUINE))
@example(AMONG_FEW_POSTS)
def test_one_more_genuine_item_never_turns_the_factory_badge_on(lived: Lived) -> None:
    history, more = lived
    before, after = played(history).badges, played((*history, more)).badges
    assert all(now is Badge.FACTORY for now, then in zip(before, after, strict=True) if then is Badge.FACTORY)


@held
@given(st.integers(20, 80), st.integers(20, 45), items(GENUINE))
def test_a_comment_after_a_silence_does_not_bring_the_factory_badge_back(
    posts: int, silence: int, comment: Weighed
) -> None:
    day = TODAY - timedelta(days=silence)
    factory = {day - timedelta(days=ago): Day(broadcasts=3) for ago in range(posts)}
    after = {TODAY: day_sums([comment])[comment.at.date()]}
    alone, with_it = replay(factory, TODAY), replay(factory | after, TODAY)
    assert all(
        now is Badge.FACTORY for now, then in zip(alone.badges, with_it.badges, strict=True) if then is Badge.FACTORY
    )


@held
@given(
    st.integers(18, 40),
    st.lists(st.integers(18, 27), min_size=1, max_size=3),
    st.lists(st.integers(0, 9), min_size=2, max_size=4),
    st.integers(0, 3),
    st.sampled_from([0.5, 1, 3]),
)
@example(22, [26, 27], [6, 5], 1, 1)
def test_a_comment_when_little_is_left_does_not_bring_the_factory_badge_back(
    posts: int, silences: list[int], talks: list[int], where: int, more: float
) -> None:
    """A factory that has nearly fallen silent, and then talks so much on a few days that it can be told by that."""
    talked_on = [TODAY - timedelta(days=ago) for ago in range(len(talks))]
    days = dict(zip(talked_on, (Day(genuine=number, out=number) for number in talks), strict=True))
    day = talked_on[-1]
    for silence in silences:
        day -= timedelta(days=silence)
        days[day] = Day(broadcasts=1)
    days |= {day - timedelta(days=1 + ago): Day(broadcasts=2) for ago in range(posts)}
    days[day - timedelta(days=1 + posts)] = Day(genuine=0.1, out=0.1)  # and has answered somebody once, long ago
    lucky = talked_on[where % len(talks)]
    talked = days[lucky].genuine + more
    alone, with_it = replay(days, TODAY), replay(days | {lucky: Day(genuine=talked, out=talked)}, TODAY)
    assert all(
        now is Badge.FACTORY for now, then in zip(alone.badges, with_it.badges, strict=True) if then is Badge.FACTORY
    )


@held
@given(and_one_more((Act.BROADCAST,)))
def test_one_more_post_never_raises_the_share(lived: Lived) -> None:
    history, more = lived
    before, after = every_share(history), every_share((*history, more))
    assert all(then <= now for now, then in zip(before, after, strict=True))


@held
@given(and_one_more((Act.BROADCAST,)))
@example(AMONG_FRESH_TALKS)
def test_one_more_post_never_turns_participating_on(lived: Lived) -> None:
    history, more = lived
    before, after = played(history).badges, played((*history, more)).badges
    assert all(
        now is Badge.PARTICIPATING for now, then in zip(before, after, strict=True) if then is Badge.PARTICIPATING
    )


@held
@given(st.integers(20, 80), st.integers(20, 45))
def test_a_post_after_a_silence_does_not_bring_participating_back(talks: int, silence: int) -> None:
    day = TODAY - timedelta(days=silence)
    participant = {day - timedelta(days=ago): Day(genuine=3, out=3) for ago in range(talks)}
    alone, with_it = replay(participant, TODAY), replay(participant | {TODAY: Day(broadcasts=1)}, TODAY)
    assert all(
        now is Badge.PARTICIPATING
        for now, then in zip(alone.badges, with_it.badges, strict=True)
        if then is Badge.PARTICIPATING
    )


@held
@given(histories(), st.lists(items(LOW), min_size=1, max_size=60))
def test_likes_and_boosts_leave_badges_and_probabilities_exactly_alone(
    history: tuple[Weighed, ...], likes: list[Weighed]
) -> None:
    more = (*history, *(replace(like, key=f"like {number}") for number, like in enumerate(likes)))
    before, after = played(history), played(more)
    assert before == after
    for x in (NORM, OUT_THERE_SHARE):
        assert chances(before, x) == chances(after, x)


@held
@given(histories(), st.lists(items(LOW), min_size=1, max_size=60))
def test_likes_and_boosts_lift_the_share_by_less_than_a_fortieth(
    history: tuple[Weighed, ...], likes: list[Weighed]
) -> None:
    genuine_and_posts = tuple(one for one in history if one.act not in LOW)
    more = (*genuine_and_posts, *(replace(like, key=f"like {number}") for number, like in enumerate(likes)))
    for before, after in zip(every_share(genuine_and_posts), every_share(more), strict=True):
        assert before <= after < before + 0.025


@held
@given(st.floats(0, 300), st.floats(0, 300), st.floats(0, 1e6))
def test_no_amount_of_likes_lifts_any_share_by_a_fortieth(out: float, broadcasts: float, low: float) -> None:
    without = Masses(genuine=out, out=out, broadcasts=broadcasts)
    assert without.share <= replace(without, low_effort=low).share < without.share + 0.025


@held
@given(histories(), st.sampled_from([1, 5, 60, 400, 5000]), st.integers(0, LASTS), st.sampled_from(GENUINE))
def test_one_day_moves_no_mass_by_three(history: tuple[Weighed, ...], number: int, place: int, act: Act) -> None:
    at = START + timedelta(days=place)
    for kind in (act, Act.BROADCAST):
        burst = tuple(item(kind, at, key=f"burst {one}", outcome=1.0) for one in range(number))
        full = day_sums(burst)[at.date()]
        assert max(full.full_genuine, full.full_out, full.full_broadcasts) < 3
        before, after = played(history), played((*history, *burst))
        for now, then in zip((*before.genuine, *before.broadcasts), (*after.genuine, *after.broadcasts), strict=True):
            assert abs(then - now) < 3


@held
@given(st.lists(items(GENUINE), min_size=1, max_size=60), st.sampled_from([0.0, 0.5, 1.0]))
def test_one_thread_and_day_weighs_at_most_twice_its_best_item(talk: list[Weighed], outcome: float) -> None:
    one_talk = [
        item(one.act, START, key=str(number), thread="bluesky:a", v=one.v, outcome=min(one.outcome, outcome))
        for number, one in enumerate(talk)
    ]
    day = day_sums(one_talk)[START.date()]
    assert day.genuine <= 2 * (1 + 0.5 * outcome)
    assert day.out <= 2 * (1 + 0.5 * outcome)


@held
@given(
    st.lists(st.tuples(st.integers(1, 4), st.integers(0, 2)), min_size=30, max_size=60),
    st.integers(1, 400),
    st.integers(0, 23 * 60 + 59),
    st.lists(st.integers(0, 24 * 60 - 1), min_size=1, max_size=400),
)
def test_a_participating_member_is_not_flagged_after_a_burst(
    normal: list[tuple[int, int]], number: int, begins: int, moments: list[int]
) -> None:
    # Thirty normal days: conversations every day, and at most one post to two of them.
    days = {
        TODAY - timedelta(days=3 + ago): Day(genuine=talks, out=talks, broadcasts=min(posts, talks // 2))
        for ago, (talks, posts) in enumerate(normal)
    }
    assume(replay(days, TODAY - timedelta(days=3)).badge is Badge.PARTICIPATING)
    burst_begins = datetime.combine(TODAY - timedelta(days=2), datetime.min.time(), UTC) + timedelta(minutes=begins)
    burst = [
        item(Act.BROADCAST, burst_begins + timedelta(minutes=moments[one % len(moments)]), key=f"burst {one}")
        for one in range(number)
    ]
    days |= day_sums(burst)
    for later in range(-2, 40):
        assert replay(days, TODAY + timedelta(days=later)).badge is not Badge.FACTORY


@held
@given(histories(), st.randoms(use_true_random=False, note_method_calls=False))
def test_the_order_of_arrival_changes_nothing(history: tuple[Weighed, ...], order: random.Random) -> None:
    shuffled = list(history)
    order.shuffle(shuffled)
    assert judge(shuffled, now=NOW) == judge(history, now=NOW)


@held
@given(histories(), st.randoms(use_true_random=False, note_method_calls=False))
def test_importing_again_changes_nothing(history: tuple[Weighed, ...], again: random.Random) -> None:
    twice = [*history, *(one for one in history if again.random() < 0.5)]
    assert judge(twice, now=NOW) == judge(history, now=NOW)


@held
@given(histories(), st.integers(-3000, 3000))
def test_a_shift_of_everything_by_whole_days_changes_nothing(history: tuple[Weighed, ...], shift: int) -> None:
    by = timedelta(days=shift)
    here, there = judge(history, now=NOW), judge([replace(one, at=one.at + by) for one in history], now=NOW + by)
    assert there == moved(here, by)


def moved(judgement: Judgement, by: timedelta) -> Judgement:
    return replace(
        judgement,
        today=judgement.today + by,
        badge_since=judgement.badge_since + by,
        changes=tuple((day + by, badge) for day, badge in judgement.changes),
        evidence_since=judgement.evidence_since + by if judgement.evidence_since else None,
        seen_since=judgement.seen_since + by if judgement.seen_since else None,
    )


@held
@given(histories(), st.integers(-14 * 60, 14 * 60), st.integers(-14 * 60, 14 * 60))
def test_nobodys_time_zone_changes_anything(history: tuple[Weighed, ...], theirs: int, ours: int) -> None:
    their_zone, our_zone = timezone(timedelta(minutes=theirs)), timezone(timedelta(minutes=ours))
    abroad = [replace(one, at=one.at.astimezone(their_zone)) for one in history]
    assert judge(abroad, now=NOW.astimezone(our_zone)) == judge(history, now=NOW)


@held
@given(histories(), st.integers(0, LASTS - 1), st.integers(0, 1439), st.integers(0, 1439))
def test_within_a_day_no_badge_changes(history: tuple[Weighed, ...], day: int, one: int, other: int) -> None:
    midnight = START + timedelta(days=day)
    badges = {judge(history, now=midnight + timedelta(minutes=minute)).badge for minute in (0, one, other, 1439)}
    assert len(badges) == 1


@held
@given(histories())
def test_deleting_everything_returns_to_the_prior(history: tuple[Weighed, ...]) -> None:
    nothing = judge([], now=NOW)
    assert nothing.share == 2 / 3
    assert nothing.factory_probability == chance_below(NORM, 0, 0)
    judge(history, now=NOW)
    assert judge([], now=NOW) == nothing  # whatever was there a moment ago
    forgotten = NOW + timedelta(days=LASTS + 180)
    assert judge(history, now=forgotten) == judge([], now=forgotten)


@held
@given(histories(), histories())
def test_a_judgement_remembers_nothing_of_another(history: tuple[Weighed, ...], other: tuple[Weighed, ...]) -> None:
    before = judge(history, now=NOW)
    judge(other, now=NOW)
    assert judge(history, now=NOW) == before
