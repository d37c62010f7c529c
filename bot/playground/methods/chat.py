"""chat.*: what the bot says, corrects, takes back or whispers."""

from typing import Any

from bot.playground import rules
from bot.playground.channels import Channel
from bot.playground.deliveries import events
from bot.playground.methods.call import Answer, Call, Method
from bot.playground.refusal import Refusal

POST_TEXT = 40_000  # longer is cut or refused, https://docs.slack.dev/changelog/2018-truncating-really-long-messages
UPDATE_TEXT = 4_000  # chat.update says so of itself


def post_message(call: Call) -> Answer:
    parts = _parts(call, most_text=POST_TEXT)
    channel = _where(call)
    _may_post(call, channel)
    message = call.workspace.bot_says(
        channel.id,
        **parts,
        metadata=_metadata(call),
        thread_ts=_thread(call, channel),
        unfurl_links=call.flag("unfurl_links", default=True),
        unfurl_media=call.flag("unfurl_media", default=True),
    )
    call.workspace.add_message(message)
    call.announce(call.workspace, events.message(call.workspace, message))
    return {"ok": True, "channel": channel.id, "ts": message.ts, "message": message.to_slack(with_metadata=True)}


def update(call: Call) -> Answer:
    workspace = call.workspace
    channel = workspace.channel(call.text("channel"))
    message = workspace.message(channel.id, call.text("ts"))
    if message is None:
        raise Refusal("message_not_found")
    if message.user != workspace.app.bot_user_id:
        raise Refusal("cant_update_message")
    if channel.is_archived:
        raise Refusal("is_inactive")
    parts, before = _parts(call, most_text=UPDATE_TEXT), message.to_slack()
    if "text" in call.args or "markdown_text" in call.args:
        message.text, message.blocks = parts["text"], parts["blocks"]
    else:
        message.blocks = parts["blocks"]
    message.attachments = parts["attachments"]
    if "metadata" in call.args:
        message.metadata = _metadata(call) or None
    message.edited_ts = workspace.new_ts()
    workspace.publish("update", message)
    call.announce(workspace, events.changed(workspace, message, before))
    return {
        "ok": True,
        "channel": channel.id,
        "ts": message.ts,
        "text": message.text,
        "message": message.to_slack(with_metadata=True),
    }


def delete(call: Call) -> Answer:
    workspace = call.workspace
    channel = workspace.channel(call.text("channel"))
    message = workspace.message(channel.id, call.text("ts"))
    if message is None:
        raise Refusal("message_not_found")
    if message.user != workspace.app.bot_user_id:
        raise Refusal("cant_delete_message")
    workspace.remove_message(message)
    call.announce(workspace, events.deleted(workspace, message))
    return {"ok": True, "channel": channel.id, "ts": message.ts}


def post_ephemeral(call: Call) -> Answer:
    workspace = call.workspace
    parts = _parts(call, most_text=POST_TEXT)
    channel = _where(call)
    _may_post(call, channel)
    user_id = call.text("user")
    if user_id not in workspace.members or workspace.members[user_id].deleted or user_id not in channel.members:
        raise Refusal("user_not_in_channel")
    message = workspace.bot_says(channel.id, **parts, only_for=user_id, thread_ts=_thread(call, channel))
    workspace.add_message(message)
    return {"ok": True, "message_ts": message.ts}


def get_permalink(call: Call) -> Answer:
    workspace = call.workspace
    channel = workspace.channel(call.text("channel"))
    message = workspace.message(channel.id, call.text("message_ts"))
    if message is None:
        raise Refusal("message_not_found")
    permalink = f"{call.base_url}archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        permalink += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"ok": True, "channel": channel.id, "permalink": permalink}


def _parts(call: Call, *, most_text: int) -> dict[str, Any]:
    """Text, blocks and attachments, after Slack looked at them."""
    text = call.text("text") if call.args.get("text") is not None else ""
    markdown = call.text("markdown_text")
    blocks = call.structure("blocks", list, "invalid_blocks_format") or []
    attachments = call.structure("attachments", list, "invalid_attachments") or []
    if markdown and (text or blocks):
        raise Refusal("markdown_text_conflict")
    rules.check_message(text or markdown, blocks, attachments, most_text=most_text)
    _know_files(call, blocks)
    if not text and not markdown and (blocks or not all(each.get("fallback") for each in attachments)):
        call.registry.blame("blocks without the top-level text that notifications and screen readers use")
    if markdown:
        blocks = [{"type": "markdown", "text": markdown}]
    return {"text": text or markdown, "blocks": call.workspace.with_ids(blocks), "attachments": attachments}


