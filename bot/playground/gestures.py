"""What a person does in Slack: types, presses, fills in, closes; and what comes of it."""

from dataclasses import dataclass, field
from typing import Any

from bot.playground import filling, rules
from bot.playground.answers import Answers
from bot.playground.changes import Change
from bot.playground.deliveries import actions, commands, events, shortcuts
from bot.playground.deliveries import views as view_deliveries
from bot.playground.deliveries.post import Ack, Post
from bot.playground.messages import Message, elements_in
from bot.playground.methods import views
from bot.playground.modals import HELD, View
from bot.playground.refusal import Refusal
from bot.playground.registry import Registry
from bot.playground.tickets import ResponseUrl
from bot.playground.workspace import Workspace

SLACKBOT = "USLACKBOT"
TROUBLE = "We had some trouble connecting. Try again?"


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


@dataclass(slots=True)
class Submitted:
    """What came of sending a modal off: field errors, the view that is open now, or Slack's own complaint."""

    errors: dict[str, str]
    view: View | None
    ack: Any = None
    error: str = ""


class Gestures:
    """The hands of every member."""

    def __init__(self, registry: Registry, post: Post, answers: Answers, base_url: Any) -> None:
        self._registry = registry
        self._post = post
        self._answers = answers
        self._base_url = base_url

    # -- commands ----------------------------------------------------------------------------------------------------

    async def command(self, user: str, name: str, text: str = "", *, channel: str) -> Reply:
        workspace = self._registry.home_of(user)
        known = self._registry.manifest.command(name)
        if known is None or workspace.app.revoked:
            raise Refusal("unknown_command", f"{name} is not a valid command.")
        self._may_see(workspace, user, channel)
        if known.should_escape:
            text = commands.escaped(workspace, user, text, with_names=True)
        trigger = self._registry.tickets.trigger(user, workspace.team_id)
        ticket = self._registry.tickets.response_url(user, workspace.team_id, channel, trigger)
        payload = commands.command(
            workspace, user, name, text, channel, trigger, self._address(workspace, ticket, "commands")
        )
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
            self._registry.blame(f"the acknowledgement of {what} refused: {refusal.code} {'; '.join(refusal.messages)}")

    def _slackbot_says(self, reply: Reply, text: str) -> None:
        workspace = reply.workspace
        message = Message(channel=reply.channel, ts=workspace.new_ts(), user=SLACKBOT, text=text, only_for=reply.user)
        reply.answers.append(workspace.add_message(message))

    # -- elements ----------------------------------------------------------------------------------------------------

    async def press(
        self, user: str, where: Message | View, action_id: str, value: Any = None, *, block_id: str = ""
    ) -> Reply:
        """Uses a button, a menu or any other element that tells the app at once."""
        workspace = self._registry.home_of(user)
        self._may_see_it(workspace, user, where)
        block, element = _element(where, action_id, value, block_id)
        action = _action(workspace, block, element, value)
        if isinstance(where, View):
            return await self._press_in_view(workspace, user, where, action)
        trigger = self._registry.tickets.trigger(user, workspace.team_id)
        ticket = self._registry.tickets.response_url(
            user, workspace.team_id, where.channel, trigger, original=where, is_action=True, thread_ts=where.thread_ts
        )
        address = self._address(workspace, ticket, "actions")
        payload = actions.in_message(workspace, user, where, action, trigger, address)
        since = workspace.new_ts()
        ack = await self._send_action(payload, action_id)
        return Reply(ack.body, ack.seconds, ack.error, workspace, user, where.channel, since, ticket.answers)

    async def _press_in_view(self, workspace: Workspace, user: str, view: View, action: dict[str, Any]) -> Reply:
        if action["type"] in HELD:
            held, _ = HELD[action["type"]]
            state = {"type": action["type"], held: action.get(held)}
            view.values.setdefault(action["block_id"], {})[action["action_id"]] = state
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

    # -- modals ------------------------------------------------------------------------------------------------------

    async def submit(self, user: str, view: View, values: dict[str, Any] | None = None) -> Submitted:
        """Fills a modal in (`block_id`, `action_id` or `block_id/action_id` -> value) and sends it off."""
        workspace = self._registry.home_of(user)
        self._may_see_it(workspace, user, view)
        for key, value in (values or {}).items():
            block, element = _field(view, key)
            state = filling.filled(element, value)
            view.values.setdefault(block["block_id"], {})[element["action_id"]] = state
        view.errors = _refused_by_client(view)
        if view.errors:
            workspace.changes.publish(Change("modal", frozenset({user})))
            return Submitted(dict(view.errors), view)
        trigger = self._registry.tickets.trigger(user, workspace.team_id, view.id)
        payload = view_deliveries.submission(workspace, view, trigger, self._response_urls(workspace, view, trigger))
        ack = await self._post.send("interactive", payload, f"the submission of {view.callback_id or view.title}")
        submitted = self._after_submission(workspace, view, ack)
        workspace.changes.publish(Change("modal", frozenset({user})))
        return submitted

    def _after_submission(self, workspace: Workspace, view: View, ack: Ack) -> Submitted:
        stack = workspace.modals.get(view.user, [])
        if ack.error:
            return Submitted({}, view, ack.body, TROUBLE)
        answer = ack.body or {}
        try:
            match answer.get("response_action"):
                case None if not answer:
                    _close(workspace, view)
                case "clear":
                    workspace.modals.pop(view.user, None)
                case "errors":
                    view.errors = self._field_errors(view, answer.get("errors"))
                case "update":
                    rules.check_view(answer.get("view"), "modal")
                    if view in stack:
                        views.replace_view(workspace, view, answer["view"])
                case "push":
                    rules.check_view(answer.get("view"), "modal")
                    views.push_view(workspace, view.user, answer["view"])
                case other:
                    raise Refusal("invalid_response_action", str(other))
        except Refusal as refusal:
            why = "; ".join(refusal.messages)
            self._registry.blame(f"the answer to the submission of {view.callback_id} refused: {refusal.code} {why}")
            return Submitted({}, view, ack.body, TROUBLE)
        return Submitted(dict(view.errors), workspace.open_view(view.user), ack.body)

    def _field_errors(self, view: View, errors: Any) -> dict[str, str]:
        inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
            raise Refusal("invalid_errors", f"errors must name input blocks of the view: {errors}")
        return {str(block_id): str(text) for block_id, text in errors.items()}

    def _response_urls(self, workspace: Workspace, view: View, trigger: str) -> list[dict[str, str]]:
        urls = []
        for block, element in elements_in(view.blocks):
            if element.get("response_url_enabled"):
                held, _ = HELD[element["type"]]
                channel = view.values[block["block_id"]][element["action_id"]].get(held)
                if channel:
                    ticket = self._registry.tickets.response_url(view.user, workspace.team_id, channel, trigger)
                    urls.append(
                        {
                            "block_id": block["block_id"],
                            "action_id": element["action_id"],
                            "channel_id": channel,
                            "response_url": self._address(workspace, ticket, "app"),
                        }
                    )
        return urls

    async def close_view(self, user: str, view: View, *, everything: bool = False) -> None:
        """Closes a modal with the cross or Cancel; with `everything`, the whole stack."""
        workspace = self._registry.home_of(user)
        self._may_see_it(workspace, user, view)
        stack = workspace.modals[user]
        cleared = everything or bool(view.payload.get("clear_on_close"))
        closed = list(stack) if cleared else [view]
        for each in closed:
            _close(workspace, each)
        workspace.changes.publish(Change("modal", frozenset({user})))
        for each in reversed(closed):
            if each.payload.get("notify_on_close"):
                payload = view_deliveries.closed(workspace, each, is_cleared=cleared)
                await self._post.send("interactive", payload, f"the closing of {each.callback_id or each.title}")

    async def options(self, user: str, where: Message | View, action_id: str, typed: str) -> list[dict[str, Any]]:
        """What the app offers in a menu while somebody types into it."""
        workspace = self._registry.home_of(user)
        self._may_see_it(workspace, user, where)
        block, element = _element(where, action_id, None, "")
        payload = actions.options_wanted(workspace, user, where, block["block_id"], action_id, typed)
        ack = await self._post.send("interactive", payload, f"the options of {action_id}")
        offered = (ack.body or {}).get("options") or [
            option for group in (ack.body or {}).get("option_groups", []) for option in group["options"]
        ]
        element["options"] = offered
        return list(offered)

    # -- shortcuts, Home, messages -----------------------------------------------------------------------------------

    async def global_shortcut(self, user: str, callback_id: str) -> Reply:
        workspace = self._registry.home_of(user)
        self._known_shortcut(callback_id, "global")
        trigger = self._registry.tickets.trigger(user, workspace.team_id)
        since = workspace.new_ts()
        payload = shortcuts.anywhere(workspace, user, callback_id, trigger, since)
        ack = await self._post.send("interactive", payload, f"the shortcut {callback_id}")
        return Reply(ack.body, ack.seconds, ack.error, workspace, user, "", since)

    async def message_shortcut(self, user: str, message: Message, callback_id: str) -> Reply:
        workspace = self._registry.home_of(user)
        self._known_shortcut(callback_id, "message")
        self._may_see_it(workspace, user, message)
        trigger = self._registry.tickets.trigger(user, workspace.team_id)
        ticket = self._registry.tickets.response_url(
            user, workspace.team_id, message.channel, trigger, thread_ts=message.thread_ts
        )
        since = workspace.new_ts()
        address = self._address(workspace, ticket, "app")
        payload = shortcuts.on_message(workspace, user, callback_id, message, trigger, address, since)
        ack = await self._post.send("interactive", payload, f"the shortcut {callback_id}")
        return Reply(ack.body, ack.seconds, ack.error, workspace, user, message.channel, since, ticket.answers)

    async def open_home(self, user: str, tab: str = "home") -> View | None:
        workspace = self._registry.home_of(user)
        channel = workspace.open_direct(user, workspace.app.bot_user_id)
        event = events.home_opened(workspace, user, channel.id, tab, workspace.homes.get(user))
        await self._post.tell(workspace, event)
        return workspace.homes.get(user)

    async def say(self, user: str, channel: str, text: str, *, thread_ts: str | None = None) -> Message:
        """A person writes a message."""
        workspace = self._registry.home_of(user)
        self._may_write(workspace, user, channel)
        message = Message(
            channel=channel,
            ts=workspace.new_ts(),
            user=user,
            text=commands.escaped(workspace, user, text, with_names=False),
            thread_ts=thread_ts,
            client_msg_id=workspace.new_id("m").lower(),
        )
        message.blocks = workspace.with_ids([filling.rich_text(text)])
        workspace.add_message(message)
        if workspace.app.bot_user_id in workspace.channels[channel].members:
            await self._post.tell(workspace, events.message(workspace, message))
            if f"<@{workspace.app.bot_user_id}>" in message.text:
                await self._post.tell(workspace, events.app_mention(message))
        return message

    # -- what is possible --------------------------------------------------------------------------------------------

    def _known_shortcut(self, callback_id: str, kind: str) -> None:
        known = [each.callback_id for each in self._registry.manifest.shortcuts if each.kind == kind]
        if callback_id not in known:
            raise LookupError(f"the manifest has no {kind} shortcut {callback_id}: {known}")

    def _may_see(self, workspace: Workspace, user: str, channel_id: str) -> None:
        channel = workspace.channels.get(channel_id)
        if workspace.member(user).deleted:
            raise Refusal("user_disabled")
        if channel is None or (channel.is_private and user not in channel.members):
            raise Refusal("channel_not_found")

    def _may_write(self, workspace: Workspace, user: str, channel_id: str) -> None:
        self._may_see(workspace, user, channel_id)
        channel = workspace.channels[channel_id]
        if channel.is_archived:
            raise Refusal("is_archived")
        if user not in channel.members:
            raise Refusal("not_in_channel")
        if channel.is_read_only and not workspace.members[user].is_admin:
            raise Refusal("restricted_action_read_only_channel")
        manifest = self._registry.manifest
        with_app = channel.is_im and workspace.app.bot_user_id in channel.members
        if with_app and (manifest.messages_read_only or not manifest.messages_tab):
            raise Refusal("messages_tab_disabled")

    def _may_see_it(self, workspace: Workspace, user: str, where: Message | View) -> None:
        if isinstance(where, View):
            seen = where in workspace.modals.get(user, []) or workspace.homes.get(user) is where
            if not seen:
                raise LookupError(f"{user} does not see the view {where.title or where.id}")
            return
        self._may_see(workspace, user, where.channel)
        if not any(each is where for each in workspace.seen_by(user, where.channel)):
            raise LookupError(f"{user} does not see this message: {where.text[:60]}")

    def _address(self, workspace: Workspace, ticket: ResponseUrl, kind: str) -> str:
        return f"{self._base_url()}hooks/{kind}/{workspace.team_id}/{ticket.secret}"


