"""What came of it."""

from handlers.answer import Answer
from handlers.views import tell
from handlers.views.blocks import Piece, actions, bold, button, fill, foreign, lines, link
from handlers.views.words import _
from models import Result


def recorded(result: Result) -> Answer:
    """Kept."""
    text = _("Kept: {kind} — {words}").format(kind=tell.result(result.kind), words=foreign(result.words, 200))
    led: list[str | Piece] = []
    if result.url:
        known = _("It came of {conversation}, which now counts half as much again.")
        led = fill(known if result.activity_key else _("It came of {conversation}."), conversation=link(result.url, _("this conversation")))  # fmt: skip
    return Answer(
        text,
        (
            lines([bold(text)], *([led] if led else [])),
            actions(button(_("Undo"), "undo_result", str(result.id)), button(_("Edit"), "edit_result", str(result.id))),
        ),
    )


def taken_back() -> Answer:
    """After Undo."""
    return Answer(_("Taken back."), (lines(_("Taken back.")),))
