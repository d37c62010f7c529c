"""The answer to a log: what was stored, what it changed, and the way back."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.domain.entry import Entry
from bot.domain.kinds import Act, Origin
from bot.services.dates import zone_of
from bot.services.log import Effect, Log, Logged
from handlers.answer import Answer
from handlers.views import tell
from handlers.views.blocks import Block, Piece, actions, bold, button, faint, fill, foreign, lines, link, moment, small
from handlers.views.words import _, day, plural, quoted


def logged(log: Log, now: datetime, zone: str, *, changed: bool = False) -> Answer:
    """One line an item, the effect on the share, and the ways back: Undo, Edit, Why."""
    here = zone_of(zone)
    blocks: list[Block] = []
    for one in log.logged:
        key, typed = one.shown.key, one.shown.origin is Origin.LOGGED
        rows = _known(one, here) if one.known_before else _stored(one, now.astimezone(here), changed)
        blocks.append(lines(*rows))
        undo = button(_("Undo"), "undo_log", key) if typed else None
        edit = button(_("Edit"), "edit_log", key) if typed else None
        blocks.append(actions(undo, edit, button(_("Why?"), "why_item", key)))
    share = effect(log.effect)
    blocks.append(small(share))
    return Answer(f"{_summary(log, here, changed)} {share}", tuple(blocks))


def _summary(log: Log, here: ZoneInfo, changed: bool) -> str:
    new = [one for one in log.logged if not one.known_before]
    if not new:
        return _("I had that already.")
    if changed:
        return _("Changed.")
    if len(new) > 1:
        return plural("Logged.", "Logged {n} things.", len(new))
    return _("Logged for {day}.").format(day=day(new[0].shown.entry.at.astimezone(here)))


def _known(one: Logged, here: ZoneInfo) -> list[list[str | Piece]]:
    entry = one.shown.entry
    seen = one.shown.origin is not Origin.LOGGED
    head = _("I have seen that one myself: {what}, {when}.") if seen else _("Already logged: {what}, for {when}.")
    return [fill(head, what=_title(entry), when=moment(entry.at.astimezone(here), "{date_long}"))]


def _stored(one: Logged, now: datetime, changed: bool) -> list[list[str | Piece]]:
    entry = one.shown.entry
    at = entry.at.astimezone(now.tzinfo)
    head: list[str | Piece] = [bold(_("Changed.")), " "] if changed else []
    # "yesterday" is the same hour yesterday: only an hour somebody gave is told back.
    told_hour = one.said_when and at.time() not in {time(), now.time()}
    when = moment(at, "{date_long}, {time}" if told_hour else "{date_long}")
    sentence = _("{what} on {network}, for {when}") if entry.network else _("{what}, for {when}")
    what = fill(sentence, what=_title(entry), network=tell.network(entry.network), when=when)
    rows: list[list[str | Piece]] = [[*head, bold(_did(one)), " ", *what]]
    if entry.text:
        rows.append([quoted(foreign(entry.text, 200))])
    rows.append([faint(foreign(tell.because(one.shown.weighed), 200))])
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
    text = _("Taken back: it counts no more.") if existed else _("There is nothing left to take back.")
    return Answer(text, (lines(text),))
