"""Is this a content factory, a participant, or somebody finding the balance? And what would change it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from bot.domain.badge import ENOUGH, FACTORY_SHARE, FIRST_DAYS, OUT_THERE_SHARE, Replay, replay
from bot.domain.beta import chance_below, quantile
from bot.domain.days import Day, day_of, day_sums, day_sums_by_network, network_of, once
from bot.domain.kinds import Badge
from bot.domain.masses import WINDOW_DAYS, Masses, masses
from bot.domain.weighed import Weighed

METHOD_VERSION = "2"  # every change of a rule or a number changes it
SURE = 0.90  # how much of the distribution an interval holds: one in twenty on either side
WORTH_DATING = 5.0  # evidence weaker than this gets no "since": everybody's is that strong now and then

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Interval:
    """Between these two the true share lies, nine times in ten."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class AnswerRate:
    """Others' comments on one's own items, and how many of them were answered. Hosting: never part of the share."""

    comments: int = 0
    within_72_hours: int = 0
    ever: int = 0

    @property
    def rate(self) -> float | None:
        """The part answered within 72 hours; None where nobody commented."""
        return self.within_72_hours / self.comments if self.comments else None


NO_COMMENTS = AnswerRate()


@dataclass(frozen=True, slots=True)
class Part:
    """What happened on one network, by itself: networks differ in norm."""

    network: str
    masses: Masses
    items: int

    @property
    def share(self) -> float:
        return self.masses.share

    @property
    def interval(self) -> Interval:
        return interval(self.masses)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is said of one member at one moment, with everything it rests on.

    Badge, probabilities and evidence are those of the last midnight (UTC); share and interval include today.
    """

    method: str
    today: date
    badge: Badge
    badge_since: date  # the first day it was in force, as far as the replay reaches back
    changes: tuple[tuple[date, Badge], ...]  # the days a badge came into force in the replay, oldest first
    masses: Masses  # including today
    decided_on: Masses  # up to the last midnight
    evidence: float  # R: "what you did is 30 times better explained by broadcasting"
    evidence_since: date | None  # since when; None where the evidence is too weak to be dated
    seen_since: date | None  # the first day on which anything counted, at most 180 days back
    items: int = 0  # how many judged items of the last 90 days it rests on
    answers: AnswerRate = NO_COMMENTS
    parts: tuple[Part, ...] = ()

    @property
    def share(self) -> float:
        """The out-there share: of genuine items on others' ground and broadcasts, the part out there."""
        return self.masses.share

    @property
    def interval(self) -> Interval:
        """The 90 % interval of the share."""
        return interval(self.masses)

    @property
    def factory_probability(self) -> float:
        """P(rho < 1/3): how sure it is that less than a third is genuine."""
        return chance_below(FACTORY_SHARE, self.decided_on.genuine, self.decided_on.broadcasts)

    @property
    def participating_probability(self) -> float:
        """P(rho >= 2/3): how sure it is that two thirds are genuine."""
        return 1 - chance_below(OUT_THERE_SHARE, self.decided_on.genuine, self.decided_on.broadcasts)

    @property
    def is_factory(self) -> bool:
        return self.badge is Badge.FACTORY

    @property
    def is_participating(self) -> bool:
        return self.badge is Badge.PARTICIPATING

    @property
    def is_balancing(self) -> bool:
        return self.badge is Badge.BALANCING

    @property
    def is_quiet(self) -> bool:
        return self.badge is Badge.QUIET

    @property
    def is_told(self) -> bool:
        """Whether there was enough to say anything."""
        return self.badge in (Badge.FACTORY, Badge.PARTICIPATING, Badge.BALANCING)

    @property
    def reaches_two_thirds(self) -> bool:
        return self.share >= OUT_THERE_SHARE

    @property
    def progress(self) -> int:
        """The 3 of "3 of 5 so far": how far the nearer gate is, as of the last midnight; one thing fading is one."""
        mass = max(self.decided_on.genuine, self.decided_on.broadcasts)
        return min(int(max(mass, 1)), int(ENOUGH)) if mass else 0

    @property
    def days_seen(self) -> int:
        """The 8 of "day 8 of 12": how many days lie behind since anything counted."""
        return min((self.today - self.seen_since).days, FIRST_DAYS) if self.seen_since else 0


def interval(of: Masses) -> Interval:
    """The central 90 % of the share's Beta distribution."""
    a, b = of.share_parameters
    return Interval(quantile((1 - SURE) / 2, a, b), quantile((1 + SURE) / 2, a, b))


def judge(
    weighed: Iterable[Weighed],
    *,
    now: datetime,
    covered: bool = True,
    answers: AnswerRate = NO_COMMENTS,
    watched_since: date | None = None,
) -> Judgement:
    """Judge a member by all their weighed items, in any order; what lies after `now` is not looked at.

    `covered` is False where no source of theirs shows both sides. Nobody is called quiet before they were watched for
    28 days, where `watched_since` says since when they were.
    """
    items = known(weighed, now)
    today = now.astimezone(UTC).date()
    recent = [item for item in items if item.judged and item.group and (today - day_of(item)).days < WINDOW_DAYS]
    by_network = day_sums_by_network(recent)
    return judge_days(
        day_sums(items),
        today,
        covered=covered,
        answers=answers,
        watched_since=watched_since,
        items=len(recent),
        parts=tuple(
            Part(network, masses(days, today), sum(network_of(item) == network for item in recent))
            for network, days in by_network.items()
        ),
    )


def known(weighed: Iterable[Weighed], now: datetime) -> list[Weighed]:
    """The items up to `now`, each once and in time order; with `day_sums` around it, what `judge_days` is given."""
    if now.tzinfo is None:
        raise ValueError("a judgement needs to know the zone of its now")
    return [item for item in once(weighed) if item.at <= now]


def judge_days(
    days: Mapping[date, Day],
    today: date,
    *,
    covered: bool = True,
    answers: AnswerRate = NO_COMMENTS,
    watched_since: date | None = None,
    items: int = 0,
    parts: tuple[Part, ...] = (),
) -> Judgement:
    """`judge` from prepared day sums: about a quarter of a millisecond. Days after `today` are not looked at."""
    played = replay(days, today - ONE_DAY, covered=covered, watched_since=watched_since)
    return _judgement(days, today, played, answers, items, parts)


def judge_after(
    days: Mapping[date, Day], last: date, *, covered: bool = True, watched_since: date | None = None
) -> Judgement:
    """The judgement of the midnight after `last`, with share and interval as of `last`: what tonight will say."""
    return _judgement(days, last, replay(days, last, covered=covered, watched_since=watched_since))


def _judgement(
    days: Mapping[date, Day],
    today: date,
    played: Replay,
    answers: AnswerRate = NO_COMMENTS,
    items: int = 0,
    parts: tuple[Part, ...] = (),
) -> Judgement:
    changes = tuple((day + ONE_DAY, badge) for day, badge in played.changes)
    strength = played.evidence[-1].strength
    return Judgement(
        method=METHOD_VERSION,
        today=today,
        badge=played.badge,
        badge_since=changes[-1][0],
        changes=changes,
        masses=masses(days, today),
        decided_on=masses(days, played.last),
        evidence=strength,
        evidence_since=played.evidence_since if strength >= WORTH_DATING else None,
        seen_since=played.first,
        items=items,
        answers=answers,
        parts=parts,
    )
