"""The Home tab as blocks: where one stands, what was counted, what could be joined, what can be set."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.kinds import Origin
from bot.domain.report import Shown
from bot.domain.trend import Direction, direction
from bot.services.home import ForAdmins, Home, OnNetwork
from bot.services.preferences import is_away
from bot.sources.base import Source
from handlers.views import accounts as account_views
from handlers.views import admin as admin_views
from handlers.views import private, tell
from handlers.views import report as report_view
from handlers.views.blocks import (
    VIEW_BLOCKS,
    Block,
    Piece,
    actions,
    bold,
    bullets,
    button,
    code,
    confirm,
    divider,
    faint,
    foreign,
    header,
    lines,
    moment,
    small,
)
from handlers.views.words import _, listed, plural
from models import Account, House, Member

PAGE = 6  # entries at once
NETWORKS = 12
ACCOUNTS = 10
HOUSE = 10
NEVER = 3650  # days: muted for longer than this was meant for good


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


def home(of: Home, sources: Mapping[str, Source], now: datetime, *, page: int = 0) -> Block:
    """Share and trend, the three numbers per network, entries, suggestions, settings; for admins the workspace."""
    blocks = [
        *_share(of, now),
        *_entries(of.report.items, page),
        *_suggestions(of, now),
        *_accounts(of.accounts, sources, now),
        *_settings(of.member, now),
        *(_admin(of.for_admins) if of.for_admins else ()),
        small(_("Only you see this page.")),
    ]
    assert len(blocks) <= VIEW_BLOCKS
    return _view(blocks)


def _share(of: Home, now: datetime) -> list[Block]:
    mine = report_view.mine(of.report, now).blocks
    # Its parts by network are told here with all three numbers, and its small print stands at the end of the page.
    head = [lines(report_view.verdict(of.report))]
    if trend := _trend(of.trend):
        head.append(lines(trend))
    if of.networks:
        head.append(lines([bold(_("On each network"))]))
        head.append(bullets([*map(_network, of.networks[:NETWORKS]), *_more(len(of.networks) - NETWORKS)]))
    if change := report_view.what_would_change(of.report):
        head.append(lines([bold(_("What would change it: ")), *change]))
    return [mine[0], *head, *report_view.not_visible(of.report), *(each for each in mine if each["type"] == "actions")]


def _trend(values: Sequence[float]) -> list[str | Piece]:
    """In words and numbers: nothing hangs on seeing a curve."""
    course = direction(values)
    if course is None:
        return []
    row = " → ".join(tell.percent(value) for value in values)
    said = {
        Direction.RISING: _("rising"),
        Direction.FALLING: _("falling"),
        Direction.STEADY: _("steady"),
    }[course]
    weeks = plural("over {n} week: {row}", "over {n} weeks: {row}", len(values) - 1, row=row)
    return [bold(_("Trend: ")), said, ", ", weeks]


def _network(on: OnNetwork) -> list[str | Piece]:
    name = tell.network(on.network) or _("In person")
    pieces: list[str | Piece] = [bold(name), ": ", _("{share} out there").format(share=tell.percent(on.share))]
    if on.answers.comments:
        pieces.append(
            " · "
            + plural(
                "answered {ever} of {n} comment",
                "answered {ever} of {n} comments, {soon} within three days",
                on.answers.comments,
                ever=on.answers.ever,
                soon=on.answers.within_72_hours,
            )
        )
    pieces.append(" · " + plural("{n} conversation came back", "{n} conversations came back", on.came_back) + " ")
    return [*pieces, faint(plural("({n} item)", "({n} items)", on.items))]


def _more(left: int) -> list[list[str | Piece]]:
    return [[faint(plural("and {n} more", "and {n} more", left))]] if left > 0 else []


def _entries(items: Sequence[Shown], page: int) -> list[Block]:
    last = max((len(items) - 1) // PAGE, 0)
    page = min(max(page, 0), last)  # entries may have gone since the page was drawn
    blocks: list[Block] = [divider(), header(_("What I counted last"))]
    if not items:
        blocks.append(lines(_("Nothing yet. Connect an account or log something.")))
    for item in items[page * PAGE : (page + 1) * PAGE]:
        blocks += [report_view.show_item(item), _entry_buttons(item)]
    turn = [
        button(_("Newer"), "home_newer", str(page - 1)) if page > 0 else None,
        button(_("Older"), "home_older", str(page + 1)) if page < last else None,
    ]
    if any(turn):
        blocks.append(actions(*turn))
        blocks.append(small(_("Page {page} of {all}, newest first.").format(page=page + 1, all=last + 1)))
    return blocks


def _entry_buttons(item: Shown) -> Block:
    wrong = button(_("This is wrong"), "correct_item", item.key)
    if item.origin is not Origin.LOGGED:
        return actions(wrong)
    sure = confirm(_("Delete it?"), _("It counts no more. You can log it again."), _("Delete"), _("Keep it"))
    edit = button(_("Edit"), "edit_log", item.key)
    return actions(edit, button(_("Delete"), "delete_item", item.key, confirm=sure), wrong)


def _suggestions(of: Home, now: datetime) -> list[Block]:
    if not of.suggestions:
        return []
    found = [block for one in of.suggestions for block in private.suggestion(one, now)]
    return [divider(), header(_("Worth joining")), *found]


def _accounts(accounts: Sequence[Account], sources: Mapping[str, Source], now: datetime) -> list[Block]:
    found = list(account_views.listing(accounts[:ACCOUNTS], sources, now).blocks)
    left = len(accounts) - ACCOUNTS
    if left > 0:
        found.append(lines([plural("and {n} more: ", "and {n} more: ", left), code("/involve accounts")]))
    return [divider(), *found]


def _settings(member: Member, now: datetime) -> list[Block]:
    assert member.joined_at is not None
    return [
        divider(),
        header(_("Settings")),
        bullets(
            [
                [bold(_("In the channel: ")), private.appearing(member.appears)],
                [bold(_("Private notes: ")), *_notes(member, now)],
                [bold(_("Your consent: ")), _("given "), moment(member.joined_at, "{date_long}"), "."],
            ]
        ),
        actions(
            button(_("Change settings"), "open_settings"),
            private.stop_button(),
            button(_("Forget me"), "open_forget", style="danger"),
        ),
    ]


def _notes(member: Member, now: datetime) -> list[str | Piece]:
    if not member.nudges:
        return [_("none. You have not asked for any.")]
    said: list[str | Piece] = [private.how_often(member)]
    if member.muted_until is not None and member.muted_until > now:
        if (member.muted_until - now).days > NEVER:
            return [_("muted. Change settings to hear from me again.")]
        said += [" ", _("Muted until "), moment(member.muted_until, "{date_long}"), "."]
    if is_away(member, now) and member.away_until is not None:
        said += [
            " ",
            _("You are away until the end of {day}: I do not write.").format(day=tell.day_of_year(member.away_until)),
        ]
    return said


def _admin(of: ForAdmins) -> list[Block]:
    workspace = of.workspace
    names = (
        _("Members who agreed are named in the digest.")
        if workspace.names_allowed
        else _("Nobody is named in the digest, whatever they agreed to.")
    )
    grace = plural(
        "After Involve is removed, everything is kept for {n} day.",
        "After Involve is removed, everything is kept for {n} days.",
        workspace.grace_days,
    )
    kept = (
        plural("What members did is kept for {n} day.", "What members did is kept for {n} days.", workspace.keep_days)
        if workspace.keep_days
        else _("What members did is kept as long as they take part.")
    )
    return [
        divider(),
        header(_("For admins")),
        *admin_views.set_up(workspace, of.next_due).blocks,
        bullets(
            [
                [bold(_("Names: ")), names],
                [bold(_("Kept: ")), grace, " ", kept],
                [bold(_("The team's own ground: ")), *_house(of.house)],
                [bold(_("Networks: ")), *_health(of)],
            ]
        ),
        actions(button(_("Change names and keeping"), "open_admin_settings")),
    ]


def _house(rows: Sequence[House]) -> list[str | Piece]:
    if not rows:
        return [_("nothing registered yet. "), code("/involve house add example.org")]
    named = listed([foreign(row.what, 80) for row in rows[:HOUSE]])
    rest = len(rows) - HOUSE
    more = [" ", plural("and {n} more", "and {n} more", rest)] if rest > 0 else []
    return [named, *more, ". ", code("/involve house")]


def _health(of: ForAdmins) -> list[str | Piece]:
    if not of.health:
        return [_("nobody has connected an account yet.")]
    said: list[str | Piece] = []
    for each in of.health:
        name = tell.network(each.network)
        count = (
            _("fewer than five accounts")
            if each.accounts is None
            else plural("{n} account", "{n} accounts", each.accounts)
        )
        said.append(("; " if said else "") + f"{name}, {count}, ")
        if not each.failing:
            said.append(_("all can be read"))
        elif each.accounts is None:
            said.append(_("not all can be read"))
        else:
            said.append(plural("{n} cannot be read", "{n} cannot be read", each.failing))
        if each.since is not None:
            said += [_(" since "), moment(each.since)]
    return [*said, "."]


def _view(blocks: list[Block]) -> Block:
    return {"type": "home", "blocks": blocks}
