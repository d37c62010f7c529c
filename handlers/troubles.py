"""What people read when something goes wrong: a sentence, or a reference that is in the log."""

from secrets import token_hex
from typing import Any

import structlog
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import InvolveError
from handlers.answer import plain, send
from handlers.later import Later
from handlers.views.words import _, told

log = structlog.get_logger("involve")


# What a person did, as against what Slack tells by itself.
_HANDS = {"block_actions", "shortcut", "message_action"}


def sentence(error: BaseException) -> str:
    """What the person may read. An error that is not ours gets a reference, and the log the whole story under it."""
    if isinstance(error, InvolveError):
        return told(error)
    reference = token_hex(3)
    log.error("broken", reference=reference, exc_info=error)
    return _(
        "Something broke on my side. Please try again; "
        "if it happens again, give your admin this reference: {reference}."
    ).format(reference=reference)


def noted(error: BaseException) -> None:
    """For what runs in the background and has nobody to tell."""
    if isinstance(error, InvolveError):
        log.warning("background", error=str(error))
    else:
        log.error("background", exc_info=error)


def register(app: AsyncApp, later: Later) -> None:
    """The one place where an exception becomes words."""

    @app.error
    async def answered(error: Exception, body: dict[str, Any], client: AsyncWebClient) -> BoltResponse:
        words = sentence(error)
        if body.get("type") == "view_submission":
            return BoltResponse(
                status=200, body={"response_action": "errors", "errors": {_field(error, body): words[:2000]}}
            )
        if "command" in body:
            return BoltResponse(status=200, body=plain(words).ephemeral)
        if body.get("response_url"):
            later(send(body["response_url"], plain(words)))
        elif body.get("type") in _HANDS and body.get("user", {}).get("id"):
            # pressed in the Home or in a dialog, or a shortcut from anywhere: only the direct message is left
            later(client.chat_postMessage(channel=body["user"]["id"], **plain(words).message))
        return BoltResponse(status=200)


def _field(error: Exception, body: dict[str, Any]) -> str:
    inputs = [block["block_id"] for block in body["view"]["blocks"] if block["type"] == "input"]
    named = getattr(error, "field", "")
    return named if named in inputs else (inputs[0] if inputs else "")
