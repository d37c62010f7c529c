"""Connecting and disconnecting: what is read, how it stands, and what may stay."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.domain.kinds import Coverage
from bot.services.accounts import Connected
from bot.sources.base import Handle, Source
from handlers.answer import Answer
from handlers.views import tell
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
    header,
    lines,
    link,
)
from handlers.views.words import _
from models import Account


def how_to_connect(sources: Iterable[Source]) -> Answer:
    """Examples, one a network."""
    text = _("Which account? /involve connect and a handle or the address of a profile.")
    examples: list[list[str | Piece]] = [
        [bold(source.title), ": ", code(f"/involve connect {source.examples[0]}")]
        for source in sources
        if source.examples
    ]
    return Answer(text, (lines(text), bullets(examples)))


def looking(handle: Handle) -> Answer:
    """At once, before the network was asked."""
    text = _("Looking for {handle} on {network} …").format(
        handle=foreign(handle.name, 80), network=tell.network(handle.network)
    )
    return Answer(text, (lines(text),))


def connected(done: Connected, source: Source) -> Answer:
    """The account is found."""
    account = done.account
    name = link(account.url, account.handle) if account.url else foreign(account.handle, 80)
    if not done.new:
        text = _("{handle} is connected already.").format(handle=foreign(account.handle, 80))
        return Answer(text, (lines([name, " ", _("is connected already; /involve accounts says how it stands.")]),))
    text = _("Connected {handle}. I read 90 days back and write to you when I am done.").format(
        handle=foreign(account.handle, 80)
    )
    rows: list[Block] = [
        lines([bold(_("Connected ")), name, ". ", _("I read 90 days back and write to you when I am done.")])
    ]
    if source.coverage is Coverage.OWN_POSTS_ONLY:
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
                button(_("Undo"), "undo_connect", str(account.id)),
            )
        )
    else:
        if source.hides:
            rows.append(lines([faint(_("What I cannot see there: {hides}").format(hides=_(source.hides)))]))
        rows.append(actions(button(_("Undo"), "undo_connect", str(account.id))))
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


def listing(accounts: Sequence[Account], sources: Mapping[str, Source], now: datetime) -> Answer:
    """How every account stands."""
    if not accounts:
        return how_to_connect(sources.values())
    rows: list[Block] = [header(_("Your accounts"))]
    rows.append(bullets([_row(each, sources, now) for each in accounts]))
    hidden = [each for each in accounts if each.coverage is Coverage.OWN_POSTS_ONLY and each.manual_since is None]
    if hidden:
        rows.append(
            actions(
                *[
                    button(
                        _("I log what I do on {network}").format(network=tell.network(each.network)),
                        f"log_there_{number}",
                        str(each.id),
                    )
                    for number, each in enumerate(hidden[:5])
                ]
            )
        )
    return Answer(_("You have {n} accounts connected.").format(n=len(accounts)), tuple(rows))


def _row(account: Account, sources: Mapping[str, Source], now: datetime) -> list[str | Piece]:
    name = link(account.url, account.handle) if account.url else foreign(account.handle, 80)
    pieces: list[str | Piece] = [bold(tell.network(account.network)), " ", name, " — "]
    if account.due_at is None:
        return [*pieces, _("disconnected, what I read stays")]
    if account.last_error:
        pieces.append(_("trouble: {error}").format(error=foreign(account.last_error, 200)))
    elif account.polled_at is None:
        pieces.append(_("reading 90 days back"))
    else:
        pieces.append(_("read {ago}").format(ago=tell.ago(account.polled_at, now)))
    pieces.append("; " + coverage(account))
    hides = sources[account.network].hides if account.network in sources else ""
    if hides:
        pieces += ["; ", faint(_("not {hides}").format(hides=_(hides)))]
    return pieces


def coverage(account: Account) -> str:
    """What of it counts."""
    if account.coverage is Coverage.OWN_POSTS_ONLY:
        return (
            _("counts with what you log")
            if account.manual_since
            else _("shows only your posts, so nothing is judged by it")
        )
    return {
        Coverage.FULL: _("shows both sides"),
        Coverage.ARCHIVE: _("known from your archive"),
        Coverage.MANUAL: _("known from what you log"),
    }[account.coverage]


def logging_there(account: Account, on: bool) -> Answer:
    """After "I log what I do there"."""
    if on:
        text = _(
            "From now on what you post and log on {network} counts. What was before stays out. Log every conversation there, or it will look like posting only."
        ).format(network=tell.network(account.network))
        return Answer(text, (lines(text), actions(button(_("Undo"), "log_there_no_more", str(account.id)))))
    text = _("As before: nothing is judged by {network}.").format(network=tell.network(account.network))
    return Answer(text, (lines(text),))
