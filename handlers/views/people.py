"""Names, mute and forgetting."""

from collections.abc import Sequence
from datetime import datetime

from handlers.answer import Answer
from handlers.views.blocks import Piece, actions, button, fill, lines, moment, person
from handlers.views.words import _, day


def inviting(asked: Sequence[str]) -> Answer:
    """To the one who invites."""
    text = _("I ask them in a direct message what Involve may read and show. They decide; I tell nobody who said no.")
    pieces: list[str | Piece] = []
    for slack_id in asked:
        pieces += [person(slack_id), " "]
    return Answer(text, (lines([*pieces, "— ", text]),))


def muted(until: datetime | None) -> Answer:
    """No private notes."""
    undo = actions(button(_("Undo"), "unmute"))
    if until is None:
        text = _("I write you no private notes any more.")
        return Answer(text, (lines(text), undo))
    text = _("No private notes until {when}.")
    return Answer(text.format(when=day(until)), (lines(fill(text, when=moment(until, "{date_long}, {time}"))), undo))


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
