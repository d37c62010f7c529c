"""Connecting and disconnecting: what is read, how it stands, and what may stay."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.domain.kinds import Coverage
from bot.services.accounts import Connected
from bot.sources.base import Handle, Source
from handlers.answer import Answer
from handlers.views import standing, tell
from handlers.views.blocks import (
    Block,
    Piece,
    actions,
    bold,
    bullets,
    button,
    code,
    confirm,
    faint,
    foreign,
    lines,
    link,
)
from handlers.views.standing import hand_over
from handlers.views.words import _
from models import Account


def how_to_connect(sources: Iterable[Source]) -> Answer:
    """Examples, one a network."""
    text = _("Which account? /involve connect and a handle or the address of a profile.")
    examples: list[list[str | Piece]] = [
        [bold(_(source.title)), ": ", code(f"/involve connect {source.examples[0]}")]
        for source in sources
        if source.examples
    ]
    return Answer(text, (lines(text), bullets(examples)))


def listing(accounts: Sequence[Account], sources: Mapping[str, Source], now: datetime) -> Answer:
    """How every account stands, for the Home; /involve accounts also tells what may still be asked."""
    if not accounts:
        return how_to_connect(sources.values())
    return standing.listing(accounts, sources, now, limits={}, can_keep=True)


def looking(handle: Handle) -> Answer:
    """At once, before the network was asked."""
    text = _("Looking for {handle} on {network} …").format(
        handle=foreign(handle.name, 80), network=tell.network(handle.network)
    )
    return Answer(text, (lines(text),))


def connected(done: Connected, source: Source, can_keep: bool) -> Answer:
    """The account is found. `can_keep`: whether a credential could be kept, had there been one."""
    account = done.account
    name = link(account.url, account.handle) if account.url else foreign(account.handle, 80)
    if not done.new and account.credential:
        text = _("I read {handle} with what you handed over from now on.").format(handle=foreign(account.handle, 80))
        return Answer(text, (lines(text),))
    if not done.new:
        text = _("{handle} is connected already.").format(handle=foreign(account.handle, 80))
        return Answer(text, (lines([name, " ", _("is connected already; /involve accounts says how it stands.")]),))
    text = _("Connected {handle}. I read 90 days back and write to you when I am done.").format(
        handle=foreign(account.handle, 80)
    )
    rows: list[Block] = [
        lines([bold(_("Connected ")), name, ". ", _("I read 90 days back and write to you when I am done.")])
    ]
    if account.coverage is Coverage.OWN_POSTS_ONLY:
        rows.append(
            lines(
                [
                    _("It shows me only what you post there, so I judge nothing by it."),
                    " ",
                    _("If you log what you do in other places of it, I can:"),
                ]
            )
        )
        rows.append(
            actions(
                button(_("I log what I do there"), "log_there", str(account.id)),
                hand_over(account, source, can_keep),
                button(_("Undo"), "undo_connect", str(account.id)),
            )
        )
    else:
        if source.hides and not account.credential:
            rows.append(lines([faint(_("What I cannot see there: {hides}").format(hides=_(source.hides)))]))
        rows.append(actions(hand_over(account, source, can_keep), button(_("Undo"), "undo_connect", str(account.id))))
    return Answer(text, tuple(rows))


def which_to_disconnect(accounts: Sequence[Account]) -> Answer:
    """One button an account."""
    text = _("Which one shall I stop reading?")
    buttons = [
        button(f"{tell.network(each.network)}: {foreign(each.handle, 50)}", f"ask_disconnect_{number}", str(each.id))
        for number, each in enumerate(accounts)
    ]
    return Answer(text, (lines(text), actions(*buttons)))


def keep_or_erase(account: Account) -> Answer:
    """What was read may stay, or go."""
    text = _("I stop reading {handle}. What about the things I have read?").format(handle=foreign(account.handle, 80))
    sure = confirm(
        _("Erase?"),
        _("Everything I read from this account goes, and your share is counted without it."),
        _("Erase"),
        _("Not now"),
    )
    return Answer(
        text,
        (
            lines(text),
            actions(
                button(_("Keep them"), "disconnect_keep", str(account.id)),
                button(_("Erase them"), "disconnect_erase", str(account.id), style="danger", confirm=sure),
            ),
        ),
    )


def disconnected(handle: str, erased: int | None) -> Answer:
    """Done."""
    if erased is None:
        text = _(
            "I read {handle} no more. What I read before stays and counts; /involve disconnect erases it too."
        ).format(handle=foreign(handle, 80))
    else:
        text = _("I read {handle} no more, and have erased the {n} things I had read.").format(
            handle=foreign(handle, 80), n=erased
        )
    return Answer(text, (lines(text),))


def logging_there(account: Account, on: bool) -> Answer:
    """After "I log what I do there"."""
    if on:
        text = _(
            "From now on what you post and log on {network} counts. What was before stays out. Log every conversation there, or it will look like posting only."
        ).format(network=tell.network(account.network))
        return Answer(text, (lines(text), actions(button(_("Undo"), "log_there_no_more", str(account.id)))))
    text = _("As before: nothing is judged by {network}.").format(network=tell.network(account.network))
    return Answer(text, (lines(text),))
