"""/involve privacy, export, forget me: what is known of somebody, a copy of it, and the end of it."""

from bot.errors import BadInput
from handlers import dialogs
from handlers.answer import Answer
from handlers.caller import Call
from handlers.dialogs import Back
from handlers.views import forms


async def forget(call: Call) -> Answer | None:
    """A word has to be typed: there is no way back."""
    if call.words.casefold().strip(" .!") not in {"", "me"}:
        raise BadInput("I can forget you, nobody else: `/involve forget me`.")
    await dialogs.show(call, forms.forget(Back.of(call).written))
    return None
