"""/involve invite, join, mute, unmute, hide, show: who takes part and how they are spoken to."""

import re
from datetime import timedelta

from bot.domain.kinds import Appears, DeliveryKind
from bot.errors import BadInput
from bot.services import coming, dates, deliver, members, preferences
from bot.services.typed import unmarked
from handlers import dialogs
from handlers.answer import Answer
from handlers.caller import Call, person_of
from handlers.commands.consent import needs_yes
from handlers.views import people as view
from handlers.views import private
from handlers.views import settings as settings_view

FOR_GOOD = timedelta(days=36500)

_PERSON = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")


async def invite(call: Call) -> Answer:
    """Asks teammates, in a direct message, whether they want to take part."""
    if not call.is_admin and (refusal := needs_yes(call, "invite")):
        return refusal
    asked = tuple(dict.fromkeys(_PERSON.findall(call.words)))
    if not asked:
        raise BadInput("Say whom: `/involve invite @ana @ben`.")
    if len(asked) > 20:
        raise BadInput("That is a lot of people at once; invite at most 20.")
    call.wiring.later(_invite(call, asked))
    return view.inviting(asked, unknown=re.findall(r"@\S+", unmarked(_PERSON.sub("", call.words))))


async def _invite(call: Call, asked: tuple[str, ...]) -> None:
    for slack_id in asked:
        person = await person_of(call.client, slack_id)
        if not person.may_take_part(call.workspace.team_id):
            continue
        member = await members.member_of(call.workspace, slack_id)
        await members.seen(member, person, now=call.now)
        if await members.invite(member, call.member, now=call.now):
            await deliver.owe(
                call.workspace, DeliveryKind.INVITE, slack_id, str(call.now.date()),
                private.invitation(call.member.slack_id).message, now=call.now, not_after=call.now + timedelta(days=1),
            )  # fmt: skip
    call.wiring.soon()


async def join(call: Call) -> Answer:
    """What is read, what is shown, how to stop: and a button."""
    if call.member.joined_at is not None:
        return private.welcome(call.member)
    return private.invitation("")


async def mute(call: Call) -> Answer:
    """No private notes, for good or until a date."""
    if not call.words:
        before = call.member.muted_until
        await members.mute(call.member, until=call.now + FOR_GOOD)
        return view.muted(None, before=before)
    return await _rest(call, call.words)


async def snooze(call: Call) -> Answer:
    """The same for a while: a day, if nothing else is said."""
    return await _rest(call, call.words or "a day")


async def _rest(call: Call, words: str) -> Answer:
    until = coming.until(unmarked(words), zone=call.member.zone, now=call.now)
    if until is None:
        raise BadInput(
            "I do not understand “{words}” as a time. Try `/involve mute a week`, `until Monday` or "
            "`until 2026-12-24`.",
            words=words[:60],
        )
    before = call.member.muted_until
    await members.mute(call.member, until=until)
    return view.muted(until.astimezone(dates.zone_of(call.member.zone)), before=before)


async def unmute(call: Call) -> Answer:
    """Private notes again."""
    if refusal := needs_yes(call):
        return refusal
    await preferences.want_notes(call.member)
    return private.nudge_answered(private.how_often(call.member))


async def settings(call: Call) -> Answer | None:
    """How one is shown and spoken to, as a dialog."""
    if refusal := needs_yes(call):
        return refusal
    await dialogs.show(call, settings_view.mine(call.member))
    return None


async def stop(call: Call) -> Answer:
    """Every way out, from the smallest to the last."""
    return view.ways_out(call.member)


async def hide(call: Call) -> Answer:
    """Not by name in the digest."""
    if refusal := needs_yes(call):
        return refusal
    before = call.member.appears
    await members.appear(call.member, Appears.IN_TOTALS, now=call.now)
    return view.hidden(before)


async def show(call: Call) -> Answer:
    """By name in the digest."""
    if refusal := needs_yes(call):
        return refusal
    before = call.member.appears
    await members.appear(call.member, Appears.BY_NAME, now=call.now)
    return view.shown(before)
