"""The judgement of a few lives that can be worked out by hand."""

from datetime import datetime, timedelta

import pytest

from bot.domain.badge import ENOUGH, FIRST_DAYS, QUIET_DAYS, STILL_ENOUGH, replay
from bot.domain.beta import below
from bot.domain.days import Day
from bot.domain.evidence import NOTHING_KNOWN, STRONG, WEAK, alike, ratios
from bot.domain.judgement import METHOD_VERSION, AnswerRate, judge, judge_days
from bot.domain.kinds import Act, Badge
from bot.domain.masses import masses
from tests.domain.histories import item
from tests.domain.lives import JOIN, LIKE, NOW, POST, TODAY, ago, badge, every_day, things

# Before anything is known


def test_of_nobody_nothing_is_known_but_the_prior() -> None:
    nothing = judge([], now=NOW)
    assert nothing.badge is Badge.QUIET
    assert nothing.is_quiet
    assert not nothing.is_balancing
    assert not nothing.is_told
    assert nothing.share == pytest.approx(2 / 3)
    assert (nothing.items, nothing.progress, nothing.days_seen, nothing.parts) == (0, 0, 0, ())
    assert nothing.evidence_since is None
    assert nothing.answers == AnswerRate(comments=0, within_72_hours=0, ever=0)
    assert nothing.method == METHOD_VERSION


def test_who_was_not_watched_for_four_weeks_is_not_called_quiet() -> None:
    assert judge([], now=NOW, watched_since=ago(27)).badge is Badge.UNTOLD
    assert judge([], now=NOW, watched_since=ago(28)).badge is Badge.UNTOLD
    assert judge([], now=NOW, watched_since=ago(29)).badge is Badge.QUIET


def test_without_a_source_that_shows_both_sides_nothing_is_said_whatever_the_count() -> None:
    history = [one for days in range(1, 40) for one in things(Act.BROADCAST, 3, days_ago=days)]
    assert judge(history, now=NOW, covered=False).badge is Badge.UNSEEN


def test_a_now_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        judge([], now=datetime(2026, 6, 1))  # noqa: DTZ001


def test_the_interval_of_nothing_is_that_of_the_prior() -> None:
    interval = judge([], now=NOW).interval
    assert below(interval.low, 4 / 3, 2 / 3) == pytest.approx(0.05)
    assert below(interval.high, 4 / 3, 2 / 3) == pytest.approx(0.95)


# Enough to tell


def test_three_days_of_talk_are_three_of_five_so_far() -> None:
    judgement = judge_days(every_day(Day(2, 2), 3, 2), TODAY)
    assert judgement.badge is Badge.UNTOLD
    assert judgement.progress == 2  # 1.46 a day, decayed a little
    assert judge_days({}, TODAY).progress == 0
    assert judge_days(every_day(Day(1, 1), 9, 9), TODAY).progress == 1  # one thing, a week and more ago
    assert judge_days(every_day(JOIN, 4), TODAY).progress == 3


def test_nothing_is_told_before_the_thirteenth_day_however_much_was_done() -> None:
    plenty = Day(broadcasts=20)
    for days in range(1, FIRST_DAYS + 1):
        judgement = judge_days(every_day(plenty, days), TODAY)
        assert judgement.badge is Badge.UNTOLD
        assert judgement.days_seen == days
    assert badge(every_day(plenty, FIRST_DAYS + 1)) is Badge.FACTORY


def test_nothing_is_told_on_less_than_a_mass_of_five() -> None:
    # One thing every fifth day: 0.85 (1 + 2^(-5/21) + ...) stays below 5.9; after forty days it has not reached five.
    seldom = {ago(days): JOIN for days in range(1, 41, 5)}
    assert badge(seldom) is Badge.UNTOLD
    assert judge_days(seldom, TODAY).progress == 4
    assert badge({ago(days): JOIN for days in range(1, 41, 2)}) is not Badge.UNTOLD


