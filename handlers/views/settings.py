"""Dialogs for how one is shown and spoken to, for what admins choose, and for what a private note rests on."""

from datetime import datetime

from bot.services.nudge import Card, Grounds
from bot.services.setup import DAYS
from handlers.views import private
from handlers.views import report as report_view
from handlers.views.blocks import Block, choice, field, lines, modal, small
from handlers.views.words import _, plural, weekday
from models import Member, Workspace

MINE, ADMIN = "settings_form", "admin_form"
SHOWN = 30  # rows of a note at once
GRACE = (1, 7, 30, 90)
KEEP = (365, 730)  # a judgement looks back over 270 days: less would change it


def mine(member: Member) -> Block:
    """How one is shown, and when one may be written to."""
    often = [
        choice("0", _("Never")),
        choice("1", _("At most once a day")),
        choice("3", _("At most every three days")),
        choice("7", _("At most once a week")),
        choice("14", _("At most every two weeks")),
        choice("28", _("At most every four weeks")),
    ]
    chosen = str(member.nudge_days) if member.nudges else "0"
    away: Block = {"type": "datepicker", "action_id": "away"}
    if member.away_until is not None:
        away["initial_date"] = str(member.away_until)
    return modal(
        _("Settings"),
        [
            field(_("In the team's channel"), "appears", private.appears_radio(member.appears, "appears"),
                  hint=_("An admin can switch names off for everybody, and can never switch yours on.")),
            field(_("Private notes from me"), "often", _select("often", often, chosen)),
            field(_("Not before"), "from", _select("from", _hours(0, 23), str(member.nudge_from)), hint=_("Your clock, as Slack knows it: {zone}.").format(zone=member.zone)),
            field(_("Not after"), "to", _select("to", _hours(1, 24), str(member.nudge_to))),
            field(_("On these days"), "days", _days(member.nudge_weekdays), optional=True),
            field(_("Away until the end of"), "away", away, optional=True, hint=_("No private notes meanwhile.")),
        ],
        callback=MINE,
        submit=_("Save"),
        close=_("Cancel"),
    )  # fmt: skip


def admin(workspace: Workspace) -> Block:
    """What holds for the whole workspace."""
    names = choice("names", _("The digest may name members who agreed to it"))
    tick: Block = {"type": "checkboxes", "action_id": "names", "options": [names]}
    if workspace.names_allowed:
        tick["initial_options"] = [names]
    grace = [choice(str(n), plural("{n} day", "{n} days", n)) for n in sorted({*GRACE, workspace.grace_days})]
    keep = [choice("0", _("as long as the member takes part"))]
    keep += [choice(str(n), plural("{n} day", "{n} days", n)) for n in sorted({*KEEP, workspace.keep_days or KEEP[0]})]
    return modal(
        _("For the workspace"),
        [
            field(_("Names"), "names", tick, optional=True, hint=_("Only stricter than what each chose: nobody is named who did not agree.")),
            field(_("After Involve was removed, everything is kept for"), "grace", _select("grace", grace, str(workspace.grace_days)), hint=_("In case you come back. Also for members who left the workspace.")),
            field(_("What members did is kept for"), "keep", _select("keep", keep, str(workspace.keep_days or 0)), hint=_("Then it is erased, a little every day. No judgement looks back further than 270 days.")),
        ],
        callback=ADMIN,
        submit=_("Save"),
        close=_("Cancel"),
    )  # fmt: skip


def why_nudge(found: Grounds | None, now: datetime) -> Block:
    """The very rows a private note was made of."""
    if found is None:
        text = _("I do not have what this note was made of any more. /involve why shows everything I count.")
        return modal(_("Why this note"), [lines(text)], callback="why_nudge", close=_("Close"))
    blocks: list[Block] = [lines(_because(found))]
    blocks += [lines(private.waiting(one, now)) for one in found.waiting]
    blocks += [report_view.show_item(item) for item in found.items[:SHOWN]]
    left = max(len(found.items) - SHOWN, 0)
    blocks.append(
        small(
            plural("and {n} more; /involve why has all", "and {n} more; /involve why has all", left) if left else "",
            plural("{n} row is not there any more.", "{n} rows are not there any more.", found.missing)
            if found.missing
            else "",
            _("You asked for private notes; Settings on my Home tab changes that. Only you see this."),
        )
    )
    return modal(_("Why this note"), blocks, callback="why_nudge", close=_("Close"))


def _because(found: Grounds) -> str:
    return {
        Card.UNANSWERED: _("These people wrote below something of yours, and nobody has answered for a day or longer:"),
        Card.MOSTLY_POSTS: _("These are the things you said in the two weeks before it, and how each was counted:"),
        Card.PRAISE: _("These are the conversations you joined in the two weeks before it:"),
    }[found.card]


def _select(action: str, options: list[Block], chosen: str) -> Block:
    initial = next((one for one in options if one["value"] == chosen), options[0])
    return {"type": "static_select", "action_id": action, "options": options, "initial_option": initial}


def _hours(first: int, last: int) -> list[Block]:
    return [choice(str(hour), f"{hour:02}:00") for hour in range(first, last + 1)]


def _days(chosen: str) -> Block:
    options = [choice(str(number), weekday(number)) for number in range(len(DAYS))]
    found = [one for one in options if one["value"] in chosen.split(",")]
    days: Block = {"type": "checkboxes", "action_id": "days", "options": options}
    return days | {"initial_options": found} if found else days
