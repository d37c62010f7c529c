"""How the app answers a gesture: in its acknowledgement, or later at a response_url."""

from typing import Any

from aiohttp import web

from bot.playground import rules
from bot.playground.deliveries import events
from bot.playground.messages import Message
from bot.playground.methods.call import Announce
from bot.playground.methods.chat import POST_TEXT
from bot.playground.refusal import Refusal
from bot.playground.registry import Delivered, Registry
from bot.playground.tickets import ResponseUrl

FIELDS = frozenset(
    [
        "text", "blocks", "attachments", "response_type", "replace_original", "delete_original", "thread_ts",
        "unfurl_links", "unfurl_media", "metadata", "mrkdwn", "parse", "link_names",
    ]
)  # fmt: skip


class Answers:
    """Turns what the app answered into what the person sees."""

    def __init__(self, registry: Registry, announce: Announce) -> None:
        self._registry = registry
        self._announce = announce

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """POST to a response_url."""
        with self._registry.changes.passing():
            try:
                body = await request.json()
                self._registry.deliveries.append(Delivered("response_url", {}, body))
                ticket = self._registry.tickets.use_response_url(request.match_info["secret"])
                self.give(ticket, body, "a response_url")
            except Refusal as refusal:
                self._registry.blame(f"a response_url refused: {refusal.code}" + "".join(refusal.messages))
                return web.json_response(refusal.answer(), status=404)
            except ValueError:
                self._registry.blame("a response_url got something that is not JSON")
                return web.Response(status=400, text="invalid_payload")
            return web.Response(text="ok")

    def give(self, ticket: ResponseUrl, body: dict[str, Any], what: str) -> None:
        """Shows an answer to the person whose gesture it was; raises what Slack would refuse."""
        if not isinstance(body, dict):
            raise Refusal("invalid_payload")
        for unknown in sorted(set(body) - FIELDS):
            self._registry.blame(f"{what} has no field {unknown}")
        if ticket.is_action and "replace_original" not in body and "delete_original" not in body:
            # Slack replaces the message then, which surprises people: say which is meant.
            self._registry.blame(f"{what} does not say whether it replaces the original message")
        if _yes(body.get("delete_original")):
            self._delete(ticket)
            return
        parts = self._parts(body, what)
        replaces = _yes(body.get("replace_original", ticket.is_action))
        if replaces and ticket.original is not None:
            self._replace(ticket, ticket.original, parts)
            return
        if replaces:
            self._registry.blame("replace_original, but the gesture was not made on a message")
        self._add(ticket, body, parts)

    def _parts(self, body: dict[str, Any], what: str) -> dict[str, Any]:
        text, blocks, attachments = body.get("text") or "", body.get("blocks") or [], body.get("attachments") or []
        if body.get("response_type", "ephemeral") not in ("ephemeral", "in_channel"):
            raise Refusal("invalid_arguments", f"response_type {body['response_type']}")
        rules.check_message(text, blocks, attachments, most_text=POST_TEXT)
        if blocks and not text:
            self._registry.blame(f"{what}: blocks without the top-level text that screen readers use")
        return {"text": text, "blocks": blocks, "attachments": attachments}

    def _delete(self, ticket: ResponseUrl) -> None:
        workspace = self._registry.workspaces[ticket.team_id]
        if ticket.original is None:
            self._registry.blame("delete_original, but the gesture was not made on a message")
            return
        gone = ticket.original
        if gone in workspace.whispered or gone in workspace.said.get(gone.channel, []):
            workspace.remove_message(gone)
            if gone.only_for is None:
                self._announce(workspace, events.deleted(workspace, gone))

    def _replace(self, ticket: ResponseUrl, message: Message, parts: dict[str, Any]) -> None:
        workspace, before = self._registry.workspaces[ticket.team_id], message.to_slack()
        message.text = parts["text"]
        message.blocks = workspace.with_ids(parts["blocks"])
        message.attachments = parts["attachments"]
        if message.only_for is None:
            message.edited_ts = workspace.new_ts()
            self._announce(workspace, events.changed(workspace, message, before))
        if message not in ticket.answers:
            ticket.answers.append(message)
        workspace.publish("update", message)

    def _add(self, ticket: ResponseUrl, body: dict[str, Any], parts: dict[str, Any]) -> None:
        workspace = self._registry.workspaces[ticket.team_id]
        in_channel = body.get("response_type") == "in_channel"
        message = workspace.bot_says(
            ticket.channel,
            text=parts["text"],
            blocks=workspace.with_ids(parts["blocks"]),
            attachments=parts["attachments"],
            thread_ts=body.get("thread_ts"),
            only_for=None if in_channel else ticket.user,
            origin=ticket.trigger_id,
            unfurl_links=_yes(body.get("unfurl_links", True)),
        )
        workspace.add_message(message)
        if in_channel:
            self._announce(workspace, events.message(workspace, message))
        ticket.answers.append(message)


def _yes(value: object) -> bool:
    return value is True or str(value).lower() == "true"
