"""What is known of a member, who sees what of it, and how they get a copy."""

from collections.abc import Mapping

from bot.domain.kinds import Appears
from bot.services.exporting import Export
from handlers.answer import Answer
from handlers.views.blocks import Block, Piece, actions, bold, bullets, button, code, header, lines, small
from handlers.views.words import _, listed, number, plural
from models import Member


def known(member: Member, held: Mapping[str, int], *, names_allowed: bool) -> Answer:
    """Table by table with counts; who sees what; a copy, and the end of it."""
    total = sum(held.values())
    text = plural("I hold {n} row about you.", "I hold {n} rows about you.", total)
    some = {table: count for table, count in held.items() if count}
    none = [_table(table) for table in held if not held[table]]
    blocks: list[Block] = [
        header(_("What I know of you")),
        lines([bold(text), " ", _("It comes from you, from the networks you connected, and from Slack.")]),
        bullets([[_table(table), ": ", bold(number(count))] for table, count in some.items()]),
    ]
    if none:
        blocks.append(lines(_("Nothing of: {tables}.").format(tables=listed(none))))
    blocks += [
        lines([bold(_("Who sees what"))]),
        bullets(_seen(member, names_allowed)),
        actions(
            button(_("Get a copy"), "export_me"), button(_("Forget me"), "open_forget", style="danger"),
        ),
        small(_("Credentials are kept locked. Every table and how long its rows stay: docs/privacy.md. Only you see this.")),
    ]  # fmt: skip
    return Answer(text, tuple(blocks))


def _seen(member: Member, names_allowed: bool) -> list[list[str | Piece]]:
    return [
        [
            bold(_("You")),
            ": ",
            _("everything. Your report, advice, what you own up to and what you are owed: nobody else."),
        ],
        [bold(_("The channel")), ": ", _channel(member, names_allowed)],
        [
            bold(_("Admins")),
            ": ",
            _("what the channel sees, and no more. Not whether you were asked, nor what you answered."),
        ],
        [bold(_("Whoever runs the database")), ": ", _("could read it, as with every service; not your credentials.")],
    ]


def _channel(member: Member, names_allowed: bool) -> str:
    if member.joined_at is None:
        return _("nothing. You have not joined.")
    if not names_allowed:
        return _("you as one of many in the totals: your workspace names nobody.")
    return {
        Appears.BY_NAME: _("your name, your numbers and your results. /involve hide ends that."),
        Appears.WITHOUT_NAME: _(
            "you without your name: in the totals, where at least five are, and results as “one of us”."
        ),
        Appears.IN_TOTALS: _("you as one of many in the totals, where at least five are."),
    }[member.appears]


def _table(name: str) -> str:
    """What its rows are, for somebody who never saw a database."""
    return {
        "account": _("accounts of yours"),
        "activity": _("things you did"),
        "address": _("web addresses of things you logged"),
        "conversation": _("open conversations found for you"),
        "correction": _("corrections of yours"),
        "delivery": _("messages to you, or that name you"),
        "lesson": _("things you learned"),
        "member": _("your name, zone, language and choices"),
        "promise": _("things you owned up to"),
        "received": _("comments of others below your things"),
        "relative": _("accounts that may be yours too"),
        "result": _("results you told"),
        "suggestion": _("conversations offered to you"),
        "workspace": _("that you installed Involve or set its digest up"),
    }.get(name, name)


def exporting() -> Answer:
    """At once; packing and sending take a moment."""
    text = _("I pack everything I know of you and send it to you as a file, in our direct message.")
    return Answer(text, (lines(text),))


def here_it_is(packed: Export) -> Answer:
    """Beside the file."""
    return Answer(_("Everything I know of you: what you did, in Involve's open format, and every other row about you."))


def ask_for_export(slack_id: str) -> Answer:
    """Without the right to send files: who can hand it over, and how."""
    text = _("I may not send files here. Whoever runs Involve gets your copy like this and hands it to you:")
    return Answer(
        f"{text} involve export --member {slack_id}",
        (
            lines(text, [code(f"involve export --member {slack_id}")]),
            small(_("With “files” among its scopes (docs/scopes.md) I send it to you myself.")),
        ),
    )
