"""The day's digest: built into a plain value, written down once per workspace and local day."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import models
from bot.domain import calendar
from bot.domain.digest import (
    CHANGE_OVER,
    ENOUGH_TO_BE_ALONE,
    Counts,
    Digest,
    Lesson,
    Line,
    Outcome,
    Shows,
    counts,
    in_order,
    line,
    team_share,
)
from bot.domain.kinds import Appears, Badge, DeliveryKind
from bot.domain.masses import masses
from bot.domain.report import Report
from bot.services import accounts, deliver, suggest
from bot.services.dates import zone_of
from bot.services.judge import Judge
from models import Correction, Delivery, Member, Result, Workspace

RESULTS_OF = timedelta(days=7)
LATE_AFTER = timedelta(minutes=30)

View = Callable[[Workspace, Digest, datetime], deliver.Message]
Warn = Callable[[Member, Line, date], deliver.Message]


@dataclass(frozen=True, slots=True)
class Judged:
    """A member with their report."""

    member: Member
    report: Report
    shows: Shows


async def build(workspace: Workspace, judge: Judge, *, now: datetime, day: date | None = None) -> Digest:
    """The digest of `workspace` as of `now`. `day` is the local day it is for; its moment may have passed (late)."""
    zone = zone_of(workspace.zone)
    judged = await _everybody(workspace, judge, now)
    unnamed = [one for one in judged if one.shows is Shows.IN_TOTALS]
    counted = [one for one in judged if one.shows is Shows.BY_NAME] + (
        unnamed if len(unnamed) >= ENOUGH_TO_BE_ALONE else []
    )
    today = now.date()
    named = [one for one in judged if one.shows is Shows.BY_NAME]
    lines = [line(one.member.id, one.member.name or one.member.slack_id, one.report, now) for one in named]
    factory = [each for each in lines if each.badge is Badge.FACTORY]
    told = {each.member_id for each in factory if await _was_forewarned(workspace, each, named, now)}
    judgeable = [one for one in counted if one.report.seen.judgeable]
    local_day = day or now.astimezone(zone).date()
    return Digest(
        day=local_day,
        zone=workspace.zone,
        share=team_share([one.report.judgement.masses for one in judgeable]),
        share_before=team_share([masses(one.report.days, today - CHANGE_OVER) for one in judgeable]),
        counts=sum((counts(one.report.items, now) for one in counted), Counts()),
        people=len(counted),
        participating=in_order([each for each in lines if each.badge is Badge.PARTICIPATING]),
        balancing=in_order([each for each in lines if each.badge is Badge.BALANCING]),
        factory=in_order([each for each in factory if each.member_id in told]),
        untold=in_order([each for each in lines if each.badge in {Badge.UNTOLD, Badge.QUIET, Badge.UNSEEN}]),
        unnamed=len(unnamed) if len(unnamed) >= ENOUGH_TO_BE_ALONE else 0,
        outcomes=await _outcomes(workspace, {one.member.id: one for one in judged}, now),
        lessons=await _lessons(workspace, {one.member.id: one for one in judged}, now),
        goal=workspace.goal,
        invitations=await suggest.for_channel(workspace, now=now),
        corrected=await Correction.of(workspace).filter(at__gte=now - timedelta(days=7)).count()
        if now.astimezone(zone).weekday() == 4
        else 0,
        late=day is not None and now - calendar.moment(day, at_of(workspace), zone) > LATE_AFTER,
    )


async def owe_now(workspace: Workspace, judge: Judge, *, now: datetime, view: View) -> bool:
    """Writes today's digest down at once, for an admin who asks.

    False when today's is there already or has nothing to say.
    """
    digest = await build(workspace, judge, now=now)
    return digest.has_something_to_say and await _owe(workspace, digest, now, view)


async def owe_if_due(workspace: Workspace, judge: Judge, *, now: datetime, view: View, warn: Warn) -> bool:
    """Writes today's digest down when its moment has come, and tells members a day before it calls them broadcasters.

    Idempotent: one digest a workspace and local day, whatever clock or number of processes asks.
    """
    if not workspace.digest_channel:
        return False
    day = due_day(workspace, now)
    if day is None or await _is_owed(workspace, day):
        await _forewarn(workspace, judge, now, warn)
        return False
    digest = await build(workspace, judge, now=now, day=day)
    owed = digest.has_something_to_say and await _owe(workspace, digest, now, view)
    await _forewarn(workspace, judge, now, warn)  # after the digest, which the whole channel waits for
    return owed


async def _owe(workspace: Workspace, digest: Digest, now: datetime, view: View) -> bool:
    about = [each.member_id for each in digest.named]
    return await deliver.owe(
        workspace, DeliveryKind.DIGEST, workspace.digest_channel, str(digest.day), view(workspace, digest, now),
        now=now, about=about, not_after=now + calendar.CATCH_UP,
    )  # fmt: skip


def due_day(workspace: Workspace, now: datetime) -> date | None:
    """The local day whose digest is due now."""
    return calendar.due_day(now, at=at_of(workspace), zone=zone_of(workspace.zone), days=days_of(workspace))


def next_due(workspace: Workspace, now: datetime) -> datetime | None:
    """When the next digest is due."""
    return calendar.next_due(now, at=at_of(workspace), zone=zone_of(workspace.zone), days=days_of(workspace))


def at_of(workspace: Workspace) -> time:
    """The wall clock of the digest."""
    return time.fromisoformat(workspace.digest_at)


def days_of(workspace: Workspace) -> frozenset[int]:
    """The weekdays of the digest, 0 = Monday."""
    return frozenset(int(day) for day in workspace.digest_days.split(",") if day)


def shows(workspace: Workspace, member: Member) -> Shows:
    """Where a member appears: the workspace may only make it stricter than they chose."""
    if member.joined_at is None:
        return Shows.NOWHERE
    return Shows.BY_NAME if member.named and workspace.names_allowed else Shows.IN_TOTALS


async def _everybody(workspace: Workspace, judge: Judge, now: datetime) -> list[Judged]:
    judged = []
    for member in await Member.of(workspace).filter(joined_at__not_isnull=True).order_by("id"):
        judged.append(Judged(member, await judge.report(member, now=now), shows(workspace, member)))
        await asyncio.sleep(0)  # a big team's digest leaves room for those who type meanwhile
    return judged


async def _is_owed(workspace: Workspace, day: date) -> bool:
    return await Delivery.of(workspace).filter(kind=DeliveryKind.DIGEST, period=str(day)).exists()


async def _forewarn(workspace: Workspace, judge: Judge, now: datetime, warn: Warn) -> None:
    """Who will stand under "content-factory mode" hears it from us first, privately, a day ahead and with a way out."""
    for member in await Member.of(workspace).filter(joined_at__not_isnull=True, appears=Appears.BY_NAME):
        if shows(workspace, member) is not Shows.BY_NAME or await accounts.is_being_read(member):
            continue
        report = await judge.report(member, now=now)
        if not report.judgement.is_factory:
            continue
        told = line(member.id, member.name or member.slack_id, report, now)
        await deliver.owe(
            workspace, DeliveryKind.FOREWARNING, member.slack_id, str(told.since), warn(member, told, told.since),
            now=now, about=[member.id], not_after=now + timedelta(days=2),
        )  # fmt: skip


async def _was_forewarned(workspace: Workspace, told: Line, named: list[Judged], now: datetime) -> bool:
    member = next(one.member for one in named if one.member.id == told.member_id)
    sent = await deliver.was_sent(workspace, DeliveryKind.FOREWARNING, member.slack_id, str(told.since))
    if sent is None or sent.sent_at is None:
        return False
    zone = zone_of(workspace.zone)
    return sent.sent_at.astimezone(zone).date() < now.astimezone(zone).date()


async def _outcomes(workspace: Workspace, judged: dict[int, Judged], now: datetime) -> tuple[Outcome, ...]:
    rows = await Result.of(workspace).filter(at__gte=now - RESULTS_OF, at__lte=now).order_by("-at").limit(20)
    return tuple(
        Outcome(judged[row.member_id].member.name, row.kind, row.words, row.url)
        for row in rows
        if row.member_id in judged and judged[row.member_id].shows is Shows.BY_NAME
    )


async def _lessons(workspace: Workspace, judged: dict[int, Judged], now: datetime) -> tuple[Lesson, ...]:
    rows = await models.Lesson.of(workspace).filter(at__gte=now - RESULTS_OF, at__lte=now).order_by("-at").limit(20)
    return tuple(
        Lesson(judged[row.member_id].member.name, row.words)
        for row in rows
        if row.member_id in judged and judged[row.member_id].shows is Shows.BY_NAME
    )
