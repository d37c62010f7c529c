"""/involve result: what a conversation led to."""

from bot.services import outcomes
from handlers.answer import Answer
from handlers.caller import Call
from handlers.commands.consent import needs_yes
from handlers.views import results as view


async def result(call: Call) -> Answer:
    """Records what came of it, linked to the conversation that led to it."""
    if refusal := needs_yes(call):
        return refusal
    if not call.words:
        return view.how_to()
    recorded = await outcomes.record(call.member, call.words, now=call.now)
    return view.recorded(recorded)
