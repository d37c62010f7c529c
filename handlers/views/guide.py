"""The first words anybody reads: what Involve is for and what one can type."""

from typing import Any

from handlers.answer import Answer
from handlers.views.blocks import (
    BUTTON_VALUE,
    SECTION,
    actions,
    bold,
    bullets,
    button,
    code,
    foreign,
    header,
    lines,
    quote,
    small,
)
from handlers.views.words import _

COMMANDS: tuple[tuple[str, str], ...] = (
    ("connect <handle or address>", "read one of your public accounts, from 90 days back"),
    ("import", "where to get the archives of networks that show me nothing"),
    ("log <what> <address> [note] [when]", "add what no network shows me: a comment, a meetup, a call"),
    ("me [7d|30d|month]", "your share, what it rests on and what would change it; only you see it"),
    ("suggest", "three conversations worth joining"),
    ("why [address]", "how each thing was counted; say where I am wrong"),
    ("team", "how the team does, as far as people agreed to show it"),
    ("result <what came of it> [address]", "a sale, a new believer, an improvement: what a conversation led to"),
    ("10", "ten minutes: one answer you owe, one person you know, one new place"),
    ("own-up <what> · <what will be different>", "private; I measure it again in two weeks"),
    ("learned <what>", "what you learned out there"),
    ("goal", "what the team wants to reach"),
    ("accounts · disconnect <handle>", "what I read of you, and stop"),
    ("join · invite @name", "take part, or ask a teammate; before somebody joined, I read nothing of them"),
    ("hide · show", "your name in the team's digest"),
    ("mute · snooze [until Monday] · unmute", "no private notes from me"),
    ("settings · stop", "how you are shown and when I may write to you; every way out"),
    ("privacy · export · forget me", "what I know of you, a copy of it, and the end of it"),
    ("digest now", "see today's digest before anybody else"),
    ("setup · digest #channel 09:00 Mon-Fri", "for admins: channel, time, days and zone of the digest"),
    ("house add <site, group, account>", "for admins: what is the team's own ground"),
    ("status · who", "for admins: how I stand here, and who takes part by name"),
)


async def answer(_call: Any = None) -> Answer:
    """What `/involve help` says."""
    return help_answer()


def help_answer() -> Answer:
    """Three lines to try, then everything there is."""
    say = _(
        "Involve shows how much of what you do online happens in other people's conversations, and finds the next one worth joining."
    )
    return Answer(
        say + " " + _("Try /involve connect, /involve log or /involve me."),
        (
            header(_("Take part, don't just post")),
            lines(say),
            bullets([
                [code("/involve connect me.bsky.social"), " " + _("I read what you do there in public and tell you privately what I see")],
                [code(_("/involve log https://… good thread yesterday")), " " + _("for what no network shows me")],
                [code("/involve me"), " " + _("your share, and every item it rests on")],
            ]),
            actions(
                button(_("Log something"), "open_log"),
                button(_("My report"), "show_me"),
                button(_("Suggest a conversation"), "show_suggestions"),
            ),
            lines([bold(_("Everything you can type"))]),
            bullets([[code(f"/involve {_(what)}"), " " + _(why)] for what, why in COMMANDS]),
            small(_("Only you see this. I read public posts of accounts you connected yourself, never direct messages.")),
        ),
    )  # fmt: skip


def did_you_mean(typed: str, guess: str) -> Answer:
    """For a word I do not know: the nearest one, with everything that was typed kept."""
    first = typed.split(maxsplit=1)[0] if typed.split() else typed
    if not guess:
        text = _("I don't know “{typed}”. /involve help lists everything I do.").format(typed=foreign(first, 60))
        kept = [quote(typed, SECTION)] if typed != first else []
        return Answer(text, (lines(text), *kept, actions(button(_("Help"), "show_help"))))
    text = _("I don't know “{typed}”. Did you mean this?").format(typed=foreign(first, 60))
    # A button holds 2,000 characters: what is longer is not cut, but typed again from the line shown.
    yes = button(_("Yes, do that"), "run_command", guess, style="primary") if len(guess) <= BUTTON_VALUE else None
    return Answer(
        f"{text} /involve {foreign(guess, 200)}",
        (lines(text, [code(foreign(f"/involve {guess}", SECTION))]), actions(yes, button(_("Help"), "show_help"))),
    )
