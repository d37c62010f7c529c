"""/involve setup, digest, house: for the one who installed Involve and Slack's admins."""

import re

from bot.errors import BadInput, NotAllowed
from bot.services import daily, days_off, overview, owned
from bot.services import digest as digesting
from bot.services import setup as setting_up
from bot.services.dates import zone_of
from bot.services.typed import unmarked
from handlers import channel, dialogs, troubles
from handlers.answer import Answer, plain
from handlers.caller import Call
from handlers.commands import accounts
from handlers.commands.consent import needs_yes
from handlers.dialogs import Back
from handlers.views import accounts as accounts_view
from handlers.views import admin as view
from handlers.views import digest as digest_view
from handlers.views import overview as overview_view

_CHANNEL = re.compile(r"<#([A-Z0-9]+)(?:\|[^>]*)?>")


async def digest(call: Call) -> Answer | None:
    """`digest now`: a preview for oneself, with a button for admins to post it. `digest #channel 09:00 Mon-Fri`: as in
    setup."""
    if call.words.casefold() in {"", "now", "preview"}:
        if not call.is_admin and (refusal := needs_yes(call)):
            return refusal  # watching without taking part is not offered
        built = await digesting.build(call.workspace, call.wiring.judge, now=call.now)
        if call.is_admin and built.has_something_to_say:
            await daily.seen(call.workspace, call.now)
        return view.preview(
            digest_view.message(built, call.now, preview=True),
            built,
            may_post=call.is_admin and bool(call.workspace.digest_channel),
        )
    verb, _, dates = call.words.partition(" ")
    if verb.casefold() in {"off", "on"}:
        return await _days_off(call, verb.casefold(), dates)
    return await setup(call)


async def _days_off(call: Call, verb: str, dates: str) -> Answer:
    """`digest off 2026-12-24 – 2026-12-27`: no digest on these days; `on` takes them off the list again."""
    _only_admins(call)
    if not dates.strip():
        return view.days_off(days_off.of(call.workspace))
    stretches = days_off.read(dates)
    if verb == "on":
        return view.days_off(await days_off.remove(call.workspace, stretches))
    today = call.now.astimezone(zone_of(call.workspace.zone)).date()
    return view.days_off(await days_off.add(call.workspace, stretches, today=today))


async def setup(call: Call) -> Answer | None:
    """Where and when the digest appears: typed in one line, or in a form."""
    _only_admins(call)
    if not call.words:
        await dialogs.show(call, dialogs.setup(call))
        return None
    named = _CHANNEL.search(call.words)
    wish = setting_up.read(_CHANNEL.sub(" ", call.words), call.workspace)
    if named:
        wish = wish.with_channel(named.group(1))
    before = setting_up.as_is(call.workspace)
    await setting_up.apply(call.workspace, wish, language=call.member.locale, by=call.member)
    call.wiring.later(channel.check(call))
    return view.set_up(call.workspace, digesting.next_due(call.workspace, call.now), before=before)


async def house(call: Call) -> Answer:
    """`house add example.org`: what is posted or answered there counts as home ground."""
    verb, _, what = call.words.partition(" ")
    verb = verb.casefold()
    if verb not in {"add", "remove"} or not what.strip():
        return view.house(await setting_up.house(call.workspace), may_change=call.is_admin)
    _only_admins(call)
    if verb == "add":
        return await _own(call, what)
    what = unmarked(what)
    if not await setting_up.remove_house(call.workspace, what):
        raise BadInput("“{what}” is not on the list. `/involve house` shows it.", what=what[:80])
    return view.house_removed(what)


async def _own(call: Call, what: str) -> Answer:
    piece = owned.read(what, call.wiring.sources)
    if isinstance(piece, owned.Asked):
        call.wiring.later(_own_account(call, piece))
        return accounts_view.looking(piece.handle)
    return view.house_added(await setting_up.add_piece(call.workspace, piece, now=call.now), call.now)


async def _own_account(call: Call, asked: owned.Asked) -> None:
    """The network tells the id an account is known by, whatever it will be called."""
    back = Back.of(call)
    try:
        who = await call.wiring.sources[asked.handle.network].resolve(asked.handle)
        row = await setting_up.add_piece(call.workspace, asked.answered(who), now=call.now)
    except Exception as error:
        await dialogs.tell(call, back, plain(troubles.sentence(error)))
        return
    await dialogs.tell(call, back, view.house_added(row, call.now))


async def who(call: Call) -> Answer:
    """Who takes part, as far as they agreed to be named: admins see no more than the channel may."""
    if not call.is_admin:
        raise NotAllowed(
            "That list is for the person who installed Involve and Slack's admins. `/involve team` is for all."
        )
    return overview_view.who(await overview.taking_part(call.workspace))


async def status(call: Call) -> Answer:
    """For admins: how Involve stands here. For everybody else: how their accounts stand."""
    if not call.is_admin:
        return await accounts.list_them(call)
    standing = await overview.standing(call.workspace, now=call.now)
    due = digesting.next_due(call.workspace, call.now)
    return overview_view.status(call.workspace, standing, due, call.now, sources=call.wiring.sources)


def _only_admins(call: Call) -> None:
    if not call.is_admin:
        raise NotAllowed("Only the person who installed Involve and Slack's admins can change that. Ask one of them.")
