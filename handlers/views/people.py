"""Names, mute and forgetting."""

from collections.abc import Sequence
from datetime import datetime

from handlers.answer import Answer
from handlers.views.blocks import Piece, actions, button, lines, moment, person
from handlers.views.words import _


def inviting(asked: Sequence[str]) -> Answer:
    """To the one who invites."""
    text = _("I ask them in a direct message what Involve may read and show. They decide; I tell nobody who said no.")
    pieces: list[str | Piece] = []
    for slack_id in asked:
        pieces += [person(slack_id), " "]
    return Answer(text, (lines([*pieces, "— ", text]),))


def muted(until: datetime | None) -> Answer:
    """No private notes."""
    text = _("No private notes until") if until else _("I write you no private notes any more.")
    row: list[str | Piece] = [text, " ", moment(until, "{date_long}, {time}"), "."] if until else [text]
    return Answer(text, (lines(row), actions(button(_("Undo"), "unmute"))))


def hidden() -> Answer:
    """Not by name."""
    text = _(
        "The digest no longer names you. Where at least five people want no name, you count in the team's total; with fewer, nowhere."
    )
    return Answer(text, (lines(text), actions(button(_("Undo"), "show_name"))))


def shown() -> Answer:
    """By name."""
    text = _("The digest may call you by name.")
    return Answer(text, (lines(text), actions(button(_("Undo"), "hide_name"))))
