"""Where to get an archive, and how to hand it over."""

from collections.abc import Sequence

from bot.sources.archives.base import Archive
from handlers.answer import Answer
from handlers.views.blocks import bold, bullets, code, header, lines, small
from handlers.views.words import _


def how_to(archives: Sequence[Archive], slack_id: str, *, by_message: bool) -> Answer:
    """One line a network; then the way in."""
    text = _("Some networks tell you what they tell nobody else: ask them for your archive, and hand it to me.")
    where = bullets([[bold(_(one.title)), ": ", _(one.how_to_get)] for one in archives])
    typed = code(f"involve import FILE --member {slack_id}")
    if by_message:
        hand_over = lines(
            [bold(_("Then ")), _("send me the file in our direct message, as it is: never unpacked, never kept.")]
        )
    else:
        hand_over = lines(
            [bold(_("Then ")), _("give the file to whoever runs Involve; where it runs they type "), typed, "."]
        )
    return Answer(
        text,
        (
            header(_("Import an archive")),
            lines(text),
            where,
            hand_over,
            small(_("Private messages, contacts and followers in it are never read. Twice is counted once.")),
        ),
    )
