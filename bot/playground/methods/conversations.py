"""conversations.* and users.conversations: where people talk, who is there, what was said."""

from typing import Any

from bot.playground.channels import Channel
from bot.playground.deliveries import events
from bot.playground.messages import Message
from bot.playground.methods.call import Answer, Call, Method
from bot.playground.refusal import Refusal
from bot.playground.workspace import Workspace

KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
MOST_IN_A_GROUP_MESSAGE = 8


def open_direct(call: Call) -> Answer:
    workspace = call.workspace
    if call.text("channel"):
        channel = workspace.channel(call.text("channel"))
        if not channel.is_im:
            raise Refusal("method_not_supported_for_channel_type")
        return _opened(call, channel, already_open=True)
    wanted = call.args.get("users", "")
    users = wanted if isinstance(wanted, list) else [each for each in str(wanted).split(",") if each]
    if not users:
        raise Refusal("users_list_not_supplied")
    if len(users) > 1:
        raise Refusal("too_many_users" if len(users) > MOST_IN_A_GROUP_MESSAGE else "method_not_supported_here")
    call.require("im:write")
    _reachable(workspace, users[0])
    before = workspace.direct(users[0], workspace.app.bot_user_id)
    if before is None and call.flag("prevent_creation"):
        raise Refusal("channel_not_found")
    return _opened(call, workspace.open_direct(users[0], workspace.app.bot_user_id), already_open=before is not None)


def _reachable(workspace: Workspace, user_id: str) -> None:
    member = workspace.member(user_id)
    if member.is_bot:
        raise Refusal("cannot_dm_bot")
    if member.deleted:
        raise Refusal("user_disabled")
    if member.team_id not in ("", workspace.team_id):
        shared = any({user_id, workspace.app.bot_user_id} <= channel.members for channel in workspace.channels.values())
        if not shared:
            raise Refusal("user_not_visible")


def _opened(call: Call, channel: Channel, *, already_open: bool) -> Answer:
    shown = _shown(call, channel) if call.flag("return_im") else {"id": channel.id}
    opened: Answer = {"ok": True, "channel": shown}
    if already_open:
        opened |= {"no_op": True, "already_open": True}
    return opened


def info(call: Call) -> Answer:
    channel = call.workspace.channel(call.text("channel"))
    call.require_for(channel, "read")
    return {"ok": True, "channel": _shown(call, channel, with_count=call.flag("include_num_members"))}


def list_all(call: Call) -> Answer:
    return _list(call, list(call.workspace.channels.values()))


def list_of_user(call: Call) -> Answer:
    """The conversations somebody is in (the bot, if nobody is named)."""
    workspace = call.workspace
    user_id = call.text("user") or workspace.app.bot_user_id
    workspace.member(user_id)
    return _list(call, [each for each in workspace.channels.values() if user_id in each.members])


def _list(call: Call, channels: list[Channel]) -> Answer:
    wanted = [each.strip() for each in (call.text("types") or "public_channel").split(",")]
    if not set(wanted) <= set(KINDS):
        raise Refusal("invalid_types")
    for each in wanted:
        call.require({"public_channel": "channels:read", "private_channel": "groups:read"}.get(each, f"{each}:read"))
    kinds = {KINDS[each] for each in wanted}
    bot = call.workspace.app.bot_user_id
    visible = [
        channel
        for channel in channels
        if channel.kind in kinds
        and (not channel.is_private or bot in channel.members)
        and not (call.flag("exclude_archived") and channel.is_archived)
    ]
    page, metadata = call.page(visible, call.number("limit", 100, most=999))
    return {
        "ok": True,
        "channels": [_shown(call, channel, with_count=True) for channel in page],
        "response_metadata": metadata,
    }


def members(call: Call) -> Answer:
    channel = call.workspace.channel(call.text("channel"))
    call.require_for(channel, "read")
    page, metadata = call.page(sorted(channel.members), call.number("limit", 100, most=999))
    return {"ok": True, "members": page, "response_metadata": metadata}


