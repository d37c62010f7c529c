"""Messages nobody asked for just now: the first judgement, forewarnings, nudges, troubles one can mend."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from bot.domain.digest import Digest, Line
from bot.domain.kinds import Coverage, DeliveryKind, DeliveryState
from bot.services import accounts, admins, deliver
from bot.services.daily import Views
from bot.services.judge import Judge
from bot.services.nudge import Nudge
from bot.services.poll import Polled
from bot.services.promises import Review
from handlers.answer import Answer
from handlers.views import admin, digest_detail, growth, private, trend
from handlers.views import channel as channel_view
from handlers.views import credentials as credential_view
from handlers.views import digest as digest_view
from handlers.views import proving as proving_view
from handlers.views.words import speaking, told
from models import Account, Delivery, Member, Relative, Workspace

_PASSES = frozenset({"rate limited", "not installed", deliver.TOO_LATE})  # nothing an admin could do about these
JUST = timedelta(minutes=10)  # accounts read within it are told of together


def digest_message(workspace: Workspace, digest: Digest, now: datetime) -> deliver.Message:
    """The digest as it is posted; the week's with what is to be in its picture."""
    with speaking(workspace.language):
        message = digest_view.message(digest, now).message
        return message | {"picture": trend.picture(digest.weekly)} if len(digest.weekly) > 1 else message


def detail(workspace: Workspace, digest: Digest, now: datetime) -> deliver.Message | None:
    """What stands behind it, in its thread."""
    with speaking(workspace.language):
        found = digest_detail.message(digest)
    return found.message if found else None


def emptied(workspace: Workspace) -> deliver.Message:
    """In place of a detail behind which nothing is left."""
    with speaking(workspace.language):
        return digest_detail.emptied().message


def preview(workspace: Workspace, digest: Digest, now: datetime, goes_out: datetime) -> deliver.Message:
    """The very first digest, to an admin, before the channel reads it."""
    with speaking(workspace.language):
        shown = digest_view.message(digest, now, preview=True)
        return admin.first_digest(shown, workspace.digest_channel, goes_out).message


def forewarning(member: Member, line: Line, since: date) -> deliver.Message:
    """To the member first: what the channel will read, and how to stop it."""
    with speaking(member.locale):
        return private.forewarning(member.name, line, since).message


def nudge(member: Member, what: Nudge, now: datetime) -> deliver.Message:
    """A private word."""
    with speaking(member.locale):
        return private.nudge(what, now, member).message


def review(member: Member, of: Review) -> deliver.Message:
    """What became of a promise."""
    with speaking(member.locale):
        return growth.review(of).message


DIGEST = Views(digest_message, detail, emptied, preview, forewarning)


async def came(of: deliver.Came) -> None:
    """What became of a digest: its trouble is told to an admin once, and forgotten when it is mended."""
    workspace, delivery = of.workspace, of.delivery
    if delivery.kind is not DeliveryKind.DIGEST:
        return
    if of.state is DeliveryState.SENT:
        await Workspace.filter(id=workspace.id).exclude(channel_told="").update(channel_told="")
    elif of.state is DeliveryState.UNKNOWN:
        view = partial(channel_view.not_known_to_be_there, delivery.recipient, date.fromisoformat(delivery.period))
        await _owe_admin(workspace, f"unknown-{delivery.period}", view, now=delivery.created_at)
    elif of.reason and of.reason not in _PASSES:
        waits = of.state is DeliveryState.PENDING
        trouble = f"{delivery.recipient}:{of.reason}"[:64]
        if await Workspace.filter(id=workspace.id).exclude(channel_told=trouble).update(channel_told=trouble):
            view = partial(channel_view.trouble, of.reason, delivery.recipient, waits=waits)
            await _owe_admin(workspace, f"{trouble}-{delivery.period}", view, now=delivery.created_at)


async def owe_no_pictures(workspace: Workspace, *, now: datetime) -> None:
    """Told once: the picture could be drawn, and there is no right to put it into Slack."""
    await _owe_admin(workspace, "no pictures", channel_view.no_pictures, now=now)


