"""What a member's eyes meet, as the page draws it: people, channels, messages."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.playground.channels import Channel
from bot.playground.messages import Message
from bot.playground.people import Member
from bot.playground.reach import visible_channels
from bot.playground.registry import Registry
from bot.playground.workspace import Workspace


def state(registry: Registry, workspace: Workspace, me: str, completions: Sequence[tuple[str, str]]) -> dict[str, Any]:
    workspace.open_direct(me, workspace.app.bot_user_id)
    offered = [{"text": text, "hint": hint} for text, hint in completions]
    visible = [workspace.channels[channel_id] for channel_id in visible_channels(workspace, me)]
    return {
        "team": {"id": workspace.team_id, "name": workspace.name},
        "me": _member(workspace.member(me)),
        "members": [_member(each) for each in workspace.members.values()],
        "channels": [_channel(workspace, each, me) for each in visible if not each.is_im and not each.is_archived],
        "dms": [_direct(workspace, each, me) for each in visible if each.is_im],
        "app": {
            "id": workspace.app.app_id,
            "user_id": workspace.app.bot_user_id,
            "name": registry.manifest.name,
        },
        "clock": {"now": workspace.now().isoformat(), "offset_seconds": _offset(workspace)},
        "commands": [
            {"command": each.name, "usage": each.usage_hint, "completions": offered}
            for each in registry.manifest.commands
        ],
        "shortcuts": [
            {"name": each.name, "type": each.kind, "callback_id": each.callback_id}
            for each in registry.manifest.shortcuts
        ],
    }


def messages(workspace: Workspace, seen: Iterable[Message]) -> list[dict[str, Any]]:
    return [_message(workspace, each) for each in seen]


def _offset(workspace: Workspace) -> int:
    """How far the workspace's clock was pushed."""
    return round((workspace.now() - datetime.now(UTC)).total_seconds())


def _member(member: Member) -> dict[str, Any]:
    return {
        "id": member.id,
        "name": member.name,
        "real_name": member.display_name,
        "tz": member.tz,
        "tz_label": member.tz_label(),
        "locale": member.locale,
        "is_admin": member.is_admin or member.is_owner,
        "avatar_color": member.avatar_color,
        "is_guest": member.is_guest,
        "deleted": member.deleted,
        "bot": member.is_bot,
    }


def _channel(workspace: Workspace, channel: Channel, me: str) -> dict[str, Any]:
    return {
        "id": channel.id,
        "name": channel.name,
        "topic": channel.topic,
        "unread": _unread(workspace, channel, me),
        "is_member": me in channel.members,
        "is_private": channel.is_private,
    }


def _direct(workspace: Workspace, channel: Channel, me: str) -> dict[str, Any]:
    other = workspace.members[channel.other(me)]
    return {
        "id": channel.id,
        "with": {"id": other.id, "name": other.display_name, "is_bot": other.is_bot},
        "unread": _unread(workspace, channel, me),
    }


def _unread(workspace: Workspace, channel: Channel, me: str) -> int:
    if me not in channel.members:
        return 0
    until = workspace.read_until.get((me, channel.id), "")
    seen = workspace.seen_by(me, channel.id)
    return sum(each.ts > until and each.user != me and not each.is_reply for each in seen)


def _message(workspace: Workspace, message: Message) -> dict[str, Any]:
    author = workspace.members.get(message.user)
    return {
        "ts": message.ts,
        "user": message.user,
        "user_name": author.display_name if author else "Slackbot",
        "is_bot": author is None or author.is_bot,
        "text": message.text,
        "blocks": message.blocks,
        "files": [{"name": each["name"], "size": each["size"]} for each in message.files],
        "ephemeral": message.only_for is not None,
        "thread_ts": message.thread_ts,
        "reply_count": len(workspace.replies(message)) if message.only_for is None and not message.is_reply else 0,
        "edited": message.edited_ts is not None,
        "reactions": message.reactions,
        "at": message.at.isoformat(),
    }