def _know_files(call: Call, blocks: list[dict[str, Any]]) -> None:
    """A block may show only a picture that Slack has, whole."""
    for index, block in enumerate(blocks):
        shown = block.get("slack_file") or (block.get("accessory") or {}).get("slack_file")
        if shown is None:
            continue
        file = call.workspace.uploads.get(str(shown.get("id", "")))
        if file is None or not file.is_complete or not file.mimetype:
            raise Refusal("invalid_blocks", f"[ERROR] invalid slack file [json-pointer:/blocks/{index}/slack_file]")


def _where(call: Call) -> Channel:
    """The channel of a message: by id, by name, or a person, to whom it goes as a direct message."""
    workspace = call.workspace
    wanted = call.text("channel")
    if wanted in workspace.members:
        member = workspace.members[wanted]
        if member.deleted or member.is_bot:
            raise Refusal("channel_not_found")
        return workspace.open_direct(wanted, workspace.app.bot_user_id)
    by_name = next((each.id for each in workspace.channels.values() if each.name == wanted.lstrip("#")), wanted)
    return workspace.channel(by_name)


def _may_post(call: Call, channel: Channel) -> None:
    workspace = call.workspace
    if channel.is_archived:
        raise Refusal("is_archived")
    if channel.is_im and not call.registry.manifest.messages_tab:
        raise Refusal("messages_tab_disabled")
    public = channel.kind == "channel" and "chat:write.public" in workspace.app.scopes
    if workspace.app.bot_user_id not in channel.members and not public:
        raise Refusal("not_in_channel")
    if channel.is_read_only:
        raise Refusal("restricted_action_read_only_channel")


def _thread(call: Call, channel: Channel) -> str | None:
    ts = call.text("thread_ts")
    if not ts:
        return None
    parent = call.workspace.message(channel.id, ts)
    if parent is None:
        raise Refusal("thread_not_found")
    if parent.is_reply:
        raise Refusal("cannot_reply_to_message")
    return ts


def _metadata(call: Call) -> dict[str, Any] | None:
    metadata: dict[str, Any] | None = call.structure("metadata", dict, "invalid_metadata_format")
    if metadata:
        rules.check_metadata(metadata)
    return metadata


def add_reaction(call: Call) -> Answer:
    channel = call.workspace.channel(call.text("channel"))
    if channel.is_archived:
        raise Refusal("is_archived")
    message = call.workspace.message(channel.id, call.text("timestamp"))
    if message is None:
        raise Refusal("message_not_found")
    users = message.reactions.setdefault(call.text("name"), [])
    if call.workspace.app.bot_user_id in users:
        raise Refusal("already_reacted")
    users.append(call.workspace.app.bot_user_id)
    call.workspace.publish("update", message)
    return {"ok": True}


_CONTENT = ("text", "blocks", "attachments", "markdown_text", "link_names", "parse", "as_user")
_LOOKS = ("thread_ts", "mrkdwn", "username", "icon_emoji", "icon_url")
_POSTED = ("metadata", "reply_broadcast", "unfurl_links", "unfurl_media", "client_msg_id")

METHODS = {
    "chat.postMessage": Method(post_message, "chat:write", ("channel",), (*_CONTENT, *_LOOKS, *_POSTED)),
    "chat.update": Method(
        update, "chat:write", ("channel", "ts"), (*_CONTENT, "metadata", "reply_broadcast", "file_ids")
    ),
    "chat.delete": Method(delete, "chat:write", ("channel", "ts"), ("as_user",)),
    "chat.postEphemeral": Method(post_ephemeral, "chat:write", ("channel", "user"), (*_CONTENT, *_LOOKS)),
    "chat.getPermalink": Method(get_permalink, "", ("channel", "message_ts")),
    "reactions.add": Method(add_reaction, "reactions:write", ("channel", "name", "timestamp")),
}
