"""/involve log: what a member types is recorded, and the answer says what it changed."""

from bot.services import log as logging
from handlers import dialogs
from handlers.answer import Answer
from handlers.caller import Call
from handlers.commands.consent import needs_yes
from handlers.dialogs import Back
from handlers.views import log as view


async def log(call: Call) -> Answer | None:
    """Records a line; without one, opens the form."""
    if refusal := needs_yes(call, "log"):
        return refusal
    if not call.words:
        await dialogs.show(call, dialogs.log(call, Back.of(call)))
        return None
    done = await logging.log(call.member, call.workspace, call.wiring.judge, call.words, now=call.now)
    return view.logged(done, call.now, call.member.zone)