def test_a_gate_is_opened_by_its_own_side_alone() -> None:
    four_of_each = {ago(days): Day(1, 1, 1) for days in range(15, 20)}
    judgement = judge_days(four_of_each, TODAY)
    assert judgement.decided_on.genuine < 5 <= judgement.decided_on.genuine + judgement.decided_on.broadcasts
    assert judgement.badge is Badge.UNTOLD


# Content factory


def test_one_post_a_day_and_nothing_else_is_a_factory_after_thirteen_days() -> None:
    assert badge(every_day(POST, 12)) is Badge.UNTOLD
    assert badge(every_day(POST, 13)) is Badge.FACTORY


@pytest.mark.parametrize("days", [1, 3, 6])
def test_the_evidence_of_posts_alone_is_a_power_worked_out_by_hand(days: int) -> None:
    by_hand = 0.12 * 10.5 * (0.94 / (2 / 3)) ** days + 0.88 * (0.805 / (2 / 3)) ** days
    assert judge_days(every_day(POST, days), TODAY).evidence == pytest.approx(by_hand, rel=1e-4)


def test_however_long_it_went_on_nothing_beyond_three_hundredfold_is_remembered() -> None:
    short, long = every_day(POST, 40, 6), every_day(Day(broadcasts=9), 170, 6)
    talks = every_day(Day(3, 3), 5)
    assert judge_days(short, ago(5)).evidence == judge_days(long, ago(5)).evidence == pytest.approx(300, rel=1e-5)
    assert judge_days(short | talks, TODAY).evidence == judge_days(long | talks, TODAY).evidence < 2


def test_a_conversation_in_between_takes_the_evidence_down() -> None:
    by_hand = 0.12 * 10.5 * 1.41**4 * 0.18 + 0.88 * 1.2075**4 * 0.585
    days = every_day(POST, 5) | {ago(1): JOIN}
    assert judge_days(days, TODAY).evidence == pytest.approx(by_hand, rel=1e-4)


def test_an_afternoon_of_four_hundred_posts_says_as_much_as_one_of_ten() -> None:
    ten, many = ({ago(1): Day(broadcasts=number)} for number in (10, 400))
    evidence = judge_days(ten, TODAY).evidence
    assert evidence == judge_days(many, TODAY).evidence
    assert evidence == pytest.approx(1.26 * 1.41 ** (10**0.61) + 0.88 * 1.2075 ** (10**0.61), rel=1e-4)


def test_evidence_that_never_fell_below_nothing_speaks_from_the_very_beginning() -> None:
    posted = NOTHING_KNOWN.after(7, 0, 1)
    assert (posted.hardly_ever_since, posted.seldom_since, posted.since) == (-1, -1, -1)
    talked = posted.after(8, 3, 0)
    assert talked.after(9, 0, 1).seldom_since == 9
    even = posted._replace(hardly_ever=0.0, seldom=0.0, hardly_ever_since=3, seldom_since=5).after(9, 0, 1)
    assert (even.hardly_ever_since, even.seldom_since) == (3, 5)  # at nothing, and not below it
    assert talked.seldom_since == -1  # a day without a post begins nothing


def test_evidence_begins_anew_at_nothing() -> None:
    fallen = NOTHING_KNOWN._replace(hardly_ever=-1.0, seldom=-2.0)
    anew = fallen.after(4, 0, 1)
    assert (anew.hardly_ever, anew.seldom) == ratios(0, 1)
    assert fallen.after(4, 1, 0).hardly_ever == pytest.approx(-1.0 + ratios(1, 0)[0], abs=1e-9)


def test_the_evidence_is_dated_by_the_one_that_speaks_louder() -> None:
    both = NOTHING_KNOWN._replace(hardly_ever=0.0, seldom=0.0, hardly_ever_since=3, seldom_since=5)
    assert both.since == 5
    assert both._replace(hardly_ever=3.0).since == 3
    assert both.strength == pytest.approx(0.12 + 0.88)


