"""Twice is once: in front of every listener, what Slack hands in again is acknowledged and goes no further."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.services import receipts
from handlers.wiring import Wiring

# Being told twice that somebody left does nothing; not being told because the first telling broke off would.
HARMLESS_TWICE = {"app_uninstalled", "tokens_revoked"}


class Once(AsyncMiddleware):
    """A Bolt middleware; as a class, because Bolt takes a function's arguments apart on every request."""

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],
    ) -> BoltResponse | None:
        """Lets the first one through."""
        name, team = _name(req.body), req.context.team_id
        if name and team and not await receipts.first_time(team, name, now=self._wiring.clock()):
            return BoltResponse(status=200)
        return await next()


def _name(body: dict[str, Any]) -> str:
    """What Slack calls this delivery; "" for what may well be handed in again, such as the options of a menu."""
    if "event_id" in body:
        return "" if body.get("event", {}).get("type") in HARMLESS_TWICE else str(body["event_id"])
    if body.get("trigger_id"):
        return str(body["trigger_id"])
    if body.get("type") == "view_submission":
        return f"{body['view']['id']}:{body['view'].get('hash', '')}"
    return ""
