"""The Web API: reads a call as Slack does, refuses what Slack refuses, answers what Slack answers."""

import asyncio
import json
from base64 import b64decode
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from aiohttp import web

from bot.playground.faults import RATE_LIMITED, RESET, SERVER_ERROR, STORED_THEN_ERROR, STORED_THEN_HANG, Fault, Faults
from bot.playground.methods import chat, conversations, files, oauth, team, uploads, views
from bot.playground.methods.call import Announce, Answer, Call, Method
from bot.playground.refusal import Refusal
from bot.playground.registry import Called, Registry

METHODS: dict[str, Method] = {
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **oauth.METHODS,
    **team.METHODS,
    **uploads.METHODS,
    **views.METHODS,
}

# Refusals that can happen to any app, because people leave, archive, revoke. Every other one is the app's fault.
CIRCUMSTANCES = frozenset(
    [
        "already_reacted", "cannot_dm_bot", "channel_not_found", "file_not_found", "hash_conflict", "invalid_auth",
        "is_archived", "is_inactive", "message_not_found", "messages_tab_disabled", "not_authed", "not_found",
        "not_in_channel", "restricted_action", "restricted_action_read_only_channel", "thread_not_found",
        "token_revoked", "user_disabled", "user_not_found", "user_not_in_channel", "user_not_visible",
    ]
)  # fmt: skip


EVERYWHERE = frozenset(["team_id"])  # slack_sdk adds it to every call


class WebApi:
    """Everything under /api/."""

    def __init__(self, registry: Registry, faults: Faults, announce: Announce, base_url: Callable[[], str]) -> None:
        self._registry = registry
        self._faults = faults
        self._announce = announce
        self._base_url = base_url
        self.new_link: Callable[[str], str] = lambda base_url: base_url

    async def handle(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        with self._registry.changes.passing():
            args = await read_arguments(request)
            token = read_token(request, args)
            fault = self._faults.next_for(name)
            if fault is not None and fault.is_before:
                return self._fail_before(request, name, args, fault)
            answer = self._answer(name, args, token, read_credentials(request, args))
            self._registry.calls.append(Called(name, args, answer))
            if fault is not None:
                return await self._fail_after(request, fault)
            return web.json_response(answer, headers=self._scope_headers(token, name))

    async def take_file(self, request: web.Request) -> web.Response:
        """What is uploaded to an address that files.getUploadURLExternal gave."""
        ticket = request.match_info["ticket"]
        with self._registry.changes.passing():
            every = (file for each in self._registry.workspaces.values() for file in each.uploads.values())
            file = next((each for each in every if each.ticket == ticket and not each.content), None)
            content = await request.read()
            if file is None or len(content) != file.length:
                self._registry.blame("a file was uploaded that nobody announced like that")
                return web.Response(status=404 if file is None else 400, text="no")
            file.content = content
            return web.Response(text=f"OK - {len(content)}")

    def _answer(self, name: str, args: dict[str, Any], token: str, credentials: tuple[str, str]) -> Answer:
        try:
            if name == "apps.connections.open":
                return self._connections_open(token)
            if name == "oauth.v2.access":
                return oauth.access(self._registry, args, *credentials)
            if name not in METHODS:
                raise Refusal("unknown_method", req_method=name)
            method = METHODS[name]
            workspace = self._registry.holder_of(token)
            call = Call(self._registry, workspace, args, self._announce, self._base_url())
            if method.scope:
                call.require(method.scope)
            self._check_arguments(name, method, args)
            return method.run(call)
        except Refusal as refusal:
            if refusal.code not in CIRCUMSTANCES:
                why = "; ".join(refusal.messages)
                self._registry.blame(f"{name} refused: {refusal.code}{f' ({why})' if why else ''}")
            return refusal.answer()

    def _check_arguments(self, name: str, method: Method, args: dict[str, Any]) -> None:
        missing = [each for each in method.required if args.get(each) in (None, "")]
        if missing:
            reasons = [f"[ERROR] missing required field: {each}" for each in missing]
            raise Refusal("invalid_arguments", *reasons)
        for unknown in sorted(set(args) - {*method.required, *method.optional, *EVERYWHERE}):
            # Slack does not mind, which is worse: a misspelt argument does nothing.
            self._registry.blame(f"{name} has no argument {unknown}")

    def _connections_open(self, token: str) -> Answer:
        if not token:
            raise Refusal("not_authed")
        if token != self._registry.app_token:
            raise Refusal("not_allowed_token_type" if token.startswith("xoxb-") else "invalid_auth")
        return {"ok": True, "url": self.new_link(self._base_url())}

    def _scope_headers(self, token: str, name: str) -> dict[str, str]:
        try:
            scopes = self._registry.holder_of(token).app.scopes
        except Refusal:
            return {}
        accepted = METHODS[name].scope if name in METHODS else ""
        return {"X-OAuth-Scopes": ",".join(sorted(scopes)), "X-Accepted-OAuth-Scopes": accepted}

    def _fail_before(self, request: web.Request, name: str, args: dict[str, Any], fault: Fault) -> web.StreamResponse:
        status = {RATE_LIMITED: 429, SERVER_ERROR: 500, RESET: 0}.get(fault.kind, 200)
        code = {RATE_LIMITED: "ratelimited", SERVER_ERROR: "internal_error"}.get(fault.kind, fault.kind)
        answer = {"ok": False, "error": code}
        self._registry.calls.append(Called(name, args, answer, status))
        match fault.kind:
            case "rate_limited":
                return web.json_response(answer, status=status, headers={"Retry-After": str(fault.retry_after)})
            case "server_error":
                return web.Response(status=status, text="Internal Server Error")
            case "reset":
                return _reset(request)
            case _:
                return web.json_response(answer)

    async def _fail_after(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        if fault.kind == STORED_THEN_ERROR:
            return web.Response(status=500, text="Internal Server Error")
        if fault.kind == STORED_THEN_HANG:
            await asyncio.Event().wait()  # until the app hangs up, which cancels this
        return _reset(request)


def _reset(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


async def read_arguments(request: web.Request) -> dict[str, Any]:
    """From the query, a form or JSON, as slack_sdk sends them."""
    args: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        text = await request.text()
        try:
            body = json.loads(text) if text else {}
        except json.JSONDecodeError:
            body = {}
        args |= body if isinstance(body, dict) else {}
    else:
        args |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    return args


def read_credentials(request: web.Request, args: dict[str, Any]) -> tuple[str, str]:
    """The app's own id and secret, as oauth.v2.access wants them."""
    header = request.headers.get("Authorization", "")
    if header.startswith("Basic "):
        with suppress(ValueError):
            client_id, _, secret = b64decode(header.removeprefix("Basic ")).decode().partition(":")
            return client_id, secret
    return str(args.get("client_id", "")), str(args.get("client_secret", ""))


def read_token(request: web.Request, args: dict[str, Any]) -> str:
    in_body = args.pop("token", "")
    header = request.headers.get("Authorization", "")
    return header.removeprefix("Bearer ").strip() or str(in_body)
