"""A shortcut was chosen, from anywhere or on a message, as the app gets it."""

from typing import Any

from bot.playground.deliveries.common import channel, interaction
from bot.playground.messages import Message
from bot.playground.workspace import Workspace


def anywhere(workspace: Workspace, user_id: str, callback_id: str, trigger_id: str, action_ts: str) -> dict[str, Any]:
    return {
        **interaction(workspace, "shortcut", user_id),
        "callback_id": callback_id,
        "trigger_id": trigger_id,
        "action_ts": action_ts,
    }


def on_message(
    workspace: Workspace,
    user_id: str,
    callback_id: str,
    message: Message,
    trigger_id: str,
    response_url: str,
    action_ts: str,
) -> dict[str, Any]:
    return {
        **interaction(workspace, "message_action", user_id),
        "callback_id": callback_id,
        "trigger_id": trigger_id,
        "action_ts": action_ts,
        "response_url": response_url,
        "channel": channel(workspace, message.channel),
        "message_ts": message.ts,
        "message": message.to_slack(),
    }
