"""What the channel reads of a day: who takes part, who mostly broadcasts, what can be joined."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.days import Day
from bot.domain.judgement import Interval
from bot.domain.kinds import Act, Badge, Result
from bot.domain.masses import Masses, masses
from bot.domain.report import Report, Shown

WINDOW = timedelta(days=28)  # what the numbers beside a name are counted over
BEST_WITHIN = timedelta(days=7)
CHANGE_OVER = timedelta(days=7)
WEEKS = 8  # of the trend: as far back as a share remembers anything to speak of
FRIDAY = 4
A_SECTION = 8  # people in one part of the digest; more are counted, so that it stays short whatever the team's size
BEHIND_IT = 30  # people in its thread: one nobody scrolls through says nothing


class Shows(StrEnum):
    """Where a member appears."""

    BY_NAME = "by name"
    WITHOUT_NAME = "without a name"
    IN_TOTALS = "only in the totals"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Counts:
    """What somebody did in the window, as plain numbers of things."""

    joined: int = 0  # in others' conversations: joins and quotes
    hosted: int = 0  # answers on their own ground
    posted: int = 0
    passed_on: int = 0  # boosts and likes

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.joined + other.joined,
            self.hosted + other.hosted,
            self.posted + other.posted,
            self.passed_on + other.passed_on,
        )

    @property
    def spoken(self) -> int:
        """All that had words in it."""
        return self.joined + self.hosted + self.posted


@dataclass(frozen=True, slots=True)
class Sign:
    """What a detector saw, as far as a channel may read it: which sign, how much, and where to look."""

    detector: str
    sign: str
    numbers: Mapping[str, float]
    network: str
    links: tuple[str, ...]
    is_praise: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One member in the digest."""

    member_id: int
    name: str
    badge: Badge
    share: float
    interval: Interval
    counts: Counts
    progress: int  # of 5, where there is not enough to tell
    since: date
    best: Shown | None  # the single best conversation of the week
    only_posts_visible: tuple[str, ...]  # networks that hide the other half
    joins_to_clear: int | None  # joined conversations, one a day, that end the factory badge
    share_before: float | None = None  # a week ago; None for whoever was not judged then
    networks: tuple[tuple[str, Counts], ...] = ()  # the parts, network by network, most first
    last: Shown | None = None  # the latest thing counted the way the line says
    hides: tuple[tuple[str, str], ...] = ()  # (network, what it does not show)
    days_seen: int = 0  # of 12, likewise
    signs: tuple[Sign, ...] = ()  # praise; of a broadcaster also what makes them one

    @property
    def points(self) -> int:
        """By how many points the share moved within the week."""
        return 0 if self.share_before is None else round(self.share * 100) - round(self.share_before * 100)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a conversation led to."""

    name: str  # "" for somebody who is not named
    kind: Result
    words: str
    url: str
    member_id: int = 0  # whose it is, also where nobody is named


@dataclass(frozen=True, slots=True)
class Lesson:
    """What somebody learned out there."""

    name: str
    words: str
    member_id: int = 0


@dataclass(frozen=True, slots=True)
class Invitation:
    """A conversation somebody of the team might join."""

    conversation_id: int
    title: str
    url: str
    network: str
    starter: str
    started_at: datetime
    last_at: datetime
    messages: int
    is_question: bool
    venue: str


@dataclass(frozen=True, slots=True)
class Mended:
    """Things of one sort that were counted wrong until somebody said so. Names nobody."""

    was: Act | None  # None: nobody noted what they had been taken for
    act: Act
    times: int


@dataclass(frozen=True, slots=True)
class Point:
    """Where the team stood at the end of one week, and what it did in it."""

    day: date  # the last one of the week
    share: float
    counts: Counts


@dataclass(frozen=True, slots=True)
class Digest:
    """One day's digest as a plain value."""

    day: date
    zone: str
    share: float | None  # the team's; None where too few people may be counted
    share_before: float | None  # a week ago
    counts: Counts
    people: int  # who are in the team's number
    participating: tuple[Line, ...] = ()
    balancing: tuple[Line, ...] = ()
    factory: tuple[Line, ...] = ()
    untold: tuple[Line, ...] = ()  # quiet, too little, or nothing that can be judged
    unnamed: int = 0  # in the totals, without a name
    outcomes: tuple[Outcome, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    goal: str = ""
    invitations: tuple[Invitation, ...] = ()
    since: date | None = None  # what resulted is told from this day on
    echo: Sign | None = None  # one text came from several of the team
    mended: tuple[Mended, ...] = ()  # what people put right in the last week
    weekly: tuple[Point, ...] = ()  # the trend, oldest first, where this is the edition of the week
    late: bool = False
    at: str = ""  # its usual time

    @property
    def judged(self) -> tuple[Line, ...]:
        """Everybody with a share, in the order they are read."""
        return self.participating + self.balancing + self.factory

    @property
    def named(self) -> tuple[Line, ...]:
        """Everybody in it, in the order they are read."""
        return self.judged + self.untold

    @property
    def about(self) -> tuple[int, ...]:
        """Ids of all it tells something of, by name or as "one of us": whoever leaves or hides is taken out of it."""
        told: list[Line | Outcome | Lesson] = [*self.named, *self.outcomes, *self.lessons]
        return tuple(dict.fromkeys(each.member_id for each in told))

    @property
    def has_something_to_say(self) -> bool:
        """A digest with nobody to speak of and nothing to join is not sent."""
        return bool(self.participating or self.balancing or self.factory or self.outcomes) or (
            bool(self.invitations) and bool(self.untold or self.unnamed)
        )


def line(member_id: int, name: str, report: Report, now: datetime) -> Line:
    """What the digest says of one member."""
    judgement = report.judgement
    return Line(
        member_id=member_id,
        name=name,
        badge=judgement.badge,
        share=judgement.share,
        interval=judgement.interval,
        counts=counts(report.items, now),
        progress=judgement.progress,
        days_seen=judgement.days_seen,
        since=judgement.badge_since,
        best=best(report.items, now),
        only_posts_visible=report.only_posts_visible,
        joins_to_clear=report.outlook().to_clear if judgement.is_factory else None,
        share_before=_share_before(report, now),
        networks=by_network(report.items, now),
        last=_last(report, now),
        hides=report.seen.hides,
    )


def _share_before(report: Report, now: datetime) -> float | None:
    day = now.date() - CHANGE_OVER
    return masses(report.days, day).share if any(each <= day for each in report.days) else None


def _last(report: Report, now: datetime) -> Shown | None:
    """The newest thing that made the badge what it is: an own post of a broadcaster's, else a conversation."""
    wanted = {Act.BROADCAST} if report.judgement.is_factory else {Act.JOIN, Act.QUOTE}
    shown = (item for item in report.items if item.weighed.judged and item.weighed.act in wanted)
    return next((item for item in shown if now - WINDOW <= item.weighed.at <= now and item.weighed.weight > 0), None)


def by_network(items: Sequence[Shown], now: datetime) -> tuple[tuple[str, Counts], ...]:
    """The window's counts, network by network, those with most to say first."""
    of: dict[str, list[Shown]] = defaultdict(list)
    for item in items:
        of[item.entry.network].append(item)
    found = [(network, counts(those, now)) for network, those in of.items()]
    spoken = [(network, each) for network, each in found if each.spoken]
    return tuple(sorted(spoken, key=lambda one: (-one[1].spoken, one[0])))


def counts(items: Sequence[Shown], now: datetime, window: timedelta = WINDOW) -> Counts:
    """How many things of each sort somebody did in the window; only what may be judged."""
    recent = [item.weighed for item in items if item.weighed.judged and now - window <= item.weighed.at <= now]
    return Counts(
        joined=sum(item.act in {Act.JOIN, Act.QUOTE} and item.weight > 0 for item in recent),
        hosted=sum(item.act is Act.HOST for item in recent),
        posted=sum(item.act is Act.BROADCAST and item.weight > 0 for item in recent),
        passed_on=sum(item.act in {Act.AMPLIFY, Act.APPLAUD} for item in recent),
    )


def best(items: Sequence[Shown], now: datetime) -> Shown | None:
    """The one conversation of the week to be proud of: out there, with most to it, the latest of equals."""
    joined = [
        item
        for item in items
        if item.weighed.act is Act.JOIN
        and now - BEST_WITHIN <= item.weighed.at <= now
        and item.weighed.weight >= 1
        and item.weighed.judged
    ]
    return max(joined, key=lambda item: (item.weighed.weight, item.worth, item.weighed.at), default=None)


def team_share(masses: Sequence[Masses]) -> float | None:
    """The share of everybody together: one person with all their weight; None where nobody may be counted."""
    if not masses:
        return None
    together = Masses(
        sum(each.genuine for each in masses),
        sum(each.out for each in masses),
        sum(each.broadcasts for each in masses),
        sum(each.low_effort for each in masses),
    )
    return together.share


def trend(people: Sequence[tuple[Mapping[date, Day], Sequence[Shown]]], now: datetime) -> tuple[Point, ...]:
    """Where these people stood together at the end of each of the last WEEKS weeks, today the last; oldest first.

    Weeks before anybody did anything are left out.
    """
    found = []
    for back in range(WEEKS):
        end = now - timedelta(weeks=back)
        share = team_share([masses(days, end.date()) for days, _ in people])
        done = sum((counts(items, end, timedelta(weeks=1)) for _, items in people), Counts())
        if share is not None:
            found.append(Point(end.date(), share, done))
    while found and not found[-1].counts.spoken:
        found.pop()
    return tuple(reversed(found))


def is_weekly(day: date, days: Collection[int], off: Collection[date] = ()) -> bool:
    """Whether the digest of `day` is the week's: Friday's, else that of the last day of the week which has one."""
    monday = day - timedelta(days=day.weekday())
    week = [monday + timedelta(days=number) for number in range(7)]
    chosen = [each for each in week if each.weekday() in days and each not in off]
    return bool(chosen) and day == next((each for each in chosen if each.weekday() == FRIDAY), chosen[-1])


def shown_of(lines: Sequence[Line], most: int, day: date) -> tuple[Line, ...]:
    """Those of `lines` there is room for, by name. Where they do not all fit, everybody's turn comes.

    Whoever moved up most or had a conversation to be proud of goes first; for the others the days decide.
    """
    if len(lines) <= most:
        return tuple(lines)
    start = day.toordinal() * most % len(lines)
    in_turn = [*lines[start:], *lines[:start]]
    if lines[0].badge not in {Badge.PARTICIPATING, Badge.BALANCING}:
        return in_order(in_turn[:most])
    return in_order(sorted(in_turn, key=lambda line: (line.best is None, -line.points))[:most])


def seen_of(digest: "Digest") -> frozenset[int]:
    """The members there is room to say something of, in the digest or behind it."""
    shown = [shown_of(each, A_SECTION, digest.day) for each in (digest.participating, digest.balancing, digest.factory)]
    shown.append(shown_of(digest.judged, BEHIND_IT, digest.day))
    return frozenset(line.member_id for lines in shown for line in lines)


def in_order(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Not a ranking: by name, so that nobody is last."""
    return tuple(sorted(lines, key=lambda line: line.name.casefold()))
