"""Today's digest: owed once a local day, seen by an admin before the first one, heard by whom it flags, kept true."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.domain import calendar
from bot.domain.digest import Digest, Line, Shows
from bot.domain.kinds import DeliveryKind, DeliveryState
from bot.services import accounts, admins, deliver, digest
from bot.services.deliver import Message
from bot.services.digest import Judged, shows
from bot.services.judge import Judge
from models import Correction, Delivery, House, Member, Workspace

PREVIEW_AHEAD = timedelta(hours=1)  # an admin has so long to look at the first digest before the channel does
PREVIEW_FROM = timedelta(hours=24)  # before its time, as soon as there is something to look at
LOOK_AGAIN = timedelta(hours=1)  # a day without anything to say may still come to have something
_BOTH = (DeliveryKind.DIGEST, DeliveryKind.DETAIL)


@dataclass(frozen=True, slots=True)
class Views:
    """How a digest becomes messages."""

    digest: Callable[[Workspace, Digest, datetime], Message]
    detail: Callable[[Workspace, Digest, datetime], Message | None]
    emptied: Callable[[Workspace], Message]  # in place of a detail behind which nothing is left
    preview: Callable[[Workspace, Digest, datetime, datetime], Message]  # the last: when the channel will read it
    warning: Callable[[Member, Line, date], Message]


async def owe_if_due(workspace: Workspace, judge: Judge, *, now: datetime, views: Views) -> bool:
    """Writes today's digest down when its moment has come, and tells members a day before it calls them broadcasters.

    Idempotent: one digest a workspace and local day, whatever clock or number of processes asks. A day with nothing to
    say is looked at again every LOOK_AGAIN until it is too late for a digest.
    """
    if not workspace.digest_channel:
        return False
    await _withdraw_from_elsewhere(workspace)
    day = digest.due_day(workspace, now)
    if day is None:
        await _preview_ahead(workspace, judge, now, views)
        return False
    if await _is_owed(workspace, day) or _was_looked_at(workspace, now, since=digest.due_at(workspace, day)):
        return False
    judged = await digest.everybody(workspace, judge, now)
    built = await digest.of_judged(workspace, judge, judged, now=now, day=day)
    if not built.has_something_to_say:
        await _looked(workspace, now)
        owed = False
    else:
        owed = await _was_previewed(workspace, built, now, views) and await _owe(workspace, built, now, views)
    for one in judged:
        await _forewarn(workspace, one, now, views)
    return owed


async def owe_now(workspace: Workspace, judge: Judge, *, now: datetime, views: Views) -> bool:
    """Writes today's digest down at once, for an admin who asks; one that waits or was given up is tried anew.

    False when today's is there already or has nothing to say.
    """
    built = await digest.build(workspace, judge, now=now)
    today = Delivery.of(workspace).filter(kind__in=_BOTH, period=str(built.day))
    await today.filter(state__in=[DeliveryState.DEAD, DeliveryState.UNKNOWN]).delete()
    if await today.filter(state=DeliveryState.PENDING, kind=DeliveryKind.DIGEST).update(not_before=now):
        return True
    await seen(workspace, now)
    is_there = await today.filter(kind=DeliveryKind.DIGEST).exists()
    return not is_there and built.has_something_to_say and await _owe(workspace, built, now, views)


async def seen(workspace: Workspace, at: datetime) -> None:
    """An admin has seen what a digest looks like, or will have by `at`."""
    if workspace.previewed_at is None:
        workspace.previewed_at = at
        await workspace.save(update_fields=["previewed_at"])


async def try_again(workspace: Workspace, *, now: datetime) -> None:
    """What stood in the way is gone: a digest that waits is posted at once."""
    held = Delivery.of(workspace).filter(kind=DeliveryKind.DIGEST, state=DeliveryState.PENDING, not_before__gt=now)
    await held.update(not_before=now)


async def look_again(workspace: Workspace) -> None:
    """There is news: a day that had nothing to say is looked at once more."""
    await Workspace.filter(id=workspace.id, looked_at__not_isnull=True).update(looked_at=None)


async def forewarn(workspace: Workspace, member: Member, judge: Judge, *, now: datetime, views: Views) -> None:
    """Tells one member at once, where the digest would call them a broadcaster."""
    if workspace.digest_channel and member.joined_at is not None:
        one = Judged(member, await judge.report(member, now=now), shows(workspace, member))
        await _forewarn(workspace, one, now, views)


async def revise(workspace: Workspace, judge: Judge, *, now: datetime, views: Views) -> bool:
    """Writes today's posted digest anew where something in it was put right or somebody is not named any more.

    It is then brought in line in Slack like everything that was changed after it had been posted.
    """
    recent = Delivery.of(workspace).filter(kind=DeliveryKind.DIGEST, state=DeliveryState.SENT, created_at__lte=now)
    posted = await recent.filter(created_at__gt=now - timedelta(days=1)).order_by("-created_at").first()
    if posted is None or posted.basis is None:
        return False
    then = posted.created_at
    basis = await _basis(workspace, json.loads(posted.about), then)
    if basis == posted.basis:
        return False
    day = date.fromisoformat(posted.period)
    built = await digest.build(workspace, judge, now=then, day=day, joinable=_joinable(posted))
    built = replace(built, late=built.late or (posted.sent_at or then) - then > digest.LATE_AFTER)
    about = built.about
    basis = await _basis(workspace, about, then)
    await deliver.revise(posted, views.digest(workspace, built, then), about=about, basis=basis)
    detail = await deliver.found(workspace, DeliveryKind.DETAIL, posted.recipient, posted.period)
    if detail is not None:
        said = views.detail(workspace, built, then) or views.emptied(workspace)
        await deliver.revise(detail, said, about=about)
    return True


async def _owe(workspace: Workspace, built: Digest, now: datetime, views: Views) -> bool:
    about = built.about
    return await deliver.owe(
        workspace, DeliveryKind.DIGEST, workspace.digest_channel, str(built.day), views.digest(workspace, built, now),
        now=now, about=about, not_after=now + calendar.CATCH_UP, basis=await _basis(workspace, about, now),
        detail=views.detail(workspace, built, now), singled_out=await _singled_out(workspace, built, now),
    )  # fmt: skip


async def _singled_out(workspace: Workspace, built: Digest, now: datetime) -> list[int]:
    """Who reads more of themselves in it than their usual line: flagged, or told of for something new."""
    flagged = {each.member_id for each in built.factory}
    return sorted(flagged | await digest.told_of_lately(workspace, {each.member_id for each in built.named}, now))


async def _was_previewed(workspace: Workspace, built: Digest, now: datetime, views: Views) -> bool:
    """Whether the digest may go out; the very first one is shown to an admin first, and waits a while."""
    if workspace.previewed_at is None and await admins.of(workspace) is not None:
        await _preview(workspace, built, now, now + PREVIEW_AHEAD, views)
    return workspace.previewed_at is None or workspace.previewed_at <= now


async def _preview_ahead(workspace: Workspace, judge: Judge, now: datetime, views: Views) -> None:
    due = digest.next_due(workspace, now)
    if workspace.previewed_at is not None or due is None or due - now > PREVIEW_FROM or _was_looked_at(workspace, now):
        return
    built = await digest.build(workspace, judge, now=now)
    if built.has_something_to_say:
        await _preview(workspace, built, now, max(due, now + PREVIEW_AHEAD), views)
    else:
        await _looked(workspace, now)


async def _preview(workspace: Workspace, built: Digest, now: datetime, goes_out: datetime, views: Views) -> None:
    admin = await admins.of(workspace)
    if admin is None:
        return
    await deliver.owe(
        workspace, DeliveryKind.NOTICE, admin.slack_id, "the first digest",
        views.preview(workspace, built, now, goes_out), now=now, about=built.about,
        not_after=goes_out,
    )  # fmt: skip
    await seen(workspace, now + PREVIEW_AHEAD)


async def _forewarn(workspace: Workspace, one: Judged, now: datetime, views: Views) -> None:
    """Who will stand under "content-factory mode" hears it from us first, privately, a day ahead and with a way out."""
    if one.shows is not Shows.BY_NAME or not one.report.judgement.is_factory:
        return
    if await accounts.is_being_read(one.member):
        return
    told = digest.line_of(one, now)
    await deliver.owe(
        workspace, DeliveryKind.FOREWARNING, one.member.slack_id, str(told.since),
        views.warning(one.member, told, told.since),
        now=now, about=[one.member.id], not_after=now + timedelta(days=2),
    )  # fmt: skip


async def _withdraw_from_elsewhere(workspace: Workspace) -> None:
    """What waits for a channel that is not the digest's any more is owed anew, to the right one."""
    waiting = Delivery.of(workspace).filter(kind__in=_BOTH, state=DeliveryState.PENDING, in_doubt=False, lease_until=0)
    await waiting.exclude(recipient=workspace.digest_channel).delete()


