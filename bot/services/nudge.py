"""A private word to one member who asked for them: what was seen, one conversation, what would change."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.domain.digest import Counts, counts
from bot.domain.kinds import Act, DeliveryKind
from bot.domain.report import Report, Shown
from bot.services import deliver, pauses, suggest
from bot.services.dates import zone_of
from bot.services.judge import Judge
from bot.services.suggest import Suggested
from models import Delivery, Member, Received, Workspace

WINDOW = timedelta(days=14)
PRAISED_AGAIN = timedelta(days=7)  # not sooner, however often somebody wants to be written to
FEWEST_POSTS = 4  # own posts from which it is worth a word that they outnumber the conversations
STEP = 4  # joined conversations a person can picture
ROWS = 60  # of what a word rests on, kept to be shown
SILENT_FOR = timedelta(hours=1)  # nobody is weighed again sooner, unless something new is known of them
GOOD_FOR = timedelta(hours=1)  # later than this it may be evening there, or another day


class Card(StrEnum):
    """What a nudge is about, most pressing first."""

    UNANSWERED = "unanswered"
    MOSTLY_POSTS = "mostly posts"
    PRAISE = "praise"


_COUNTED = {
    Card.UNANSWERED: frozenset[Act](),
    Card.MOSTLY_POSTS: frozenset({Act.BROADCAST, Act.JOIN, Act.QUOTE, Act.HOST}),
    Card.PRAISE: frozenset({Act.JOIN, Act.QUOTE}),
}


@dataclass(frozen=True, slots=True)
class Nudge:
    """One private word."""

    day: date  # by the member's calendar
    card: Card
    counts: Counts  # of the last 14 days
    share: float
    share_after: float  # with STEP more conversations
    waiting: tuple[Received, ...]
    suggestion: Suggested | None
    rows: tuple[str, ...]  # keys of the activities the numbers were counted from

    @property
    def rests_on(self) -> str:
        """The very rows, as they are kept beside the message."""
        conversation = self.suggestion.conversation.id if self.suggestion else None
        waiting = [one.id for one in self.waiting]
        return json.dumps({"card": self.card, "rows": self.rows, "waiting": waiting, "conversation": conversation})


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
        day=now.astimezone(zone_of(member.zone)).date(),
        card=card,
        counts=recent,
        share=report.judgement.share,
        share_after=report.after(joins=STEP).share,
        waiting=waiting if card is Card.UNANSWERED else (),
        suggestion=suggested[0] if suggested else None,
        rows=_rows(report, card, now),
    )


def _card(report: Report, recent: Counts, waiting: tuple[Received, ...]) -> Card | None:
    if waiting:
        return Card.UNANSWERED
    if not report.judgement.is_told:
        return None
    if recent.posted >= FEWEST_POSTS and recent.posted > 2 * (recent.joined + recent.hosted):
        return Card.MOSTLY_POSTS
    return Card.PRAISE if report.judgement.is_participating and recent.joined >= FEWEST_POSTS else None


def _rows(report: Report, card: Card, now: datetime) -> tuple[str, ...]:
    """What `counts` counted."""
    recent = [item for item in report.items if item.weighed.judged and now - WINDOW <= item.weighed.at <= now]
    counted = [item.key for item in recent if item.weighed.act in _COUNTED[card] and _weighs(item)]
    return tuple(counted[:ROWS])


def _weighs(item: Shown) -> bool:
    return item.weighed.act is Act.HOST or item.weighed.weight > 0


class Silent:
    """For whom there was nothing to say a moment ago, as long as nothing new is known of them; kept in memory alone."""

    def __init__(self) -> None:
        self._until: dict[int, tuple[int, int, datetime]] = {}

    def remember(self, workspace: Workspace, member: Member, *, now: datetime) -> None:
        """There is nothing to say to them now."""
        self._until[member.id] = (workspace.revision, member.revision, now + SILENT_FOR)

    def covers(self, workspace: Workspace, member: Member, *, now: datetime) -> bool:
        """Whether they need not be weighed again yet."""
        found = self._until.get(member.id)
        if found is None or found[:2] != (workspace.revision, member.revision) or not now < found[2]:
            self._until.pop(member.id, None)
            return False
        return now >= found[2] - SILENT_FOR


async def owe_if_due(workspace: Workspace, judge: Judge, *, now: datetime, view: View, silent: Silent) -> int:
    """Writes down the nudges whose time has come, for those who asked for them; how many.

    Who is in `silent` is passed over, and who has nothing to be told is put there.
    """
    owed = 0
    for member in await Member.of(workspace).filter(joined_at__not_isnull=True, nudges=True):
        if silent.covers(workspace, member, now=now) or await pauses.keeps_quiet(workspace, member, judge, now=now):
            continue
        nudge = await for_member(member, judge, now=now)
        if nudge is None or not await _is_news(member, nudge, now):
            silent.remember(workspace, member, now=now)
            continue
        if nudge.suggestion is not None:
            await suggest.offered(member, [nudge.suggestion], now=now)
        owed += await deliver.owe(
            workspace, DeliveryKind.NUDGE, member.slack_id, str(nudge.day), view(member, nudge, now),
            now=now, about=[member.id], not_after=now + GOOD_FOR, rests_on=nudge.rests_on,
        )  # fmt: skip
    return owed


async def _is_news(member: Member, what: Nudge, now: datetime) -> bool:
    """Praise alone, without a conversation beside it, soon wears off."""
    if what.card is not Card.PRAISE or what.suggestion is not None:
        return True
    lately = [each for each in await pauses.nudges(member) if now - each.created_at < PRAISED_AGAIN]
    return not any(json.loads(each.rests_on or "{}").get("card") == Card.PRAISE for each in lately)


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a nudge was made of, as it is recorded now."""

    card: Card
    sent: datetime
    items: tuple[Shown, ...]
    waiting: tuple[Received, ...]
    missing: int  # rows that were there then: corrected away, deleted, or too old to be shown


async def grounds(workspace: Workspace, member: Member, judge: Judge, day: str, *, now: datetime) -> Grounds | None:
    """The very rows the nudge of that day rests on; None where there was none, or it is too old to know."""
    said = await Delivery.of(workspace).get_or_none(key=f"{workspace.id}:{DeliveryKind.NUDGE}:{member.slack_id}:{day}")
    if said is None or not said.rests_on:
        return None
    kept = json.loads(said.rests_on)
    report = await judge.report(member, now=now)
    wanted = set(kept["rows"])
    items = tuple(item for item in report.items if item.key in wanted)
    waiting = await Received.filter(member_id=member.id, id__in=kept["waiting"] or [0]).order_by("-at")
    missing = len(wanted) - len(items) + len(kept["waiting"]) - len(waiting)
    return Grounds(Card(kept["card"]), said.created_at, items, tuple(waiting), missing)


async def answered(workspace: Workspace, channel: str, ts: str, *, now: datetime) -> None:
    """A button of it was pressed: it was not ignored. `channel` and `ts` say which message it was."""
    said = Delivery.of(workspace).filter(kind=DeliveryKind.NUDGE, channel=channel, slack_ts=ts, answered_at=None)
    await said.update(answered_at=now)
