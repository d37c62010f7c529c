"""/involve connect, disconnect, accounts: what Involve may read of a member."""

from bot.errors import BadInput, InvolveError
from bot.services import accounts
from bot.services.typed import unmarked
from bot.sources.base import Handle
from handlers import troubles
from handlers.answer import Answer, plain, send
from handlers.caller import Call
from handlers.commands.consent import needs_yes
from handlers.views import accounts as view


async def connect(call: Call) -> Answer | None:
    """Understands the handle at once; the network is asked behind the answer's back."""
    if not call.words:
        return view.how_to_connect(call.wiring.sources.values())
    handle = call.wiring.sources.recognise(unmarked(call.words).split()[0])
    if refusal := needs_yes(call):
        return refusal
    call.wiring.later(_connect(call, handle))
    return view.looking(handle)


async def _connect(call: Call, handle: Handle) -> None:
    source = call.wiring.sources[handle.network]
    try:
        who = await source.resolve(handle)
        connected = await accounts.connect(call.member, source, who, now=call.now)
    except InvolveError as error:
        await send(call.response_url, plain(troubles.sentence(error)))
        return
    await send(call.response_url, view.connected(connected, source))
    call.wiring.soon()


async def disconnect(call: Call) -> Answer:
    """Asks whether what was read may stay."""
    mine = await accounts.of_member(call.member)
    if not mine:
        raise BadInput("You have nothing connected. `/involve connect` starts it.")
    if not call.words:
        return view.which_to_disconnect(mine)
    account = accounts.match(mine, unmarked(call.words))
    if account is None:
        raise BadInput(f"“{call.words[:80]}” is none of yours. You have: {', '.join(each.handle for each in mine)}.")
    return view.keep_or_erase(account)


async def list_them(call: Call) -> Answer:
    """State, last poll, errors and coverage of each account."""
    return view.listing(await accounts.of_member(call.member), call.wiring.sources, call.now)
