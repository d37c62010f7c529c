"""files.*: how an app puts a picture into Slack. https://docs.slack.dev/messaging/working-with-files, 2026-11."""

from secrets import token_hex
from typing import Any

from bot.playground.deliveries import events
from bot.playground.methods.call import Answer, Call, Method
from bot.playground.refusal import Refusal
from bot.playground.shared import SharedFile
from bot.playground.uploads import Upload

ALT_TEXT = 1000
A_FILE = 1_000_000_000  # bytes
FILES_AT_ONCE = 10


def ask_where(call: Call) -> Answer:
    """An address to upload one file to."""
    try:
        length = int(call.args.get("length", 0))
    except (TypeError, ValueError):
        raise Refusal("invalid_arguments", "[ERROR] must be a number [json-pointer:/length]") from None
    if not 0 < length <= A_FILE:
        raise Refusal("file_upload_size_restricted" if length > 0 else "invalid_arguments")
    if len(call.text("alt_txt")) > ALT_TEXT:
        raise Refusal("alt_txt_too_large")
    file = Upload(
        id=call.workspace.new_id("F"),
        name=call.text("filename"),
        ticket=token_hex(16),
        length=length,
        alt=call.text("alt_txt"),
    )
    call.workspace.uploads[file.id] = file
    return {"ok": True, "upload_url": f"{call.base_url}upload/v1/{file.ticket}", "file_id": file.id}


def complete(call: Call) -> Answer:
    """What was uploaded is a file from now on."""
    asked: list[Any] = call.structure("files", list, "invalid_arguments") or []
    if not 0 < len(asked) <= FILES_AT_ONCE:
        raise Refusal("invalid_arguments", "[ERROR] between 1 and 10 files [json-pointer:/files]")
    files = [_uploaded(call, each) for each in asked]
    if call.text("channels"):
        raise Refusal("not_supported_here", "this workspace takes one channel_id")
    for file, each in zip(files, asked, strict=True):
        file.title, file.is_complete = str(each.get("title") or file.name), True
    if call.text("channel_id"):
        _share(call, files)
    return {"ok": True, "files": [file.to_slack() for file in files]}


def _share(call: Call, files: list[Upload]) -> None:
    """Shown to people: a message of the app's with the files in it."""
    workspace = call.workspace
    channel = workspace.channel(call.text("channel_id"))
    if workspace.app.bot_user_id not in channel.members:
        raise Refusal("not_in_channel")
    created = int(workspace.now().timestamp())
    shared = [
        SharedFile(
            id=each.id, name=each.name, content=each.content, user=workspace.app.bot_user_id, channel=channel.id,
            created=created,
        )
        for each in files
    ]  # fmt: skip
    workspace.files |= {each.id: each for each in shared}
    message = workspace.bot_says(channel.id, text=call.text("initial_comment"))
    message.files = [each.to_slack(workspace.team_id, call.base_url) for each in shared]
    workspace.add_message(message)
    call.announce(workspace, events.message(workspace, message))


def _uploaded(call: Call, asked: Any) -> Upload:
    file = call.workspace.uploads.get(str(asked.get("id", ""))) if isinstance(asked, dict) else None
    if file is None:
        raise Refusal("file_not_found")
    if not file.content:
        raise Refusal("file_not_found", "nothing was uploaded to its address")
    return file


METHODS = {
    "files.getUploadURLExternal": Method(ask_where, "files:write", ("filename", "length"), ("alt_txt", "snippet_type")),
    "files.completeUploadExternal": Method(
        complete, "files:write", ("files",), ("channel_id", "channels", "initial_comment", "thread_ts", "blocks")
    ),
}
