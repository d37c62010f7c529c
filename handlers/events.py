"""What Slack tells by itself: somebody opens the Home, somebody changes, the bot is removed."""

from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from handlers import home
from handlers.caller import call_of, is_known, look_up
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
    async def heard() -> None:
        """Direct messages to the bot are not read; subscribing only keeps the messages tab open."""

    async def _show_home(call: Any) -> None:
        if not is_known(call):
            await look_up(call)
        await home.show(call)
