"""The day's digest, built into a plain value."""

import asyncio
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import models
from bot.domain import calendar
from bot.domain.crowd import CROWD
from bot.domain.digest import (
    CHANGE_OVER,
    Counts,
    Digest,
    Invitation,
    Lesson,
    Line,
    Mended,
    Outcome,
    Point,
    Shows,
    Sign,
    counts,
    in_order,
    is_weekly,
    line,
    seen_of,
    team_share,
    trend,
)
from bot.domain.kinds import Act, Appears, Badge, DeliveryKind, DeliveryState
from bot.domain.masses import masses
from bot.domain.report import Report
from bot.services import corrections, crowd, days_off, findings, suggest
from bot.services.dates import zone_of
from bot.services.judge import Judge
from models import Conversation, Delivery, Member, Result, Workspace

RESULTS_OF = timedelta(days=7)
LATE_AFTER = timedelta(minutes=30)

_SILENT = frozenset({Badge.QUIET, Badge.UNTOLD})  # what nobody is called while they are away


@dataclass(frozen=True, slots=True)
class Judged:
    """A member with their report."""

    member: Member
    report: Report
    shows: Shows


async def build(
    workspace: Workspace, judge: Judge, *, now: datetime, day: date | None = None, joinable: Collection[int] = ()
) -> Digest:
    """The digest of `workspace` as of `now`. `day` is the local day it is for; its moment may have passed (late).

    `joinable`: ids of the conversations it offers, where they are settled already.
    """
    judged = await everybody(workspace, judge, now)
    return await of_judged(workspace, judge, judged, now=now, day=day, joinable=joinable)


async def of_judged(
    workspace: Workspace, judge: Judge, judged: Sequence[Judged], *,
    now: datetime, day: date | None, joinable: Collection[int] = (),
) -> Digest:  # fmt: skip
    """The same from judgements at hand."""
    zone = zone_of(workspace.zone)
    local_day = day or now.astimezone(zone).date()
    unnamed = await _in_crowds(workspace, judged, now.date())
    named = [one for one in judged if one.shows is Shows.BY_NAME]
    lines = await _lines(workspace, named, now, local_day)
    # Who has no line today is in no total either: what is left of it without all the lines would be theirs.
    told = {each.member_id for each in lines}
    counted = [one for one in named if one.member.id in told] + unnamed
    judgeable = [one for one in counted if one.report.seen.judgeable]
    weekly = is_weekly(local_day, days_of(workspace), days_off.days(workspace))
    since = now - RESULTS_OF if weekly else await _last_told(workspace, now)
    digest = Digest(
        day=local_day,
        zone=workspace.zone,
        share=team_share([one.report.judgement.masses for one in judgeable]),
        share_before=team_share([masses(one.report.days, now.date() - CHANGE_OVER) for one in judgeable]),
        counts=sum((counts(one.report.items, now) for one in counted), Counts()),
        people=len(counted),
        participating=in_order([each for each in lines if each.badge is Badge.PARTICIPATING]),
        balancing=in_order([each for each in lines if each.badge is Badge.BALANCING]),
        factory=in_order([each for each in lines if each.badge is Badge.FACTORY]),
        untold=in_order([each for each in lines if each.badge in {Badge.UNTOLD, Badge.QUIET, Badge.UNSEEN}]),
        unnamed=len(unnamed),
        outcomes=await _outcomes(workspace, judged, since, now),
        lessons=await _lessons(workspace, judged, since, now),
        goal=workspace.goal,
        invitations=await _invitations(workspace, joinable, now),
        since=since.astimezone(zone).date(),
        mended=await _mended(workspace, now),
        weekly=await trend_of(judgeable, now) if weekly else (),
        late=day is not None and now - _expected(workspace, day) > LATE_AFTER,
        at=workspace.digest_at,
    )
    return await _with_signs(digest, workspace, judge, now)


async def everybody(workspace: Workspace, judge: Judge, now: datetime) -> list[Judged]:
    """Everybody who joined, judged."""
    judged = []
    for member in await Member.of(workspace).filter(joined_at__not_isnull=True).order_by("id"):
        judged.append(Judged(member, await judge.report(member, now=now), shows(workspace, member)))
        await asyncio.sleep(0)  # a big team's digest leaves room for those who type meanwhile
    return judged