async def _owe_admin(workspace: Workspace, period: str, view: Callable[[], Answer], *, now: datetime) -> None:
    admin_ = await admins.of(workspace)
    if admin_ is None:
        return
    with speaking(admin_.locale):
        message = view().message
    await deliver.owe(
        workspace,
        DeliveryKind.NOTICE,
        admin_.slack_id,
        period[:64],
        message,
        now=now,
        not_after=now + timedelta(days=2),
    )


async def owe_first_judgement(member: Member, polled: Polled, judge: Judge, *, now: datetime) -> None:
    """The back-fill is done: here is what I see. One message, when the last of several accounts has been read."""
    if await accounts.is_being_read(member):
        return
    report = await judge.report(member, now=now)
    # A source that shows only posts changes no judgement; told alone, it would only repeat the last message.
    if polled.account.coverage is Coverage.OWN_POSTS_ONLY and await _was_just_told(member, now):
        return
    new = [each for each in await accounts.of_member(member) if each.backfilled_at and each.backfilled_at >= now - JUST]
    handles = [each.handle for each in new] or [polled.account.handle]
    with speaking(member.locale):
        # What is to come is reckoned day by day: that must not keep those waiting who ask something now.
        answer = await asyncio.to_thread(private.first_judgement, report, handles, now)
    workspace = await Workspace.get(id=member.workspace_id)
    period = f"accounts-{max((each.id for each in new), default=polled.account.id)}"
    await deliver.owe(
        workspace, DeliveryKind.FIRST, member.slack_id, period, answer.message, now=now,
        about=[member.id], not_after=now + timedelta(days=1),
    )  # fmt: skip


async def _was_just_told(member: Member, now: datetime) -> bool:
    told = Delivery.of(member.workspace_id).filter(recipient=member.slack_id, kind=DeliveryKind.FIRST)
    return await told.filter(created_at__gte=now - JUST).exists()


async def owe_trouble(member: Member, polled: Polled, *, now: datetime) -> None:
    """An account that cannot be read any more, told once, to the only one who can mend it."""
    assert polled.error is not None
    workspace = await Workspace.get(id=member.workspace_id)
    with speaking(member.locale):
        answer = private.trouble(polled.account.handle, told(polled.error))
        if polled.is_refused and polled.account.credential:
            answer = replace(answer, blocks=(*answer.blocks, credential_view.again(polled.account)))
    period = f"account-{polled.account.id}-{now.date()}"
    await deliver.owe(
        workspace,
        DeliveryKind.NOTICE,
        member.slack_id,
        period,
        answer.message,
        now=now,
        about=[member.id],
        not_after=now + timedelta(days=2),
    )


async def owe_offer(member: Member, found: Sequence[Relative], *, now: datetime) -> None:
    """Accounts that name one of theirs and are named by it: theirs, too?"""
    workspace = await Workspace.get(id=member.workspace_id)
    with speaking(member.locale):
        answer = proving_view.offer(found)
    await deliver.owe(
        workspace, DeliveryKind.NOTICE, member.slack_id, f"relatives-{min(each.id for each in found)}",
        answer.message, now=now, about=[member.id], not_after=now + timedelta(days=7),
    )  # fmt: skip


async def owe_taken_over(account: Account, *, now: datetime) -> None:
    """To whoever had an account by their own word, when its owner has shown that it is theirs."""
    member = await Member.get(id=account.member_id).select_related("workspace")
    with speaking(member.locale):
        answer = proving_view.taken_over(account)
    await deliver.owe(
        member.workspace, DeliveryKind.NOTICE, member.slack_id, f"taken-over-{account.id}",
        answer.message, now=now, about=[member.id], not_after=now + timedelta(days=7),
    )  # fmt: skip


async def owe_ending(account: Account, *, now: datetime) -> None:
    """What a member handed over ends soon: told once, while there is time."""
    member = await Member.get(id=account.member_id).select_related("workspace")
    assert account.credential_ends is not None
    with speaking(member.locale):
        answer = credential_view.ending(account, account.credential_ends, now)
    await deliver.owe(
        member.workspace, DeliveryKind.NOTICE, member.slack_id,
        f"credential-{account.id}-{account.credential_ends.date()}", answer.message,
        now=now, about=[member.id], not_after=account.credential_ends + timedelta(days=7),
    )  # fmt: skip
