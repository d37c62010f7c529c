"""What an app sent, held against what Slack publishes (schemas, arguments) and the local workspace's own limits."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from bot.playground.answers import FIELDS
from bot.playground.messages import elements_in
from bot.playground.registry import Called, Delivered
from bot.playground.rules import problems_of_blocks, problems_of_view

FOLDER = Path(__file__).parent / "slack"
SCHEMA: dict[str, Any] = json.loads((FOLDER / "view.schema.json").read_text(encoding="utf-8"))
METHODS: dict[str, Any] = json.loads((FOLDER / "methods.json").read_text(encoding="utf-8"))
MOST_READ_ALOUD = 3000  # characters of an answer's top-level text
UNPUBLISHED = {"data_visualization"}  # @slack/types 3.2.0 has no type for it (2026-11): the limits alone hold there


@cache
def _published(definition: str) -> jsonschema.Draft7Validator:
    return jsonschema.Draft7Validator({"definitions": SCHEMA["definitions"], "$ref": f"#/definitions/{definition}"})


@cache
def _definition_of(block_type: str) -> str:
    """The published type of this kind of block: much quicker than trying all of them."""
    for name, definition in SCHEMA["definitions"].items():
        if name.endswith("Block") and definition.get("properties", {}).get("type", {}).get("const") == block_type:
            return str(name)
    raise LookupError(f"nothing is published of {block_type} blocks")


def of_blocks(blocks: list[Any], surface: str) -> Iterator[str]:
    """What is wrong with blocks on a surface."""
    yield from problems_of_blocks(blocks, surface, "/blocks")
    for block in blocks:
        yield from _of_block(json.dumps(block))


@cache
def _of_block(text: str) -> list[str]:
    """What is wrong with one block: a page that is drawn a hundred times has mostly the same ones."""
    block = json.loads(text)
    if block["type"] in UNPUBLISHED:
        return []
    errors = _published(_definition_of(block["type"])).iter_errors(block)
    return [f"{error.json_path} of a {block['type']}: {error.message[:200]}" for error in errors]


def of_message(message: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a message, wherever it is sent."""
    text, blocks = message.get("text"), message.get("blocks") or []
    if not isinstance(text, str) or not text.strip():
        yield "no text beside the blocks: nothing is read aloud, no notification says anything"
    elif len(text) > MOST_READ_ALOUD:
        yield f"{len(text)} characters are read aloud"
    yield from of_blocks(blocks, "message")


def of_view(view: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a modal or a Home."""
    yield from problems_of_view(view)
    name = "ModalView" if view.get("type") == "modal" else "HomeView"
    shell = view | {"blocks": []}  # the blocks one by one, which says where something is wrong
    yield from (f"{error.json_path}: {error.message[:200]}" for error in _published(name).iter_errors(shell))
    yield from of_blocks(view.get("blocks", []), str(view.get("type")))


def of_call(call: Called) -> Iterator[str]:
    """What is wrong with a call of the Web API."""
    known = METHODS.get(call.method)
    if known is None:
        yield f"nothing is published of {call.method}"
        return
    given = {name: value for name, value in call.arguments.items() if name != "team_id"}  # slack_sdk adds it
    yield from (f"{name} is no argument" for name in given if name not in known["args"])
    yield from (f"{name} is missing" for name, needed in known["args"].items() if needed and name not in given)
    if call.method.startswith("chat."):
        yield from of_message({**given, "blocks": _parsed(given.get("blocks"))})
        if call.method == "chat.postMessage" and str(given.get("unfurl_links")).lower() not in {"false", "0"}:
            yield "links of it would unfurl"
    if call.method.startswith("views."):
        yield from of_view(_parsed(given["view"]))


def of_delivery(delivery: Delivered) -> Iterator[str]:
    """What is wrong with an acknowledgement, or with what was sent to a response_url."""
    answer = delivery.answer
    if delivery.error:
        yield f"not acknowledged: {delivery.error}"
    if not answer or delivery.kind == "events_api":
        return
    if delivery.payload.get("type") == "view_submission":
        yield from _of_submission(answer, delivery.payload["view"])
        return
    yield from (f"{name} is no field of an answer" for name in answer if name not in FIELDS)
    if answer.get("response_type") != "ephemeral":
        yield "it does not say that only one person sees it"
    if not answer.get("delete_original"):
        yield from of_message(answer)


def _of_submission(answer: dict[str, Any], view: dict[str, Any]) -> Iterator[str]:
    action = answer.get("response_action")
    if action in {"update", "push"}:
        yield from of_view(answer["view"])
    elif action == "errors":
        inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
        for name, words in answer["errors"].items():
            if name not in inputs:
                yield f"an error at {name!r}, where there is no field"
            if not words or len(words) > 2000:
                yield f"an error at {name!r} of {len(words)} characters"
    elif action != "clear":
        yield f"response_action {action!r}"


def _parsed(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value or []


def all_of(calls: list[Called], deliveries: list[Delivered]) -> list[str]:
    """Everything wrong with everything that was sent; of the same payload once."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    for call in calls:
        mark = json.dumps([call.method, call.arguments], sort_keys=True)
        if mark not in seen:
            seen.add(mark)
            found |= dict.fromkeys(f"{call.method}: {each}" for each in of_call(call))
    for delivery in deliveries:
        mark = json.dumps([delivery.kind, delivery.answer], sort_keys=True)
        if mark not in seen:
            seen.add(mark)
            found |= dict.fromkeys(f"{delivery.kind}: {each}" for each in of_delivery(delivery))
    return list(found)


def action_ids(payload: Any) -> set[str]:
    """Everything that can be pressed in blocks or a view."""
    blocks = payload.get("blocks") if isinstance(payload, dict) else payload
    return {str(element["action_id"]) for _, element in elements_in(_parsed(blocks))}
