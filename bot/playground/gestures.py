"""What a person does in Slack: types a command or a message, presses, chooses a shortcut; and what comes of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.playground import filling, reach, spelling
from bot.playground.answers import Answers
from bot.playground.deliveries import actions, commands, events, shortcuts
from bot.playground.deliveries.post import Ack, Post
from bot.playground.messages import Message, elements_in
from bot.playground.modals import HELD, Values, View, first_values
from bot.playground.refusal import Refusal
from bot.playground.registry import Registry
from bot.playground.shared import SharedFile
from bot.playground.tickets import ResponseUrl
from bot.playground.workspace import Workspace

SLACKBOT = "USLACKBOT"


@dataclass(slots=True)
class Reply:
    """What came of a gesture. `messages` goes on growing while the app answers at the response_url."""

    ack: Any
    seconds: float
    error: str
    workspace: Workspace
    user: str
    channel: str
    since: str
    answers: list[Message] = field(default_factory=list)

    @property
    def messages(self) -> list[Message]:
        """What the person sees of it: answers to the gesture, and whispers since, in order."""
        seen = self.workspace.seen_by(self.user, self.channel) if self.channel else []
        return [
            each
            for each in seen
            if any(each is answer for answer in self.answers)
            or (each.only_for == self.user and each.ts > self.since and not each.origin)
        ]

    @property
    def reads(self) -> str:
        """All of it in words."""
        return "\n".join(message.reads for message in self.messages)

    @property
    def modal(self) -> View | None:
        return self.workspace.open_view(self.user)


class Gestures:
    """The hands of every member."""

    def __init__(self, registry: Registry, post: Post, answers: Answers, base_url: Callable[[], str]) -> None:
        self._registry = registry
        self._post = post
        self._answers = answers
        self._base_url = base_url

    # -- commands ----------------------------------------------------------------------------------------------------

    async def command(self, user: str, name: str, text: str, channel: str) -> Reply:
        workspace = self._registry.home_of(user)
        known = self._registry.manifest.command(name)
        if known is None or workspace.app.revoked:
            raise Refusal("unknown_command", f"{name} is not a valid command.")
        reach.check_sees_channel(workspace, user, channel)
        if known.should_escape:
            text = spelling.escaped(workspace, user, text, with_names=True)
        trigger = self._registry.tickets.trigger(user, workspace.team_id)
        ticket = self._registry.tickets.response_url(user, workspace.team_id, channel, trigger)
        address = self._address(workspace, ticket, "commands")
        payload = commands.command(workspace, user, name, text.strip(), channel, trigger, address)
        since = workspace.new_ts()
        ack = await self._post.send("slash_commands", payload, f"{name} {text}".strip())
        reply = Reply(ack.body, ack.seconds, ack.error, workspace, user, channel, since, ticket.answers)
        if ack.error:
            self._slackbot_says(reply, f'{name} failed with the error "{ack.error}"')
        elif ack.body:
            self._show_ack(ticket, ack, name)
        return reply

    def _show_ack(self, ticket: ResponseUrl, ack: Ack, what: str) -> None:
        try:
            self._answers.give(ticket, ack.body, f"the acknowledgement of {what}")
        except Refusal as refusal:
            why = "; ".join(refusal.messages)
            self._registry.blame(f"the acknowledgement of {what} refused: {refusal.code} {why}")

    def _slackbot_says(self, reply: Reply, text: str) -> None:
        workspace = reply.workspace
        message = Message(channel=reply.channel, ts=workspace.new_ts(), user=SLACKBOT, text=text, only_for=reply.user)
        reply.answers.append(workspace.add_message(message))

    # -- elements ----------------------------------------------------------------------------------------------------

    async def press(
        self, user: str, where: Message | View, action_id: str, value: Any, block_id: str, values: Values | None
    ) -> Reply:
        """Uses a button, a menu or any other element that tells the app at once; `values` stand in the other fields."""
        workspace = self._registry.home_of(user)
        reach.check_sees(workspace, user, where)
        block, element = _element(where, action_id, value, block_id)
        action = _action(workspace, block, workspace.with_offers(user, element), value)
        state = first_values(where.blocks, _fields(where, user) | filling.restated(where.blocks, values or {}))
        if action["type"] in HELD:
            held, _ = HELD[action["type"]]
            state.setdefault(action["block_id"], {})[action_id] = {"type": action["type"], held: action[held]}
        if isinstance(where, View):
            where.values = state
            return await self._press_in_view(workspace, user, where, action)
        where.filled[user] = state
        return await self._press_in_message(workspace, user, where, action)

    async def _press_in_message(
        self, workspace: Workspace, user: str, message: Message, action: dict[str, Any]
    ) -> Reply:
        tickets, team_id = self._registry.tickets, workspace.team_id
        trigger = tickets.trigger(user, team_id)
        ticket = tickets.response_url(user, team_id, message.channel, trigger, original=message, is_action=True)
        address = self._address(workspace, ticket, "actions")
        payload = actions.in_message(workspace, user, message, action, trigger, address)
        since = workspace.new_ts()
        ack = await self._send_action(payload, action["action_id"])
        return Reply(ack.body, ack.seconds, ack.error, workspace, user, message.channel, since, ticket.answers)

    async def _press_in_view(self, workspace: Workspace, user: str, view: View, action: dict[str, Any]) -> Reply:
        trigger = self._registry.tickets.trigger(user, workspace.team_id, view.id)
        payload = actions.in_view(workspace, user, view, action, trigger)
        since = workspace.new_ts()
        ack = await self._send_action(payload, action["action_id"])
        return Reply(ack.body, ack.seconds, ack.error, workspace, user, "", since)

    async def _send_action(self, payload: dict[str, Any], action_id: str) -> Ack:
        ack = await self._post.send("interactive", payload, f"the press of {action_id}")
        if ack.body:
            self._registry.blame(f"the press of {action_id} was answered with a body, which Slack ignores")
        return ack

    async def options(self, user: str, where: Message | View, action_id: str, typed: str) -> list[dict[str, Any]]:
        """What the app offers in a menu while somebody types into it."""
        workspace = self._registry.home_of(user)
        reach.check_sees(workspace, user, where)
        block, _ = _element(where, action_id, None, "")
        payload = actions.options_wanted(workspace, user, where, block["block_id"], action_id, typed)
        ack = await self._post.send("interactive", payload, f"the options of {action_id}")
        answer = ack.body or {}
        offered = list(filling.options_of(answer))
        workspace.offered[user, action_id] = offered
        return offered

    # -- shortcuts, Home, messages -----------------------------------------------------------------------------------

    async def global_shortcut(self, user: str, callback_id: str) -> Reply:
        workspace = self._registry.home_of(user)
        reach.check_shortcut(self._registry.manifest, callback_id, "global")
        trigger = self._registry.tickets.trigger(user, workspace.team_id)
        since = workspace.new_ts()
        payload = shortcuts.anywhere(workspace, user, callback_id, trigger, since)
        ack = await self._post.send("interactive", payload, f"the shortcut {callback_id}")
        return Reply(ack.body, ack.seconds, ack.error, workspace, user, "", since)

    async def message_shortcut(self, user: str, message: Message, callback_id: str) -> Reply:
        workspace = self._registry.home_of(user)
        reach.check_shortcut(self._registry.manifest, callback_id, "message")
        reach.check_sees(workspace, user, message)
        trigger = self._registry.tickets.trigger(user, workspace.team_id)
        ticket = self._registry.tickets.response_url(user, workspace.team_id, message.channel, trigger)
        since = workspace.new_ts()
        address = self._address(workspace, ticket, "app")
        payload = shortcuts.on_message(workspace, user, callback_id, message, trigger, address, since)
        ack = await self._post.send("interactive", payload, f"the shortcut {callback_id}")
        return Reply(ack.body, ack.seconds, ack.error, workspace, user, message.channel, since, ticket.answers)

    async def open_home(self, user: str, tab: str) -> View | None:
        workspace = self._registry.home_of(user)
        channel = workspace.open_direct(user, workspace.app.bot_user_id)
        event = events.home_opened(workspace, user, channel.id, tab, workspace.homes.get(user))
        await self._post.tell(workspace, event)
        return workspace.homes.get(user)

    async def say(self, user: str, channel: str, text: str, thread_ts: str | None) -> Message:
        """A person writes a message."""
        workspace = self._registry.home_of(user)
        reach.check_may_write(workspace, self._registry.manifest, user, channel)
        marked = spelling.escaped(workspace, user, text, with_names=False)
        message = Message(
            channel=channel,
            ts=workspace.new_ts(),
            user=user,
            text=marked,
            blocks=workspace.with_ids([spelling.rich_text(marked)]),
            thread_ts=thread_ts,
            client_msg_id=workspace.new_id("m").lower(),
        )
        workspace.add_message(message)
        if workspace.app.bot_user_id in workspace.channels[channel].members:
            await self._post.tell(workspace, events.message(workspace, message))
            if f"<@{workspace.app.bot_user_id}>" in marked:
                await self._post.tell(workspace, events.app_mention(message))
        return message

    async def send_file(self, user: str, channel: str, name: str, content: bytes, text: str) -> Message:
        """A person sends a file, with words or without."""
        workspace = self._registry.home_of(user)
        reach.check_may_write(workspace, self._registry.manifest, user, channel)
        if not content:
            raise Refusal("no_file_data", "There is nothing in that file.")
        created = int(workspace.now().timestamp())
        file = SharedFile(
            id=workspace.new_id("F"), name=name, content=content, user=user, channel=channel, created=created
        )
        workspace.files[file.id] = file
        message = Message(
            channel=channel,
            ts=workspace.new_ts(),
            user=user,
            text=spelling.escaped(workspace, user, text, with_names=False),
            files=[file.to_slack(workspace.team_id, self._base_url())],
            client_msg_id=workspace.new_id("m").lower(),
        )
        workspace.add_message(message)
        if workspace.app.bot_user_id in workspace.channels[channel].members:
            await self._post.tell(workspace, events.message(workspace, message))
        return message

    def _address(self, workspace: Workspace, ticket: ResponseUrl, kind: str) -> str:
        return f"{self._base_url()}hooks/{kind}/{workspace.team_id}/{ticket.secret}"


def _fields(where: Message | View, user: str) -> Values:
    return dict(where.values) if isinstance(where, View) else dict(where.filled.get(user, {}))


def _element(where: Message | View, action_id: str, value: Any, block_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    found = [
        (block, element)
        for block, element in elements_in(where.blocks)
        if element["action_id"] == action_id and block_id in ("", block["block_id"])
    ]
    if not found:
        raise LookupError(f"there is no {action_id} here, only {where.action_ids}")
    if found[0][1]["type"] != "button" or value is None:
        return found[0]
    with_value = [each for each in found if each[1].get("value") == value]
    if not with_value:
        raise LookupError(f"no button {action_id} has the value {value!r}")
    return with_value[0]


def _action(workspace: Workspace, block: dict[str, Any], element: dict[str, Any], value: Any) -> dict[str, Any]:
    """The entry of `actions` in the payload."""
    kind = element["type"]
    action: dict[str, Any] = {
        "type": kind,
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": workspace.new_ts(),
    }
    if kind == "feedback_buttons":
        sides = [element["positive_button"], element["negative_button"]]
        side = filling.one_with(sides, value, element["action_id"])
        return action | {"text": side["text"], "value": value}
    if kind == "overflow":
        return action | {"selected_option": filling.one_with(element["options"], value, element["action_id"])}
    if kind in HELD:
        return action | filling.filled(element, value)
    return action | {name: element[name] for name in ("text", "value", "url", "style") if name in element}
