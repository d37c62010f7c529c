"""Where a sign begins: each line is held from both sides, and so is how sure a sign says it is."""

from collections.abc import Sequence
from dataclasses import replace
from math import comb

import pytest

from bot.domain.detectors.all_about_me import by_chance
from bot.domain.detectors.base import Evidence, Finding, Scene
from bot.domain.detectors.known import all_detectors
from bot.domain.detectors.listened_first import JOINS
from bot.domain.detectors.talking_to_a_wall import rises
from bot.domain.entry import Entry
from tests.domain.detectors.scenes import (
    NOW,
    Party,
    Thing,
    ago,
    answer,
    back_below,
    heard,
    post,
    published,
    said,
    scene,
    who,
)

BY_NAME = {detector.NAME: detector for detector in all_detectors()}
SECOND = 1 / 3600  # of an hour
NETWORKS = ("mastodon", "bluesky", "x", "linkedin", "threads", "facebook", "reddit", "lemmy")
BENCH = "We rebuilt the old workshop bench from ash and oiled it twice before the winter came"


def look(name: str, *things: Thing, **facts: object) -> Finding | None:
    found = BY_NAME[name].find(scene(*things, **facts))
    assert len(found) <= 1
    return found[0] if found else None


def sure(name: str, *things: Thing, **facts: object) -> float:
    found = look(name, *things, **facts)
    assert found is not None
    return found.confidence


# blast


def sent(places: int, hours: float = 0) -> list[Entry]:
    """One text in so many places, the last of them `hours` after the first."""
    first, *others = NETWORKS[:places]
    return [post(BENCH, 100, on=first), *(post(BENCH, 100 - hours, on=each) for each in others)]


def test_three_places_within_three_days_are_a_blast() -> None:
    assert look("blast", *sent(2)) is None
    found = look("blast", *sent(3, 72))
    assert found is not None
    assert (found.numbers["n"], found.numbers["hours"]) == (3, 72)
    assert look("blast", *sent(3, 72 + SECOND)) is None


def test_more_places_make_a_blast_surer() -> None:
    assert [sure("blast", *sent(places)) for places in (3, 4, 6, 7)] == [0.8, 0.86, 0.98, 0.98]


# team echo


def test_three_people_within_three_days_are_an_echo() -> None:
    def echo(people: int, hours: float = 1) -> tuple[Thing, ...]:
        return post(BENCH, 100), *(said(number, BENCH, 100 - hours) for number in range(1, people))

    assert look("team_echo", *echo(2)) is None
    assert look("team_echo", *echo(3, 72)) is not None
    assert look("team_echo", *echo(3, 72 + SECOND)) is None
    assert [sure("team_echo", *echo(people)) for people in (3, 5, 7, 9)] == [0.75, 0.85, 0.95, 0.95]


# burst


def quick(number: int, minutes: float) -> list[Entry]:
    """So many posts, the last of them `minutes` after the first."""
    return [post(f"Thought number {n}", 50 - n * minutes / 60 / (number - 1)) for n in range(number)]


def test_three_posts_within_an_hour_are_a_burst() -> None:
    assert look("burst", *quick(2, 10)) is None
    assert look("burst", *quick(3, 60)) is not None
    assert look("burst", *quick(3, 60.1)) is None
    assert [sure("burst", *quick(number, 50)) for number in (3, 4, 7, 9)] == [0.75, 0.8, 0.95, 0.95]


def pairs(number: int, seconds: float) -> list[Entry]:
    """So many times the same minute on two networks."""
    return [
        post(f"Thought {n} on {on}", 50 + n * 24 - late * seconds * SECOND, on=on)
        for n in range(number)
        for late, on in enumerate(("x", "bluesky"))
    ]


def test_two_networks_within_a_minute_are_a_habit_from_the_third_time_on() -> None:
    assert look("burst", *pairs(2, 30)) is None
    assert look("burst", *pairs(3, 60)) is not None
    assert look("burst", *pairs(3, 61)) is None
    assert [sure("burst", *pairs(number, 30)) for number in (3, 5, 6, 9)] == [0.75, 0.85, 0.9, 0.9]


