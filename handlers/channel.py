"""Whether the bot may post in the channel chosen for the digest; an admin learns the exact way out."""

from slack_sdk.errors import SlackApiError

from bot.services import setup
from handlers.answer import Answer, plain, send
from handlers.caller import Call
from handlers.refused import why
from handlers.views import admin as view


async def check(call: Call) -> None:
    """Tells the admin who chose the channel what stands in the way, if anything does."""
    trouble = await trouble_with(call)
    if trouble is not None and call.response_url:
        await send(call.response_url, trouble)


async def trouble_with(call: Call) -> Answer | None:
    """What stands in the way of posting there; None when nothing does."""
    channel_id = call.workspace.digest_channel
    if not channel_id:
        return None
    try:
        channel = (await call.client.conversations_info(channel=channel_id))["channel"]
    except SlackApiError as error:
        if why(error) in {"channel_not_found", "missing_scope"}:
            return plain(
                "I cannot see that channel. If it is private, invite me there first: open it and type /invite @Involve."
            )
        raise
    if channel.get("is_archived"):
        return plain(f"#{channel['name']} is archived. Choose another one with /involve setup #channel.")
    if channel.get("is_ext_shared") or channel.get("is_shared"):
        await setup.leave_channel(call.workspace)
        return view.shared_channel(channel["name"], channel_id)
    if not channel.get("is_member"):
        return plain(f"I am not in #{channel['name']} yet, so I cannot post there. Open it and type /invite @Involve.")
    return None
