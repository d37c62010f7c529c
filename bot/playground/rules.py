"""What Slack refuses: messages, views and metadata that break its limits."""

import json
from typing import Any

from bot.playground.refusal import Refusal

MOST_ATTACHMENTS = 100
METADATA_BYTES = 16_000
VIEW_BYTES = 250_000


def check_message(
    text: str, blocks: list[dict[str, Any]], attachments: list[dict[str, Any]], *, most_text: int
) -> None:
    if not text.strip() and not blocks and not attachments:
        raise Refusal("no_text")
    if len(text) > most_text:
        raise Refusal("msg_too_long")
    if len(attachments) > MOST_ATTACHMENTS:
        raise Refusal("too_many_attachments")


def check_view(view: Any, kind: str) -> None:
    pass


def check_metadata(metadata: dict[str, Any]) -> None:
    event_type = metadata.get("event_type")
    if not isinstance(event_type, str) or not event_type or not isinstance(metadata.get("event_payload"), dict):
        raise Refusal("invalid_metadata_format")
    if len(json.dumps(metadata).encode()) > METADATA_BYTES:
        raise Refusal("metadata_too_large")