def test_of_posts_that_follow_each_other_at_once_each_belongs_to_one_pair() -> None:
    # Notes from one event are no burst, but on two networks within the minute they are pairs: three, not five.
    notes = [post(f"Note {n} #pycon", 50 - n * 10 * SECOND, on=("x", "bluesky")[n % 2]) for n in range(6)]
    found = look("burst", *notes)
    assert found is not None
    assert (found.sign, found.numbers["n"]) == ("at_once", 3)


def test_posts_of_one_second_were_not_dated() -> None:
    assert look("burst", *(post(f"Thought {n}", 50) for n in range(3))) is None
    two_and_one = [post("Thought 1", 50), post("Thought 2", 50), post("Thought 3", 49.5)]
    assert look("burst", *two_and_one) is not None


def test_notes_under_one_tag_are_notes_within_an_hour_of_each_other() -> None:
    def notes(minutes: float) -> list[Entry]:
        return [post(f"Note {n} #pycon", 50 - n * minutes / 60) for n in range(3)]

    assert look("burst", *notes(30)) is None
    assert look("burst", *(post(f"Part {n} #pycon https://mira.example/{n}", 50 - n / 4) for n in range(3))) is not None


# canned comments

CANNED = "what I like about this bench is how the light falls through"


def test_the_same_comment_to_three_people_is_canned_and_a_long_one_to_two() -> None:
    def comments(people: int, text: str) -> list[Entry]:
        return [answer(who(f"p{n}"), text, 90 - n) for n in range(people)]

    long = f"{CANNED} {BENCH}"
    assert look("canned_comments", *comments(2, CANNED)) is None
    assert look("canned_comments", *comments(3, CANNED)) is not None
    assert look("canned_comments", *comments(2, long)) is not None
    assert look("canned_comments", *comments(1, long)) is None
    sixteen_pairs = " ".join(f"plank{letter}" for letter in "abcdefghijklmnopq")
    assert look("canned_comments", *comments(2, sixteen_pairs)) is not None
    assert look("canned_comments", *comments(2, sixteen_pairs.rpartition(" ")[0])) is None
    assert [sure("canned_comments", *comments(people, long)) for people in (2, 3, 6, 8)] == [0.75, 0.8, 0.95, 0.95]
    assert look("canned_comments", *comments(3, "carve wood with patience")) is None
    assert look("canned_comments", *comments(3, "carve wood with great patience")) is not None


# link dump


def dump(hours: float, number: int = 0, text: str = "https://mira.example/new") -> Entry:
    return post(text, hours, on="discourse", venue=f"Woodworkers {number}")


def test_a_link_is_given_a_day_to_become_a_talk_and_words_a_week_around_it() -> None:
    assert look("link_dump", dump(24)) is not None
    assert look("link_dump", dump(24 - SECOND)) is None
    week = 7 * 24

    def talk(hours: float) -> Entry:
        return answer(who("ana"), "An index on that column helps", hours, on="discourse", venue="woodworkers 0")

    for hours in (200 - week, 200 + week):
        assert look("link_dump", dump(200), talk(hours)) is None
    for hours in (200 - week - SECOND, 200 + week + SECOND):
        assert look("link_dump", dump(200), talk(hours)) is not None


def test_a_link_left_longer_ago_and_more_of_them_are_surer() -> None:
    week = 7 * 24
    assert sure("link_dump", dump(week - SECOND)) == 0.7
    assert sure("link_dump", dump(week)) == 0.8
    assert sure("link_dump", dump(week), dump(week + 1, 1)) == 0.84
    assert sure("link_dump", *(dump(week + n, n) for n in range(9))) == 0.95


def test_a_text_worth_reading_without_its_link_is_no_dump() -> None:
    def words(number: int) -> str:
        return " ".join(f"plank{letter}{other}" for letter in "abcdefg" for other in "hijklmn")[: 8 * number - 1]

    assert look("link_dump", dump(50, text=f"{words(39)} https://mira.example/new")) is not None
    assert look("link_dump", dump(50, text=f"{words(40)} https://mira.example/new")) is None


