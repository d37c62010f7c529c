"""When not to write to somebody: one rule for every private note that nobody asked for just now.

A digest that names everybody comes every weekday; if being in it silenced the notes, nobody would ever get one. So two
things are told apart. Who is flagged in a digest, or told of for something new (a result, a lesson), was spoken to that
day: no note on that day, whether the digest has come or is still to come. For who stands in it with their usual line,
digest and note are kept three hours apart.
"""

import json
from datetime import datetime, timedelta

from bot.domain import calendar
from bot.domain.digest import Shows
from bot.domain.kinds import DeliveryKind, DeliveryState
from bot.services import digest
from bot.services.dates import zone_of
from bot.services.judge import Judge
from bot.services.preferences import is_away
from models import Activity, Conversation, Delivery, Member, Received, Workspace

APART_FROM_DIGEST = timedelta(hours=3)
IGNORED_TWICE = 2  # after so many in a row that nobody reacted to, half as often
SELDOM = 56  # days; more seldom than this would be never
LOOKED_AT = 10  # nudges back
HEARD = (DeliveryKind.FOREWARNING, DeliveryKind.FIRST, DeliveryKind.NOTICE)


async def keeps_quiet(workspace: Workspace, member: Member, judge: Judge, *, now: datetime) -> bool:
    """Whether this is no moment for a private note to this member."""
    if member.joined_at is None or not member.nudges or (member.muted_until and member.muted_until > now):
        return True
    if is_away(member, now) or not _in_their_hours(member, now):
        return True
    said = Delivery.of(workspace).filter(recipient=member.slack_id)
    if await said.filter(created_at__gt=now - timedelta(hours=24), kind__in=HEARD).exists():
        return True
    return await _too_soon(member, now) or await _digest_day(workspace, member, judge, now)


def _in_their_hours(member: Member, now: datetime) -> bool:
    days = [int(day) for day in member.nudge_weekdays.split(",") if day]
    return calendar.is_within(
        now, zone_of(member.zone), days=days, from_hour=member.nudge_from, to_hour=member.nudge_to
    )


async def _too_soon(member: Member, now: datetime) -> bool:
    before = await nudges(member)
    if not before or before[0].created_at > now - timedelta(days=member.nudge_days):
        return bool(before)
    wait = timedelta(days=min(member.nudge_days * 2 ** (await ignored(member, before) // IGNORED_TWICE), SELDOM))
    return before[0].created_at > now - wait


async def nudges(member: Member) -> list[Delivery]:
    """The last private notes that reached them or are on their way, newest first."""
    reached = [DeliveryState.PENDING, DeliveryState.SENT, DeliveryState.UNKNOWN]
    said = Delivery.of(member.workspace_id).filter(recipient=member.slack_id, kind=DeliveryKind.NUDGE)
    return await said.filter(state__in=reached).order_by("-created_at").limit(LOOKED_AT)


async def ignored(member: Member, newest_first: list[Delivery]) -> int:
    """How many in a row, from the newest back, had no effect until the next one: no press, nothing said there."""
    count, until = 0, None
    for each in newest_first:
        if each.answered_at is not None or await _followed(member, each, until):
            break
        count, until = count + 1, each.created_at
    return count


async def _followed(member: Member, said: Delivery, until: datetime | None) -> bool:
    """Whether they spoke in the thread it suggested, or answered somebody it said was waiting."""
    kept = json.loads(said.rests_on or "{}")
    within: dict[str, datetime] = {"at__gte": said.created_at} | ({"at__lt": until} if until else {})
    answered = Received.filter(member_id=member.id, id__in=kept.get("waiting") or [0], answered_at__gte=said.created_at)
    if await (answered.filter(answered_at__lt=until) if until else answered).exists():
        return True
    talk = await Conversation.get_or_none(id=kept.get("conversation") or 0, workspace_id=member.workspace_id)
    if talk is None:
        return False
    thread = f"{talk.network}:{talk.native_id}"
    return await Activity.filter(member_id=member.id, thread=thread, **within).exists()


async def _digest_day(workspace: Workspace, member: Member, judge: Judge, now: datetime) -> bool:
    zone = zone_of(member.zone)
    today = now.astimezone(zone).date()
    digests = Delivery.of(workspace).filter(kind=DeliveryKind.DIGEST, created_at__gt=now - timedelta(hours=26))
    for each in await digests:
        same_day = each.created_at.astimezone(zone).date() == today
        if same_day and member.id in json.loads(each.singled_out or "[]"):
            return True
        if each.created_at > now - APART_FROM_DIGEST and member.id in json.loads(each.about):
            return True
    return await _will_be_told(workspace, member, judge, now)


async def _will_be_told(workspace: Workspace, member: Member, judge: Judge, now: datetime) -> bool:
    """The digest still to come today, as far as it can be known."""
    if not workspace.digest_channel or digest.shows(workspace, member) is not Shows.BY_NAME:
        return False
    due = digest.next_due(workspace, now)
    zone = zone_of(member.zone)
    if due is None or due.astimezone(zone).date() != now.astimezone(zone).date():
        return False
    if due < now + APART_FROM_DIGEST:
        return True
    if (await judge.report(member, now=now)).judgement.is_factory:
        return True
    return bool(await digest.told_of_lately(workspace, [member.id], now))
