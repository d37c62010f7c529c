"""Somebody used an element: a button, a menu, a date; as the app gets it."""

from typing import Any

from bot.playground.deliveries.common import channel, interaction
from bot.playground.messages import Message
from bot.playground.modals import View
from bot.playground.workspace import Workspace


def in_message(
    workspace: Workspace, user_id: str, message: Message, action: dict[str, Any], trigger_id: str, response_url: str
) -> dict[str, Any]:
    container: dict[str, Any] = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": message.only_for is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload = {
        **interaction(workspace, "block_actions", user_id),
        "container": container,
        "trigger_id": trigger_id,
        "channel": channel(workspace, message.channel),
        "state": {"values": message.filled.get(user_id, {})},
        "response_url": response_url,
        "actions": [action],
    }
    if message.only_for is None:  # Slack does not keep an ephemeral message, so it cannot show it again
        payload["message"] = message.to_slack()
    return payload


def in_view(workspace: Workspace, user_id: str, view: View, action: dict[str, Any], trigger_id: str) -> dict[str, Any]:
    return {
        **interaction(workspace, "block_actions", user_id),
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": trigger_id,
        "view": view.to_slack(),
        "actions": [action],
    }


def options_wanted(
    workspace: Workspace, user_id: str, where: View | Message, block_id: str, action_id: str, typed: str
) -> dict[str, Any]:
    """A menu whose options the app provides while one types."""
    payload = {
        **interaction(workspace, "block_suggestion", user_id),
        "block_id": block_id,
        "action_id": action_id,
        "value": typed,
    }
    if isinstance(where, View):
        return {**payload, "container": {"type": "view", "view_id": where.id}, "view": where.to_slack()}
    container = {
        "type": "message",
        "message_ts": where.ts,
        "channel_id": where.channel,
        "is_ephemeral": where.only_for is not None,
    }
    return {**payload, "container": container, "channel": channel(workspace, where.channel)}