# posted and left


def test_who_was_answered_two_days_ago_and_did_not_come_back_has_left() -> None:
    asked = post("Which oil do you use for a bench?", 100)
    assert look("posted_and_left", asked, heard(asked, who("bo"), "Linseed, twice a year", 52)) is not None
    assert look("posted_and_left", asked, heard(asked, who("bo"), "Linseed, twice a year", 52 + SECOND)) is None
    answers = [heard(asked, who(f"p{n}"), f"Linseed, {n} times a year", 2 + n) for n in range(6)]
    assert [sure("posted_and_left", asked, *answers[:n]) for n in (1, 2, 4, 6)] == [0.8, 0.85, 0.95, 0.95]


def test_who_answered_twice_is_one_of_those_who_were_left() -> None:
    silent = post("Which wood do you use for a bench?", 120)
    asked = post("Which oil do you use for a bench?", 100)
    twice = [heard(asked, who("bo"), f"Linseed, {n} times a year", 2 + n) for n in range(2)]
    guests = [heard(asked, Party("", f"guest{n}"), f"Tung oil, {n} times", 5 + n) for n in range(3)]
    found = look("posted_and_left", silent, asked, *twice, *guests)
    assert found is not None
    assert (found.numbers["n"], found.numbers["people"]) == (1, 4)


def test_who_came_back_once_may_have_left_another_time() -> None:
    before = answer(who("ana"), "That is a good joint", 150)
    first = post("Which wood do you use for a bench?", 140)
    came = heard(first, who("cy"), "Ash, every time", 2, answered=3)
    second = post("Which oil do you use for a bench?", 100)
    left = look("posted_and_left", before, first, came, second, heard(second, who("bo"), "Linseed, twice a year", 2))
    assert left is not None
    assert [each.at for each in left.evidence] == [ago(100)]


def test_who_said_anything_more_in_the_talk_came_back() -> None:
    asked = post("Which oil do you use for a bench?", 100)
    reply = heard(asked, who("bo"), "Linseed, twice a year", 2)
    assert look("posted_and_left", asked, reply, back_below(asked, who("cy"), "I see", 98)) is None
    assert look("posted_and_left", asked, reply, back_below(asked, who("cy"), "I see", 98 + SECOND)) is not None
    to_somebody = back_below(asked, who("cy"), "I see", 97, parent_id="")
    assert look("posted_and_left", asked, reply, to_somebody) is None


# unanswered


def test_a_comment_waits_from_the_second_day_on() -> None:
    mine = post("The last chair is done", 200)
    asks = heard(mine, who("bo"), "Which oil is that?", 176 - SECOND)
    assert look("unanswered", mine, asks) is not None
    assert look("unanswered", mine, replace(asks, at=ago(24))) is None
    told = heard(mine, who("cy"), "My father always wetted the board before he began", 2)
    assert sure("unanswered", mine, asks) == sure("unanswered", mine, asks, told) == 0.9
    assert sure("unanswered", mine, told) == 0.75
    found = look("unanswered", mine, asks, told)
    assert found is not None
    assert (found.numbers["n"], found.numbers["questions"]) == (2, 1)
    assert [each.words[:5] for each in found.evidence] == ["Which", "My fa"]


def test_ten_waiting_comments_are_shown() -> None:
    mine = post("The last chair is done", 200)
    many = [heard(mine, who(f"p{n}"), f"Which oil is that, number {n}?", 1 + n) for n in range(12)]
    found = look("unanswered", mine, *many)
    assert found is not None
    assert (len(found.evidence), found.numbers["n"]) == (10, 12)


# love-back


def test_gifts_of_the_last_sixty_days_count_once_there_was_time_to_give_back() -> None:
    def gifts(hours: float) -> tuple[Thing, ...]:
        mine = post("A lamp", 90 * 24)
        return mine, *(heard(mine, who(f"p{n}"), "Which wood is that?", 90 * 24 - hours) for n in range(3))

    assert look("love_back", *gifts(60 * 24)) is not None
    assert look("love_back", *gifts(60 * 24 + SECOND)) is None
    assert look("love_back", *gifts(48)) is not None
    assert look("love_back", *gifts(48 - SECOND)) is None


