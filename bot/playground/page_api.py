"""What the page in the browser asks for: what a member sees, and what they do."""

import asyncio
import json
from base64 import b64decode
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.playground import depiction
from bot.playground.changes import Change
from bot.playground.gestures import Gestures
from bot.playground.messages import Message
from bot.playground.modals import HELD, View
from bot.playground.reach import check_sees_channel
from bot.playground.refusal import Refusal
from bot.playground.registry import Registry
from bot.playground.submissions import Submissions
from bot.playground.workspace import Workspace

FILES = Path(__file__).parent / "page"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
}
KEEP_ALIVE_SECONDS = 15.0
SENTENCES = {
    "channel_not_found": "There is no such conversation here for you.",
    "is_archived": "This channel is archived.",
    "messages_tab_disabled": "This app takes no messages.",
    "method_not_supported_here": "That does not work here.",
    "not_in_channel": "You are not in this channel.",
    "restricted_action_read_only_channel": "Only admins may write here.",
    "user_disabled": "This account is deactivated.",
    "user_not_found": "There is no such member.",
}

Push = Callable[[str | int], Awaitable[None]]
Tell = dict[str, Any]


class PageApi:
    """Everything under /page/, and the page's own files."""

    def __init__(
        self,
        registry: Registry,
        gestures: Gestures,
        submissions: Submissions,
        completions: Sequence[tuple[str, str]],
        on_push: Push | None,
    ) -> None:
        self._registry = registry
        self._gestures = gestures
        self._submissions = submissions
        self._completions = completions
        self.on_push = on_push
        self._listening: set[asyncio.Queue[Change | None]] = set()

    def add_to(self, router: web.UrlDispatcher) -> None:
        asking = {"state": self._state, "messages": self._messages, "home": self._home, "view": self._view}
        doing = {
            "send": self._send,
            "file": self._send_file,
            "action": self._action,
            "submit": self._submit,
            "close": self._close,
            "shortcut": self._shortcut,
            "home": self._open_home,
            "clock": self._push_clock,
        }
        for name, answer in asking.items():
            router.add_get(f"/page/{name}", _answering(answer))
        for name, do in doing.items():
            router.add_post(f"/page/{name}", _answering(do))
        router.add_get("/page/events", self._events)
        router.add_get("/page/file/{id}", self._picture)
        router.add_get("/", _file)
        router.add_get(r"/{name:[a-z0-9_-]+\.(?:js|css|html|svg|png|ico)}", _file)

    # -- asking ------------------------------------------------------------------------------------------------------

    async def _state(self, request: web.Request) -> Tell:
        workspace, me = self._who(request.query.get("as", "") or self._first_member())
        return depiction.state(self._registry, workspace, me, self._completions)

    async def _messages(self, request: web.Request) -> Tell:
        workspace, me = self._who(request.query.get("as", ""))
        channel, thread = request.query.get("channel", ""), request.query.get("thread", "")
        check_sees_channel(workspace, me, channel)
        seen = workspace.seen_by(me, channel)
        if thread:
            return {"messages": depiction.messages(workspace, (m for m in seen if thread in (m.ts, m.thread_ts)))}
        if seen:
            workspace.read_until[me, channel] = seen[-1].ts
        return {"messages": depiction.messages(workspace, (m for m in seen if not m.is_reply))}

    async def _home(self, request: web.Request) -> Tell:
        workspace, me = self._who(request.query.get("as", ""))
        view = workspace.homes.get(me)
        return {"view": view.to_slack() if view else None}

    async def _view(self, request: web.Request) -> Tell:
        workspace, me = self._who(request.query.get("as", ""))
        view = workspace.open_view(me)
        return {"view": view.to_slack() if view else None}

    async def _picture(self, request: web.Request) -> web.StreamResponse:
        every = (each.uploads.get(request.match_info["id"]) for each in self._registry.workspaces.values())
        file = next((each for each in every if each and each.is_complete and each.mimetype), None)
        if file is None:
            return web.Response(status=404, text="There is no such picture here.")
        return web.Response(body=file.content, content_type=file.mimetype)

    # -- doing -------------------------------------------------------------------------------------------------------

    async def _send(self, request: web.Request) -> Tell:
        body = await request.json()
        _, me = self._who(body.get("as", ""))
        text, channel, thread_ts = str(body.get("text", "")), str(body.get("channel", "")), body.get("thread_ts")
        if not text.strip():
            return {"ok": False, "error": "There is nothing to send."}
        if not text.startswith("/"):
            await self._gestures.say(me, channel, text, thread_ts)
            return {"ok": True}
        name, _, rest = text.partition(" ")
        if thread_ts:
            return {"ok": False, "error": f"{name} is not supported in threads. Sorry!"}
        await self._gestures.command(me, name, rest, channel)
        return {"ok": True}

    async def _send_file(self, request: web.Request) -> Tell:
        body = await request.json()
        _, me = self._who(body.get("as", ""))
        content = b64decode(str(body.get("content", "")), validate=True)
        await self._gestures.send_file(
            me,
            str(body.get("channel", "")),
            str(body.get("name", ""))[:255] or "file",
            content,
            str(body.get("text", "")),
        )
        return {"ok": True}

    async def _action(self, request: web.Request) -> Tell:
        body = await request.json()
        workspace, me = self._who(body.get("as", ""))
        reply = await self._gestures.press(
            me,
            _where(workspace, me, body),
            str(body.get("action_id", "")),
            _value(body),
            str(body.get("block_id", "")),
            body.get("values"),
        )
        return _told(reply.error)

    async def _submit(self, request: web.Request) -> Tell:
        body = await request.json()
        workspace, me = self._who(body.get("as", ""))
        view = _where(workspace, me, body)
        if not isinstance(view, View):
            raise LookupError("only a modal can be sent off")
        values = {
            f"{block_id}/{action_id}": state.get(HELD[state["type"]][0])
            for block_id, states in body.get("values", {}).items()
            for action_id, state in states.items()
            if state.get("type") in HELD
        }
        submitted = await self._submissions.submit(me, view, values)
        if submitted.errors:
            return {"ok": False, "errors": submitted.errors}
        return {"ok": False, "error": submitted.error} if submitted.error else {"ok": True}

    async def _close(self, request: web.Request) -> Tell:
        body = await request.json()
        workspace, me = self._who(body.get("as", ""))
        view = _where(workspace, me, body)
        if isinstance(view, View):
            await self._submissions.close(me, view, everything=False)
        return {"ok": True}

    async def _shortcut(self, request: web.Request) -> Tell:
        body = await request.json()
        workspace, me = self._who(body.get("as", ""))
        callback_id = str(body.get("callback_id", ""))
        if not body.get("message"):
            return _told((await self._gestures.global_shortcut(me, callback_id)).error)
        message = _where(workspace, me, body)
        if not isinstance(message, Message):
            raise LookupError("no such message")
        return _told((await self._gestures.message_shortcut(me, message, callback_id)).error)

    async def _open_home(self, request: web.Request) -> Tell:
        body = await request.json()
        _, me = self._who(body.get("as", ""))
        await self._gestures.open_home(me, "home")
        return {"ok": True}

    async def _push_clock(self, request: web.Request) -> Tell:
        body = await request.json()
        if self.on_push is None:
            return {"ok": False, "error": "The clock of this workspace cannot be pushed."}
        await self.on_push(str(body["to"]) if "to" in body else int(body.get("seconds", 0)))
        self._registry.changes.publish(Change("clock"))
        workspace = next(iter(self._registry.workspaces.values()))
        return {"ok": True, "now": workspace.now().isoformat()}

    # -- hearing -----------------------------------------------------------------------------------------------------

    async def _events(self, request: web.Request) -> web.StreamResponse:
        try:
            _, me = self._who(request.query.get("as", ""))
        except (Refusal, LookupError):
            return web.json_response({"ok": False, "error": SENTENCES["user_not_found"]}, status=404)
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await stream.prepare(request)
        await stream.write(b": welcome\n\n")
        queue: asyncio.Queue[Change | None] = asyncio.Queue()
        self._listening.add(queue)
        try:
            with self._registry.changes.listening(queue.put_nowait), suppress(ConnectionError):
                await _pour(queue, stream, me)
        finally:
            self._listening.discard(queue)
        return stream

    def hang_up(self) -> None:
        for queue in self._listening:
            queue.put_nowait(None)

    # -- finding -----------------------------------------------------------------------------------------------------

    def _who(self, user_id: str) -> tuple[Workspace, str]:
        workspace = self._registry.home_of(user_id)
        member = workspace.member(user_id)
        if member.deleted or member.is_bot:
            raise Refusal("user_disabled")
        return workspace, user_id

    def _first_member(self) -> str:
        workspace = next(iter(self._registry.workspaces.values()))
        people = [each for each in workspace.members.values() if not (each.deleted or each.is_bot or each.is_guest)]
        return people[0].id if people else ""


