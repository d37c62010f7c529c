"""Saying yes, and taking it back: nothing about anybody is written down in between."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.domain.kinds import Appears
from bot.services import departures, members
from handlers.answer import Answer
from handlers.caller import Call
from handlers.views import private

# Everything else is for those who take part.
WITHOUT_YES = frozenset({
    "show_help", "run_command", "join", "decline", "close_answer", "open_forget", "open_setup", "open_admin_settings",
    "undo_setup", "edit_goal", "undo_goal", "show_preview", "post_digest", "share_digest", "add_house", "undo_house",
    "open_log",
})  # fmt: skip


async def guarded(call: Call, action_id: str, press: Callable[[Call], Awaitable[Answer | None]]) -> Answer | None:
    """What a press does for somebody who takes part; for others the question whether they want to."""
    if call.member.joined_at is None and action_id not in WITHOUT_YES:
        return private.invitation(call.member.invited_by)
    return await press(call)


async def join(call: Call) -> Answer:
    """Yes."""
    if call.member.joined_at is None:  # pressed twice: nothing chosen since is undone
        await members.join(call.member, now=call.now, **_chosen(call.body))
    return private.welcome(call.member, call.value)


def _chosen(body: dict[str, Any]) -> dict[str, Any]:
    """What stood above the button; where nothing can be seen, the strictest."""
    above = ((body.get("state") or {}).get("values") or {}).get("consent") or {}
    appears = (above.get("appears") or {}).get("selected_option") or {}
    wants = (above.get("wants_nudges") or {}).get("selected_options")
    return {"appears": Appears(appears.get("value") or Appears.IN_TOTALS), "nudges": bool(wants)}


async def decline(call: Call) -> Answer:
    """No, thank you."""
    return private.declined()


async def stop(call: Call) -> Answer:
    """Takes the yes back."""
    await departures.leave(call.member, now=call.now)
    return private.stopped()