def test_who_gave_back_to_half_of_them_owes_nobody() -> None:
    mine = post("A lamp", 30 * 24)
    gifts = [heard(mine, who(f"p{n}"), "Which wood is that?", 3 + n) for n in range(14)]

    def given(number: int, hours: float = 100) -> list[Entry]:
        return [answer(who(f"p{n}"), "An index on that column helps", hours) for n in range(number)]

    assert look("love_back", mine, *gifts[:2]) is None
    assert look("love_back", mine, *gifts[:4], *given(2)) is None
    found = look("love_back", mine, *gifts[:4], *given(1))
    assert found is not None
    assert (found.numbers["n"], found.numbers["gave"], found.numbers["home"]) == (3, 4, 0)
    assert look("love_back", mine, *gifts[:4], *given(2, 60 * 24)) is None
    assert look("love_back", mine, *gifts[:4], *given(2, 60 * 24 + SECOND)) is not None
    assert [sure("love_back", mine, *gifts[:number]) for number in (3, 5, 6, 9)] == [0.75, 0.85, 0.9, 0.9]
    many = look("love_back", mine, *gifts)
    assert many is not None
    assert (len(many.evidence), many.numbers["n"]) == (10, 14)
    greeted = look("love_back", mine, *gifts[:4], back_below(mine, who("p0"), "It is ash", 90))
    assert greeted is not None
    assert greeted.numbers["home"] == 1


# talking to a wall


@pytest.mark.parametrize(
    ("weeks", "up"),
    [
        ([1, 2, 3, 4], True),
        ([1, 1, 2, 3], True),
        ([2, 1, 3, 4], True),  # five pairs rise, one falls: four more
        ([2, 1, 4, 3], False),
        ([2, 2, 2, 3], False),  # three pairs, and more than before
        ([3, 5, 4, 6], True),  # 10 are 1.25 times 8
        ([40, 41, 42, 43], False),  # surely, and hardly
        ([0, 0, 1, 2], True),
        ([0, 0, 0, 0], False),
        ([4, 3, 2, 1], False),
    ],
)
def test_counts_rise_where_more_weeks_go_up_than_down_by_a_quarter(weeks: Sequence[int], up: bool) -> None:
    assert rises(weeks) is up


def wall(weeks: Sequence[int], last: float = 24) -> list[Entry]:
    """So many posts in each of the last weeks, the earliest first; the newest of all `last` hours ago."""
    return [
        post(f"Thought {week}-{n}", last + (len(weeks) - 1 - week) * 168 + n * 160 / count, on="x")
        for week, count in enumerate(weeks)
        for n in range(count)
    ]


def test_eight_posts_without_a_reply_and_more_each_week_are_a_wall() -> None:
    assert look("talking_to_a_wall", *wall([0, 1, 2, 4])) is None
    assert look("talking_to_a_wall", *wall([0, 1, 3, 4])) is not None
    assert look("talking_to_a_wall", *wall([0, 1, 3, 4], 24 - SECOND)) is None
    assert look("talking_to_a_wall", *wall([4, 3, 1, 0])) is None
    assert look("talking_to_a_wall", *wall([2, 2, 2, 2])) is None
    assert look("talking_to_a_wall", *wall([3, 5, 4, 6])) is not None
    assert [sure("talking_to_a_wall", *wall(weeks)) for weeks in ([0, 1, 3, 4], [1, 2, 3, 4], [2, 4, 6, 8])] == [
        0.75, 0.79, 0.95,
    ]  # fmt: skip
    found = look("talking_to_a_wall", *wall([1, 2, 3, 4]))
    assert found is not None
    assert (len(found.evidence), found.numbers["n"]) == (8, 10)


def test_the_oldest_week_has_seven_days_as_the_others() -> None:
    first = [post(f"First {n}", 24 + 4 * 168 - 1 - n / 10, on="x") for n in range(6)]  # within its first hours
    assert look("talking_to_a_wall", *wall([0, 3, 4, 5])) is not None
    assert look("talking_to_a_wall", *first, *wall([0, 3, 4, 5])) is None


