"""What the channel reads of a day: who takes part, who mostly broadcasts, what can be joined."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.judgement import Interval
from bot.domain.kinds import Act, Badge, Result
from bot.domain.masses import Masses
from bot.domain.report import Report, Shown

WINDOW = timedelta(days=28)  # what the numbers beside a name are counted over
BEST_WITHIN = timedelta(days=7)
CHANGE_OVER = timedelta(days=7)
ENOUGH_TO_BE_ALONE = 5  # fewer people than this who want no name would be known by subtraction


class Shows(StrEnum):
    """Where a member appears."""

    BY_NAME = "by name"
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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a conversation led to."""

    name: str  # "" for somebody who is not named
    kind: Result
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Lesson:
    """What somebody learned out there."""

    name: str
    words: str


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
    corrected: int = 0  # what people put right in the last week
    late: bool = False

    @property
    def named(self) -> tuple[Line, ...]:
        """Everybody in it, in the order they are read."""
        return self.participating + self.balancing + self.factory + self.untold

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
        since=judgement.badge_since,
        best=best(report.items, now),
        only_posts_visible=report.only_posts_visible,
        joins_to_clear=report.outlook().to_clear if judgement.is_factory else None,
    )


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


def in_order(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Not a ranking: by name, so that nobody is last."""
    return tuple(sorted(lines, key=lambda line: line.name.casefold()))
