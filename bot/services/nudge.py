"""A private word to one member: what was seen, one conversation, what would change.

Rarely, in their hours, never twice a day.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain import calendar
from bot.domain.digest import Counts, counts
from bot.domain.kinds import DeliveryKind
from bot.domain.report import Report
from bot.services import deliver, suggest
from bot.services.dates import zone_of
from bot.services.judge import Judge
from bot.services.suggest import Suggested
from models import Delivery, Member, Received, Workspace

WINDOW = timedelta(days=14)
FEWEST_POSTS = 4  # own posts from which it is worth a word that they outnumber the conversations
APART_FROM_DIGEST = timedelta(hours=3)
STEP = 4  # joined conversations a person can picture


class Card(StrEnum):
    """What a nudge is about, most pressing first."""

    UNANSWERED = "unanswered"
    MOSTLY_POSTS = "mostly posts"
    PRAISE = "praise"


@dataclass(frozen=True, slots=True)
class Nudge:
    """One private word."""

    card: Card
    counts: Counts  # of the last 14 days
    share: float
    share_after: float  # with STEP more conversations
    waiting: tuple[Received, ...]
    suggestion: Suggested | None
    report: Report


View = Callable[[Member, Nudge, datetime], deliver.Message]


async def for_member(member: Member, judge: Judge, *, now: datetime) -> Nudge | None:
    """The word worth saying to this member now; None when there is none."""
    report = await judge.report(member, now=now)
    recent = counts(report.items, now, WINDOW)
    waiting = await suggest.unanswered(member, now=now)
    card = _card(report, recent, waiting)
    if card is None:
        return None
    suggested = await suggest.for_member(member, now=now, count=1)
    return Nudge(
        card,
        recent,
        report.judgement.share,
        report.after(joins=STEP).share,
        waiting,
        suggested[0] if suggested else None,
        report,
    )


def _card(report: Report, recent: Counts, waiting: tuple[Received, ...]) -> Card | None:
    if waiting:
        return Card.UNANSWERED
    if not report.judgement.is_told:
        return None
    if recent.posted >= FEWEST_POSTS and recent.posted > 2 * (recent.joined + recent.hosted):
        return Card.MOSTLY_POSTS
    return Card.PRAISE if report.judgement.is_participating and recent.joined >= FEWEST_POSTS else None


async def owe_if_due(workspace: Workspace, judge: Judge, *, now: datetime, view: View) -> int:
    """Writes down the nudges whose time has come; how many.

    Nobody gets one outside their working hours, while muted, on a day the channel names them, or more often than they
    chose.
    """
    owed = 0
    for member in await Member.of(workspace).filter(joined_at__not_isnull=True, nudges=True):
        if not await may_be_nudged(workspace, member, now):
            continue
        nudge = await for_member(member, judge, now=now)
        day = now.astimezone(zone_of(member.zone)).date()
        if nudge is None:
            # Nothing to say today: asking again every tick would cost a judgement each time.
            continue
        if nudge.suggestion is not None:
            await suggest.offered(member, [nudge.suggestion], now=now)
        owed += await deliver.owe(
            workspace, DeliveryKind.NUDGE, member.slack_id, str(day), view(member, nudge, now),
            now=now, about=[member.id], not_after=now + timedelta(hours=8),
        )  # fmt: skip
    return owed


async def may_be_nudged(workspace: Workspace, member: Member, now: datetime) -> bool:
    """Whether this is a moment for a private word at all."""
    if member.joined_at is None or not member.nudges or (member.muted_until and member.muted_until > now):
        return False
    if not calendar.is_working_hour(now, zone_of(member.zone)):
        return False
    said = Delivery.of(workspace).filter(recipient=member.slack_id)
    if await said.filter(created_at__gt=now - timedelta(days=member.nudge_days), kind=DeliveryKind.NUDGE).exists():
        return False
    a_day_ago = now - timedelta(hours=24)
    if await said.filter(created_at__gt=a_day_ago, kind__in=[DeliveryKind.FOREWARNING, DeliveryKind.FIRST]).exists():
        return False
    # A digest that names everybody comes every weekday: what must not happen is being spoken to twice at one moment.
    digests = Delivery.of(workspace).filter(kind=DeliveryKind.DIGEST, created_at__gt=now - APART_FROM_DIGEST)
    return not any(f"{member.id}" in _ids(digest.about) for digest in await digests)


def _ids(about: str) -> list[str]:
    return about.strip("[]").replace(" ", "").split(",")