def join(call: Call) -> Answer:
    workspace = call.workspace
    channel = workspace.channel(call.text("channel"))
    if channel.is_private:
        raise Refusal("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refusal("is_archived")
    bot = workspace.app.bot_user_id
    already = bot in channel.members
    channel.members.add(bot)
    answer: Answer = {"ok": True, "channel": _shown(call, channel)}
    if already:
        answer |= {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
    else:
        call.announce(workspace, events.joined(workspace, channel, bot))
    return answer


def history(call: Call) -> Answer:
    channel = _readable(call)
    said = [each for each in call.workspace.said[channel.id] if not each.is_reply]
    found = _between(call, said)
    found.reverse()  # the newest first
    size = call.number("limit", 100, most=999)
    page, metadata = call.page(found, size)
    answer: Answer = {
        "ok": True,
        "messages": [_told(call, each) for each in page],
        "has_more": bool(metadata["next_cursor"]),
        "pin_count": 0,
        "channel_actions_ts": None,
        "channel_actions_count": 0,
    }
    if answer["has_more"]:
        answer["response_metadata"] = metadata
    return answer


def replies(call: Call) -> Answer:
    channel = _readable(call)
    ts = call.text("ts")
    thread = call.workspace.thread(channel.id, ts)
    if not thread or thread[0].ts != ts:
        raise Refusal("thread_not_found")
    found = [thread[0], *_between(call, thread[1:])]
    page, metadata = call.page(found, call.number("limit", 1000, most=1000))
    return {
        "ok": True,
        "messages": [_told(call, each) for each in page],
        "has_more": bool(metadata["next_cursor"]),
        "response_metadata": metadata,
    }


def _readable(call: Call) -> Channel:
    channel = call.workspace.channel(call.text("channel"))
    call.require_for(channel, "history")
    if call.workspace.app.bot_user_id not in channel.members:
        raise Refusal("not_in_channel")
    return channel


def _between(call: Call, said: list[Message]) -> list[Message]:
    oldest, latest = _moment(call, "oldest"), _moment(call, "latest")
    inclusive = call.flag("inclusive")

    def inside(message: Message) -> bool:
        ts = float(message.ts)
        after = oldest is None or ts > oldest or (inclusive and ts == oldest)
        return after and (latest is None or ts < latest or (inclusive and ts == latest))

    return [each for each in said if inside(each)]


def _moment(call: Call, name: str) -> float | None:
    value = call.args.get(name)
    if value in (None, "", "now"):
        return None
    try:
        return float(str(value))
    except ValueError:
        raise Refusal(f"invalid_ts_{name}") from None


def _told(call: Call, message: Message) -> dict[str, Any]:
    told = message.to_slack(with_metadata=call.flag("include_all_metadata"))
    if message.is_reply:
        parent = call.workspace.message(message.channel, message.thread_ts or "")
        told["parent_user_id"] = parent.user if parent else ""
    elif replies := call.workspace.replies(message):
        told |= {
            "thread_ts": message.ts,
            "reply_count": len(replies),
            "reply_users_count": len({each.user for each in replies}),
            "reply_users": sorted({each.user for each in replies}),
            "latest_reply": replies[-1].ts,
            "is_locked": False,
            "subscribed": False,
        }
    return told


def _shown(call: Call, channel: Channel, *, with_count: bool = False) -> dict[str, Any]:
    workspace = call.workspace
    shown = channel.to_slack(workspace.app.bot_user_id, workspace.team_id, with_count=with_count)
    if channel.is_im:
        shown["is_user_deleted"] = workspace.members[channel.other(workspace.app.bot_user_id)].deleted
    return shown


_LISTING = ("cursor", "limit", "types", "exclude_archived", "team_id")
_READING = ("cursor", "limit", "oldest", "latest", "inclusive", "include_all_metadata")

METHODS = {
    "conversations.open": Method(open_direct, "", (), ("users", "channel", "return_im", "prevent_creation")),
    "conversations.info": Method(info, "", ("channel",), ("include_locale", "include_num_members")),
    "conversations.list": Method(list_all, "", (), _LISTING),
    "conversations.members": Method(members, "", ("channel",), ("cursor", "limit")),
    "conversations.join": Method(join, "channels:join", ("channel",)),
    "conversations.history": Method(history, "", ("channel",), _READING),
    "conversations.replies": Method(replies, "", ("channel", "ts"), _READING),
    "users.conversations": Method(list_of_user, "", (), (*_LISTING, "user")),
}
