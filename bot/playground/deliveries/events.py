"""What happened in the workspace, as the Events API tells it."""

from typing import Any

from bot.playground.channels import Channel
from bot.playground.deliveries.common import VERIFICATION_TOKEN
from bot.playground.messages import Message
from bot.playground.modals import View
from bot.playground.people import Member
from bot.playground.workspace import Workspace

CHANNEL_TYPES = {"channel": "channel", "group": "group", "im": "im", "mpim": "mpim"}
SUBSCRIPTIONS = {"channel": "message.channels", "group": "message.groups", "im": "message.im", "mpim": "message.mpim"}

FAREWELLS = frozenset(["app_uninstalled", "tokens_revoked"])

Event = dict[str, Any]


def message(workspace: Workspace, said: Message) -> Event:
    kind = workspace.channels[said.channel].kind
    return {
        **said.to_slack(with_metadata=True),
        "channel": said.channel,
        "event_ts": said.ts,
        "channel_type": CHANNEL_TYPES[kind],
    }


def changed(workspace: Workspace, said: Message, before: Event) -> Event:
    return {
        "type": "message",
        "subtype": "message_changed",
        "message": said.to_slack(),
        "previous_message": before,
        "channel": said.channel,
        "hidden": True,
        **_moment(workspace, said),
    }


def deleted(workspace: Workspace, said: Message) -> Event:
    return {
        "type": "message",
        "subtype": "message_deleted",
        "previous_message": said.to_slack(),
        "deleted_ts": said.ts,
        "channel": said.channel,
        "hidden": True,
        **_moment(workspace, said),
    }


def _moment(workspace: Workspace, said: Message) -> Event:
    ts = workspace.new_ts()
    return {"ts": ts, "event_ts": ts, "channel_type": CHANNEL_TYPES[workspace.channels[said.channel].kind]}


def app_mention(said: Message) -> Event:
    return {**said.to_slack(), "type": "app_mention", "channel": said.channel, "event_ts": said.ts}


def home_opened(workspace: Workspace, user_id: str, channel_id: str, tab: str, view: View | None) -> Event:
    event: Event = {
        "type": "app_home_opened",
        "user": user_id,
        "channel": channel_id,
        "tab": tab,
        "event_ts": workspace.new_ts(),
    }
    if view is not None and tab == "home":
        event["view"] = view.to_slack()
    return event


def joined(workspace: Workspace, channel: Channel, user_id: str, inviter: str = "") -> Event:
    event = {
        "type": "member_joined_channel",
        "user": user_id,
        "channel": channel.id,
        "channel_type": "G" if channel.is_private else "C",
        "team": workspace.team_id,
        "event_ts": workspace.new_ts(),
    }
    return event | ({"inviter": inviter} if inviter else {})


def left(workspace: Workspace, channel: Channel, user_id: str) -> Event:
    return {
        "type": "member_left_channel",
        "user": user_id,
        "channel": channel.id,
        "channel_type": "G" if channel.is_private else "C",
        "team": workspace.team_id,
        "event_ts": workspace.new_ts(),
    }


def about_member(workspace: Workspace, kind: str, member: Member) -> Event:
    """team_join or user_change."""
    shown = member.to_slack(
        workspace.now(),
        workspace.team_id,
        with_email="users:read.email" in workspace.app.scopes,
        with_locale=True,
    )
    return {"type": kind, "user": shown, "cache_ts": int(workspace.now().timestamp()), "event_ts": workspace.new_ts()}


def uninstalled() -> Event:
    return {"type": "app_uninstalled"}


def tokens_revoked(workspace: Workspace) -> Event:
    return {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [workspace.app.bot_user_id]}}


def subscription_of(event: Event) -> str:
    """The name under which the app subscribes to such an event."""
    if event["type"] == "message":
        return SUBSCRIPTIONS[str(event["channel_type"])]
    return str(event["type"])


def callback(workspace: Workspace, event: Event) -> dict[str, Any]:
    """The envelope of the Events API around an event."""
    channel = workspace.channels.get(str(event.get("channel", "")))
    event_id = workspace.new_id("Ev")
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": workspace.team_id,
        "context_team_id": workspace.team_id,
        "api_app_id": workspace.app.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(workspace.now().timestamp()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": workspace.team_id,
                "user_id": workspace.app.bot_user_id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": channel is not None and channel.is_ext_shared,
        "event_context": f"4-{event_id}",
    }