def test_the_oldest_week_is_the_fourth() -> None:
    old = [post(f"Old {n}", 24 + 3 * 168 + 10 + n, on="x") for n in range(8)]
    assert look("talking_to_a_wall", *wall([0, 1, 3, 4])) is not None
    assert look("talking_to_a_wall", *old, *wall([0, 1, 3, 4])) is None


# cold mentions


def test_three_strangers_within_a_day_are_cold_mentions() -> None:
    def calls(people: int, hours: float = 1, link: str = "https://mira.example/new") -> list[Entry]:
        return [post(f"@p{n} look {link}", 100 - (hours if n else 0)) for n in range(people)]

    assert look("cold_mentions", *calls(2)) is None
    assert sure("cold_mentions", *calls(3, 24)) == 0.8
    assert look("cold_mentions", *calls(3, 24 + SECOND)) is None
    elsewhere = "https://other.example/new"
    assert look("cold_mentions", *calls(4, link=elsewhere)) is None
    assert sure("cold_mentions", *calls(5, link=elsewhere)) == 0.65


def test_who_was_met_before_is_no_stranger() -> None:
    call = post("@ana @bo @cy look https://mira.example/new", 100)
    assert look("cold_mentions", call) is not None
    assert look("cold_mentions", call, answer(who("ana"), "That is a good joint", 101)) is None
    assert look("cold_mentions", call, answer(who("ana"), "That is a good joint", 99)) is not None


# autopost


def fed(number: int, by_hand: int = 0, minutes: float = 30, **more: object) -> list[Thing]:
    own = [post(f"Sanding the seat, day {n} of many", 900 - n * 20, on="x") for n in range(by_hand)]
    posts = [post(f"Part {n} https://mira.example/{n}", 600 - n * 20, on="x", **more) for n in range(number)]
    items = [published(f"Part {n}", f"https://mira.example/{n}", 600 + minutes / 60 - n * 20) for n in range(number)]
    return [*own, *posts, *items]


def test_eight_posts_of_ten_out_of_a_feed_within_the_hour_are_autoposted() -> None:
    assert look("autopost", *fed(7), looks_back=NOW - ago(days=60)) is None
    found = look("autopost", *fed(8, 2), looks_back=NOW - ago(days=60))
    assert found is not None
    assert (found.numbers["n"], found.numbers["posts"], found.confidence) == (8, 10, 0.75)
    assert look("autopost", *fed(8, 3), looks_back=NOW - ago(days=60)) is None
    assert look("autopost", *fed(8, minutes=60)) is not None
    assert look("autopost", *fed(8, minutes=61)) is None
    assert look("autopost", *fed(8, minutes=-2)) is not None
    assert look("autopost", *fed(8, minutes=-2.1)) is None


def test_an_outlet_is_surer_the_more_is_known_of_whom_it_hears() -> None:
    assert sure("autopost", *fed(8), only_posts=frozenset({"x"})) == 0.6
    assert sure("autopost", *fed(8)) == 0.75
    assert sure("autopost", *fed(8), following={"x": 10}) == 0.9
    assert look("autopost", *fed(8), following={"x": 11}) is None


def test_the_last_ten_posts_of_an_outlet_are_shown() -> None:
    found = look("autopost", *fed(12))
    assert found is not None
    assert [len(found.evidence), found.numbers["n"], found.evidence[-1].at] == [10, 12, ago(600 - 11 * 20)]


def test_three_words_of_ones_own_beside_the_title_are_no_machines() -> None:
    def with_words(text: str) -> list[Thing]:
        words = ("ash", "beech", "cedar", "maple", "oak", "pine", "rowan", "willow")
        posts = [post(f"Part {n} {text.format(each)} https://mira.example/{n}", 600 - n * 20, on="x")
                 for n, each in enumerate(words)]  # fmt: skip
        return [*posts, *fed(8)[8:]]

    assert look("autopost", *with_words("")) is not None
    assert look("autopost", *with_words("{0}tree {0}bark")) is not None
    assert look("autopost", *with_words("{0}tree {0}bark {0}leaf")) is None
    assert look("autopost", *with_words("fresh bench notes written near rivers")) is not None  # six, each time the same
    assert look("autopost", *with_words("fresh bench notes written near quiet rivers")) is None


