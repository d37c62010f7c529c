"""/involve log: what a member types is recorded, and the answer says what it changed."""

from bot.services import log as logging
from handlers.answer import Answer
from handlers.caller import Call
from handlers.commands.consent import needs_yes
from handlers.views import forms
from handlers.views import log as view


async def log(call: Call) -> Answer | None:
    """Records a line; without one, opens the form."""
    if refusal := needs_yes(call):
        return refusal
    if not call.words:
        # The one call to Slack that may stand in front of an answer: its trigger is gone in three seconds.
        await call.client.views_open(trigger_id=call.trigger_id, view=forms.log(call.channel))
        return None
    done = await logging.log(call.member, call.workspace, call.wiring.judge, call.words, now=call.now)
    return view.logged(done, call.now)
