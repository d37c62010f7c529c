"""Forgets a person: every table, also what was frozen for posting, and what stands in the channel already."""

import json
import re
from collections.abc import Sequence
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient

from bot.db import run_tx
from bot.domain.kinds import DeliveryKind, DeliveryState
from bot.services import lines, revisions
from bot.services.lines import About
from models import Correction, Delivery, Member, Workspace

SOMEBODY = "somebody"
# In these fields of a message stand words; in all others ids, kinds and addresses.
_WORDS = {"text", "alt_text", "title", "fallback", "initial_value"}
_PERSON = ("U", "W")  # how Slack ids of people begin; what was sent to one has been answered and replaced since


async def forget(member: Member) -> int:
    """Deletes the member and everything that hangs on them, in one transaction; the number of posted messages that
    lose the name.

    Audit lines lose the name. What waits to be posted and names them is withdrawn; a digest of today is built anew at
    the next tick. What was posted is written anew here, and in Slack as soon as `to_rewrite` is asked.
    """
    frozen = [each for each in await Delivery.of(member.workspace_id) if _names(each, member)]
    gone = [each.id for each in frozen if each.recipient == member.slack_id or _is_a_draft(each)]
    kept = [each for each in frozen if each.id not in gone]
    told = await lines.told_by(member)

    async def work(connection: BaseDBAsyncClient) -> None:
        for correction in await Correction.filter(member_id=member.id).using_db(connection):
            audit = f"{member.workspace_id}:forgotten:{correction.id}"
            await Correction.filter(id=correction.id).using_db(connection).update(member_id=None, key=audit)
        await Delivery.filter(id__in=gone).using_db(connection).delete()
        for each in kept:
            about, singled_out = _others(each.about, member), _others(each.singled_out or "[]", member)
            theirs = lines.about(each, member, told)
            payload = json.dumps(without(each.payload, theirs, member.slack_id), ensure_ascii=False)
            await (
                Delivery.filter(id=each.id)
                .using_db(connection)
                .update(
                    payload=payload,
                    about=about,
                    names=json.dumps(_others_names(each, member)) if each.names else None,
                    singled_out=singled_out,
                    to_rewrite=not each.recipient.startswith(_PERSON),
                )
            )
        invited = Member.filter(workspace_id=member.workspace_id, invited_by=member.slack_id).using_db(connection)
        await invited.update(invited_by="")
        set_up = Workspace.filter(id=member.workspace_id, digest_by=member.slack_id).using_db(connection)
        await set_up.update(digest_by="")
        # accounts, activities, received, results, suggestions go with the member (ON DELETE CASCADE)
        await Member.filter(id=member.id).using_db(connection).delete()
        await revisions.touch_team(connection, member.workspace_id)

    await run_tx(work)
    return len(kept)


async def to_rewrite() -> Sequence[Delivery]:
    """What is posted and says something else since, oldest first."""
    found = Delivery.filter(to_rewrite=True, state=DeliveryState.SENT, workspace__removed_at=None)
    return await found.exclude(slack_ts="").order_by("id").limit(50)


async def rewritten(delivery: Delivery) -> None:
    """It stands in Slack as it stands here."""
    await Delivery.filter(id=delivery.id, payload=delivery.payload).update(to_rewrite=False)


def _names(delivery: Delivery, member: Member) -> bool:
    """Whether it is to them, about them, or mentions them, as an invitation by them does."""
    return (
        delivery.recipient == member.slack_id
        or member.id in json.loads(delivery.about)
        or f'"{member.slack_id}"' in delivery.payload
    )


def _others(ids: str, member: Member) -> str:
    return json.dumps([id for id in json.loads(ids) if id != member.id])


def _others_names(delivery: Delivery, member: Member) -> dict[str, str]:
    return {id: name for id, name in json.loads(delivery.names or "{}").items() if id != str(member.id)}


def _is_a_draft(delivery: Delivery) -> bool:
    """A digest that certainly is not posted. One that may just be is kept: what stands in Slack then hangs on it."""
    pending = delivery.state is DeliveryState.PENDING and not delivery.in_doubt
    return pending and delivery.kind in {DeliveryKind.DIGEST, DeliveryKind.DETAIL}


def without(payload: str, about: About, slack_id: str = "") -> dict[str, Any]:
    """A message without the lines about somebody, and with their name gone from every other text in it."""
    found: dict[str, Any] = json.loads(payload)
    cleaned = _Without(about, slack_id).of(found)
    assert isinstance(cleaned, dict)
    return cleaned


class _Without:
    """Takes one person out of a message, and touches nothing else of it."""

    def __init__(self, about: About, slack_id: str) -> None:
        said = about.names | {_escaped(each) for each in about.names}  # as it is written, and as markup writes it
        self._about = about
        self._slack_id = slack_id
        alternatives = "|".join(re.escape(each) for each in sorted(said, key=len, reverse=True))
        self._pattern = re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)") if said else None

    def of(self, value: object, *, is_text: bool = False) -> object:
        if isinstance(value, str):
            return self._pattern.sub(SOMEBODY, value) if is_text and self._pattern else value
        if isinstance(value, list):
            return [self.of(each, is_text=is_text) for each in value if not self._about.is_line(each)]
        if isinstance(value, dict):
            return self._of_object(value)
        return value

    def _of_object(self, value: dict[str, Any]) -> dict[str, Any]:
        if value.get("type") == "user" and self._slack_id and value.get("user_id") == self._slack_id:
            return {"type": "text", "text": SOMEBODY}
        cleaned = {key: self.of(each, is_text=key in _WORDS) for key, each in value.items()}
        if cleaned.get("type") == "rich_text_list" and not cleaned["elements"]:
            # Slack refuses a list without lines
            cleaned["elements"] = [{"type": "rich_text_section", "elements": [{"type": "text", "text": "–"}]}]
        return cleaned


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
