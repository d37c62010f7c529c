"""Shortcuts: "Log this" on any message, "Log activity" from anywhere.

They work in threads, where slash commands do not.
"""

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.services.typed import unmarked
from handlers.caller import call_of
from handlers.views import forms
from handlers.wiring import Wiring

_URL = re.compile(r"https?://[^\s|>]+")


def register(app: AsyncApp, wiring: Wiring) -> None:
    """Listens to both."""

    @app.shortcut("log_message")
    async def log_message(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        call = await call_of(wiring, body, client)
        text = unmarked(str(body["message"].get("text") or ""))
        url = next(iter(_URL.findall(text)), "")
        note = " ".join(_URL.sub(" ", text).split())[:500]
        await client.views_open(trigger_id=call.trigger_id, view=forms.log(call.channel, url=url, note=note))
        await ack()

    @app.shortcut("log_activity")
    async def log_activity(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=forms.log(""))
        await ack()
