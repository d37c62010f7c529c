"""Involve is taken out of a workspace, or its tokens are: reading and posting stop at once."""

from datetime import UTC, datetime
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp

from bot.services import installations
from handlers.wiring import Wiring

log = structlog.get_logger("involve")


def register(app: AsyncApp, wiring: Wiring) -> None:
    """Listens to both; Slack tells them in any order, and sometimes long afterwards."""

    @app.event("app_uninstalled")
    async def uninstalled(body: dict[str, Any]) -> None:
        await _leave(wiring, body)

    @app.event("tokens_revoked")
    async def revoked(body: dict[str, Any], event: dict[str, Any]) -> None:
        if event.get("tokens", {}).get("bot"):  # "oauth" are people's own tokens, of which we have none
            await _leave(wiring, body)


async def _leave(wiring: Wiring, body: dict[str, Any]) -> None:
    told_at = datetime.fromtimestamp(body["event_time"], UTC) if "event_time" in body else None
    if await installations.leave(body["team_id"], now=wiring.clock(), told_at=told_at):
        log.info("left", workspace=body["team_id"])
