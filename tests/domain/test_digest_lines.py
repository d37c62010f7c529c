"""What one line of the digest says of one member, and when there is a digest at all."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.digest import (
    A_SECTION,
    BEHIND_IT,
    BEST_WITHIN,
    WEEKS,
    WINDOW,
    Counts,
    Digest,
    Invitation,
    Lesson,
    Line,
    Outcome,
    best,
    by_network,
    counts,
    in_order,
    is_weekly,
    line,
    seen_of,
    shown_of,
    team_share,
    trend,
)
from bot.domain.entry import Entry, Party
from bot.domain.judgement import Interval
from bot.domain.kinds import Act, Badge, Kind, Origin, Result
from bot.domain.masses import Masses
from bot.domain.report import Report, Seen, Shown, of_ledger, with_outcome
from bot.domain.value import Value
from bot.domain.weigh import Ledger
from tests.domain import histories
from tests.domain.people import ANA, entry, reply
from tests.domain.people import item as thing

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
TODAY = NOW.date()
SECOND = timedelta(seconds=1)
INVITATION = Invitation(1, "Which knot?", "https://a.example", "web", "ana", NOW, NOW, 3, True, "")
ACTS = tuple(histories.BASE)
LINE = Line(1, "mira", Badge.PARTICIPATING, 0.5, Interval(0.4, 0.6), Counts(), 5, TODAY, None, (), None)


def shown(act: Act, at: datetime = NOW, key: str = "k", network: str = "bluesky", **more: object) -> Shown:
    weighed = replace(histories.item(act, at, key=key), **more)
    return Shown(Entry(network, key, Kind.POST, at, Party("me", "mira")), Origin.POLLED, weighed)


def test_every_act_is_counted_under_its_name() -> None:
    items = [shown(act, key=act) for act in ACTS]
    assert counts(items, NOW) == Counts(joined=2, hosted=1, posted=1, passed_on=2)
    assert counts(items, NOW).spoken == 4
    assert counts(items, NOW) + Counts(1, 2, 3, 4) == Counts(3, 3, 4, 6)


def test_what_happens_this_very_moment_is_in_it() -> None:
    assert len(reported(joined(timedelta())).items) == 1
    assert reported(joined(-SECOND)).items == ()


def test_a_digest_stays_short_and_looks_back_as_far_as_it_says() -> None:
    assert (timedelta(days=28), timedelta(days=7)) == (WINDOW, BEST_WITHIN)
    assert (A_SECTION, BEHIND_IT, WEEKS) == (8, 30, 8)


def test_what_weighs_nothing_or_may_not_be_judged_is_not_counted() -> None:
    empty = [shown(act, key=act, weight=0.0) for act in (Act.JOIN, Act.QUOTE, Act.BROADCAST)]
    hidden = [shown(act, key=act, judged=False) for act in ACTS]
    assert counts([*empty, *hidden], NOW) == Counts()


@pytest.mark.parametrize(("at", "joined"), [(NOW, 1), (NOW + SECOND, 0), (NOW - WINDOW, 1), (NOW - WINDOW - SECOND, 0)])
def test_the_numbers_beside_a_name_are_those_of_four_weeks(at: datetime, joined: int) -> None:
    assert counts([shown(Act.JOIN, at)], NOW).joined == joined


def test_the_best_of_the_week_is_a_conversation_out_there_with_most_to_it() -> None:
    plain, answered = shown(Act.JOIN, key="1"), shown(Act.JOIN, NOW - timedelta(days=3), key="2", weight=1.5)
    assert best([plain, answered, shown(Act.BROADCAST, key="3", weight=9.0)], NOW) is answered
    assert best([shown(Act.JOIN, weight=0.9), shown(Act.JOIN, judged=False)], NOW) is None
    told = replace(plain, weighed=replace(plain.weighed, value=Value(0.2, 0.3, 0.4)))
    assert told.worth == pytest.approx(0.9)
    assert plain.worth == 0
    assert best([plain, told], NOW) is told
    older = shown(Act.JOIN, NOW - SECOND, key="0")
    assert best([plain, older], NOW) is best([older, plain], NOW) is plain


@pytest.mark.parametrize(
    ("at", "there"),
    [(NOW, True), (NOW + SECOND, False), (NOW - BEST_WITHIN, True), (NOW - BEST_WITHIN - SECOND, False)],
)
def test_the_best_of_the_week_is_of_the_week(at: datetime, there: bool) -> None:
    assert (best([shown(Act.JOIN, at)], NOW) is not None) is there


def test_networks_are_named_by_how_much_was_said_there_and_not_where_nothing_was() -> None:
    items = [shown(Act.JOIN, key="1", network="web"), shown(Act.HOST, key="2", network="github")]
    items += [shown(Act.BROADCAST, key=str(number), network="x") for number in range(3, 5)]
    items.append(shown(Act.APPLAUD, key="9", network="reddit"))
    assert [(network, each.spoken) for network, each in by_network(items, NOW)] == [("x", 2), ("github", 1), ("web", 1)]


def reported(*entries: Entry, now: datetime = NOW) -> Report:
    return of_ledger(
        Ledger.of([thing(each) for each in entries]), now=now, seen=Seen(judgeable=True, only_posts=("x",))
    )


def joined(ago: timedelta, key: str = "1") -> Entry:
    return reply(ANA, ANA, native_id=key, thread=f"t{key}", at=NOW - ago)


def test_a_line_says_the_last_conversation_of_who_is_no_broadcaster_and_the_last_post_of_who_is() -> None:
    posts = [entry(Kind.POST, native_id=f"p{day}", at=NOW - timedelta(days=day)) for day in range(1, 30)]
    talked = joined(timedelta(days=9), "j")
    factory = line(7, "mira", reported(*posts, talked), NOW)
    assert (factory.member_id, factory.badge) == (7, Badge.FACTORY)
    assert factory.last is not None
    assert factory.last.entry.native_id == "p1"
    assert factory.joins_to_clear == reported(*posts, talked).outlook().to_clear
    assert factory.joins_to_clear
    other = line(7, "mira", reported(posts[0], talked), NOW)
    assert other.last is not None
    assert other.last.entry.native_id == "j"
    assert other.joins_to_clear is None
    assert other.only_posts_visible == ("x",)


@pytest.mark.parametrize(
    ("ago", "there"), [(timedelta(), True), (WINDOW, True), (WINDOW + SECOND, False), (-SECOND, False)]
)
def test_the_last_thing_is_one_of_the_last_four_weeks(ago: timedelta, there: bool) -> None:
    found = replace(reported(), items=(shown(Act.JOIN, NOW - ago),))
    assert (line(1, "mira", found, NOW).last is not None) is there


def test_the_last_thing_is_one_that_counted() -> None:
    found = replace(reported(), items=(shown(Act.JOIN, weight=0.0), shown(Act.JOIN, judged=False)))
    assert line(1, "mira", found, NOW).last is None


def test_a_share_moves_by_points_from_that_of_a_week_ago() -> None:
    week = timedelta(days=7)
    assert line(1, "mira", reported(joined(timedelta(days=6))), NOW).share_before is None
    found = reported(joined(week), joined(timedelta(days=1), "2"))
    moved = line(1, "mira", found, NOW)
    assert moved.share_before == pytest.approx(Masses(out=0.850406, genuine=0.850406).share)
    assert moved.points == round(100 * moved.share) - round(100 * moved.share_before) > 0
    assert LINE.points == 0
    assert replace(LINE, share_before=0.444).points == 6


def test_the_team_is_one_person_with_all_their_weight() -> None:
    team = team_share([Masses(1, 1, 2, 0.5), Masses(4, 3, 5, 0.25)])
    assert team == Masses(5, 4, 7, 0.75).share
    assert team_share([]) is None


def test_the_trend_is_of_eight_weeks_with_what_was_done_in_each() -> None:
    found = reported(*(joined(timedelta(weeks=week, hours=1), str(week)) for week in range(12)))
    points = trend([(found.days, found.items)], NOW)
    assert len(points) == WEEKS == 8
    assert {point.counts.joined for point in points} == {1}
    assert points[-1].share == found.judgement.share


@pytest.mark.parametrize("badge", [Badge.FACTORY, Badge.UNTOLD])
def test_where_there_is_no_room_for_all_the_days_decide_whose_turn_it_is(badge: Badge) -> None:
    lines = [replace(LINE, member_id=number, name=f"p{number}", badge=badge) for number in range(5)]
    day = date.fromordinal(700_001)
    starts = 700_001 * 2 % 5
    shown = {one.member_id for one in shown_of(lines, 2, day)}
    assert shown == {starts, (starts + 1) % 5}
    assert len(shown_of(lines, 4, day)) == 4
    assert shown_of(lines, 5, day) == tuple(lines)


def test_a_conversation_to_be_proud_of_goes_before_points() -> None:
    lines = [replace(LINE, member_id=number, name=f"p{number}", share_before=0.1 * number) for number in range(5)]
    lines[4] = replace(lines[4], best=shown(Act.JOIN))
    assert {one.member_id for one in shown_of(lines, 2, TODAY)} == {4, 0}


def test_people_are_read_by_name_whatever_its_letter_case() -> None:
    assert [one.name for one in in_order([replace(LINE, name=name) for name in ("b", "C", "A")])] == ["A", "b", "C"]


def test_the_fridays_edition_is_that_of_its_own_week() -> None:
    sunday = date(2026, 11, 22)
    assert not is_weekly(sunday, range(7))
    assert is_weekly(sunday, {6})
    assert is_weekly(sunday - timedelta(days=6), {0})


def digest(**more: object) -> Digest:
    told: dict[str, object] = {
        "day": TODAY,
        "zone": "UTC",
        "share": 0.5,
        "share_before": None,
        "counts": Counts(),
        "people": 1,
    }
    return Digest(**(told | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({}, False),
        ({"participating": (LINE,)}, True),
        ({"balancing": (LINE,)}, True),
        ({"factory": (LINE,)}, True),
        ({"outcomes": (Outcome("mira", Result.SALE, "", ""),)}, True),
        ({"untold": (LINE,)}, False),
        ({"invitations": (INVITATION,)}, False),
        ({"invitations": (INVITATION,), "untold": (LINE,)}, True),
        ({"invitations": (INVITATION,), "unnamed": 1}, True),
        ({"lessons": (Lesson("mira", "slow down"),)}, False),
    ],
)  # fmt: skip
def test_a_digest_is_sent_where_there_is_somebody_to_speak_of_or_something_to_join(
    told: dict[str, object], says: bool
) -> None:
    assert digest(**told).has_something_to_say is says


def test_whoever_is_told_of_is_known_once_each() -> None:
    lines = [replace(LINE, member_id=number) for number in range(6)]
    one = digest(
        participating=(lines[1],), balancing=(lines[2],), factory=(lines[3],), untold=(lines[4],),
        outcomes=(Outcome("", Result.SALE, "", "", member_id=5),), lessons=(Lesson("", "", member_id=1),),
    )  # fmt: skip
    assert one.about == (1, 2, 3, 4, 5)
    assert seen_of(one) == {1, 2, 3}


def test_what_came_back_only_adds() -> None:
    half = entry(Kind.POST, outcome=0.5)
    assert with_outcome(half, 1.0).outcome == 1.0
    assert with_outcome(half, 0.5) is with_outcome(half, 0.0) is half
