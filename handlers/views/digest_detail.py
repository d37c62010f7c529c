"""What stands behind a digest, in its thread: line by line, what cannot be seen, what was put right."""

from bot.domain.digest import BEHIND_IT, Digest, Line, Sign, shown_of
from bot.domain.kinds import Badge
from handlers.answer import Answer
from handlers.views import signs, tell
from handlers.views.blocks import Block, Piece, bold, bullets, faint, fill, foreign, lines, small
from handlers.views.digest import best_moment, mended
from handlers.views.words import _, plural


def message(digest: Digest) -> Answer | None:
    """The thread below the digest; None where there is nothing behind it."""
    judged, hidden = digest.judged, _hidden(digest)
    if not judged:
        return None
    said = [_line(member) for member in shown_of(judged, BEHIND_IT, digest.day)]
    left = len(judged) - len(said)
    if left:
        said.append([faint(plural("and {n} more", "and {n} more", left))])
    blocks: list[Block] = [lines([bold(_("Behind the numbers, network by network"))]), bullets(said)]
    if hidden:
        blocks += [lines([bold(_("What I cannot see"))]), bullets(hidden)]
    if digest.mended and not digest.weekly:
        blocks += [lines([bold(_("Put right in the last week"))]), bullets([mended(each) for each in digest.mended])]
    blocks.append(
        small(_("Only what is public and was connected or logged. What cannot be seen is held against nobody."))
    )
    text = plural(
        "Behind the numbers: {n} person, network by network.", "Behind the numbers: {n} people, network by network.",
        len(judged),
    )  # fmt: skip
    return Answer(text, tuple(blocks))


def emptied() -> Answer:
    """In its place, where nobody is left in it."""
    text = _("What stood here was put right, or its name taken back.")
    return Answer(text, (lines(text),))


def _line(member: Line) -> list[str | Piece]:
    parts = "; ".join(
        _("{network}: {did}").format(network=tell.network(network) or _("logged"), did=tell.did_briefly(counts))
        for network, counts in member.networks
    )
    pieces = fill(_("{name} — {parts}"), name=bold(foreign(member.name, 60)), parts=parts or _("nothing in four weeks"))
    noticed = [found for sign in _not_in_the_digest(member) if (found := signs.clause(sign))]
    if noticed:
        clauses = [piece for clause in noticed for piece in ("; ", *clause)][1:]
        pieces += [". ", *fill(_("Noticed: {clauses}"), clauses=clauses)]
    if member.last is not None and member.last != member.best:
        pieces += [". ", *fill(_("The latest: {moment}"), moment=best_moment(member.last))]
    return pieces


def _not_in_the_digest(member: Line) -> tuple[Sign, ...]:
    """A broadcaster's first sign stands beside their name already."""
    return member.signs[1:] if member.badge is Badge.FACTORY else member.signs


def _hidden(digest: Digest) -> list[str]:
    """What each network of those named does not show, once."""
    hides = {network: what for member in digest.named for network, what in member.hides}
    return [
        _("{network} — {what}").format(network=tell.network(network), what=_(what))
        for network, what in sorted(hides.items())
    ]
