"""The week's picture in Slack: drawn, uploaded, and put where the table stands; the table stays wherever that fails."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient

from bot.services import pictures
from bot.services.deliver import Message
from handlers import notices
from handlers.refused import why
from handlers.views import trend
from models import Workspace

log = structlog.get_logger("involve")


async def forms(
    client: AsyncWebClient, workspace: Workspace, message: Message, *, now: datetime
) -> tuple[Message, ...]:
    """The forms of a message, best first: with the picture it asks for, twice, because Slack may take a moment to know
    a file; last as it is."""
    what: Any = message.get("picture")
    plain = {name: part for name, part in message.items() if name != "picture"}
    file_id = await _uploaded(client, workspace, what, now) if isinstance(what, Mapping) else None
    if file_id is None:
        return (plain,)
    block = {
        "type": "image", "block_id": trend.BLOCK, "slack_file": {"id": file_id}, "alt_text": str(what["alt"])[:2000]
    }  # fmt: skip
    blocks: Any = plain["blocks"]
    pictured = {**plain, "blocks": [block if each.get("block_id") == trend.BLOCK else each for each in blocks]}
    return pictured, pictured, plain


async def _uploaded(client: AsyncWebClient, workspace: Workspace, what: Mapping[str, Any], now: datetime) -> str | None:
    png = await pictures.drawn(what)
    if png is None:
        return None
    try:
        answer = await client.files_upload_v2(
            content=png, filename="trend.png", title=str(what["title"]), alt_txt=str(what["alt"])[:1000]
        )
    except SlackApiError as error:
        if why(error) == "missing_scope":
            await notices.owe_no_pictures(workspace, now=now)
        log.warning("picture", because=why(error))
    except (SlackRequestError, TimeoutError, aiohttp.ClientError, OSError) as error:
        log.warning("picture", because=type(error).__name__)
    else:
        return str(answer["files"][0]["id"])
    return None
