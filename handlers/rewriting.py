"""Messages that were posted and say something else since: brought in line in Slack, as often as it takes."""

import json

import structlog
from slack_sdk.errors import SlackApiError

from bot.services import privacy
from handlers import pictures
from handlers.refused import why
from handlers.wiring import Wiring
from models import Workspace

# Slack's words for a message nobody can change any more: it is gone, or so is the way to it.
_OVER = {
    "message_not_found",
    "channel_not_found",
    "cant_update_message",
    "edit_window_closed",
    "is_inactive",
    "is_archived",
    "account_inactive",
    "token_revoked",
    "invalid_auth",
}

log = structlog.get_logger("involve")


async def rewrite(wiring: Wiring) -> None:
    """Posts anew, in place, every message whose text was changed after it had been posted. Twice does no harm."""
    for delivery in await privacy.to_rewrite():
        workspace = await Workspace.get(id=delivery.workspace_id)
        client, message = wiring.client_of(workspace), json.loads(delivery.payload)
        try:
            form = (await pictures.forms(client, workspace, message, now=wiring.clock()))[0]
            await client.chat_update(channel=delivery.channel, ts=delivery.slack_ts, **form)  # type: ignore[arg-type]  # dicts, as Slack takes them
        except SlackApiError as error:
            if why(error) not in _OVER:
                log.warning("rewriting", key=delivery.key, error=why(error))  # the next tick tries again
                continue
            log.info("rewriting", key=delivery.key, over=why(error))
        except (OSError, TimeoutError) as error:
            log.warning("rewriting", key=delivery.key, error=type(error).__name__)
            continue
        await privacy.rewritten(delivery)
