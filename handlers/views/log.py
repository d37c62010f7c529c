"""The answer to a log: what was stored, what it changed, and the way back."""

from datetime import datetime

from bot.domain.kinds import Act, Origin
from bot.services.log import Effect, Log, Logged
from handlers.answer import Answer
from handlers.views import tell
from handlers.views.blocks import Block, Piece, actions, bold, button, faint, foreign, lines, link, moment, small
from handlers.views.words import _, plural


def logged(log: Log, now: datetime) -> Answer:
    """One line an item, the effect on the share, Undo and Edit."""
    new = [one for one in log.logged if not one.known_before]
    text = plural("Logged.", "Logged {n} things.", len(new)) if new else _("I had that already.")
    blocks: list[Block] = []
    for one in log.logged:
        blocks.append(lines(*_stored(one)))
        undo = button(_("Undo"), "undo_log", str(one.activity.id)) if one.activity.origin is Origin.LOGGED else None
        blocks.append(actions(undo, button(_("Why?"), "why_item", one.activity.key)))
    blocks.append(small(effect(log.effect)))
    return Answer(f"{text} {effect(log.effect)}", tuple(blocks))


def _stored(one: Logged) -> list[list[str | Piece]]:
    row = one.activity
    what = _did(one)
    title: str | Piece = link(row.url, row.url.removeprefix("https://")) if row.url else _("in person")
    if one.known_before:
        head: list[str | Piece] = [bold(_("Already there: ")), title, _(", since "), moment(row.recorded_at), "."]
        if row.origin is not Origin.LOGGED:
            head = [bold(_("I have seen that one myself: ")), title, " (", moment(row.at), ")."]
        return [head]
    rows: list[list[str | Piece]] = [
        [
            bold(what),
            " ",
            title,
            _(" on {network}").format(network=tell.network(row.network)) if row.network else "",
            ", ",
            moment(row.at, "{date_short_pretty}"),
        ]
    ]
    note = one.shown.entry.text if one.shown else ""
    if note:
        rows.append([f"“{foreign(note, 200)}”"])
    if one.shown is not None:
        rows.append([faint(foreign(one.shown.weighed.because, 200))])
    return rows


def _did(one: Logged) -> str:
    act = one.shown.weighed.act if one.shown else None
    return {
        Act.JOIN: _("Logged a conversation:"),
        Act.HOST: _("Logged an answer at home:"),
        Act.QUOTE: _("Logged a quote:"),
        Act.BROADCAST: _("Logged a post:"),
        Act.LISTEN: _("Logged listening:"),
        Act.INSIDE: _("Logged a word among ourselves:"),
        Act.AMPLIFY: _("Logged a share:"),
        Act.APPLAUD: _("Logged applause:"),
        None: _("Logged:"),
    }[act]


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
