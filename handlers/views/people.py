"""Names, mute and forgetting."""

from collections.abc import Sequence
from datetime import datetime

from handlers.answer import Answer
from handlers.views.blocks import Piece, actions, button, confirm, lines, moment, person
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
    text = _("I write you no private notes until then.") if until else _("I write you no private notes any more.")
    row: list[str | Piece] = [text, " ", moment(until, "{date_long}")] if until else [text]
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


def really_forget() -> Answer:
    """There is no way back."""
    text = _(
        "Forget you? Everything goes: accounts, what I read and what you logged, judgements, suggestions. Digests already posted lose your name. There is no way back."
    )
    sure = confirm(
        _("Forget me"), _("Everything I know about you is erased now, for good."), _("Forget me"), _("Keep me")
    )
    return Answer(
        text,
        (
            lines(text),
            actions(
                button(_("Forget me"), "forget_me", style="danger", confirm=sure), button(_("Keep me"), "close_answer")
            ),
        ),
    )


def forgotten() -> Answer:
    """Done."""
    text = _("Done. I know nothing about you any more. If you ever type /involve again, we meet as strangers.")
    return Answer(text, (lines(text),))
