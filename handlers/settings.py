"""The two dialogs for what is chosen: how a member is shown and spoken to, and what holds for the workspace."""

from datetime import date
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.kinds import Appears
from bot.errors import NotAllowed
from bot.services import preferences, retention
from handlers.caller import Call, call_of
from handlers.fields import Fields
from handlers.views import settings as view
from handlers.wiring import Wiring


def register(app: AsyncApp, wiring: Wiring) -> None:
    """Listens to both."""

    @app.view(view.MINE)
    async def mine(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        call = await call_of(wiring, body, client)
        await choose(call, Fields(body["view"]))
        await ack()

    @app.view(view.ADMIN)
    async def admin(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        call = await call_of(wiring, body, client)
        await _keep(call, Fields(body["view"]))
        await ack()


async def open_mine(call: Call) -> None:
    """The dialog of a member."""
    await call.client.views_open(trigger_id=call.trigger_id, view=view.mine(call.member))


async def open_admin(call: Call) -> None:
    """The dialog for the workspace."""
    if not call.is_admin:
        raise NotAllowed("Only the person who installed Involve and Slack's admins can change that.")
    await call.client.views_open(trigger_id=call.trigger_id, view=view.admin(call.workspace))


async def choose(call: Call, fields: Fields) -> None:
    """Keeps what a member chose; what makes no sense is said at its field."""
    if call.member.joined_at is None:
        raise NotAllowed("You have stopped taking part. `/involve join` is there if you ever change your mind.")
    day = fields.value("away").get("selected_date")
    choices = preferences.Choices(
        appears=Appears(fields.chosen("appears")),
        nudge_days=int(fields.chosen("often")),
        from_hour=int(fields.chosen("from")),
        to_hour=int(fields.chosen("to")),
        weekdays=",".join(fields.many("days")),
        away_until=date.fromisoformat(day) if day else None,
    )
    await preferences.choose(call.member, choices, now=call.now)


async def _keep(call: Call, fields: Fields) -> None:
    if not call.is_admin:
        raise NotAllowed("Only the person who installed Involve and Slack's admins can change that.")
    await retention.choose(
        call.workspace,
        names_allowed=bool(fields.many("names")),
        grace_days=int(fields.chosen("grace")),
        keep_days=int(fields.chosen("keep")) or None,
    )
