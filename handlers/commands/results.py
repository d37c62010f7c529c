"""/involve result: what a conversation led to."""

from bot.services import outcomes
from handlers import dialogs
from handlers.answer import Answer
from handlers.caller import Call
from handlers.commands.consent import needs_yes
from handlers.dialogs import Back
from handlers.views import forms
from handlers.views import results as view


async def result(call: Call) -> Answer | None:
    """Records what came of it, linked to the conversation that led to it; without words, opens the form."""
    if refusal := needs_yes(call, "result"):
        return refusal
    if not call.words:
        await dialogs.show(call, forms.result(Back.of(call).written))
        return None
    recorded = await outcomes.record(call.member, call.words, now=call.now)
    return view.recorded(recorded)