def test_words_that_stand_in_half_of_the_posts_are_ones_own() -> None:
    beside = ("rivers carry timber", "lakes mirror birches")
    posts = [post(f"Part {n} {beside[n % 2]} https://mira.example/{n}", 600 - n * 20, on="x") for n in range(8)]
    assert look("autopost", *posts, *fed(8)[8:]) is None


# listened first


def listened(joins: int, hours: float, days_ago: float = 10) -> list[Entry]:
    """So many joins in a forum, the first of them `hours` before a link home."""
    at = days_ago * 24
    talks = [
        answer(who(f"p{n}"), "An index on that column helps a lot", at + hours - n / 100, on="discourse", venue="Wood")
        for n in range(joins)
    ]
    return [*talks, post("What I wrote about it https://mira.example/new", at, on="discourse", venue="Wood")]


def test_three_joins_over_a_day_before_the_first_link_are_listening() -> None:
    assert look("listened_first", *listened(JOINS, 24)) is not None
    assert look("listened_first", *listened(JOINS - 1, 24)) is None
    assert look("listened_first", *listened(JOINS, 24 - SECOND)) is None
    found = look("listened_first", *listened(9, 30))
    assert found is not None
    assert (found.confidence, found.numbers["n"], len(found.evidence)) == (0.9, 9, 5)


# comments closed


def test_three_of_at_most_fourteen_days_with_closed_comments_are_asked_about() -> None:
    def blog(shut: int, opened: int = 0, days: float = 10) -> list[Entry]:
        state = [True] * opened + [False] * shut
        return [
            post(f"Board {n}", days * 24 - n, on="blog", url=f"https://mira.example/{n}", comments_open=is_open)
            for n, is_open in enumerate(state)
        ]

    assert look("comments_closed", *blog(2)) is None
    assert sure("comments_closed", *blog(3)) == 0.9
    assert look("comments_closed", *blog(3, days=14)) is not None
    assert look("comments_closed", *blog(3, days=14 + SECOND)) is None
    assert look("comments_closed", *blog(8, 2)) is not None
    assert look("comments_closed", *blog(7, 2)) is None


# ad in a post


def test_what_says_it_is_an_advertisement_is_surer_than_praise() -> None:
    praise, marked = post("Quillbox has the best icons of all"), post("The lamp I use #ad")
    assert sure("ad_in_a_post", praise) == 0.6
    assert sure("ad_in_a_post", marked) == sure("ad_in_a_post", praise, marked) == 0.75
    assert sure("ad_in_a_post", post("The lamp I use https://shop.example/lamp?tag=mira-21")) == 0.75
    assert sure("ad_in_a_post", post("Use code LAMP20 for 20 % off https://shop.example/lamp")) == 0.75


# all about me


def test_a_story_taken_over_is_told_in_percent() -> None:
    def posts(number: int, ours: int, days: float) -> list[Entry]:
        step = 20 * 24 / number
        return [
            post("Acme has news" if n < ours else "A ferry strike", days * 24 - n * step, on="x") for n in range(number)
        ]

    def told(recent: tuple[int, int], before: tuple[int, int]) -> Finding | None:
        return look("all_about_me", *posts(*recent, 25), *posts(*before, 60))

    recent = posts(10, 10, 25)
    answers = [answer(who("bo"), "A ferry strike", 60 * 24 - n, on="x") for n in range(20)]
    assert look("all_about_me", *recent, *answers) is None
    assert look("all_about_me", *recent, *posts(20, 4, 28 + 90)) is not None
    assert look("all_about_me", *recent, *posts(20, 4, (28 + 90) + 0.1)) is None
    found = told((10, 10), (20, 4))
    assert found is not None
    assert (found.numbers["n"], found.numbers["share"], found.numbers["before"]) == (10, 100, 20)
    assert found.confidence == pytest.approx(0.9)
    assert told((9, 9), (20, 4)) is None
    assert told((10, 10), (19, 4)) is None
    assert told((40, 20), (40, 0)) is not None
    assert told((40, 19), (40, 0)) is None
    assert told((200, 100), (200, 60)) is not None  # a fifth more
    most = told((40, 40), (40, 24))
    assert most is not None
    assert (most.numbers["share"], most.numbers["before"]) == (100, 60)
    assert told((200, 100), (200, 61)) is None
    many = told((30, 24), (40, 4))
    assert many is not None
    assert len(many.evidence) == 10


