"""What Slack tells by itself: somebody opens the Home, somebody changes, the bot is removed."""

from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import home, uploads
from handlers.caller import Call, call_of, is_known, look_up
from handlers.wiring import Wiring


def register(app: AsyncApp, wiring: Wiring) -> None:
    """Listens to events."""

    @app.event("app_home_opened")
    async def opened(body: dict[str, Any], event: dict[str, Any], client: AsyncWebClient) -> None:
        if event.get("tab") != "home":
            return
        call = await call_of(wiring, body, client)
        wiring.later(_show_home(call))

    @app.event("message")
    async def heard(body: dict[str, Any], event: dict[str, Any], client: AsyncWebClient) -> None:
        """Of a direct message only files are looked at: archives. Its words are neither read nor kept."""
        if event.get("subtype") != "file_share" or event.get("channel_type") != "im" or event.get("bot_id"):
            return
        call = replace(await call_of(wiring, body, client), channel=str(event["channel"]))
        wiring.later(_take(call, list(event.get("files") or [])))

    async def _take(call: Any, files: list[dict[str, Any]]) -> None:
        if not is_known(call):
            await look_up(call)
        await uploads.take(call, files)

    async def _show_home(call: Call) -> None:
        if not is_known(call):
            await look_up(call)
        await home.show(call)
