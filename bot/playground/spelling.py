"""What Slack makes of typed text: people, channels and links marked up, the rest escaped."""

import re
from collections.abc import Iterator
from typing import Any

from bot.playground.workspace import Workspace

_URL = re.compile(r"https?://[^\s<>|]+|mailto:[^\s<>|]+")
_TOP_LEVELS = "com|org|net|io|dev|app|social|xyz|co|me|news|blog"
_BARE_DOMAIN = re.compile(rf"(?<![\w@/.:-])((?:[a-z0-9-]+\.)+(?:{_TOP_LEVELS})(?![\w-])(?:/[^\s<>|]*)?)")
_PERSON = re.compile(r"(?<![\w@])@([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)", re.IGNORECASE)
_CHANNEL = re.compile(r"(?<![\w#&])#([a-z0-9_-]+)")
_TRAILING = ".,;:!?)'\""
_MARKED = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")


def escaped(workspace: Workspace, user_id: str, text: str, *, with_names: bool) -> str:
    """Typed text as the app gets it.

    `with_names` as in a command that asked for it, <@U1|ana>; without as in messages, <@U1>.
    """
    text = plain(text)
    pieces: list[str] = []
    position = 0
    for found in _URL.finditer(text):
        url = found[0].rstrip(_TRAILING)
        pieces += [_marked(workspace, user_id, text[position : found.start()], with_names=with_names), f"<{url}>"]
        position = found.start() + len(url)
    return "".join([*pieces, _marked(workspace, user_id, text[position:], with_names=with_names)])


def plain(text: str) -> str:
    """The three characters Slack wants escaped, escaped."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _marked(workspace: Workspace, user_id: str, text: str, *, with_names: bool) -> str:
    people = {member.name.casefold(): member.id for member in workspace.members.values() if not member.deleted}
    channels = {
        channel.name: channel.id
        for channel in workspace.channels.values()
        if channel.name and (not channel.is_private or user_id in channel.members)
    }

    def person(found: re.Match[str]) -> str:
        known = people.get(found[1].casefold())
        if known is None:
            return found[0]
        return f"<@{known}|{found[1]}>" if with_names else f"<@{known}>"

    def channel(found: re.Match[str]) -> str:
        return f"<#{channels[found[1]]}|{found[1]}>" if found[1] in channels else found[0]

    def domain(found: re.Match[str]) -> str:
        words = found[1].rstrip(_TRAILING)
        return f"<http://{words}|{words}>{found[1][len(words) :]}"

    return _CHANNEL.sub(channel, _PERSON.sub(person, _BARE_DOMAIN.sub(domain, text)))


def rich_text(marked: str) -> dict[str, Any]:
    """The rich_text block Slack keeps of a message somebody typed."""
    section = {"type": "rich_text_section", "elements": list(_inline(marked))}
    return {"type": "rich_text", "elements": [section]}


def _inline(marked: str) -> Iterator[dict[str, Any]]:
    position = 0
    for found in _MARKED.finditer(marked):
        if before := _unescaped(marked[position : found.start()]):
            yield {"type": "text", "text": before}
        yield _reference(_unescaped(found[1]), _unescaped(found[2] or ""))
        position = found.end()
    if rest := _unescaped(marked[position:]):
        yield {"type": "text", "text": rest}


def _reference(target: str, label: str) -> dict[str, Any]:
    if target.startswith("@"):
        return {"type": "user", "user_id": target[1:]}
    if target.startswith("#"):
        return {"type": "channel", "channel_id": target[1:]}
    return {"type": "link", "url": target} | ({"text": label} if label else {})


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
