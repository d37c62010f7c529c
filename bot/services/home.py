"""Everything the Home tab shows, gathered into plain values; and whether it may look different by now."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.judgement import AnswerRate
from bot.domain.report import Report, Shown
from bot.domain.trend import weekly
from bot.services import accounts, digest, sources_health, suggest
from bot.services import setup as setting_up
from bot.services.judge import Judge
from bot.services.sources_health import Health
from bot.services.suggest import Suggested
from models import Account, House, Member, Suggestion, Workspace

RECENTLY = timedelta(hours=12)  # who opened it longer ago sees it drawn anew when they open it again


@dataclass(frozen=True, slots=True)
class OnNetwork:
    """The three numbers on one network."""

    network: str
    share: float
    items: int
    answers: AnswerRate
    came_back: int


@dataclass(frozen=True, slots=True)
class ForAdmins:
    """What concerns the workspace; of members nothing but counts."""

    workspace: Workspace
    next_due: datetime | None
    house: Sequence[House]
    health: Sequence[Health]


@dataclass(frozen=True, slots=True)
class Home:
    """One member's page."""

    member: Member
    report: Report
    trend: tuple[float, ...]
    networks: tuple[OnNetwork, ...]
    accounts: Sequence[Account]
    suggestions: Sequence[Suggested]
    for_admins: ForAdmins | None


async def of_member(member: Member, workspace: Workspace, judge: Judge, *, is_admin: bool, now: datetime) -> Home:
    """The page as it is now."""
    report = await judge.report(member, now=now)
    weighing = await judge.weighing(member, workspace, now=now)
    return Home(
        member=member,
        report=report,
        trend=weekly(report.days, report.judgement.today, since=report.seen.since) if report.seen.judgeable else (),
        networks=_networks(report, weighing.answers_at),
        accounts=await accounts.of_member(member),
        suggestions=await suggest.for_member(member, now=now),
        for_admins=await _for_admins(workspace, now) if is_admin else None,
    )


def _networks(report: Report, answers: Mapping[str, AnswerRate]) -> tuple[OnNetwork, ...]:
    back = Counter(item.entry.network for item in report.items if came_back(item))
    parts = {part.network: part for part in report.judgement.parts}
    return tuple(
        OnNetwork(name, part.share, part.items, answers.get(name, AnswerRate()), back[name])
        for name, part in sorted(parts.items())
    )


def came_back(item: Shown) -> bool:
    """Whether a conversation got an answer or a result."""
    return item.weighed.outcome > 0 and item.weighed.judged and item.weighed.group == "genuine"


async def _for_admins(workspace: Workspace, now: datetime) -> ForAdmins:
    return ForAdmins(
        workspace,
        digest.next_due(workspace, now),
        await setting_up.house(workspace),
        await sources_health.of_workspace(workspace),
    )


async def opened(member: Member, *, now: datetime) -> None:
    """Noted, so that the page is kept fresh while they may be looking."""
    await Member.filter(id=member.id).update(home_at=now)
    member.home_at = now


async def being_looked_at(*, now: datetime) -> list[Member]:
    """Who opened their page lately."""
    lately = Member.filter(home_at__gt=now - RECENTLY, joined_at__not_isnull=True, workspace__removed_at=None)
    return await lately.select_related("workspace")


async def mark(member: Member, workspace: Workspace) -> tuple[object, ...]:
    """Changes whenever the page may look different; costs one look, where drawing it costs a judgement."""
    mine = (
        await Account.filter(member_id=member.id)
        .order_by("id")
        .values_list("id", "due_at", "last_error", "manual_since", "backfilled_at")
    )
    states = tuple((id, due is None, error, manual, first) for id, due, error, manual, first in mine)
    answers = Suggestion.filter(member_id=member.id)
    chosen = await answers.filter(taken_at__not_isnull=True).count(), await answers.filter(dismissed_at=None).count()
    own = tuple(getattr(member, name) for name in _OWN)
    ours = tuple(getattr(workspace, name) for name in _OURS)
    return (*own, *ours, states, *chosen)


_OWN = (
    "revision", "joined_at", "appears", "nudges", "nudge_days", "nudge_from", "nudge_to", "nudge_weekdays",
    "muted_until", "away_until", "zone", "is_admin",
)  # fmt: skip
_OURS = (
    "revision", "digest_channel", "digest_at", "digest_days", "zone", "names_allowed", "grace_days", "keep_days",
    "installed_by",
)  # fmt: skip
