"""Nothing about anybody is recorded before they said yes."""

from handlers.answer import Answer
from handlers.caller import Call
from handlers.views import private


def needs_yes(call: Call) -> Answer | None:
    """The question to answer first, for somebody who has not joined."""
    return None if call.member.joined_at is not None else private.invitation(call.member.invited_by)