def _close(workspace: Workspace, view: View) -> None:
    stack = workspace.modals.get(view.user, [])
    if view in stack:
        stack.remove(view)
    if not stack:
        workspace.modals.pop(view.user, None)


def _element(where: Message | View, action_id: str, value: Any, block_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    found = [
        (block, element)
        for block, element in elements_in(where.blocks)
        if element["action_id"] == action_id and block_id in ("", block["block_id"])
    ]
    if not found:
        raise LookupError(f"there is no {action_id} here, only {where.action_ids}")
    buttons = [each for each in found if each[1]["type"] == "button" and each[1].get("value") == value]
    if found[0][1]["type"] == "button" and value is not None and not buttons:
        raise LookupError(f"no button {action_id} has the value {value!r}")
    return (buttons or found)[0]


def _action(workspace: Workspace, block: dict[str, Any], element: dict[str, Any], value: Any) -> dict[str, Any]:
    kind = element["type"]
    action: dict[str, Any] = {
        "type": kind,
        "action_id": element["action_id"],
        "block_id": block["block_id"],
        "action_ts": workspace.new_ts(),
    }
    if kind in ("button", "workflow_button", "icon_button"):
        action["text"] = element["text"]
        return action | {name: element[name] for name in ("value", "url", "style") if name in element}
    if kind == "feedback_buttons":
        side = next(s for s in ("positive_button", "negative_button") if element[s]["value"] == value)
        return action | {"text": element[side]["text"], "value": value}
    if kind == "overflow":
        option = next((each for each in element["options"] if each.get("value") == value), None)
        if option is None:
            raise LookupError(f"{element['action_id']} offers no {value!r}")
        return action | {"selected_option": option}
    return action | filling.filled(element, value)


def _field(view: View, key: str) -> tuple[dict[str, Any], dict[str, Any]]:
    for block, element in elements_in(view.blocks):
        names = (block["block_id"], element["action_id"], f"{block['block_id']}/{element['action_id']}")
        if key in names and element["type"] in HELD:
            return block, element
    raise LookupError(f"the view has no field {key}, only {view.action_ids}")


def _refused_by_client(view: View) -> dict[str, str]:
    errors = {}
    for block in view.blocks:
        if block["type"] == "input":
            state = view.values[block["block_id"]][block["element"]["action_id"]]
            if wrong := filling.refused(block, state):
                errors[block["block_id"]] = wrong
    return errors