@pytest.mark.parametrize(
    ("hits", "of", "hits_before", "of_before"),
    [(3, 3, 0, 3), (4, 5, 1, 5), (10, 12, 6, 20), (0, 4, 2, 4), (6, 6, 6, 9)],
)
def test_how_likely_a_rise_is_by_chance_is_counted_out(hits: int, of: int, hits_before: int, of_before: int) -> None:
    """All ways to draw the recent posts out of one box, and those with at least so many hits among them."""
    all_hits, everything = hits + hits_before, of + of_before
    good = sum(comb(all_hits, k) * comb(everything - all_hits, of - k) for k in range(hits, min(of, all_hits) + 1))
    assert by_chance(hits, of, hits_before, of_before) == pytest.approx(good / comb(everything, of))


def test_a_rise_that_might_be_chance_is_told_less_surely() -> None:
    recent = [post("Acme has news" if n < 11 else "A ferry strike", (20 - n) * 24, on="x") for n in range(14)]
    before = [post("Acme has news" if n < 6 else "A ferry strike", (60 - n) * 24, on="x") for n in range(20)]
    chance = by_chance(11, 14, 6, 20)
    assert 0.005 < chance < 0.01
    assert sure("all_about_me", *recent, *before) == pytest.approx(1 - 20 * chance, abs=1e-3)


def test_a_scene_holds_its_things_once_in_time_order_and_none_from_later() -> None:
    first, second = post("One", 5), post("Two", 4)
    there = scene(second, first, heard(second, who("ana"), "Yes", 1))
    assert [deed.entry.text for deed in there.deeds] == ["One", "Two"]
    earlier = Scene(now=ago(4.5), deeds=there.deeds, comments=there.comments)
    assert [deed.entry.text for deed in earlier.deeds] == ["One"]
    assert earlier.comments == ()
    assert Scene(now=ago(4), deeds=there.deeds).deeds == there.deeds
    assert Scene(now=ago(3), comments=there.comments).comments == there.comments
    assert there.is_recent(there.since)
    assert not there.is_recent(ago(28 * 24 + SECOND))
    assert there.without(frozenset()) is there
    rest = there.without(frozenset({"mastodon"}))
    assert (rest.deeds, rest.comments) == ((), ())


def test_what_each_sign_needs() -> None:
    assert {name: detector.MINIMUM for name, detector in BY_NAME.items()} == {
        "ad_in_a_post": 1, "all_about_me": 10, "autopost": 8, "blast": 3, "burst": 3, "canned_comments": 2,
        "cold_mentions": 3, "comments_closed": 3, "link_dump": 1, "listened_first": 3, "love_back": 3,
        "posted_and_left": 1, "talking_to_a_wall": 8, "team_echo": 3, "unanswered": 1,
    }  # fmt: skip


def test_a_finding_is_for_the_members_eyes_unless_somebody_says_otherwise() -> None:
    plain = Finding("blast", (Evidence("k", "", NOW),), 0.9, {})
    assert plain.private_only
    assert not plain.is_praise


def test_nothing_is_surer_than_sure() -> None:
    seen = [Evidence("k", "", NOW)]
    assert [BY_NAME["blast"].finding(seen, confidence).confidence for confidence in (-1, 0, 0.12345, 1, 2)] == [
        0, 0, 0.123, 1, 1,
    ]  # fmt: skip
