"""Puts the local workspace together: the people, the Web API, Socket Mode, the page, on one loopback address.

    async with Playground() as slack:
        app = AsyncApp(client=AsyncWebClient(token=slack.bot_token, base_url=slack.api_url), ...)
        ...
        reply = await slack.command("U0ANA", "/involve", "help", channel="C0TEAM")
        assert "log" in reply.reads
        assert slack.violations == []

What a person does: command, press, submit, close_view, open_home, message_shortcut, global_shortcut, options, say.
What a person sees: messages, dms, ephemerals, home, modal. What the app did: calls, violations.
Waiting: settle (nothing is under way any more), until (something is true). Bad days: fail, refresh_sockets.
People coming and going: add_member, change_member, invite_bot, remove_bot, uninstall, revoke_tokens.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import parse_qsl, urlsplit

from aiohttp import web

from bot.playground.answers import Answers
from bot.playground.changes import Change, Changes
from bot.playground.channels import Channel, sample_channels
from bot.playground.consents import Consents
from bot.playground.deliveries import events
from bot.playground.deliveries.post import ACK_SECONDS, RETRY_SECONDS, Post
from bot.playground.faults import Faults
from bot.playground.gestures import Gestures, Reply
from bot.playground.loopback import add_headers, only_from_here
from bot.playground.manifest import DEFAULT_MANIFEST, read_manifest
from bot.playground.messages import Message
from bot.playground.modals import View
from bot.playground.page_api import PageApi
from bot.playground.people import Member, sample_members
from bot.playground.registry import Called, Registry
from bot.playground.request_url import RequestUrl
from bot.playground.sockets import Sockets
from bot.playground.submissions import Submissions, Submitted
from bot.playground.tickets import Tickets
from bot.playground.webapi import WebApi
from bot.playground.workspace import Installation, Workspace

T = TypeVar("T")
HOST = "127.0.0.1"
APP_ID = "A0INVOLVE"


def _real_now() -> datetime:
    return datetime.now(UTC)


class Playground:
    """A Slack of one's own. Use it with `async with`."""

    def __init__(
        self,
        *,
        members: Iterable[Member] | None = None,
        channels: Iterable[Channel] | None = None,
        clock: Callable[[], datetime] = _real_now,
        port: int = 0,
        request_url: str | None = None,
        manifest: dict[str, Any] | None = None,
        team_id: str = "T0HOME",
        team_name: str = "Harbour",
        completions: Sequence[tuple[str, str]] = (),
        on_push: Callable[[str | int], Awaitable[None]] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        ack_seconds: float = ACK_SECONDS,
        retry_seconds: Sequence[float] = RETRY_SECONDS,
    ) -> None:
        self.clock = clock
        self._port = port
        self.changes = Changes()
        self.registry = Registry(
            app_id=APP_ID,
            app_token="xapp-1-A0INVOLVE-playground",
            signing_secret="playground-signing-secret",
            client_id="1111.2222",
            client_secret="playground-client-secret",
            manifest=read_manifest(manifest or DEFAULT_MANIFEST),
            tickets=Tickets(monotonic),
            consents=Consents(monotonic),
            changes=self.changes,
            monotonic=monotonic,
        )
        self.faults = Faults()
        self.sockets = Sockets(self.registry)
        self._request_url = RequestUrl(self.registry, request_url) if request_url else None
        self._post = Post(self.registry, self._request_url or self.sockets, ack_seconds, retry_seconds)
        self._answers = Answers(self.registry, self._post.announce)
        self._gestures = Gestures(self.registry, self._post, self._answers, lambda: self.url)
        self._submissions = Submissions(self.registry, self._post, lambda: self.url)
        self._webapi = WebApi(self.registry, self.faults, self._post.announce, lambda: self.url)
        self._webapi.new_link = self.sockets.new_link
        self.page = PageApi(self.registry, self._gestures, self._submissions, completions, on_push)
        self._runner: web.AppRunner | None = None
        self.workspace = self.add_workspace(
            team_id,
            team_name,
            sample_members() if members is None else members,
            sample_channels() if channels is None else channels,
        )

    def add_workspace(
        self,
        team_id: str,
        name: str,
        members: Iterable[Member],
        channels: Iterable[Channel],
        *,
        installed: bool = True,
    ) -> Workspace:
        """Another team that installed the app (or has yet to: see `consent`)."""
        suffix = team_id.removeprefix("T0")
        workspace = Workspace(
            team_id=team_id,
            name=name,
            domain=name.lower().replace(" ", "-"),
            members=members,
            channels=channels,
            installation=Installation(
                app_id=APP_ID,
                bot_id=f"B0{suffix}",
                bot_user_id=f"U0BOT{suffix}",
                bot_token=f"xoxb-{suffix.lower()}-playground",
                scopes=self.registry.manifest.scopes,
                revoked=not installed,
            ),
            bot_name=self.registry.manifest.bot_name,
            clock=lambda: self.clock(),
            changes=self.changes,
        )
        self.registry.workspaces[team_id] = workspace
        return workspace

    # -- opening and closing -----------------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[only_from_here])
        app.on_response_prepare.append(add_headers)
        self.page.add_to(app.router)
        app.router.add_route("*", "/api/{method}", self._webapi.handle)
        app.router.add_get("/link/", self.sockets.connect)
        app.router.add_post("/hooks/{kind}/{team}/{secret}", self._answers.handle)
        # A call whose app hung up is over: the hanging fault relies on it.
        self._runner = web.AppRunner(app, handler_cancellation=True, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, HOST, self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._post.close()
        await self.sockets.close()
        self.page.hang_up()
        if self._request_url is not None:
            await self._request_url.close()
        if self._runner is not None:
            await self._runner.cleanup()

    # -- where it is, and what opens it ------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._port}/"

    @property
    def api_url(self) -> str:
        return f"{self.url}api/"

    @property
    def team_id(self) -> str:
        return self.workspace.team_id

    @property
    def bot_token(self) -> str:
        return self.workspace.app.bot_token

    @property
    def bot_user_id(self) -> str:
        return self.workspace.app.bot_user_id

    @property
    def app_token(self) -> str:
        return self.registry.app_token

    @property
    def client_id(self) -> str:
        return self.registry.client_id

    @property
    def client_secret(self) -> str:
        return self.registry.client_secret

    @property
    def authorize_url(self) -> str:
        """What stands for https://slack.com/oauth/v2/authorize; `consent` takes the links built on it."""
        return f"{self.url}oauth/v2/authorize"

    @property
    def signing_secret(self) -> str:
        return self.registry.signing_secret

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

    # -- people coming and going -------------------------------------------------------------------------------------

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
