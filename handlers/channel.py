"""Whether the bot may post in the channel chosen for the digest; an admin learns the exact way out."""

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.kinds import DeliveryKind
from bot.services import deliver, setup
from handlers.answer import Answer, send
from handlers.caller import Call
from handlers.refused import why
from handlers.views import channel as view
from models import Workspace

NOT_SEEN = "channel_not_found"


async def check(call: Call) -> None:
    """Tells the admin who chose the channel what stands in the way, if anything does."""
    trouble = await trouble_with(call)
    if trouble is not None and call.response_url:
        await send(call.response_url, trouble)


async def trouble_with(call: Call) -> Answer | None:
    """What stands in the way of posting there; None when nothing does."""
    channel_id = call.workspace.digest_channel
    reason = await refusal(call.client, call.workspace, channel_id) if channel_id else ""
    if reason == view.SHARED:
        await setup.leave_channel(call.workspace)
    return view.trouble(reason, channel_id, waits=False) if reason else None


async def refusal(client: AsyncWebClient, workspace: Workspace, channel_id: str) -> str:
    """Slack's word for why the digest cannot be posted, or ours; "" when nothing stands in the way.

    A private channel the bot is in cannot be looked at without a scope of its own: an admin is asked before the first
    digest there.
    """
    try:
        channel = (await client.conversations_info(channel=channel_id))["channel"]
    except SlackApiError as error:
        if why(error) == "missing_scope":
            may = workspace.shared_ok == channel_id or await deliver.has_posted(
                workspace, DeliveryKind.DIGEST, channel_id
            )
            return "" if may else view.UNSEEN
        if why(error) == NOT_SEEN:
            return NOT_SEEN
        raise
    if channel.get("is_archived"):
        return "is_archived"
    is_shared = channel.get("is_ext_shared") or channel.get("is_shared")
    if is_shared and workspace.shared_ok != channel_id:
        return view.SHARED
    return "" if channel.get("is_member") else "not_in_channel"
