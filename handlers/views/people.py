"""Names, mute and forgetting."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.kinds import Appears
from handlers.answer import Answer
from handlers.views import private
from handlers.views.blocks import (
    Block,
    Piece,
    actions,
    bold,
    bullets,
    button,
    code,
    fill,
    foreign,
    lines,
    moment,
    person,
)
from handlers.views.words import _, day, listed
from models import Member


def inviting(asked: Sequence[str], *, unknown: Sequence[str] = ()) -> Answer:
    """To the one who invites; `unknown`: names Slack made no person of."""
    text = _("I ask them in a direct message what Involve may read and show. They decide; I tell nobody who said no.")
    pieces: list[str | Piece] = []
    for slack_id in asked:
        pieces += [person(slack_id), " "]
    blocks = [lines([*pieces, "— ", text])]
    if unknown:
        names = listed(foreign(name, 60) for name in unknown)
        blocks.append(
            lines(
                _("Nobody here is called {names}. Choose people from the list Slack shows behind an @.").format(
                    names=names
                )
            )
        )
    return Answer(text, tuple(blocks))


def muted(until: datetime | None, *, before: datetime | None = None) -> Answer:
    """No private notes; `before`: until when there were none already."""
    undo = actions(button(_("Undo"), "undo_mute", before.isoformat() if before else ""))
    if until is None:
        text = _("I write you no private notes any more.")
        return Answer(text, (lines(text), undo))
    text = _("No private notes until {when}.")
    return Answer(text.format(when=day(until)), (lines(fill(text, when=moment(until, "{date_long}, {time}"))), undo))


def ways_out(member: Member) -> Answer:
    """To stop, from the smallest step to the last."""
    text = _("What shall stop?")
    smaller = bullets([
        [code("/involve mute"), " ", _("private notes from me")],
        [code("/involve hide"), " ", _("your name in the digest")],
        [code("/involve disconnect"), " ", _("reading one of your accounts")],
    ])  # fmt: skip
    leave = private.stop_button() if member.joined_at is not None else None
    forget = button(_("Forget me"), "open_forget", style="danger")
    return Answer(text, (lines([bold(text)]), smaller, lines(_("Or all of it:")), actions(leave, forget)))


def hidden(before: Appears) -> Answer:
    """Not by name; `before`: how far the channel read of them until now."""
    text = _(
        "The digest no longer names you. Where at least five people want no name, you count in the team's total; with fewer, nowhere."
    )
    return Answer(text, (lines(text), *_back_to(before, Appears.IN_TOTALS)))


def shown(before: Appears) -> Answer:
    """By name."""
    text = private.appearing(Appears.BY_NAME)
    return Answer(text, (lines(text), *_back_to(before, Appears.BY_NAME)))


def appearing_again(how: Appears) -> Answer:
    """As it was."""
    text = private.appearing(how)
    return Answer(text, (lines(text),))


def written_to_again(member: Member) -> Answer:
    """Notes as it was before they were muted: none, for whoever never asked for any."""
    text = private.how_often(member) if member.nudges else private.no_notes()
    return Answer(text, (lines(text),))


def _back_to(before: Appears, now: Appears) -> list[Block]:
    return [] if before is now else [actions(button(_("Undo"), "undo_appear", str(before)))]
