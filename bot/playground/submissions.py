"""A person fills a modal in and sends it off, or closes it; and what the app makes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.playground import filling, reach, rules
from bot.playground.changes import Change
from bot.playground.deliveries import views as deliveries
from bot.playground.deliveries.post import Ack, Post
from bot.playground.messages import elements_in
from bot.playground.methods import views
from bot.playground.modals import HELD, View
from bot.playground.refusal import Refusal
from bot.playground.registry import Registry
from bot.playground.workspace import Workspace

TROUBLE = "We had some trouble connecting. Try again?"


@dataclass(slots=True)
class Submitted:
    """What came of sending a modal off: field errors, the view that is open now, or Slack's own complaint."""

    errors: dict[str, str]
    view: View | None
    ack: Any = None
    error: str = ""


class Submissions:
    """Modals, from the person's side."""

    def __init__(self, registry: Registry, post: Post, base_url: Callable[[], str]) -> None:
        self._registry = registry
        self._post = post
        self._base_url = base_url

    async def submit(self, user: str, view: View, values: dict[str, Any]) -> Submitted:
        """`values`: block_id, action_id or block_id/action_id -> what is put there."""
        workspace = self._registry.home_of(user)
        reach.check_sees(workspace, user, view)
        for key, value in values.items():
            block, element = _field(view, key)
            element = workspace.with_offers(user, element)
            view.values.setdefault(block["block_id"], {})[element["action_id"]] = filling.filled(element, value)
        view.errors = _refused_by_client(view)
        submitted = Submitted(dict(view.errors), view)
        if not view.errors:
            submitted = await self._send(workspace, view)
        workspace.changes.publish(Change("modal", frozenset({user})))
        return submitted

    async def _send(self, workspace: Workspace, view: View) -> Submitted:
        trigger = self._registry.tickets.trigger(view.user, workspace.team_id, view.id)
        payload = deliveries.submission(workspace, view, trigger, self._response_urls(workspace, view, trigger))
        name = view.callback_id or view.title
        ack = await self._post.send("interactive", payload, f"the submission of {name}")
        if ack.error:
            return Submitted({}, view, ack.body, TROUBLE)
        try:
            self._take(workspace, view, ack)
        except Refusal as refusal:
            why = "; ".join(refusal.messages)
            self._registry.blame(f"the answer to the submission of {name} refused: {refusal.code} {why}")
            return Submitted({}, view, ack.body, TROUBLE)
        return Submitted(dict(view.errors), workspace.open_view(view.user), ack.body)

    def _take(self, workspace: Workspace, view: View, ack: Ack) -> None:
        answer = ack.body or {}
        if not answer:
            _close(workspace, view)
            return
        match answer.get("response_action"):
            case "clear":
                workspace.modals.pop(view.user, None)
            case "errors":
                view.errors = _field_errors(view, answer.get("errors"))
            case "update":
                rules.check_view(answer.get("view"), "modal")
                if view in workspace.modals.get(view.user, []):
                    views.replace_view(workspace, view, answer["view"])
            case "push":
                rules.check_view(answer.get("view"), "modal")
                views.push_view(workspace, view.user, answer["view"])
            case other:
                raise Refusal("invalid_response_action", str(other))

    def _response_urls(self, workspace: Workspace, view: View, trigger: str) -> list[dict[str, str]]:
        """An address for each conversation chosen in a menu that asked for one."""
        urls = []
        for block, element in elements_in(view.blocks):
            if not element.get("response_url_enabled"):
                continue
            held, _ = HELD[element["type"]]
            channel = view.values[block["block_id"]][element["action_id"]].get(held)
            if channel:
                ticket = self._registry.tickets.response_url(view.user, workspace.team_id, channel, trigger)
                urls.append(
                    {
                        "block_id": block["block_id"],
                        "action_id": element["action_id"],
                        "channel_id": channel,
                        "response_url": f"{self._base_url()}hooks/app/{workspace.team_id}/{ticket.secret}",
                    }
                )
        return urls

    async def close(self, user: str, view: View, *, everything: bool) -> None:
        """Closes a modal with the cross or Cancel; with `everything`, the whole stack."""
        workspace = self._registry.home_of(user)
        reach.check_sees(workspace, user, view)
        cleared = everything or bool(view.payload.get("clear_on_close"))
        closed = list(workspace.modals[user]) if cleared else [view]
        for each in closed:
            _close(workspace, each)
        workspace.changes.publish(Change("modal", frozenset({user})))
        for each in reversed(closed):
            if each.payload.get("notify_on_close"):
                payload = deliveries.closed(workspace, each, is_cleared=cleared)
                await self._post.send("interactive", payload, f"the closing of {each.callback_id or each.title}")


def _close(workspace: Workspace, view: View) -> None:
    stack = workspace.modals.get(view.user, [])
    if view in stack:
        stack.remove(view)
    if not stack:
        workspace.modals.pop(view.user, None)


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


def _field_errors(view: View, errors: Any) -> dict[str, str]:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        raise Refusal("invalid_errors", f"errors must name input blocks of the view: {errors}")
    return {str(block_id): str(text) for block_id, text in errors.items()}
