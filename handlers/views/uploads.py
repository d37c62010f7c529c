"""What becomes of an archive somebody sent in the direct message."""

from bot.services.archive_report import Report, in_words
from handlers.answer import Answer
from handlers.views.blocks import actions, button, foreign, lines
from handlers.views.words import _, told


def receiving(name: str) -> Answer:
    """At once; large archives take a minute."""
    text = _("Reading {name} …").format(name=foreign(name, 80) or _("what you sent"))
    return Answer(text, (lines(text),))


def report(of: Report) -> Answer:
    """How many of what, from when to when, what was left out and why, and what it shows."""
    sentences = [told(each) for each in in_words(of)]
    blocks = [lines(*[[each] for each in sentences])]
    if of.entries:
        blocks.append(actions(button(_("Where I stand now"), "show_me")))
    return Answer(sentences[0], tuple(blocks))
