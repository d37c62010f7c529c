"""Messages nobody asked for just now: the first judgement, forewarnings, nudges, troubles one can mend."""

from datetime import date, datetime, timedelta

from bot.domain.digest import Digest, Line
from bot.domain.kinds import DeliveryKind
from bot.services import deliver
from bot.services.judge import Judge
from bot.services.nudge import Nudge
from bot.services.poll import Polled
from handlers.views import digest as digest_view
from handlers.views import private
from models import Member, Workspace


def digest_message(_: Workspace, digest: Digest, now: datetime) -> deliver.Message:
    """The digest as it is posted."""
    return digest_view.message(digest, now).message


def forewarning(member: Member, line: Line, since: date) -> deliver.Message:
    """To the member first: what the channel will read, and how to stop it."""
    return private.forewarning(member.name, line, since).message


def nudge(member: Member, what: Nudge, now: datetime) -> deliver.Message:
    """A private word."""
    return private.nudge(what, now, zone=member.zone).message


async def owe_first_judgement(member: Member, polled: Polled, judge: Judge, *, now: datetime) -> None:
    """The back-fill of an account is done: here is what I see."""
    report = await judge.report(member, now=now)
    answer = private.first_judgement(report, polled.account.handle, polled.recorded.new, now)
    workspace = await Workspace.get(id=member.workspace_id)
    await deliver.owe(
        workspace, DeliveryKind.FIRST, member.slack_id, f"account-{polled.account.id}", answer.message, now=now,
        about=[member.id], not_after=now + timedelta(days=1),
    )  # fmt: skip


async def owe_trouble(member: Member, polled: Polled, *, now: datetime) -> None:
    """An account that cannot be read any more, told once, to the only one who can mend it."""
    workspace = await Workspace.get(id=member.workspace_id)
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