def test_things_of_one_day_say_less_together_than_apart_and_no_more_from_ten_on() -> None:
    assert [alike(items) for items in (0.5, 1, 2, 10, 11, 400)] == [0.5, 1, 2**0.61, 10**0.61, 10**0.61, 10**0.61]


def test_after_a_change_the_evidence_says_since_when() -> None:
    days = every_day(JOIN, 120, 41) | every_day(POST, 40)
    judgement = judge_days(days, TODAY)
    assert judgement.badge is Badge.FACTORY
    assert judgement.evidence_since == ago(40)
    assert judgement.evidence == pytest.approx(300, rel=1e-5)


def test_who_was_always_one_has_been_one_since_the_first_post() -> None:
    assert judge_days(every_day(LIKE, 60) | every_day(POST, 40), TODAY).evidence_since == ago(40)


def test_answering_on_ones_own_ground_protects_from_the_factory_badge_and_never_earns_the_other() -> None:
    hosting = {ago(days): Day(4.5, 0, 0.5) for days in range(1, 90)}
    judgement = judge_days(hosting, TODAY)
    assert judgement.badge is Badge.BALANCING
    assert (judgement.is_balancing, judgement.is_factory, judgement.is_participating, judgement.is_quiet) == (
        True, False, False, False,
    )  # fmt: skip
    assert judgement.is_told
    assert judgement.participating_probability > 0.8
    assert judgement.share < 0.15


def test_a_factory_that_has_begun_to_talk_is_cleared_when_less_than_a_third_is_no_longer_likely() -> None:
    factory = every_day(POST, 60, 20)
    assert badge(factory, ago(19)) is Badge.FACTORY
    days = factory | every_day(Day(2, 2), 19)
    probabilities = []
    for later in range(19, -1, -1):
        judgement = judge_days({day: done for day, done in days.items() if day < ago(later)}, ago(later))
        probabilities.append((judgement.is_factory, judgement.factory_probability >= 0.5))
    held, cleared = probabilities[0], probabilities[-1]
    assert held == (True, True)
    assert cleared == (False, False)
    assert all(flagged or not likely for flagged, likely in probabilities)


def test_a_factory_badge_is_held_while_the_evidence_is_weak_but_the_share_still_low() -> None:
    days = every_day(POST, 60, 6) | every_day(JOIN, 5)
    judgement = judge_days(days, TODAY)
    assert judgement.evidence < 21.5
    assert judgement.factory_probability > 0.5
    assert judgement.is_factory
    same_evidence_unheld = judge_days(every_day(Day(1, 1, 2), 60), TODAY)
    assert not same_evidence_unheld.is_factory


def test_a_factory_badge_stays_between_the_line_that_gave_it_and_the_lower_one_that_takes_it() -> None:
    days = {ago(at): POST for at in range(8, 60, 2)} | every_day(Day(2, 2), 7)
    course = [
        judge_days({day: done for day, done in days.items() if day < ago(at)}, ago(at)) for at in range(7, -1, -1)
    ]
    between = [one for one in course if one.factory_probability < 0.5 and WEAK <= one.evidence <= STRONG]
    below = [one for one in course if one.factory_probability < 0.5 and one.evidence < WEAK]
    assert between
    assert below
    assert all(one.is_factory for one in between)
    assert not any(one.is_factory for one in below)


def test_a_badge_stays_while_half_of_what_it_needed_is_left() -> None:
    posts = every_day(POST, 60, 41)
    days = posts | {ago(20): POST, ago(1): POST}
    course = [
        judge_days({day: done for day, done in days.items() if day < ago(at)}, ago(at)) for at in range(40, -1, -1)
    ]
    left = [one.decided_on.broadcasts for one in course]
    assert min(left) > STILL_ENOUGH
    assert any(mass < ENOUGH for mass in left)
    assert {one.badge for one in course} == {Badge.FACTORY}


