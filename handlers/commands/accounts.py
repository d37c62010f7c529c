"""/involve connect, disconnect, accounts: what Involve may read of a member."""

from slack_sdk.errors import SlackApiError

from bot.domain import secret
from bot.errors import BadInput, InvolveError
from bot.phrase import Some
from bot.services import accounts, budget, connecting
from bot.services.typed import unmarked
from bot.sources.base import Handle
from handlers import connecting as dialog
from handlers import troubles
from handlers.answer import Answer, plain, send
from handlers.caller import Call
from handlers.commands.consent import needs_yes
from handlers.views import accounts as view
from handlers.views import standing


async def connect(call: Call) -> Answer | None:
    """Without a word: the dialog. A handle is understood at once; the network is asked behind the answer's back."""
    if not call.words:
        return needs_yes(call) or await _ask(call)
    typed = unmarked(call.words)
    if secret.is_in(typed):
        raise BadInput(connecting.NEVER_TYPED)
    handle = call.wiring.sources.recognise(typed.split()[0])
    if refusal := needs_yes(call, "connect"):
        return refusal
    wants = connecting.wanted(call.wiring.sources[handle.network])
    if wants and wants.needed and call.trigger_id:
        await dialog.open_for(call, handle, typed)
        return None
    call.wiring.later(_connect(call, handle))
    return view.looking(handle)


async def _ask(call: Call) -> Answer | None:
    try:
        await dialog.open_empty(call)
    except SlackApiError:  # too late for a dialog: it opens within three seconds or not at all
        return view.how_to_connect(call.wiring.sources.values())
    return None


async def _connect(call: Call, handle: Handle) -> None:
    source = call.wiring.sources[handle.network]
    try:
        done = await connecting.connect(call.member, source, handle, keys=call.wiring.keys, now=call.now)
    except InvolveError as error:
        await send(call.response_url, plain(troubles.sentence(error)))
        return
    await send(call.response_url, view.connected(done, source, call.wiring.keys is not None))
    call.wiring.soon()


async def disconnect(call: Call) -> Answer:
    """Asks whether what was read may stay."""
    mine = await accounts.of_member(call.member)
    if not mine:
        raise BadInput("You have nothing connected. `/involve connect` starts it.")
    if not call.words:
        return view.which_to_disconnect(mine)
    meant = accounts.matching(mine, unmarked(call.words))
    if not meant:
        raise BadInput(
            "“{words}” is none of yours. You have: {names}.",
            words=call.words[:80],
            names=Some(each.handle for each in mine),
        )
    return view.keep_or_erase(meant[0]) if len(meant) == 1 else view.which_to_disconnect(meant)


async def list_them(call: Call) -> Answer:
    """State, last and next poll, errors, coverage, credentials, quota and money of each account."""
    mine, sources = await accounts.of_member(call.member), call.wiring.sources
    if not mine:
        return view.how_to_connect(sources.values())
    polled = {each.network: sources[each.network] for each in mine if each.network in sources}
    limits = {network: await budget.told(source, now=call.now) for network, source in polled.items()}
    return standing.listing(mine, sources, call.now, limits=limits, can_keep=call.wiring.keys is not None)
