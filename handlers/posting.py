"""How a delivery reaches Slack: one post, no blind retry, and a look before a second try."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.kinds import DeliveryKind
from bot.services import deliver, installations
from bot.services.deliver import CannotLook, Find, MaybePosted, Message, NotPosted, Post, Posted
from bot.services.digest import LATE_AFTER
from handlers import channel, pictures
from handlers.refused import status_of, why
from handlers.tokens import NotInstalledError
from handlers.views import digest as digest_view
from handlers.wiring import Wiring
from models import Delivery, Member, Workspace

EVENT = "involve_delivery"  # the metadata by which a message is found again
LOOK_BACK = 60  # seconds before a delivery was written down; Slack's clock and ours differ a little
RATHER = timedelta(seconds=30)  # where Slack asks for patience and does not say how much
A_DAY = 24 * 60 * 60
UNTIL_BACK = timedelta(minutes=1)  # a workspace Involve was taken out of is not posted to, and may come back

UNTIL_MENDED = timedelta(minutes=5)  # an admin was told what to do; today's digest follows
A_MOMENT = 1.5  # seconds after which Slack knows a picture it was just given

# What stands in the way of a digest and can be mended by somebody in Slack.
MENDABLE = frozenset(
    [
        "not_in_channel", "channel_not_found", "is_archived", "shared", "unseen", "restricted_action",
        "restricted_action_read_only_channel", "restricted_action_non_threadable_channel",
        "restricted_action_thread_only_channel",
    ]
)  # fmt: skip
# Slack's word for "not now": the message was not taken and may be offered again.
_LATER = {"ratelimited", "rate_limited", "service_unavailable", "team_added_to_org"}
# Slack stumbled over it: it may have been taken all the same.
_DOUBT = {"internal_error", "fatal_error", "request_timeout"}
# The workspace took its token back, whether or not anybody told us.
_TAKEN_BACK = {"account_inactive", "token_revoked"}


def poster(wiring: Wiring) -> Post:
    """Posts one message; says for certain that it was not posted, or that nobody knows."""

    async def post(workspace: Workspace, delivery: Delivery, message: Message) -> Posted:
        client, begun = wiring.client_of(workspace), wiring.clock()

        async def refused(error: SlackApiError) -> Exception:
            if why(error) in _TAKEN_BACK:
                await installations.leave(workspace.team_id, now=wiring.clock(), told_at=begun)
            return _refused(error, delivery)

        try:
            where = await _where(wiring, workspace, delivery)
            forms = await pictures.forms(client, workspace, _on_time(workspace, delivery, message, begun), now=begun)
        except SlackApiError as error:
            found = await refused(error)
            raise NotPosted(str(found), RATHER) if isinstance(found, MaybePosted) else found from error
        except NotInstalledError as error:
            raise NotPosted("not installed", UNTIL_BACK) from error
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise NotPosted(type(error).__name__, RATHER) from error  # before anything was posted
        try:
            answer, form = await _say(client, forms, **where)
        except SlackApiError as error:
            raise await refused(error) from error
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise MaybePosted(type(error).__name__) from error
        return Posted(answer["channel"], answer["ts"], form if form != message else None)

    return post


async def _where(wiring: Wiring, workspace: Workspace, delivery: Delivery) -> dict[str, Any]:
    if delivery.kind is DeliveryKind.DIGEST:
        # Asked each day anew: a channel is archived, left, or shared with others long after it was chosen.
        reason = await channel.refusal(wiring.client_of(workspace), workspace, delivery.recipient)
        if reason:
            raise NotPosted(reason, UNTIL_MENDED)
    above = await deliver.above(delivery)
    return {
        "channel": await _channel(wiring, workspace, delivery),
        "thread_ts": above.ts if above else None,
        "metadata": {"event_type": EVENT, "event_payload": {"key": delivery.key}},
    }


async def _say(client: AsyncWebClient, forms: Sequence[Message], **where: Any) -> tuple[Any, Message]:
    """Slack's answer, and the form it took: the next one where a picture is not known to it yet."""
    for form in forms:
        try:
            answer = await client.chat_postMessage(**form, **where, unfurl_links=False, unfurl_media=False)  # type: ignore[arg-type]  # dicts, as Slack takes them
        except SlackApiError as error:
            if why(error) != "invalid_blocks" or form is forms[-1]:
                raise
            await asyncio.sleep(A_MOMENT)
        else:
            return answer, form
    raise AssertionError("there is always a form")