def test_a_badge_goes_where_less_than_half_of_what_it_needed_is_left() -> None:
    few = {ago(at): POST for at in (75, 73, 71, 69, 67, 65)} | {ago(63): Day(broadcasts=4)}
    days = few | {ago(at): POST for at in (40, 15)}
    assert badge(days, ago(62)) is Badge.FACTORY
    assert badge(days, ago(39)) is Badge.FACTORY
    assert masses(days, ago(16)).broadcasts < STILL_ENOUGH
    assert badge(days, ago(15)) is Badge.UNTOLD
    assert badge(days, ago(10)) is Badge.UNTOLD  # one more post is no reason to have it back


def test_participating_stays_while_half_of_what_it_needed_is_left() -> None:
    talks = every_day(JOIN, 60, 41)
    days = talks | {ago(20): JOIN, ago(1): JOIN}
    course = [
        judge_days({day: done for day, done in days.items() if day < ago(at)}, ago(at)) for at in range(40, -1, -1)
    ]
    left = [one.decided_on.genuine for one in course]
    assert min(left) > STILL_ENOUGH
    assert any(mass < ENOUGH for mass in left)
    assert {one.badge for one in course} == {Badge.PARTICIPATING}


def test_who_posted_nothing_for_four_weeks_is_no_factory() -> None:
    posts = every_day(Day(broadcasts=5), 80, QUIET_DAYS)
    likes = every_day(LIKE, QUIET_DAYS - 1)
    assert badge(posts | likes, ago(0)) is Badge.FACTORY
    assert badge(posts | likes, ago(-1)) is Badge.QUIET
    assert badge(posts | likes | {ago(0): JOIN}, ago(-1)) is Badge.BALANCING


# Participating


def test_a_conversation_a_day_is_participating_at_the_second_evaluation_that_says_so() -> None:
    told = [judge_days(every_day(JOIN, days), TODAY) for days in range(1, 20)]
    first = next(place for place, judgement in enumerate(told) if judgement.is_participating)
    assert first == FIRST_DAYS + 1  # the gate opens with the thirteenth day; one more evaluation holds it
    assert told[first - 1].badge is Badge.BALANCING
    assert told[first - 1].participating_probability > 0.8


def test_participating_is_kept_until_two_thirds_are_rather_unlikely() -> None:
    talking = every_day(JOIN, 90, 20)
    days = talking | every_day(POST, 19)
    last = None
    for later in range(19, -1, -1):
        judgement = judge_days({day: done for day, done in days.items() if day < ago(later)}, ago(later))
        if not judgement.is_participating and last is None:
            last = judgement
            assert judgement.participating_probability < 0.5
        elif judgement.is_participating:
            assert last is None
            assert judgement.participating_probability >= 0.5
    assert last is not None


def test_who_answered_nobody_for_four_weeks_does_not_participate() -> None:
    talks = every_day(Day(5, 5), 90, QUIET_DAYS)
    assert badge(talks | {ago(5): POST}) is Badge.PARTICIPATING
    assert badge(talks | {ago(5): POST}, ago(-1)) is Badge.BALANCING


# The order of the badges, and time


def test_four_weeks_without_a_word_are_quiet_and_likes_do_not_count() -> None:
    days = every_day(JOIN, 90, QUIET_DAYS) | every_day(LIKE, QUIET_DAYS - 1, 0)
    assert badge(days) is Badge.PARTICIPATING
    assert badge(days, ago(-1)) is Badge.QUIET


def test_what_cannot_be_judged_still_keeps_somebody_from_being_called_quiet() -> None:
    assert badge({ago(3): Day(alive=True)}) is Badge.UNTOLD


def test_today_is_in_the_share_and_not_in_the_badge() -> None:
    history = things(Act.BROADCAST, 3, days_ago=2)
    before, after = judge(history, now=NOW), judge([*history, *things(Act.JOIN, 5, days_ago=0)], now=NOW)
    assert after.share > before.share
    assert (after.badge, after.evidence, after.decided_on) == (before.badge, before.evidence, before.decided_on)