async def _pour(queue: "asyncio.Queue[Change | None]", stream: web.StreamResponse, me: str) -> None:
    while True:
        try:
            change = await asyncio.wait_for(queue.get(), KEEP_ALIVE_SECONDS)
        except TimeoutError:
            await stream.write(b": still here\n\n")
            continue
        if change is None:
            return
        if change.concerns(me):
            news = {"type": change.kind, "channel": change.channel, "ts": change.ts}
            told = json.dumps({name: value for name, value in news.items() if value is not None})
            await stream.write(f"data: {told}\n\n".encode())


def _answering(do: Callable[[web.Request], Awaitable[Tell]]) -> Callable[[web.Request], Awaitable[web.Response]]:
    """What cannot be done is said in a sentence."""

    async def answer(request: web.Request) -> web.Response:
        try:
            return web.json_response(await do(request))
        except Refusal as refusal:
            sentence = refusal.messages[0] if refusal.messages else SENTENCES.get(refusal.code, refusal.code)
            return web.json_response({"ok": False, "error": sentence}, status=400)
        except LookupError as nothing:
            return web.json_response({"ok": False, "error": str(nothing).strip("'")}, status=404)
        except (ValueError, TypeError, AttributeError):
            return web.json_response({"ok": False, "error": "That is not what the page sends."}, status=400)

    return answer


async def _file(request: web.Request) -> web.StreamResponse:
    path = FILES / request.match_info.get("name", "index.html")
    if not path.is_file():
        return web.Response(status=404, text="not found")
    return web.FileResponse(path, headers={"Content-Type": TYPES[path.suffix]})


def _where(workspace: Workspace, me: str, body: Tell) -> Message | View:
    """The message, modal or Home something was done in."""
    if body.get("message"):
        channel, ts = str(body["message"]["channel"]), str(body["message"]["ts"])
        found = workspace.message(channel, ts) or workspace.whisper(me, ts)
        if found is None:
            raise LookupError("That message is gone.")
        return found
    view = workspace.find_view(view_id=str(body.get("view_id", ""))) if body.get("view_id") else workspace.homes.get(me)
    if view is None:
        raise LookupError("That window is gone.")
    return view


def _value(body: Tell) -> Any:
    """What the page says was chosen, under whichever name Slack has for it."""
    for name in ("value", *sorted({held for held, _ in HELD.values()} - {"value"})):
        if name in body:
            return body[name]
    return None


def _told(error: str) -> Tell:
    return {"ok": False, "error": f"The app did not answer ({error})."} if error else {"ok": True}