def _on_time(workspace: Workspace, delivery: Delivery, message: Message, now: datetime) -> Message:
    """A digest that had to wait says that it is late."""
    if delivery.kind is not DeliveryKind.DIGEST or now - delivery.created_at <= LATE_AFTER:
        return message
    return digest_view.held(message, workspace.digest_at)


def finder(wiring: Wiring) -> Find:
    """Looks in the channel's history for a message that may have been posted already."""

    async def find(workspace: Workspace, delivery: Delivery) -> Posted | None:
        client = wiring.client_of(workspace)
        oldest = delivery.created_at.timestamp() - LOOK_BACK
        try:
            place = await _channel(wiring, workspace, delivery)
            own = str((await client.auth_test())["bot_id"])
            above = await deliver.above(delivery)
            async for message in _said_since(client, place, oldest, above.ts if above else ""):
                metadata = message.get("metadata") or {}
                key = metadata.get("event_payload", {}).get("key")
                # anybody's app may write such metadata: only our own message counts
                if metadata.get("event_type") == EVENT and key == delivery.key and message.get("bot_id") == own:
                    return Posted(place, message["ts"])
        except SlackApiError as error:
            if why(error) in {"missing_scope", "not_in_channel", "channel_not_found"}:
                raise CannotLook(why(error)) from error
            raise MaybePosted(why(error)) from error
        except (TimeoutError, aiohttp.ClientError, OSError, NotInstalledError) as error:
            raise MaybePosted(type(error).__name__) from error
        return None

    return find


async def _said_since(
    client: AsyncWebClient, channel: str, oldest: float, thread: str
) -> AsyncIterator[dict[str, Any]]:
    cursor = ""
    while True:
        what = {"channel": channel, "oldest": f"{oldest:.6f}", "include_all_metadata": True, "limit": 200}
        page = await (
            client.conversations_replies(ts=thread, cursor=cursor or None, **what)  # type: ignore[arg-type]
            if thread
            else client.conversations_history(cursor=cursor or None, **what)  # type: ignore[arg-type]
        )
        for message in page["messages"]:
            yield message
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return


async def _channel(wiring: Wiring, workspace: Workspace, delivery: Delivery) -> str:
    if delivery.kind in {DeliveryKind.DIGEST, DeliveryKind.DETAIL}:
        return delivery.recipient
    member = await Member.of(workspace).get_or_none(slack_id=delivery.recipient)
    if member is None or member.gone_at is not None:
        raise NotPosted("nobody of that id any more", None)
    if not member.dm_channel:
        opened = await wiring.client_of(workspace).conversations_open(users=member.slack_id)
        member.dm_channel = opened["channel"]["id"]
        await Member.filter(id=member.id).update(dm_channel=member.dm_channel)
    return member.dm_channel


def _refused(error: SlackApiError, delivery: Delivery) -> Exception:
    reason, status = why(error), status_of(error)
    if status == 429 or reason in _LATER:
        seconds = str(error.response.headers.get("Retry-After", ""))
        return NotPosted("rate limited", timedelta(seconds=min(int(seconds), A_DAY)) if seconds.isdigit() else RATHER)
    if status >= 500 or reason in _DOUBT or not reason:  # no reason: a page of something between Slack and us
        return MaybePosted(reason or f"status {status}")
    if delivery.kind is DeliveryKind.DIGEST and reason in MENDABLE:
        return NotPosted(reason, UNTIL_MENDED)
    return NotPosted(reason, UNTIL_BACK if reason in _TAKEN_BACK else None)
