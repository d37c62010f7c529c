"""One workspace: its people, its channels, what was said in them, and the app that is installed there."""

import copy
from bisect import insort
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from bot.playground.changes import Change, Changes
from bot.playground.channels import BOT, Channel
from bot.playground.messages import Message
from bot.playground.modals import View
from bot.playground.people import Member
from bot.playground.refusal import Refusal
from bot.playground.shared import SharedFile
from bot.playground.uploads import Upload


@dataclass(slots=True, kw_only=True)
class Installation:
    """The app in one workspace: its bot, its token, what it may do. A revoked one answers to nobody."""

    app_id: str
    bot_id: str
    bot_user_id: str
    bot_token: str
    scopes: frozenset[str]
    installed_by: str = ""
    revoked: bool = False
    refresh_token: str = ""  # with token rotation: good once
    ends: dict[str, datetime] = field(default_factory=dict)  # the tokens that end by themselves, and when


class Workspace:
    """Everything one team sees. Knows no network; whoever changes something publishes it to `changes`."""

    def __init__(
        self,
        *,
        team_id: str,
        name: str,
        domain: str,
        members: Iterable[Member],
        channels: Iterable[Channel],
        installation: Installation,
        bot_name: str,
        clock: Callable[[], datetime],
        changes: Changes,
    ) -> None:
        self.team_id = team_id
        self.name = name
        self.domain = domain
        self.app = installation
        self.clock = clock
        self.changes = changes
        bot = Member(
            id=installation.bot_user_id,
            name=bot_name.lower().replace(" ", "_"),
            real_name=bot_name,
            tz="America/Los_Angeles",
            is_bot=True,
            bot_id=installation.bot_id,
            app_id=installation.app_id,
        )
        self.members = {member.id: copy.copy(member) for member in (*members, bot)}
        self.channels = {channel.id: self._settled(channel) for channel in channels}
        self.said: dict[str, list[Message]] = {channel_id: [] for channel_id in self.channels}
        self.files: dict[str, SharedFile] = {}
        self.whispered: list[Message] = []  # ephemeral messages, which Slack itself forgets
        self.modals: dict[str, list[View]] = {}  # the stack of each person, the top last
        self.homes: dict[str, View] = {}
        self.closed_views: set[str] = set()
        self.uploads: dict[str, Upload] = {}
        self.read_until: dict[tuple[str, str], str] = {}
        self.offered: dict[tuple[str, str], list[dict[str, Any]]] = {}  # person, menu -> what the app offered last
        self._numbers = count(1)
        self._last_ts = 0

    def _settled(self, channel: Channel) -> Channel:
        members = {self.app.bot_user_id if member == BOT else member for member in channel.members}
        settled = copy.copy(channel)
        settled.members = members
        return settled

    # -- names and times ---------------------------------------------------------------------------------------------

    def new_id(self, prefix: str) -> str:
        return f"{prefix}{next(self._numbers):09X}"

    def now(self) -> datetime:
        return self.clock().astimezone(UTC)

    def new_ts(self) -> str:
        """A message time: the workspace's clock, and never twice the same, nor earlier than the last."""
        micros = round(self.now().timestamp() * 1_000_000)
        self._last_ts = max(micros, self._last_ts + 1)
        return _ts(self._last_ts)

    # -- finding -----------------------------------------------------------------------------------------------------

    def member(self, user_id: str) -> Member:
        if user_id not in self.members:
            raise Refusal("user_not_found")
        return self.members[user_id]

    def channel(self, channel_id: str) -> Channel:
        """A channel the bot can know of: a private one it is not in does not exist for it."""
        channel = self.channels.get(channel_id)
        if channel is None or (channel.is_private and self.app.bot_user_id not in channel.members):
            raise Refusal("channel_not_found")
        return channel

    def message(self, channel_id: str, ts: str) -> Message | None:
        return next((message for message in self.said.get(channel_id, []) if message.ts == ts), None)

    def whisper(self, user_id: str, ts: str) -> Message | None:
        return next((each for each in self.whispered if each.ts == ts and each.only_for == user_id), None)

    def thread(self, channel_id: str, ts: str) -> list[Message]:
        return [each for each in self.said.get(channel_id, []) if each.ts == ts or each.thread_ts == ts]

    def replies(self, message: Message) -> list[Message]:
        return [each for each in self.thread(message.channel, message.ts) if each.is_reply]

    def seen_by(self, user_id: str, channel_id: str) -> list[Message]:
        """What one person sees in a channel, in order: what was said, and what only they were told."""
        whispers = [each for each in self.whispered if each.channel == channel_id and each.only_for == user_id]
        return sorted([*self.said.get(channel_id, []), *whispers], key=lambda each: each.ts)

    def direct(self, user_id: str, other_id: str) -> Channel | None:
        pair = {user_id, other_id}
        return next((each for each in self.channels.values() if each.is_im and each.members == pair), None)

    def open_view(self, user_id: str) -> View | None:
        stack = self.modals.get(user_id)
        return stack[-1] if stack else None

    def find_view(self, *, view_id: str = "", external_id: str = "") -> View | None:
        views = [*self.homes.values(), *(view for stack in self.modals.values() for view in stack)]
        return next(
            (view for view in views if view.id == view_id or (external_id and view.external_id == external_id)), None
        )

    # -- changing ----------------------------------------------------------------------------------------------------

    def open_direct(self, user_id: str, other_id: str) -> Channel:
        channel = self.direct(user_id, other_id)
        if channel is None:
            channel = Channel(
                id=self.new_id("D"),
                kind="im",
                members={user_id, other_id},
                creator=other_id,
                created=int(self.now().timestamp()),
            )
            self.add_channel(channel)
        return channel

    def add_channel(self, channel: Channel) -> Channel:
        channel = self._settled(channel)
        self.channels[channel.id] = channel
        self.said.setdefault(channel.id, [])
        self.changes.publish(Change("channels"))
        return channel

    def add_message(self, message: Message) -> Message:
        """Stores what was said (or whispered) and tells everybody it concerns."""
        message.team_id = message.team_id or self.team_id
        if message.only_for is not None:
            self.whispered.append(message)
            self.publish("ephemeral", message)
        else:
            self.said[message.channel].append(message)
            self.publish("message", message)
        return message

    def recall(self, user_id: str, channel_id: str, marked: str, at: datetime) -> Message:
        """Something that was said before anybody looked: in its place in time, told to nobody."""
        message = Message(channel=channel_id, ts=self._past_ts(channel_id, at), user=user_id, text=marked)
        message.team_id = self.team_id
        insort(self.said[channel_id], message, key=lambda each: each.ts)
        return message

    def _past_ts(self, channel_id: str, at: datetime) -> str:
        taken = {each.ts for each in self.said[channel_id]}
        micros = round(at.timestamp() * 1_000_000)
        while (ts := _ts(micros)) in taken:
            micros += 1
        self._last_ts = max(self._last_ts, micros)
        return ts

    def read_all(self) -> None:
        """Nobody has anything unread."""
        for channel in self.channels.values():
            for user_id in channel.members:
                self.read_until[user_id, channel.id] = self.new_ts()

    def publish(self, kind: str, message: Message) -> None:
        channel = self.channels[message.channel]
        users = channel.members if message.only_for is None else {message.only_for}
        self.changes.publish(Change(kind, frozenset(users), message.channel, message.ts))

    def remove_message(self, message: Message) -> None:
        where = self.said[message.channel] if message.only_for is None else self.whispered
        where.remove(message)
        self.publish("delete", message)

    def bot_says(self, channel_id: str, **parts: Any) -> Message:
        """A message of the app's bot, not stored yet."""
        return Message(
            channel=channel_id,
            ts=self.new_ts(),
            user=self.app.bot_user_id,
            bot_id=self.app.bot_id,
            app_id=self.app.app_id,
            **parts,
        )

    def with_offers(self, user_id: str, element: dict[str, Any]) -> dict[str, Any]:
        """A menu with the options the app offered this person while they typed."""
        if "external_select" not in element["type"]:
            return element
        held = [element["initial_option"]] if "initial_option" in element else element.get("initial_options", [])
        return {**element, "options": [*held, *self.offered.get((user_id, element["action_id"]), [])]}

    def with_ids(self, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """A copy with the block and action ids Slack gives where the app gave none."""
        blocks = copy.deepcopy(blocks)
        for block in blocks:
            block.setdefault("block_id", self.new_id("b").lower()[-6:])
            for element in (block.get("accessory"), block.get("element"), *block.get("elements", [])):
                if isinstance(element, dict) and element.get("type") in INTERACTIVE:
                    element.setdefault("action_id", self.new_id("a").lower()[-6:])
        return blocks


def _ts(micros: int) -> str:
    return f"{micros // 1_000_000}.{micros % 1_000_000:06d}"


INTERACTIVE = frozenset(
    [
        "button", "overflow", "checkboxes", "radio_buttons", "datepicker", "timepicker", "datetimepicker",
        "plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input", "file_input",
        "static_select", "external_select", "users_select", "conversations_select", "channels_select",
        "multi_static_select", "multi_external_select", "multi_users_select", "multi_conversations_select",
        "multi_channels_select", "workflow_button", "feedback_buttons", "icon_button",
    ]
)  # fmt: skip
