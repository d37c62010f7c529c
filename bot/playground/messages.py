"""What was said: a message as Slack keeps it, and as a person reads it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass(slots=True, kw_only=True)
class Message:
    """One message. `only_for` names the one person who sees an ephemeral one."""

    channel: str
    ts: str
    user: str
    text: str = ""
    blocks: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)
    metadata: dict[str, Any] | None = None
    thread_ts: str | None = None
    only_for: str | None = None
    bot_id: str = ""
    app_id: str = ""
    team_id: str = ""
    edited_ts: str | None = None
    files: list[dict[str, Any]] = field(default_factory=list)  # as the file objects of Slack
    reactions: dict[str, list[str]] = field(default_factory=dict)
    unfurl_links: bool = True
    unfurl_media: bool = True
    origin: str = ""  # the trigger of the gesture it answers, when it came through an ack or a response_url
    client_msg_id: str = ""
    filled: dict[str, dict[str, dict[str, dict[str, Any]]]] = field(default_factory=dict)  # person -> state.values

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(float(self.ts), UTC)

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def reads(self) -> str:
        """Everything a person can read in it: the blocks if there are any, else the text."""
        return "\n".join(words_in(self.blocks)) if self.blocks else self.text

    @property
    def action_ids(self) -> list[str]:
        return [element["action_id"] for _, element in elements_in(self.blocks)]

    def to_slack(self, *, with_metadata: bool = False) -> dict[str, Any]:
        """The message of conversations.history."""
        message: dict[str, Any] = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts}
        optional = {
            "client_msg_id": self.client_msg_id,
            "bot_id": self.bot_id,
            "app_id": self.app_id,
            "team": self.team_id,
            "blocks": self.blocks,
            "attachments": self.attachments,
            "thread_ts": self.thread_ts,
            "files": self.files,
        }
        message |= {name: value for name, value in optional.items() if value}
        if self.files:
            message |= {"subtype": "file_share", "upload": False}
        if self.is_reply:
            message["parent_user_id"] = ""
        if self.edited_ts:
            message["edited"] = {"user": self.user, "ts": self.edited_ts}
        if self.reactions:
            message["reactions"] = [
                {"name": name, "users": users, "count": len(users)} for name, users in self.reactions.items()
            ]
        if self.metadata is not None and with_metadata:
            message["metadata"] = self.metadata
        return message


def elements_in(blocks: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Every element with an action_id, with the block it stands in."""
    for block in blocks:
        inside = [block.get("accessory"), block.get("element"), *block.get("elements", []), *block.get("actions", [])]
        for element in inside:
            if isinstance(element, dict) and "action_id" in element:
                yield block, element
        nested = [*block.get("child_blocks", []), *(e for e in block.get("elements", []) if e.get("type") == "card")]
        yield from elements_in(nested)


def words_in(part: Any) -> Iterator[str]:
    """The words of blocks in reading order: texts, labels, cells, button captions; no ids, no urls."""
    if isinstance(part, list):
        for each in part:
            yield from words_in(each)
    elif isinstance(part, dict):
        if part.get("type") in ("rich_text_section", "rich_text_quote", "rich_text_preformatted"):
            yield "".join(_rich_words(each) for each in part.get("elements", []))
            return
        for name in ("title", "label", "text", "caption", "fields", "elements", "element", "accessory", "rows"):
            if name in part:
                value = part[name]
                yield from [value] if isinstance(value, str) else words_in(value)
        for name in ("subtitle", "body", "placeholder", "hint", "options", "description", "actions", "child_blocks"):
            if name in part:
                yield from words_in(part[name])
        if "alt_text" in part:
            yield part["alt_text"]


def _rich_words(element: dict[str, Any]) -> str:
    match element.get("type"):
        case "user":
            return f"<@{element['user_id']}>"
        case "channel":
            return f"<#{element['channel_id']}>"
        case "emoji":
            return f":{element['name']}:"
        case "broadcast":
            return f"@{element['range']}"
        case "link":
            return str(element.get("text") or element["url"])
        case "date":
            return str(element.get("fallback", element["timestamp"]))
        case _:
            return str(element.get("text", ""))
