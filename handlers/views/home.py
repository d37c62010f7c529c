"""The Home tab as blocks."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.kinds import Origin
from bot.domain.report import Report
from bot.services.suggest import Suggested
from bot.sources.base import Source
from handlers.views import accounts as account_views
from handlers.views import admin as admin_views
from handlers.views import private
from handlers.views import report as report_view
from handlers.views.blocks import (
    VIEW_BLOCKS,
    Block,
    actions,
    bold,
    bullets,
    button,
    code,
    divider,
    header,
    lines,
    small,
)
from handlers.views.words import _
from models import Account, Member, Workspace

LAST = 5


def before_joining() -> Block:
    """The first visit: three steps."""
    return _view([
        header(_("Take part, don't just post")),
        lines(_("Involve shows how much of what you do online happens in other people's conversations, and finds the next one worth joining. It reads nothing before you say yes.")),
        bullets([
            [bold(_("1. Say yes. ")), _("You read first what I read and what I show.")],
            [bold(_("2. Connect. ")), code("/involve connect me.bsky.social"), _(" — I read 90 days back.")],
            [bold(_("3. Read. ")), _("I write to you privately what I see, and where to join in.")],
        ]),
        *private.invitation("").blocks[1:],
    ])  # fmt: skip


def home(
    member: Member,
    report: Report,
    accounts: Sequence[Account],
    found: Sequence[Suggested],
    sources: Mapping[str, Source],
    now: datetime,
    *,
    workspace: Workspace | None,
    next_due: datetime | None,
) -> Block:
    """Report, last entries, suggestions, accounts, settings; for admins the digest."""
    blocks: list[Block] = list(report_view.mine(report, now).blocks[:-1])
    blocks += [divider(), header(_("What I counted last"))]
    for item in report.items[:LAST]:
        blocks.append(report_view.show_item(item))
        undo = button(_("Delete"), "delete_item", item.key) if item.origin is Origin.LOGGED else None
        blocks.append(actions(undo, button(_("This is wrong"), "correct_item", item.key)))
    if not report.items:
        blocks.append(lines(_("Nothing yet. Connect an account or log something.")))
    if found:
        blocks += [divider(), header(_("Worth joining"))]
        for one in found:
            blocks += private.suggestion(one, now)
    blocks += [divider(), *account_views.listing(accounts, sources, now).blocks]
    name = button(_("Hide my name"), "hide_name") if member.named else button(_("Show my name"), "show_name")
    is_muted = member.muted_until is not None and member.muted_until > now
    notes = button(_("Private notes: on again"), "unmute") if is_muted else button(_("No private notes"), "nudge_mute")
    blocks += [
        divider(),
        header(_("Settings")),
        lines(_("The digest may call you by name.") if member.named else _("The digest does not name you.")),
        actions(name, notes),
    ]
    if workspace is not None:
        blocks += [divider(), header(_("For admins")), *admin_views.set_up(workspace, next_due).blocks]
    blocks.append(small(_("Only you see this page. /involve forget me erases everything.")))
    return _view(blocks[:VIEW_BLOCKS])


def _view(blocks: list[Block]) -> Block:
    return {"type": "home", "blocks": blocks}
