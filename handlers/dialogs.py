"""Dialogs: opened, or put in the place of the one that is open; and where what comes of them is told."""

import json
from dataclasses import asdict, dataclass

from slack_sdk.errors import SlackApiError

from bot.services import days_off
from handlers.answer import Answer, send
from handlers.caller import Call
from handlers.refused import why
from handlers.views import forms
from handlers.views.blocks import Block

# Slack's words for a channel the bot cannot whisper in: it is no member, or the person is none any more.
_CANNOT_WHISPER = {"channel_not_found", "not_in_channel", "user_not_in_channel", "is_archived", "missing_scope"}
# Its trigger is gone, or the dialog it was pressed in.
_TOO_LATE = {"expired_trigger_id", "trigger_expired", "exchanged_trigger_id", "not_found", "hash_conflict"}
_MESSAGES_ONLY = {"input", "markdown", "file", "table"}  # a dialog takes none of these without a button to hand it in
_MOST_URL, _MOST_NOTE = 1000, 500  # with the rest well below the 3,000 characters a dialog may remember


@dataclass(frozen=True, slots=True)
class Back:
    """What a dialog has to remember: where its answer belongs, what it is about, and what the next one begins with."""

    channel: str = ""
    thread: str = ""
    response_url: str = ""
    about: str = ""  # the key or number of what is changed
    url: str = ""
    note: str = ""

    @classmethod
    def of(cls, call: Call, about: str = "", *, thread: str = "", url: str = "", note: str = "") -> "Back":
        """Back to where `call` came from."""
        url = url if len(url) <= _MOST_URL else ""
        return cls(call.channel, thread, call.response_url, about, url, note[:_MOST_NOTE])

    @classmethod
    def read(cls, metadata: str) -> "Back":
        """What `written` wrote."""
        return cls(**json.loads(metadata)) if metadata else cls()

    @property
    def written(self) -> str:
        """As a dialog keeps it."""
        kept = {name: value for name, value in asdict(self).items() if value}
        return json.dumps(kept, separators=(",", ":"), ensure_ascii=False)


async def show(call: Call, view: Block) -> None:
    """Opens `view`; pressed inside a dialog, it takes that dialog's place instead of lying on top of it."""
    open_now = (call.body or {}).get("view") or {}
    if open_now.get("type") == "modal":
        await call.client.views_update(view_id=open_now["id"], hash=open_now.get("hash"), view=view)
    else:
        # The one call to Slack that may stand in front of an answer: its trigger is gone in three seconds.
        await call.client.views_open(trigger_id=call.trigger_id, view=view)


async def answer(call: Call, answer: Answer) -> None:
    """Says `answer` over the page it was asked for on; in the direct message where that can no longer be."""
    if not any(block["type"] in _MESSAGES_ONLY for block in answer.blocks):
        try:
            await show(call, forms.answer(answer.text, answer.blocks))
        except SlackApiError as error:
            if why(error) not in _TOO_LATE:
                raise
        else:
            return
    await call.client.chat_postMessage(channel=call.member.slack_id, unfurl_links=False, **answer.message)


def log(call: Call, back: Back) -> Block:
    """The form to log something, after a yes where there was none: what is known already waits in it."""
    if call.member.joined_at is None:
        return forms.join(back.written)
    return forms.log(Back(back.channel, back.thread, back.response_url).written, url=back.url, note=back.note)


def setup(call: Call) -> Block:
    """Channel, time and days, as they are."""
    return forms.setup(call.workspace, Back.of(call).written, days_off=days_off.written(call.workspace))


async def tell(call: Call, back: Back, answer: Answer) -> None:
    """A dialog has no answer of its own: it is given where the dialog was opened, else in the direct message."""
    # A response_url answers below the channel, never in a thread of it.
    if back.response_url and not back.thread and await send(back.response_url, answer):
        return
    if back.channel and not back.channel.startswith("D") and await _whispered(call, back, answer):
        return
    await call.client.chat_postMessage(channel=call.member.slack_id, unfurl_links=False, **answer.message)


async def _whispered(call: Call, back: Back, answer: Answer) -> bool:
    """Says it in the channel, to that person only; False where the bot cannot."""
    try:
        await call.client.chat_postEphemeral(
            channel=back.channel, user=call.member.slack_id, thread_ts=back.thread or None, **answer.message
        )
    except SlackApiError as error:
        if why(error) not in _CANNOT_WHISPER:
            raise
        return False
    return True
