"""/involve forget me: everything goes."""

from bot.errors import BadInput
from handlers.answer import Answer
from handlers.caller import Call
from handlers.views import people as view


async def forget(call: Call) -> Answer:
    """Asks once more: there is no way back."""
    if call.words.casefold() not in {"", "me", "me!"}:
        raise BadInput("I can forget you, nobody else: `/involve forget me`.")
    return view.really_forget()
