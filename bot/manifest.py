"""What Involve asks Slack for, with the reason for each: the app's manifest, written for the chosen way to run."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.errors import BadInput
from bot.settings import is_public

EVENTS_PATH, INSTALL_PATH, BACK_PATH = "/slack/events", "/slack/install", "/slack/oauth_redirect"

SCOPES: Mapping[str, str] = {
    "channels:read": "is the digest's channel there, and is Involve in it?",
    "chat:write": "post the digest and answers",
    "commands": "/involve and the two shortcuts",
    "im:write": "open the conversation a nudge is sent in",
    "users:read": "a member's name and time zone, and who administers the workspace",
}
EVENTS: Mapping[str, str] = {
    "app_home_opened": "draw the Home tab",
    "app_uninstalled": "forget the workspace",
    "tokens_revoked": "forget the workspace",
    "user_change": "somebody left or became a guest: stop reading and writing to them",
}


@dataclass(frozen=True, slots=True)
class Extra:
    """Something Involve does better with more scopes, and does without when it is not given them."""

    scopes: Mapping[str, str]
    events: Mapping[str, str]


EXTRAS: Mapping[str, Extra] = {
    "history": Extra(
        {
            "channels:history": "after a broken post, look whether the digest arrived before posting it again",
            "groups:history": "the same in a private channel",
            "im:history": "the same for direct messages of Involve's own",
        },
        {},
    ),
    "files": Extra(
        {
            "files:read": "read the archive a member sends in the direct message",
            "files:write": "hand a member the copy of everything known of them there",
            "im:history": "hear that it was sent",
        },
        {"message.im": "an archive was sent"},
    ),
    "pictures": Extra(
        {"files:write": "put the picture of the week into the digest; without it there is a table"},
        {},
    ),
}


def scopes(extras: Collection[str] = ()) -> dict[str, str]:
    """Every scope asked for, in order, with its reason. Raises BadInput for an extra there is none of."""
    found = dict(SCOPES)
    for extra in _known(extras):
        found = dict(extra.scopes) | found
    return dict(sorted(found.items()))


def manifest(url: str = "", extras: Collection[str] = ()) -> str:
    """The manifest as YAML: for Socket Mode, or with `url` for HTTP. Raises BadInput for an address Slack refuses."""
    if url and not is_public(url):
        raise BadInput(f"“{url[:80]}” is no address Slack would call: give one like https://involve.example.org.")
    events = dict(EVENTS)
    for extra in _known(extras):
        events |= extra.events
    door = json.dumps(url.rstrip("/") + EVENTS_PATH) if url else ""
    back = json.dumps(url.rstrip("/") + BACK_PATH)
    return _TEMPLATE.format(
        reach=f"Slack calls it at {url.rstrip('/')}." if url else _NO_ADDRESS,
        reads=_READS_OWN if _reads(extras) else _READS_NONE,
        read_only="false" if "files" in extras else "true  # Involve reads no messages, so it does not invite any",
        command_url=f"\n      url: {door}" if url else "",
        redirect=f"  redirect_urls:\n    - {back}\n" if url else "",
        scopes=_listed(scopes(extras)),
        events=_listed(dict(sorted(events.items()))),
        events_url=f"    request_url: {door}\n" if url else "",
        interactivity_url=f"\n    request_url: {door}" if url else "",
        socket="false" if url else "true",
        rotation="true  # a stolen token is worth nothing after twelve hours" if url else "false",
    )


def _reads(extras: Collection[str]) -> bool:
    return any(name.endswith(":history") for each in _known(extras) for name in each.scopes)


def _known(extras: Collection[str]) -> list[Extra]:
    unknown = sorted(set(extras) - set(EXTRAS))
    if unknown:
        raise BadInput(f"There is no extra called {', '.join(unknown)}; there are {', '.join(EXTRAS)}.")
    return [EXTRAS[name] for name in extras]


def _listed(reasons: Mapping[str, str]) -> str:
    return "\n".join(f"      - {name}  # {why}" for name, why in reasons.items())


_NO_ADDRESS = "It connects through Socket Mode: no public address is needed."
_READS_NONE = "It reads no messages in Slack."
_READS_OWN = "Of messages in Slack it looks only at its own and at what is sent to it."
_TEMPLATE = """\
# Involve as a Slack app. Paste this at https://api.slack.com/apps under "Create New App" > "From a manifest".
# {reach}
display_information:
  name: Involve
  description: Helps a team take part in other people's conversations
  long_description: >-
    Involve keeps an eye on what you do on the networks outside Slack and shows you, kindly, how much of it is taking
    part in other people's conversations and how much is only broadcasting. Log what you did, connect your accounts,
    and get a daily digest for the team and suggestions of conversations worth joining. {reads}
  background_color: "#2b5a4b"

features:
  app_home:
    home_tab_enabled: true
    messages_tab_enabled: true
    messages_tab_read_only_enabled: {read_only}
  bot_user:
    display_name: Involve
    always_online: true
  slash_commands:
    - command: /involve{command_url}
      description: Log what you did out there, see where you stand, find a conversation to join
      usage_hint: "log <url> [note] | me | team | suggest | mute | help"
      should_escape: true  # people, channels and links arrive as Slack's own references, not as loose text
  shortcuts:
    - name: Log this
      type: message
      callback_id: log_message
      description: Log the link in this message as something you did
    - name: Log activity
      type: global
      callback_id: log_activity
      description: Log something you did on another network

oauth_config:
{redirect}  scopes:
    bot:
{scopes}

settings:
  event_subscriptions:
{events_url}    bot_events:
{events}
  interactivity:
    is_enabled: true{interactivity_url}
  org_deploy_enabled: false
  socket_mode_enabled: {socket}
  token_rotation_enabled: {rotation}
"""
