"""A slash command, as the app gets it."""

import re

from bot.playground.deliveries.common import VERIFICATION_TOKEN, channel_name
from bot.playground.workspace import Workspace

_URL = re.compile(r"https?://[^\s<>|]+|mailto:[^\s<>|]+")
_BARE_DOMAIN = re.compile(
    r"(?<![\w@/.:-])((?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|app|social|xyz|co|me|news|blog)(?:/[^\s<>|]*)?)"
)
_PERSON = re.compile(r"(?<![\w@])@([a-z0-9._-]+)")
_CHANNEL = re.compile(r"(?<![\w#&])#([a-z0-9_-]+)")


def command(
    workspace: Workspace, user_id: str, name: str, text: str, channel_id: str, trigger_id: str, response_url: str
) -> dict[str, str]:
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": workspace.team_id,
        "team_domain": workspace.domain,
        "channel_id": channel_id,
        "channel_name": channel_name(workspace, channel_id),
        "user_id": user_id,
        "user_name": workspace.member(user_id).name,
        "command": name,
        "text": text,
        "api_app_id": workspace.app.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def escaped(workspace: Workspace, user_id: str, text: str, *, with_names: bool) -> str:
    """What Slack makes of typed text: & < > escaped; people, channels and links marked up.

    `with_names` as in commands, <@U1|ana>; without as in messages, <@U1>.
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    pieces: list[str] = []
    position = 0
    for url in _URL.finditer(text):
        pieces += [_marked(workspace, user_id, text[position : url.start()], with_names=with_names), f"<{url[0]}>"]
        position = url.end()
    return "".join([*pieces, _marked(workspace, user_id, text[position:], with_names=with_names)])


def _marked(workspace: Workspace, user_id: str, text: str, *, with_names: bool) -> str:
    people = {member.name: member.id for member in workspace.members.values() if not member.deleted}
    channels = {
        channel.name: channel.id
        for channel in workspace.channels.values()
        if channel.name and (not channel.is_private or user_id in channel.members)
    }

    def person(found: re.Match[str]) -> str:
        name = found[1].rstrip(".-_") if found[1] not in people else found[1]
        if name not in people:
            return found[0]
        rest = found[1][len(name) :]
        return (f"<@{people[name]}|{name}>" if with_names else f"<@{people[name]}>") + rest

    def channel(found: re.Match[str]) -> str:
        return f"<#{channels[found[1]]}|{found[1]}>" if found[1] in channels else found[0]

    text = _BARE_DOMAIN.sub(lambda found: f"<http://{found[1]}|{found[1]}>", text)
    return _CHANNEL.sub(channel, _PERSON.sub(person, text))
