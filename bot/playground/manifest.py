"""What the app asked Slack for: its commands, shortcuts, scopes and events, read from its manifest."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# What a workspace grants when no manifest is given: everything the Web API here knows how to ask for.
DEFAULT_MANIFEST: dict[str, Any] = {
    "display_information": {"name": "Involve"},
    "features": {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {"display_name": "Involve", "always_online": True},
        "slash_commands": [
            {
                "command": "/involve",
                "description": "Log what you did out there and see your share",
                "usage_hint": "log <url> [note] | me | team | suggest | mute | help",
                "should_escape": True,
            }
        ],
        "shortcuts": [
            {"name": "Log this to Involve", "type": "message", "callback_id": "log_message", "description": "Log it"},
            {"name": "Log activity", "type": "global", "callback_id": "log_activity", "description": "Log it"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "app_mentions:read",
                "channels:history",
                "channels:join",
                "channels:read",
                "chat:write",
                "commands",
                "dnd:read",
                "files:read",
                "files:write",
                "groups:history",
                "groups:read",
                "im:history",
                "im:read",
                "im:write",
                "mpim:read",
                "reactions:write",
                "team:read",
                "users:read",
                "users:read.email",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": [
                "app_home_opened",
                "app_mention",
                "app_uninstalled",
                "member_joined_channel",
                "member_left_channel",
                "message.im",
                "team_join",
                "tokens_revoked",
                "user_change",
            ]
        },
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    usage_hint: str
    description: str
    should_escape: bool


@dataclass(frozen=True, slots=True)
class Shortcut:
    name: str
    kind: str  # message | global
    callback_id: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The parts of an app manifest that decide what Slack sends and allows."""

    name: str
    bot_name: str
    commands: tuple[Command, ...]
    shortcuts: tuple[Shortcut, ...]
    scopes: frozenset[str]
    events: frozenset[str]
    interactive: bool
    home_tab: bool
    messages_tab: bool
    messages_read_only: bool
    rotates_tokens: bool

    def command(self, name: str) -> Command | None:
        return next((command for command in self.commands if command.name == name), None)


def read_manifest(manifest: Mapping[str, Any]) -> Manifest:
    """From the dict of manifest.json to what matters here."""
    features = manifest.get("features", {})
    home = features.get("app_home", {})
    settings = manifest.get("settings", {})
    name = str(manifest.get("display_information", {}).get("name", "App"))
    return Manifest(
        name=name,
        bot_name=str(features.get("bot_user", {}).get("display_name", name)),
        commands=tuple(
            Command(
                each["command"],
                each.get("usage_hint", ""),
                each.get("description", ""),
                bool(each.get("should_escape", False)),
            )
            for each in features.get("slash_commands", [])
        ),
        shortcuts=tuple(
            Shortcut(each["name"], each["type"], each["callback_id"]) for each in features.get("shortcuts", [])
        ),
        scopes=frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", [])),
        events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
        interactive=bool(settings.get("interactivity", {}).get("is_enabled", False)),
        home_tab=bool(home.get("home_tab_enabled", False)),
        messages_tab=bool(home.get("messages_tab_enabled", False)),
        messages_read_only=bool(home.get("messages_tab_read_only_enabled", False)),
        rotates_tokens=bool(settings.get("token_rotation_enabled", False)),
    )