def test_what_lies_ahead_is_not_looked_at() -> None:
    history = things(Act.JOIN, 3)
    assert judge([*history, *things(Act.BROADCAST, 9, days_ago=-1)], now=NOW) == judge(history, now=NOW)


def test_an_archive_of_a_year_is_judged_on_the_first_day() -> None:
    archive = [one for days in range(1, 366) for one in things(Act.BROADCAST, 1, days_ago=days)]
    judgement = judge(archive, now=NOW)
    assert judgement.is_factory
    assert judgement.badge_since <= ago(150)
    assert judgement.items == 89  # of the last 90 days, today being empty


def test_a_correction_judges_history_again() -> None:
    history = [one for days in range(1, 100) for one in things(Act.BROADCAST, 1, days_ago=days)]
    corrected = [item(Act.JOIN, one.at, key=one.key) for one in history]
    before, after = judge(history, now=NOW), judge(corrected, now=NOW)
    assert before.is_factory
    assert after.is_participating
    assert all(badge is not Badge.FACTORY for _, badge in after.changes)


def test_a_badge_says_since_when_it_has_been_in_force() -> None:
    judgement = judge_days(every_day(POST, 40), TODAY)
    assert judgement.changes[-1] == (judgement.badge_since, Badge.FACTORY)
    assert judgement.badge_since == ago(40 - FIRST_DAYS - 1)
    assert badge(every_day(POST, 40, 41 - FIRST_DAYS), judgement.badge_since - timedelta(days=1)) is Badge.UNTOLD


def test_what_the_replay_weighs_is_what_a_judgement_of_that_day_weighs() -> None:
    days = every_day(Day(2, 1, 3), 170, 2) | every_day(Day(5, 5, 1), 60, 40)
    played = replay(days, TODAY)
    for place in (1, 30, 88, 89, 90, 91, 120, 179):
        then = masses(days, played.day(place))
        assert played.genuine[place] == pytest.approx(then.genuine, abs=1e-6)
        assert played.broadcasts[place] == pytest.approx(then.broadcasts, abs=1e-6)


def test_somebody_is_seen_from_the_first_thing_that_counted_whichever_side_it_was_of() -> None:
    assert judge_days({ago(9): JOIN, ago(3): POST}, TODAY).seen_since == ago(9)
    assert judge_days({ago(9): POST, ago(3): JOIN}, TODAY).seen_since == ago(9)
    assert judge_days({ago(9): LIKE}, TODAY).seen_since is None


def test_the_replay_starts_empty_half_a_year_back() -> None:
    assert replay({ago(180): Day(broadcasts=50), ago(200): Day(broadcasts=50)}, ago(0)).broadcasts[0] == 0
    assert replay({ago(179): Day(broadcasts=50)}, ago(0)).broadcasts[0] > 2.9


def test_networks_are_shown_apart_beside_the_whole() -> None:
    history = [
        item(Act.JOIN, NOW, key="1", thread="mastodon:1"),
        item(Act.BROADCAST, NOW, key="2", thread="blog:2"),
        item(Act.BROADCAST, NOW, key="3", thread="blog:3"),
    ]
    judgement = judge(history, now=NOW)
    assert [(part.network, part.items) for part in judgement.parts] == [("blog", 2), ("mastodon", 1)]
    blog, mastodon = judgement.parts
    assert blog.share < judgement.share < mastodon.share
    assert blog.interval.low < blog.share < blog.interval.high


def test_an_answer_rate_is_handed_on_and_never_part_of_the_share() -> None:
    answers = AnswerRate(comments=4, within_72_hours=1, ever=2)
    judgement = judge([], now=NOW, answers=answers)
    assert judgement.answers.rate == 0.25
    assert judgement.share == judge([], now=NOW).share
    assert AnswerRate().rate is None
