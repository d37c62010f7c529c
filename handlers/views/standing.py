"""How a member's accounts stand: when they are read, what of it counts, what was handed over, and whose they are."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.kinds import Coverage, Proof
from bot.phrase import Phrase, read
from bot.services.connecting import wanted
from bot.services.credentials import NO_KEY
from bot.services.profiles import can_be_read
from bot.sources.base import Source
from handlers.answer import Answer
from handlers.views import tell
from handlers.views.blocks import Block, Piece, actions, bold, bullets, button, faint, foreign, header, lines, link
from handlers.views.connecting import HAND_OVER
from handlers.views.proving import prove_it
from handlers.views.words import _, day_in, plural
from handlers.views.words import told as telling
from models import Account


def listing(
    accounts: Sequence[Account],
    sources: Mapping[str, Source],
    now: datetime,
    *,
    limits: Mapping[str, Sequence[Phrase]],
    can_keep: bool,
) -> Answer:
    """How every account stands. `limits`: by network, what may still be asked and what it cost."""
    rows: list[Block] = [header(_("Your accounts"))]
    for each in accounts:
        rows.append(lines(_name(each), *_standing(each, sources.get(each.network), now, can_keep)))
        buttons = _buttons(each, sources.get(each.network), can_keep)
        if buttons["elements"]:
            rows.append(buttons)
    told: list[list[str | Piece]] = [
        [bold(tell.network(network)), ": ", " ".join(map(telling, said))] for network, said in limits.items() if said
    ]
    if told:
        rows += [lines([bold(_("What may still be asked"))]), bullets(told)]
    return Answer(
        plural("You have {n} account connected.", "You have {n} accounts connected.", len(accounts)), tuple(rows)
    )


def _name(account: Account) -> list[str | Piece]:
    name = link(account.url, account.handle) if account.url else foreign(account.handle, 80)
    return [bold(tell.network(account.network)), " ", name, " — ", proven(account)]


def proven(account: Account) -> str:
    """Whose it is, and how that is known."""
    if account.proven_by is None:
        return _("yours by your own word")
    return {
        Proof.CODE: _("proven yours by the code in its profile"),
        Proof.LINK: _("proven yours by links both ways"),
        Proof.CREDENTIAL: _("proven yours by what you handed over"),
    }[account.proven_by]


def _standing(account: Account, source: Source | None, now: datetime, can_keep: bool) -> list[list[str | Piece]]:
    """A line each: when it is read, what counts of it, what is handed over."""
    if account.due_at is None and account.coverage is not Coverage.ARCHIVE:
        return [[_("disconnected, what I read stays")]]
    told: list[list[str | Piece]] = [[*_reading(account, account.due_at, now), "; ", coverage(account)]]
    if source is not None and source.hides and not account.credential:
        told.append([faint(_("not {hides}").format(hides=_(source.hides)))])
    said = _credential(account, source, now, can_keep)
    return [*told, [said]] if said else told


def _reading(account: Account, due_at: datetime | None, now: datetime) -> list[str | Piece]:
    pieces: list[str | Piece] = []
    if account.last_error:
        pieces.append(_("trouble: {error}").format(error=foreign(telling(read(account.last_error)), 200)))
    if account.polled_at is not None:
        pieces.append(_("read {ago}").format(ago=tell.ago(account.polled_at, now)))
    elif not account.last_error:
        pieces.append(_("reading 90 days back") if due_at else _("imported"))
    if due_at is not None and account.polled_at is not None:
        pieces.append(_("next look {when}").format(when=_ahead(due_at, now)))
    return [piece for each in pieces for piece in (", ", each)][1:]


def _ahead(then: datetime, now: datetime) -> str:
    minutes = int((then - now).total_seconds() // 60)
    if minutes < 1:
        return _("at once")
    return _("in {n} min").format(n=minutes) if minutes < 120 else _("in {n} h").format(n=minutes // 60)


def _credential(account: Account, source: Source | None, now: datetime, can_keep: bool) -> str:
    """What was handed over, and until when it is good; or what it would add."""
    wants = wanted(source) if source is not None else None
    if account.credential:
        if account.credential_ends is None:
            return _("read with what you handed over, kept encrypted")
        ended = account.credential_ends <= now
        text = _("what you handed over ended on {day}") if ended else _("what you handed over is good until {day}")
        return text.format(day=day_in(account.credential_ends, "yMMMMd"))
    if wants is None:
        return ""
    more = _("if you let me, I also see {adds}").format(adds=_(wants.adds))
    return more if can_keep else f"{more}; {telling(NO_KEY)}"


def _buttons(account: Account, source: Source | None, can_keep: bool) -> Block:
    logs = account.coverage is Coverage.OWN_POSTS_ONLY and account.manual_since is None
    unproven = account.proven_by is None and account.due_at is not None and can_be_read(source)
    return actions(
        hand_over(account, source, can_keep),
        prove_it(account) if unproven else None,
        button(_("I log what I do there"), f"log_there_{account.id}", str(account.id)) if logs else None,
    )


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


def hand_over(account: Account, source: Source | None, can_keep: bool) -> Block | None:
    """The way into the dialog that takes what the network gives its members for this."""
    wants = wanted(source) if source is not None else None
    if wants is None or not can_keep or account.due_at is None:
        return None
    label = _("Hand over a new one") if account.credential else _("Show me more")
    return button(label, f"{HAND_OVER}_{account.id}", str(account.id))
