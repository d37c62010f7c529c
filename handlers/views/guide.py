"""The first words anybody reads: what Involve is for and what one can type."""

from typing import Any

from handlers.answer import Answer
from handlers.views.blocks import actions, bold, bullets, button, code, header, lines, small
from handlers.views.words import _

COMMANDS: tuple[tuple[str, str], ...] = (
    ("connect <handle or address>", "read one of your public accounts, from 90 days back"),
    ("log <what> <address> [note] [when]", "add what no network shows me: a comment, a meetup, a call"),
    ("me", "your share, what it rests on and what would change it; only you see it"),
    ("suggest", "three conversations worth joining"),
    ("why [address]", "how each thing was counted; say where I am wrong"),
    ("team", "how the team does, as far as people agreed to show it"),
    ("result <what came of it> [address]", "a sale, a new believer, an improvement: what a conversation led to"),
    ("10", "ten minutes: one answer you owe, one person you know, one new place"),
    ("own-up <what> · <what will be different>", "private; I measure it again in two weeks"),
    ("learned <what>", "what you learned out there"),
    ("goal", "what the team wants to reach"),
    ("accounts · disconnect <handle>", "what I read of you, and stop"),
    ("join", "take part; before you did, I read nothing of you"),
    ("invite @name", "ask a teammate whether they want to take part"),
    ("hide · show", "your name in the team's digest"),
    ("mute [until when] · snooze · unmute", "no private notes from me"),
    ("digest now", "see today's digest before anybody else"),
    ("forget me", "erase everything I know about you"),
    ("setup", "for admins: channel, time, days and zone of the digest"),
    ("house add <domain>", "for admins: what is the team's own ground"),
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
                [code("/involve log https://… good thread yesterday"), " " + _("for what no network shows me")],
                [code("/involve me"), " " + _("your share, and every item it rests on")],
            ]),
            actions(
                button(_("Log something"), "open_log"),
                button(_("My report"), "show_me"),
                button(_("Suggest a conversation"), "show_suggestions"),
            ),
            lines([bold(_("Everything you can type"))]),
            bullets([[code(f"/involve {what}"), " " + _(why)] for what, why in COMMANDS]),
            small(_("Only you see this. I read public posts of accounts you connected yourself, never direct messages.")),
        ),
    )  # fmt: skip


def did_you_mean(typed: str, guess: str) -> Answer:
    """For a word I do not know: the nearest one, with what was typed kept."""
    if not guess:
        text = _("I don't know “{typed}”. Type /involve help for everything I do.").format(typed=typed[:80])
        return Answer(text, (lines(text), actions(button(_("Help"), "show_help"))))
    text = _("I don't know “{typed}”. Did you mean /involve {guess}?").format(typed=typed[:80], guess=guess[:200])
    return Answer(
        text,
        (
            lines(
                [
                    _("I don't know “{typed}”. Did you mean").format(typed=typed[:80]),
                    " ",
                    code(f"/involve {guess}"[:400]),
                    "?",
                ]
            ),
            actions(button(_("Yes, do that"), "run_command", guess, style="primary"), button(_("Help"), "show_help")),
        ),
    )
