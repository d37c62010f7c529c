"""files.*: what the app may know of a file somebody shared with it."""

from bot.playground.methods.call import Answer, Call, Method
from bot.playground.refusal import Refusal


def info(call: Call) -> Answer:
    file = call.workspace.files.get(call.text("file"))
    if file is None or call.workspace.app.bot_user_id not in call.workspace.channels[file.channel].members:
        raise Refusal("file_not_found", file=call.text("file"))
    return {"ok": True, "file": file.to_slack(call.workspace.team_id, call.base_url)}


METHODS = {"files.info": Method(info, "files:read", ("file",), ("count", "cursor", "limit", "page"))}
