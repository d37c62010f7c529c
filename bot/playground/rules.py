"""What Slack refuses: messages, views and metadata that break its limits."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bot.playground.blockkit.blocks import (
    ALL,
    BLOCKS,
    MARKDOWN_TEXT,
    MESSAGE_ONLY_ELEMENTS,
    MODAL_ONLY_ELEMENTS,
    MOST_A_MESSAGE,
    SURFACES,
)
from bot.playground.blockkit.elements import plain
from bot.playground.blockkit.grammar import array, boolean, by_type, choice, complaint, shape, string
from bot.playground.messages import elements_in
from bot.playground.refusal import Refusal

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
MOST_ATTACHMENTS = 100
METADATA_BYTES = 16_000
VIEW_BYTES = 250_000

_ANY_BLOCK = by_type(BLOCKS)
_VIEW_FIELDS = {"callback_id": string(255, 0), "external_id": string(255, 0), "private_metadata": string(3000, 0)}


def _blocks_are_checked_apart(value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield complaint("must provide an array", path)


_VIEWS = by_type(
    {
        "modal": shape(
            {"type": choice("modal"), "title": plain(24), "blocks": _blocks_are_checked_apart},
            {
                **_VIEW_FIELDS,
                "submit": plain(24),
                "close": plain(24),
                "clear_on_close": boolean,
                "notify_on_close": boolean,
                "submit_disabled": boolean,
            },
        ),
        "home": shape({"type": choice("home"), "blocks": _blocks_are_checked_apart}, _VIEW_FIELDS),
    }
)
_LINES = {
    name: string(40_000, 0) for name in ("text", "pretext", "fallback", "title", "footer", "author_name", "color")
}
_LINKS = {name: string(3000, 0) for name in ("title_link", "author_link", "image_url", "thumb_url", "from_url")}
_ATTACHMENT = shape(
    {},
    {
        **_LINES,
        **_LINKS,
        "blocks": _blocks_are_checked_apart,
        "mrkdwn_in": array(string(20), 10),
        "fields": array(shape({}, {"title": string(3000, 0), "value": string(3000, 0), "short": boolean}), 100),
        "ts": lambda _value, _path: iter(()),
    },
)


def check_message(text: Any, blocks: Any, attachments: Any, *, most_text: int) -> None:
    """Raises what Slack answers to a message it does not take."""
    if not isinstance(text, str):
        raise Refusal("invalid_arguments", complaint("must provide a string", "/text"))
    if not text.strip() and not blocks and not attachments:
        raise Refusal("no_text")
    if len(text) > most_text:
        raise Refusal("msg_too_long")
    if problems := list(problems_of_blocks(blocks, "message", "/blocks")):
        raise Refusal("invalid_blocks", *problems)
    if len(attachments) > MOST_ATTACHMENTS:
        raise Refusal("too_many_attachments")
    if problems := list(_problems_of_attachments(attachments)):
        raise Refusal("invalid_attachments", *problems)


def check_view(view: Any, kind: str = "") -> None:
    """Raises what Slack answers to a view it does not take; `kind` is the type it must have."""
    if len(json.dumps(view)) > VIEW_BYTES:
        raise Refusal("view_too_large")
    if problems := list(problems_of_view(view, kind)):
        raise Refusal("invalid_arguments", *problems)


def check_metadata(metadata: dict[str, Any]) -> None:
    event_type = metadata.get("event_type")
    if not isinstance(event_type, str) or not event_type or not isinstance(metadata.get("event_payload"), dict):
        raise Refusal("invalid_metadata_format")
    if set(metadata) - {"event_type", "event_payload", "entities"}:
        raise Refusal("invalid_metadata_schema")
    if len(json.dumps(metadata).encode()) > METADATA_BYTES:
        raise Refusal("metadata_too_large")


def problems_of_view(view: Any, kind: str = "") -> Iterator[str]:
    shape_is_right = True
    for found in _VIEWS(view, "/view"):
        shape_is_right = False
        yield found
    if not shape_is_right:
        return
    if kind and view["type"] != kind:
        yield complaint(f"must be a {kind} view", "/view/type")
    yield from problems_of_blocks(view["blocks"], view["type"], "/view/blocks")
    has_input = any(isinstance(block, dict) and block.get("type") == "input" for block in view["blocks"])
    if view["type"] == "modal" and has_input and "submit" not in view:
        yield complaint("missing required field: submit (the view has an input block)", "/view")
    if len(view["blocks"]) == 0:
        yield complaint("no fewer than 1 items allowed", "/view/blocks")


def problems_of_blocks(blocks: Any, surface: str, path: str) -> Iterator[str]:
    """Everything wrong with blocks on a surface (message, modal, home), as Slack words it."""
    shape_is_right = True
    for found in array(_ANY_BLOCK, MOST_BLOCKS[surface], 0)(blocks, path):
        shape_is_right = False
        yield found
    if not shape_is_right:
        return
    yield from _misplaced(blocks, surface, path)
    yield from _repeated(blocks, path)
    yield from _too_many(blocks, path)


def _misplaced(blocks: list[dict[str, Any]], surface: str, path: str) -> Iterator[str]:
    for index, block in enumerate(blocks):
        if surface not in SURFACES.get(block["type"], ALL):
            yield complaint(f"{block['type']} blocks are not available in a {surface}", f"{path}/{index}")
    for _, element in _all_elements(blocks):
        kind = element["type"]
        wrong = (kind in MODAL_ONLY_ELEMENTS and surface != "modal") or (
            kind in MESSAGE_ONLY_ELEMENTS and surface != "message"
        )
        if wrong:
            yield complaint(f"{kind} is not available in a {surface}", path)
        if element.get("response_url_enabled") and surface != "modal":
            yield complaint("response_url_enabled is for modals", path)


def _repeated(blocks: list[dict[str, Any]], path: str) -> Iterator[str]:
    block_ids = Counter(block["block_id"] for block in blocks if "block_id" in block)
    for block_id, times in block_ids.items():
        if times > 1:
            yield complaint(f"block_id already exists: {block_id}", path)
    for index, block in enumerate(blocks):
        action_ids = Counter(element["action_id"] for _, element in elements_in([block]))
        for action_id, times in action_ids.items():
            if times > 1:
                yield complaint(f"action_id already exists in the block: {action_id}", f"{path}/{index}")


def _too_many(blocks: list[dict[str, Any]], path: str) -> Iterator[str]:
    kinds = Counter(block["type"] for block in blocks)
    for kind, most in MOST_A_MESSAGE.items():
        if kinds[kind] > most:
            yield complaint(f"no more than {most} {kind} blocks allowed", path)
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > MARKDOWN_TEXT:
        yield complaint(f"no more than {MARKDOWN_TEXT} characters in all markdown blocks", path)
    if sum(bool(element.get("focus_on_load")) for _, element in _all_elements(blocks)) > 1:
        yield complaint("only one element may have focus_on_load", path)


def _all_elements(blocks: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for block in blocks:
        for element in (block.get("accessory"), block.get("element"), *block.get("elements", [])):
            if isinstance(element, dict) and "type" in element:
                yield block, element


def _problems_of_attachments(attachments: Any) -> Iterator[str]:
    yield from array(_ATTACHMENT, MOST_ATTACHMENTS, 0)(attachments, "/attachments")
    for index, each in enumerate(attachments):
        if isinstance(each, dict) and isinstance(each.get("blocks"), list):
            yield from problems_of_blocks(each["blocks"], "message", f"/attachments/{index}/blocks")