async def _is_owed(workspace: Workspace, day: date) -> bool:
    return await Delivery.of(workspace).filter(kind=DeliveryKind.DIGEST, period=str(day)).exists()


def _was_looked_at(workspace: Workspace, now: datetime, *, since: datetime | None = None) -> bool:
    at = workspace.looked_at
    return at is not None and (since is None or since <= at) and timedelta() <= now - at < LOOK_AGAIN


async def _looked(workspace: Workspace, now: datetime) -> None:
    await Workspace.filter(id=workspace.id).update(looked_at=now)


async def _basis(workspace: Workspace, about: Sequence[int], then: datetime) -> str:
    """What a digest of `then` rests on that people may change by a word: corrections, ground, how far one is told of,
    what came of it."""
    corrected = await Correction.of(workspace).order_by("-at").values_list("id", "at")
    house = await House.of(workspace).order_by("id").values_list("what", flat=True)
    members = await Member.of(workspace).filter(id__in=list(about)) if about else []
    told = sorted((each.id, str(shows(workspace, each))) for each in members)
    came = await digest.came_until(workspace, then)
    return hashlib.sha256(repr((corrected, house, told, came)).encode()).hexdigest()


def _joinable(posted: Delivery) -> list[int]:
    """The conversations a posted digest offers: they stay, whoever took one meanwhile."""
    blocks = json.loads(posted.payload).get("blocks", [])
    ids = (block.get("block_id", "").partition("invitation-")[2] for block in blocks)
    return [int(each) for each in ids if each.isdecimal()]
