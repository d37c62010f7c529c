"""The answer to a log: what was stored, what it changed, and the way back."""

from datetime import datetime

from bot.domain.entry import Entry
from bot.domain.kinds import Act, Origin
from bot.services.log import Effect, Log, Logged
from handlers.answer import Answer
from handlers.views import tell
from handlers.views.blocks import Block, Piece, actions, bold, button, faint, foreign, lines, link, moment, small
from handlers.views.words import _, plural


def logged(log: Log, now: datetime) -> Answer:
    """One line an item, the effect on the share, Undo and Why."""
    new = sum(not one.known_before for one in log.logged)
    text = plural("Logged.", "Logged {n} things.", new) if new else _("I had that already.")
    blocks: list[Block] = []
    for one in log.logged:
        key, typed = one.shown.key, one.shown.origin is Origin.LOGGED
        blocks.append(lines(*(_known(one) if one.known_before else _stored(one))))
        blocks.append(
            actions(button(_("Undo"), "undo_log", key) if typed else None, button(_("Why?"), "why_item", key))
        )
    blocks.append(small(effect(log.effect)))
    return Answer(f"{text} {effect(log.effect)}", tuple(blocks))


def _known(one: Logged) -> list[list[str | Piece]]:
    entry = one.shown.entry
    seen = one.shown.origin is not Origin.LOGGED
    head = bold(_("I have seen that one myself: ") if seen else _("Already there: "))
    return [[head, _title(entry), " (", moment(entry.at), ")."]]


def _stored(one: Logged) -> list[list[str | Piece]]:
    entry = one.shown.entry
    where = _(" on {network}").format(network=tell.network(entry.network)) if entry.network else ""
    rows: list[list[str | Piece]] = [[bold(_did(one)), " ", _title(entry), where, ", ", moment(entry.at)]]
    if entry.text:
        rows.append([f"“{foreign(entry.text, 200)}”"])
    rows.append([faint(foreign(one.shown.weighed.because, 200))])
    return rows


def _title(entry: Entry) -> str | Piece:
    return link(entry.url, entry.url.removeprefix("https://")) if entry.url else _("in person")


def _did(one: Logged) -> str:
    return {
        Act.JOIN: _("Logged a conversation:"),
        Act.HOST: _("Logged an answer at home:"),
        Act.QUOTE: _("Logged a quote:"),
        Act.BROADCAST: _("Logged a post:"),
        Act.LISTEN: _("Logged listening:"),
        Act.INSIDE: _("Logged a word among ourselves:"),
        Act.AMPLIFY: _("Logged a share:"),
        Act.APPLAUD: _("Logged applause:"),
    }[one.shown.weighed.act]


def effect(of: Effect) -> str:
    """Your share: 41 % → 43 %"""
    before, after = tell.percent(of.before), tell.percent(of.after)
    if before == after:
        return _("Your share stays at {after}.").format(after=after)
    return _("Your share goes from {before} to {after}.").format(before=before, after=after)


def undone(existed: bool) -> Answer:
    """After Undo; pressing it twice is harmless."""
    text = _("Taken back: it counts no more.") if existed else _("That was taken back already.")
    return Answer(text, (lines(text),))
