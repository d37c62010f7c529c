"""/involve privacy, export, forget me: what is known of somebody, a copy of it, and the end of it."""

from slack_sdk.errors import SlackApiError

from bot.errors import BadInput
from bot.services import exporting, holdings
from handlers import dialogs, troubles
from handlers.answer import Answer, plain
from handlers.caller import Call
from handlers.dialogs import Back
from handlers.refused import why
from handlers.views import forms
from handlers.views import privacy as view
from handlers.views.words import told

# Slack's words for a bot that may not send files.
_MAY_NOT = {"missing_scope", "no_permission", "not_allowed_token_type", "file_uploads_disabled", "unknown_method"}


_MYSELF = {"", "me", "mich", "my data", "everything", "all", "meine daten", "alles"}


async def privacy(call: Call) -> Answer:
    """What is known of the one who asks, table by table, and who sees what of it."""
    held = await holdings.counted(call.member)
    return view.known(call.member, held, names_allowed=call.workspace.names_allowed)


async def export(call: Call) -> Answer:
    """A copy of everything, in the direct message: nobody else sees that it was asked for."""
    if "files" not in call.wiring.extras:
        return view.ask_for_export(call.member.slack_id)
    call.wiring.later(_hand_over(call, Back.of(call)))
    return view.exporting()


async def _hand_over(call: Call, back: Back) -> None:
    try:
        packed = await exporting.export(call.member, now=call.now, tell=told)
        channel = (await call.client.conversations_open(users=call.member.slack_id))["channel"]["id"]
        await call.client.files_upload_v2(
            channel=channel, content=packed.content, filename=packed.name, initial_comment=view.here_it_is(packed).text
        )
    except SlackApiError as error:
        if why(error) not in _MAY_NOT:
            await dialogs.tell(call, back, plain(troubles.sentence(error)))
            return
        await dialogs.tell(call, back, view.ask_for_export(call.member.slack_id))
    except Exception as error:
        await dialogs.tell(call, back, plain(troubles.sentence(error)))


async def forget(call: Call) -> Answer | None:
    """A word has to be typed: there is no way back."""
    if call.words.casefold().strip(" .!") not in _MYSELF:
        raise BadInput("I can forget you, nobody else: `/involve forget me`.")
    await dialogs.show(call, forms.forget(Back.of(call).written))
    return None
