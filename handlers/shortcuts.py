"""Shortcuts: "Log this" on any message, "Log activity" from anywhere.

They work in threads, where slash commands do not.
"""

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.services.typed import unmarked
from handlers import dialogs, troubles
from handlers.caller import Call, call_of, is_known, look_up
from handlers.dialogs import Back
from handlers.views import forms
from handlers.views.words import _
from handlers.wiring import Wiring

_URL = re.compile(r"https?://[^\s|>]+")


def register(app: AsyncApp, wiring: Wiring) -> None:
    """Listens to both."""

    @app.shortcut("log_message")
    async def log_message(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        call, message = await call_of(wiring, body, client), body["message"]
        text = unmarked(str(message.get("text") or ""))
        url = next(iter(_URL.findall(text)), "") or _attached(message)
        note = " ".join(_URL.sub(" ", text).split())
        await _open(call, Back.of(call, thread=message.get("thread_ts") or "", url=url, note=note))
        await ack()

    @app.shortcut("log_activity")
    async def log_activity(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        call = await call_of(wiring, body, client)
        await _open(call, Back.of(call))
        await ack()


def _attached(message: dict[str, Any]) -> str:
    """The link of a message whose text has none: of what was attached to it."""
    for attachment in message.get("attachments") or []:
        for name in ("from_url", "original_url", "title_link"):
            if str(attachment.get(name) or "").startswith(("https://", "http://")):
                return str(attachment[name])
    return ""


async def _open(call: Call, back: Back) -> None:
    if is_known(call):
        await dialogs.show(call, dialogs.log(call, back))
    else:
        call.wiring.later(_after_looking(call, back))


async def _after_looking(call: Call, back: Back) -> None:
    try:
        await look_up(call)
        view = dialogs.log(call, back)
    except Exception as error:
        view = forms.said(_("Log something"), troubles.sentence(error))
    await dialogs.show(call, view)
