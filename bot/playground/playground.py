"""A Slack of one's own: what a person does and sees in it, what the app did, and what may go wrong.

    async with Playground() as slack:
        app = AsyncApp(client=AsyncWebClient(token=slack.bot_token, base_url=slack.api_url), ...)
        ...
        reply = await slack.command("U0ANA", "/involve", "help", channel="C0TEAM")
        assert "log" in reply.reads
        assert slack.violations == []

What a person does: command, press, submit, close_view, open_home, message_shortcut, global_shortcut, options, say,
send_file.
What a person sees: messages, dms, ephemerals, home, modal. What the app did: calls, deliveries, violations.
Waiting: settle (nothing is under way any more), until (something is true). Bad days: fail, refresh_sockets.
People coming and going: add_member, change_member, invite_bot, remove_bot, uninstall, revoke_tokens.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlsplit

from bot.playground import spelling
from bot.playground.changes import Change
from bot.playground.deliveries import events
from bot.playground.gestures import Reply
from bot.playground.messages import Message
from bot.playground.modals import View
from bot.playground.people import Member
from bot.playground.registry import Called, Delivered
from bot.playground.server import Server
from bot.playground.submissions import Submitted
from bot.playground.uploads import Upload
from bot.playground.workspace import Workspace

T = TypeVar("T")


class Playground(Server):
    """The local workspace, for whoever tests an app in it. Use it with `async with`."""

    # -- what a person does ------------------------------------------------------------------------------------------

    async def command(self, user: str, name: str, text: str = "", *, channel: str = "") -> Reply:
        """Types a slash command (without a channel: in the direct message with the app); waits for the ack."""
        return await self._gestures.command(user, name, text, channel or self.dm_channel(user))

    async def press(
        self, user: str, where: Message | View, action_id: str, value: Any = None, *, block_id: str = ""
    ) -> Reply:
        """Uses an element. `value`: an option's value, a list of them, a date, a user id, a button's value."""
        return await self._gestures.press(user, where, action_id, value, block_id, None)

    async def submit(self, user: str, view: View, values: dict[str, Any] | None = None) -> Submitted:
        return await self._submissions.submit(user, view, values or {})

    async def close_view(self, user: str, view: View, *, everything: bool = False) -> None:
        await self._submissions.close(user, view, everything=everything)

    async def options(self, user: str, where: Message | View, action_id: str, typed: str = "") -> list[dict[str, Any]]:
        return await self._gestures.options(user, where, action_id, typed)

    async def open_home(self, user: str, tab: str = "home") -> View | None:
        return await self._gestures.open_home(user, tab)

    async def message_shortcut(self, user: str, message: Message, callback_id: str) -> Reply:
        return await self._gestures.message_shortcut(user, message, callback_id)

    async def global_shortcut(self, user: str, callback_id: str) -> Reply:
        return await self._gestures.global_shortcut(user, callback_id)

    async def send_file(self, user: str, name: str, content: bytes, *, channel: str = "", text: str = "") -> Message:
        """Sends a file (without a channel: in the direct message with the app)."""
        return await self._gestures.send_file(user, channel or self.dm_channel(user), name, content, text)

    async def say(self, user: str, channel: str, text: str, *, thread_ts: str | None = None) -> Message:
        return await self._gestures.say(user, channel, text, thread_ts)

    # -- what a person sees ------------------------------------------------------------------------------------------

    def messages(self, channel: str) -> list[Message]:
        """What was said in a channel, replies in threads too, in order."""
        return list(self._workspace_of_channel(channel).said[channel])

    def dm_channel(self, user: str) -> str:
        """The direct message of this person and the app."""
        workspace = self.registry.home_of(user)
        return workspace.open_direct(user, workspace.app.bot_user_id).id

    def dms(self, user: str) -> list[Message]:
        """What this person and the app said to each other."""
        workspace = self.registry.home_of(user)
        channel = workspace.direct(user, workspace.app.bot_user_id)
        return list(workspace.said[channel.id]) if channel else []

    def ephemerals(self, user: str) -> list[Message]:
        """What only this person was shown and has not lost yet."""
        return [each for each in self.registry.home_of(user).whispered if each.only_for == user]

    def home(self, user: str) -> View | None:
        return self.registry.home_of(user).homes.get(user)

    def modal(self, user: str) -> View | None:
        return self.registry.home_of(user).open_view(user)

    def reload(self, user: str) -> None:
        """Slack forgets ephemeral messages when the client is reloaded."""
        workspace = self.registry.home_of(user)
        workspace.whispered = [each for each in workspace.whispered if each.only_for != user]

    def _workspace_of_channel(self, channel: str) -> Workspace:
        return next(each for each in self.registry.workspaces.values() if channel in each.channels)

    # -- what the app did --------------------------------------------------------------------------------------------

    @property
    def calls(self) -> list[Called]:
        """Every Web API call, in order."""
        return self.registry.calls

    @property
    def uploads(self) -> list[Upload]:
        """Every picture the app put into Slack, in order."""
        every = (each.uploads.values() for each in self.registry.workspaces.values())
        return [upload for uploads in every for upload in uploads if upload.is_complete]

    @property
    def deliveries(self) -> list[Delivered]:
        """Every gesture and event with its acknowledgement, and every body sent to a response_url, in order."""
        return self.registry.deliveries

    @property
    def violations(self) -> list[str]:
        """Everything the app did that Slack would refuse or punish."""
        return self.registry.violations

    # -- waiting -----------------------------------------------------------------------------------------------------

    async def settle(self, *, quiet: float = 0.05, within: float = 10.0) -> None:
        """Waits until nothing has been under way for `quiet` seconds."""
        async with asyncio.timeout(within):
            while True:
                while self.changes.under_way:
                    await self.changes.next()
                try:
                    await asyncio.wait_for(self.changes.next(), quiet)
                except TimeoutError:
                    if not self.changes.under_way:  # it may have begun in the very last moment
                        return

    async def until(self, predicate: Callable[[], T], within: float = 5.0) -> T:
        """Waits until the predicate is true; asks again whenever something happened in the workspace."""
        try:
            async with asyncio.timeout(within):
                while not (found := predicate()):
                    await self.changes.next()
                return found
        except TimeoutError:
            last = [(call.method, call.error or "ok") for call in self.calls[-8:]]
            raise TimeoutError(f"not within {within:g} s; last calls {last}; violations {self.violations}") from None

    async def connected(self, within: float = 5.0) -> None:
        """Waits until the app holds a socket open."""
        await self.until(lambda: self.sockets.count, within)

    # -- bad days ----------------------------------------------------------------------------------------------------

    def fail(self, method: str, kind: str, *, times: int = 1, retry_after: int = 1) -> None:
        """The next calls of a method fail: see faults.KINDS; any other kind is an error code to answer."""
        self.faults.order(method, kind, times=times, retry_after=retry_after)

    async def refresh_sockets(self, reason: str = "refresh_requested") -> None:
        await self.sockets.ask_to_reconnect(reason)

    async def verify_request_url(self) -> bool:
        """What Slack does when a request URL is entered: sends a challenge, and wants it back."""
        if self._request_url is None:
            raise LookupError("this workspace has no request URL: the app is in Socket Mode")
        return await self._request_url.verify()

    # -- people coming and going -------------------------------------------------------------------------------------

    def recall(self, user: str, channel: str, text: str, at: datetime) -> Message:
        """Something somebody said before this began; the app is not told."""
        workspace = self.registry.home_of(user)
        marked = spelling.escaped(workspace, user, text, with_names=False)
        message = workspace.recall(user, channel, marked, at)
        message.blocks = workspace.with_ids([spelling.rich_text(marked)])
        return message

    def add_member(self, member: Member) -> None:
        workspace = self.workspace
        workspace.members[member.id] = member
        self.changes.publish(Change("channels"))
        self._post.announce(workspace, events.about_member(workspace, "team_join", member))

    def change_member(self, user: str, **changes: Any) -> None:
        """A new time zone, a deactivation: whatever a profile holds."""
        workspace = self.registry.home_of(user)
        member = workspace.members[user]
        for name, value in changes.items():
            setattr(member, name, value)
        self.changes.publish(Change("channels"))
        self._post.announce(workspace, events.about_member(workspace, "user_change", member))

    def invite_bot(self, channel: str, inviter: str = "") -> None:
        workspace = self._workspace_of_channel(channel)
        workspace.channels[channel].members.add(workspace.app.bot_user_id)
        event = events.joined(workspace, workspace.channels[channel], workspace.app.bot_user_id, inviter)
        self._post.announce(workspace, event)

    def remove_bot(self, channel: str) -> None:
        workspace = self._workspace_of_channel(channel)
        event = events.left(workspace, workspace.channels[channel], workspace.app.bot_user_id)
        self._post.announce(workspace, event)
        workspace.channels[channel].members.discard(workspace.app.bot_user_id)

    def consent(self, user: str, link: str) -> str:
        """Follows an authorize link and says yes; answers the address the browser is sent back to, with the code."""
        asked = dict(parse_qsl(urlsplit(link).query))
        workspace, manifest = self.registry.home_of(user), self.registry.manifest
        return self.registry.consents.give(workspace.team_id, user, asked, manifest.scopes, self.registry.client_id)

    async def uninstall(self, team_id: str = "") -> None:
        """Somebody removes the app: its token is void, then it is told, in the order Slack often uses."""
        workspace = self.registry.workspaces[team_id or self.team_id]
        workspace.app.revoked = True
        await self._post.tell(workspace, events.uninstalled())
        await self._post.tell(workspace, events.tokens_revoked(workspace))

    async def revoke_tokens(self, team_id: str = "") -> None:
        workspace = self.registry.workspaces[team_id or self.team_id]
        workspace.app.revoked = True
        await self._post.tell(workspace, events.tokens_revoked(workspace))
