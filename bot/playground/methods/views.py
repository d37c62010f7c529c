"""views.*: the windows the app opens, changes and publishes."""

from typing import Any

from bot.playground import rules
from bot.playground.changes import Change
from bot.playground.methods.call import Answer, Call, Method
from bot.playground.modals import View, first_values
from bot.playground.refusal import Refusal
from bot.playground.tickets import Trigger
from bot.playground.workspace import Workspace

MOST_STACKED = 3


def open_view(call: Call) -> Answer:
    payload = _payload(call, "modal")
    trigger = _trigger(call)
    view = new_view(call.workspace, trigger.user, payload)
    call.workspace.modals[trigger.user] = [view]
    return _shown(call.workspace, view)


def push(call: Call) -> Answer:
    payload = _payload(call, "modal")
    trigger = _trigger(call)
    stack = call.workspace.modals.get(trigger.user, [])
    if not stack or trigger.view_id not in {each.id for each in stack}:
        raise Refusal("not_found")
    view = push_view(call.workspace, trigger.user, payload)
    return _shown(call.workspace, view)


def update(call: Call) -> Answer:
    payload = _payload(call)
    if not call.text("view_id") and not call.text("external_id"):
        raise Refusal("invalid_arguments", "[ERROR] missing required field: view_id or external_id")
    view = call.workspace.find_view(view_id=call.text("view_id"), external_id=call.text("external_id"))
    if view is None:
        raise Refusal("not_found")
    if payload["type"] != view.type:
        raise Refusal("invalid_arguments", f"[ERROR] the view is a {view.type} [json-pointer:/view/type]")
    if call.text("hash") and call.text("hash") != view.hash:
        raise Refusal("hash_conflict")
    replace_view(call.workspace, view, payload)
    return _shown(call.workspace, view)


def publish(call: Call) -> Answer:
    workspace = call.workspace
    payload = _payload(call, "home")
    user_id = call.text("user_id")
    if not call.registry.manifest.home_tab:
        raise Refusal("not_enabled")
    if user_id not in workspace.members:
        raise Refusal("invalid_arguments", f"[ERROR] user_not_found: {user_id} [json-pointer:/user_id]")
    before = workspace.homes.get(user_id)
    if call.text("hash") and before is not None and call.text("hash") != before.hash:
        raise Refusal("hash_conflict")
    if before is None:
        view = new_view(workspace, user_id, payload)
        workspace.homes[user_id] = view
    else:
        view = before
        replace_view(workspace, view, payload)
    workspace.changes.publish(Change("home", frozenset({user_id})))
    return {"ok": True, "view": view.to_slack()}


def new_view(workspace: Workspace, user_id: str, payload: dict[str, Any]) -> View:
    _unique_external_id(workspace, payload, None)
    blocks = workspace.with_ids(payload["blocks"])
    view_id = workspace.new_id("V")
    return View(
        id=view_id,
        user=user_id,
        team_id=workspace.team_id,
        app_id=workspace.app.app_id,
        bot_id=workspace.app.bot_id,
        payload={**payload, "blocks": blocks},
        hash=_new_hash(workspace),
        root_view_id=view_id,
        values=first_values(blocks),
        external_id=payload.get("external_id") or "",
    )


def push_view(workspace: Workspace, user_id: str, payload: dict[str, Any]) -> View:
    stack = workspace.modals[user_id]
    if len(stack) >= MOST_STACKED:
        raise Refusal("push_limit_reached")
    view = new_view(workspace, user_id, payload)
    view.root_view_id = stack[0].id
    view.previous_view_id = stack[-1].id
    stack.append(view)
    return view


def replace_view(workspace: Workspace, view: View, payload: dict[str, Any]) -> None:
    """New content in the same window; what was typed under the same ids stays."""
    _unique_external_id(workspace, payload, view)
    blocks = workspace.with_ids(payload["blocks"])
    view.payload = {**payload, "blocks": blocks}
    view.values = first_values(blocks, view.values)
    view.errors = {}
    view.external_id = payload.get("external_id") or view.external_id
    view.hash = _new_hash(workspace)
    workspace.changes.publish(Change("modal" if view.type == "modal" else "home", frozenset({view.user})))


def _new_hash(workspace: Workspace) -> str:
    return f"{int(workspace.now().timestamp())}.{workspace.new_id('h')}"


def _unique_external_id(workspace: Workspace, payload: dict[str, Any], own: View | None) -> None:
    external_id = payload.get("external_id")
    if external_id and workspace.find_view(external_id=external_id) not in (None, own):
        raise Refusal("duplicate_external_id")


def _payload(call: Call, kind: str = "") -> dict[str, Any]:
    payload: dict[str, Any] = call.structure("view", dict, "invalid_arguments")
    rules.check_view(payload, kind)
    return payload


def _trigger(call: Call) -> Trigger:
    if not call.text("trigger_id"):
        raise Refusal("invalid_arguments", "[ERROR] missing required field: trigger_id")
    trigger = call.registry.tickets.exchange(call.text("trigger_id"), call.workspace.team_id)
    trigger.used = True
    return trigger


def _shown(workspace: Workspace, view: View) -> Answer:
    workspace.changes.publish(Change("modal", frozenset({view.user})))
    return {"ok": True, "view": view.to_slack()}


METHODS = {
    "views.open": Method(open_view, "", ("view",), ("trigger_id", "interactivity_pointer")),
    "views.push": Method(push, "", ("view",), ("trigger_id", "interactivity_pointer")),
    "views.update": Method(update, "", ("view",), ("view_id", "external_id", "hash")),
    "views.publish": Method(publish, "", ("user_id", "view"), ("hash",)),
}
