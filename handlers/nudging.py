"""What can be said to a private note: done, later, less often, no more, and why."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bot.errors import BadInput
from bot.services import members, nudge, preferences
from bot.services.dates import zone_of
from handlers.answer import Answer
from handlers.caller import Call
from handlers.views import people, private
from handlers.views import settings as view
from handlers.views.words import _

LONGEST_SNOOZE = timedelta(days=366)
FOR_GOOD = timedelta(days=36500)


async def heard(call: Call, body: dict[str, Any]) -> None:
    """Any button of a note says that it was not ignored."""
    if call.channel.startswith("D"):
        ts = str(body.get("container", {}).get("message_ts", ""))
        await nudge.answered(call.workspace, call.channel, ts, now=call.now)


async def done(call: Call) -> Answer:
    """Good."""
    return private.nudge_answered(_("Good. I am glad."))


async def snooze(call: Call) -> Answer:
    """For a day, for a week."""
    return await _rest(call, call.now + timedelta(days=int(call.value)))


async def snooze_until(call: Call) -> Answer:
    """Until the morning of a day they choose, by their own clock."""
    day = date.fromisoformat(call.value)
    until = datetime.combine(day, time(), zone_of(call.member.zone)).astimezone(UTC)
    if not call.now < until <= call.now + LONGEST_SNOOZE:
        raise BadInput("Choose a day ahead, at most a year from now.")
    return await _rest(call, until)


async def less_often(call: Call) -> Answer:
    """The next longer time between two."""
    before = call.member.nudge_days
    await preferences.less_often(call.member)
    return private.less_often(call.member, before=before)


async def undo_less(call: Call) -> Answer:
    """As often as before."""
    await preferences.every(call.member, int(call.value))
    return private.nudge_answered(private.how_often(call.member))


async def mute(call: Call) -> Answer:
    """No more."""
    before = call.member.muted_until
    await members.mute(call.member, until=call.now + FOR_GOOD)
    return people.muted(None, before=before)


async def undo_mute(call: Call) -> Answer:
    """As it was: who never asked for notes gets none by this either."""
    await members.mute(call.member, until=datetime.fromisoformat(call.value) if call.value else None)
    return people.written_to_again(call.member)


async def _rest(call: Call, until: datetime) -> Answer:
    before = call.member.muted_until
    await members.mute(call.member, until=until)
    return people.muted(until, before=before)


async def why(call: Call) -> None:
    """The very rows it was made of."""
    found = await nudge.grounds(call.workspace, call.member, call.wiring.judge, call.value, now=call.now)
    await call.client.views_open(trigger_id=call.trigger_id, view=view.why_nudge(found, call.now))
