"""Forgets a person: every table, also what was frozen for posting; and what to take out of digests already posted."""

import json
from dataclasses import dataclass
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient

from bot.db import run_tx
from bot.domain.kinds import DeliveryKind, DeliveryState
from bot.services import ingest
from models import Correction, Delivery, Member


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What became of forgetting: digests in a channel that name the person and have to be rewritten."""

    name: str
    posted: tuple[Delivery, ...]


async def forget(member: Member) -> Forgotten:
    """Deletes the member and everything that hangs on them, in one transaction; audit lines lose the name.

    What still waits to be posted and names them is withdrawn; a digest of today is built anew at the next tick.
    """
    named = [each for each in await Delivery.of(member.workspace_id) if member.id in json.loads(each.about)]

    async def work(connection: BaseDBAsyncClient) -> None:
        for correction in await Correction.filter(member_id=member.id).using_db(connection):
            audit = f"{member.workspace_id}:forgotten:{correction.id}"
            await Correction.filter(id=correction.id).using_db(connection).update(member_id=None, key=audit)
        own = [each.id for each in named if each.kind is not DeliveryKind.DIGEST]
        pending = [
            each.id for each in named if each.kind is DeliveryKind.DIGEST and each.state is DeliveryState.PENDING
        ]
        await Delivery.filter(id__in=[*own, *pending]).using_db(connection).delete()
        await Delivery.filter(recipient=member.slack_id, workspace_id=member.workspace_id).using_db(connection).delete()
        # accounts, activities, received, results, suggestions go with the member (ON DELETE CASCADE)
        await Member.filter(id=member.id).using_db(connection).delete()
        await ingest.touch_team(connection, member.workspace_id)

    await run_tx(work)
    posted = tuple(each for each in named if each.kind is DeliveryKind.DIGEST and each.state is DeliveryState.SENT)
    return Forgotten(member.name, posted)


def without(payload: str, name: str) -> dict[str, Any]:
    """A posted message without the lines about `name`, and with the name gone from every other text in it."""
    found: dict[str, Any] = json.loads(payload)
    cleaned = _replaced(found, name)
    assert isinstance(cleaned, dict)
    return cleaned


async def rewritten(delivery: Delivery, message: dict[str, object], member_id: int) -> None:
    """Keeps the message as it stands in the channel now."""
    about = [each for each in json.loads(delivery.about) if each != member_id]
    await Delivery.filter(id=delivery.id).update(
        payload=json.dumps(message, ensure_ascii=False), about=json.dumps(about)
    )


def _replaced(value: object, name: str) -> object:
    if isinstance(value, str):
        return value.replace(name, "somebody") if name else value
    if isinstance(value, list):
        return [_replaced(each, name) for each in value if not _is_line_about(each, name)]
    if isinstance(value, dict):
        cleaned = {key: _replaced(each, name) for key, each in value.items()}
        if cleaned.get("type") == "rich_text_list" and not cleaned["elements"]:
            # Slack refuses a list without lines
            cleaned["elements"] = [{"type": "rich_text_section", "elements": [{"type": "text", "text": "–"}]}]
        return cleaned
    return value


def _is_line_about(piece: object, name: str) -> bool:
    if not isinstance(piece, dict) or piece.get("type") != "rich_text_section":
        return False
    return any(element.get("text") == name and element.get("style", {}).get("bold") for element in piece["elements"])