async def trend_of(people: Sequence[Judged], now: datetime) -> tuple[Point, ...]:
    """Where they stood together, week by week; worked out beside the loop, which a big team's years would hold up."""
    return await asyncio.to_thread(trend, [(one.report.days, one.report.items) for one in people], now)


def line_of(one: Judged, now: datetime) -> Line:
    """What the digest says of one member."""
    return line(one.member.id, one.member.name or one.member.slack_id, one.report, now)


async def forewarned(workspace: Workspace, lines: Sequence[tuple[str, Line]], now: datetime) -> frozenset[int]:
    """Who of these (Slack id, line) has heard on an earlier local day what the channel is to read; ids of members."""
    if not lines:
        return frozenset()
    keys = {f"{workspace.id}:{DeliveryKind.FOREWARNING}:{slack_id}:{told.since}": told for slack_id, told in lines}
    zone = zone_of(workspace.zone)
    today = now.astimezone(zone).date()
    return frozenset(
        keys[each.key].member_id
        for each in await Delivery.of(workspace).filter(key__in=list(keys), state=DeliveryState.SENT)
        if each.sent_at and each.sent_at.astimezone(zone).date() < today
    )


def due_day(workspace: Workspace, now: datetime) -> date | None:
    """The local day whose digest is due now."""
    off = days_off.days(workspace)
    return calendar.due_day(now, at=at_of(workspace), zone=zone_of(workspace.zone), days=days_of(workspace), off=off)


def next_due(workspace: Workspace, now: datetime) -> datetime | None:
    """When the next digest is due."""
    off = days_off.days(workspace)
    return calendar.next_due(now, at=at_of(workspace), zone=zone_of(workspace.zone), days=days_of(workspace), off=off)


def due_at(workspace: Workspace, day: date) -> datetime:
    """When the digest of the local `day` is due."""
    return calendar.moment(day, at_of(workspace), zone_of(workspace.zone))


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
    if member.appears is Appears.IN_TOTALS:
        return Shows.IN_TOTALS
    return Shows.BY_NAME if member.named and workspace.names_allowed else Shows.WITHOUT_NAME


async def _in_crowds(workspace: Workspace, judged: Sequence[Judged], today: date) -> list[Judged]:
    """Of those without a name, who enter the totals."""
    unnamed = [one for one in judged if one.shows is not Shows.BY_NAME and one.report.seen.judgeable]
    ids = await crowd.counted(workspace, [one.member for one in unnamed], today=today)
    return [one for one in unnamed if one.member.id in ids]


def _told_of_results(judged: Sequence[Judged]) -> dict[int, str]:
    """Whose words are told, by their ids: with their name, or "" for "one of us", who is nobody among five."""
    unnamed = [one.member.id for one in judged if one.shows is Shows.WITHOUT_NAME]
    names = {one.member.id: one.member.name for one in judged if one.shows is Shows.BY_NAME}
    return names | (dict.fromkeys(unnamed, "") if len(unnamed) >= CROWD else {})


def _expected(workspace: Workspace, day: date) -> datetime:
    """When the digest of `day` would go out; the very first one waits until an admin has seen it."""
    due = due_at(workspace, day)
    return max(due, workspace.previewed_at or due)


async def _lines(workspace: Workspace, named: Sequence[Judged], now: datetime, day: date) -> list[Line]:
    """Everybody who is named, but for those the channel must not speak of today."""
    lines = [(one, line_of(one, now)) for one in named]
    broadcasting = [(one.member.slack_id, each) for one, each in lines if each.badge is Badge.FACTORY]
    told = await forewarned(workspace, broadcasting, now)
    return [
        each
        for one, each in lines
        if (each.badge is not Badge.FACTORY or each.member_id in told)
        and not (each.badge in _SILENT and _is_away(one.member, day))
    ]


def _is_away(member: Member, day: date) -> bool:
    return member.away_until is not None and member.away_until >= day


