"""Nothing about anybody is recorded before they said yes."""

from bot.services.typed import unmarked
from handlers.answer import Answer
from handlers.caller import Call
from handlers.views import private


def needs_yes(call: Call, again: str = "") -> Answer | None:
    """The question to answer first, for somebody who has not joined.

    `again`: the verb of what they typed, which is not lost.
    """
    if call.member.joined_at is not None:
        return None
    typed = f"{again} {unmarked(call.words)}" if again and call.words else ""
    return private.invitation(call.member.invited_by, typed=typed)
