"""The one message whoever installs Involve gets: what to do next, and words to introduce it with."""

from handlers.answer import Answer
from handlers.views.blocks import actions, bold, bullets, button, code, header, lines, quote, small
from handlers.views.words import _, plural


def greeting(grace_days: int) -> Answer:
    """To the installer only."""
    say = _("Thank you for installing Involve. I have written to nobody else, and will not until you choose a channel.")
    introduction = _(
        "I installed Involve. It shows each of us, privately, how much of what we do online happens in other people's "
        "conversations, and finds the next one worth joining. It reads nobody who did not say yes. Try /involve help."
    )
    return Answer(
        say + " " + _("Next: /invite @Involve in a channel, then /involve setup #channel 09:00 Mon-Fri."),
        (
            header(_("Three steps")),
            lines(say),
            bullets([
                [code("/invite @Involve"), " " + _("in the channel for the daily digest")],
                [code("/involve setup #channel 09:00 Mon-Fri"), " " + _("when it appears; you see a preview first")],
                [code("/involve connect you.bsky.social"), " " + _("to see yourself judged before anybody else is asked")],
            ]),
            lines([bold(_("To introduce it to the team, you may copy this:"))]),
            quote(introduction),
            actions(button(_("Set up the digest"), "open_setup", style="primary"), button(_("Help"), "show_help")),
            small(
                _("You, and your workspace's admins, can change the settings."),
                plural("Remove Involve, and {n} day later everything is erased.", "Remove Involve, and {n} days later everything is erased.", grace_days),
            ),
        ),
    )  # fmt: skip
