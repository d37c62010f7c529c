"""Messages nobody asked for just now: the first judgement, forewarnings, nudges, troubles one can mend."""

from datetime import date, datetime, timedelta

from bot.domain.digest import Digest, Line
from bot.domain.kinds import Coverage, DeliveryKind
from bot.services import accounts, deliver
from bot.services.judge import Judge
from bot.services.nudge import Nudge
from bot.services.poll import Polled
from bot.services.promises import Review
from handlers.views import credentials as credential_view
from handlers.views import digest as digest_view
from handlers.views import growth, private
from handlers.views.words import speaking
from models import Account, Delivery, Member, Workspace

JUST = timedelta(minutes=10)  # accounts read within it are told of together


def digest_message(workspace: Workspace, digest: Digest, now: datetime) -> deliver.Message:
    """The digest as it is posted."""
    with speaking(workspace.language):
        return digest_view.message(digest, now).message


def forewarning(member: Member, line: Line, since: date) -> deliver.Message:
    """To the member first: what the channel will read, and how to stop it."""
    with speaking(member.locale):
        return private.forewarning(member.name, line, since).message


def nudge(member: Member, what: Nudge, now: datetime) -> deliver.Message:
    """A private word."""
    with speaking(member.locale):
        return private.nudge(what, now, zone=member.zone).message


def review(member: Member, of: Review) -> deliver.Message:
    """What became of a promise."""
    with speaking(member.locale):
        return growth.review(of).message


async def owe_first_judgement(member: Member, polled: Polled, judge: Judge, *, now: datetime) -> None:
    """The back-fill is done: here is what I see. One message, when the last of several accounts has been read."""
    if await accounts.is_being_read(member):
        return
    report = await judge.report(member, now=now)
    # A source that shows only posts changes no judgement; told alone, it would only repeat the last message.
    if polled.account.coverage is Coverage.OWN_POSTS_ONLY and await _was_just_told(member, now):
        return
    new = [each for each in await accounts.of_member(member) if each.backfilled_at and each.backfilled_at >= now - JUST]
    with speaking(member.locale):
        answer = private.first_judgement(report, [each.handle for each in new] or [polled.account.handle], now)
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
    workspace = await Workspace.get(id=member.workspace_id)
    with speaking(member.locale):
        answer = private.trouble(polled.account.handle, polled.error)
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