async def _last_told(workspace: Workspace, now: datetime) -> datetime:
    """When the digest before this one was written: what resulted since then is news."""
    before = Delivery.of(workspace).filter(kind=DeliveryKind.DIGEST, state=DeliveryState.SENT, created_at__lt=now)
    last = await before.order_by("-created_at").first()
    return max(last.created_at, now - RESULTS_OF) if last else now - RESULTS_OF


async def _invitations(workspace: Workspace, ids: Collection[int], now: datetime) -> tuple[Invitation, ...]:
    if not ids:
        return await suggest.for_channel(workspace, now=now)
    rows = {row.id: row for row in await Conversation.of(workspace).filter(id__in=list(ids))}
    return tuple(suggest.invitation(rows[each]) for each in ids if each in rows)


async def _outcomes(
    workspace: Workspace, judged: Sequence[Judged], since: datetime, now: datetime
) -> tuple[Outcome, ...]:
    names = _told_of_results(judged)
    rows = await Result.of(workspace).filter(at__gt=since, at__lte=now).order_by("-at").limit(20)
    return tuple(
        # Who follows a link sees who spoke there: without a name, no link.
        Outcome(names[row.member_id], row.kind, row.words, row.url if names[row.member_id] else "", row.member_id)
        for row in rows
        if row.member_id in names
    )


async def _lessons(
    workspace: Workspace, judged: Sequence[Judged], since: datetime, now: datetime
) -> tuple[Lesson, ...]:
    names = _told_of_results(judged)
    rows = await models.Lesson.of(workspace).filter(at__gt=since, at__lte=now).order_by("-at").limit(20)
    return tuple(Lesson(names[row.member_id], row.words, row.member_id) for row in rows if row.member_id in names)


async def came_until(workspace: Workspace, then: datetime) -> list[tuple[object, ...]]:
    """Results and lessons a digest of `then` can have told, as they are now: they can be changed and taken back."""
    lately = {"at__gt": then - RESULTS_OF, "at__lte": then}
    results = Result.of(workspace).filter(**lately).order_by("id").values_list("id", "kind", "words", "url")
    lessons = models.Lesson.of(workspace).filter(**lately).order_by("id").values_list("id", "words")
    return [*await results, *await lessons]


async def told_of_lately(workspace: Workspace, ids: Collection[int], now: datetime) -> set[int]:
    """Of these, whose result or lesson of the last day a digest tells by name."""
    found: set[int] = set()
    for model in (Result, models.Lesson):
        rows = model.of(workspace).filter(member_id__in=list(ids) or [0], at__gte=now - timedelta(days=1))
        found |= {row.member_id for row in await rows}
    return found


async def _with_signs(digest: Digest, workspace: Workspace, judge: Judge, now: datetime) -> Digest:
    """The same with what the detectors saw, as far as a channel may read it and there is room."""
    signs: dict[int, tuple[Sign, ...]] = {}
    echo = None
    for one in await findings.for_channel(workspace, judge, now=now, of=seen_of(digest)):
        sign = Sign(one.detector, one.sign, one.numbers, one.network, one.links, one.is_praise)
        if one.member_id is None:
            echo = echo or sign
        else:
            signs[one.member_id] = (*signs.get(one.member_id, ()), sign)

    def told(lines: tuple[Line, ...]) -> tuple[Line, ...]:
        return tuple(_told_of(each, signs.get(each.member_id, ())) for each in lines)

    return replace(
        digest,
        participating=told(digest.participating),
        balancing=told(digest.balancing),
        factory=told(digest.factory),
        echo=echo,
    )


def _told_of(line: Line, signs: tuple[Sign, ...]) -> Line:
    # A fault is only ever told of who heard the day before what the channel would read; of everybody else, praise.
    told = tuple(each for each in signs if each.is_praise or line.badge is Badge.FACTORY)
    return replace(line, signs=told)


async def _mended(workspace: Workspace, now: datetime) -> tuple[Mended, ...]:
    """What people put right in the last week, the most frequent mistake first."""
    times: Counter[tuple[Act | None, Act]] = Counter()
    for one in await corrections.of_week(workspace, now=now):
        times[one.was_act, one.act] += one.times
    return tuple(Mended(was, act, count) for (was, act), count in times.most_common() if was is not act)
