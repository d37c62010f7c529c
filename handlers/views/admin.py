"""What admins see: the digest's place and time, the team's own ground, a preview."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.digest import Digest
from bot.domain.kinds import HouseKind
from bot.services.days_off import Stretch
from bot.services.setup import Wish
from handlers.answer import Answer
from handlers.views import tell
from handlers.views.blocks import (
    MESSAGE_BLOCKS,
    actions,
    bold,
    bullets,
    button,
    code,
    divider,
    fill,
    foreign,
    lines,
    moment,
)
from handlers.views.words import _, listed, weekday
from models import House, Workspace


def set_up(workspace: Workspace, next_due: datetime | None, *, before: Wish | None = None) -> Answer:
    """How the digest is set now; `before`: how it was until a moment ago."""
    undo = button(_("Undo"), "undo_setup", before.written) if before is not None else None
    if not workspace.digest_channel:
        text = _("No channel yet, so no digest: /involve setup #channel")
        return Answer(
            text,
            (
                lines(
                    [_("No channel yet, so no digest: "), code("/involve setup #channel 09:00 Mon-Fri Europe/Berlin")]
                ),
                actions(button(_("Choose one"), "open_setup"), undo),
            ),
        )
    text = _("The digest goes out at {at} ({zone}), {days}.").format(
        at=workspace.digest_at, zone=workspace.zone, days=days(workspace.digest_days)
    )
    row = fill(
        _("The digest goes to {channel} at {at} ({zone}), {days}."),
        channel={"type": "channel", "channel_id": workspace.digest_channel},
        at=bold(workspace.digest_at),
        zone=workspace.zone,
        days=days(workspace.digest_days),
    )
    if next_due is not None:
        row += [" ", *fill(_("The next one: {when}."), when=moment(next_due, "{date_short_pretty} {time}"))]
    return Answer(
        text, (lines(row), actions(button(_("Preview"), "show_preview"), button(_("Change"), "open_setup"), undo))
    )


def days(of: str) -> str:
    """Mon, Tue"""
    return ", ".join(weekday(int(day)) for day in of.split(",") if day) or _("never")


def preview(digest: Answer, built: Digest, *, may_post: bool) -> Answer:
    """The digest before anybody else sees it."""
    if not built.has_something_to_say:
        text = _(
            "There is nothing to say yet, so nothing would be posted. It begins when somebody has connected an account: /involve connect, /involve invite @name."
        )
        return Answer(text, (lines(text),))
    blocks = list(digest.blocks)
    if may_post:
        blocks.append(actions(button(_("Post it now"), "post_digest", style="primary")))
    return Answer(_("Preview. {text}").format(text=digest.text), tuple(blocks))


def first_digest(digest: Answer, channel_id: str, goes_out: datetime) -> Answer:
    """Before anybody else: what the channel will read, when, and how to change that."""
    text = _("This is the first digest, before anybody else reads it.")
    intro = lines(
        fill(
            _("{what} It goes to {channel} ({when}), and from then on at its usual time."),
            what=bold(text),
            channel={"type": "channel", "channel_id": channel_id},
            when=moment(goes_out, "{date_short_pretty} {time}"),
        )
    )
    row = actions(button(_("Post it now"), "post_digest", style="primary"), button(_("Change"), "open_setup"))
    return Answer(text, (intro, row, divider(), *digest.blocks[: MESSAGE_BLOCKS - 3]))


def days_off(stretches: Sequence[Stretch]) -> Answer:
    """The days without a digest."""
    if not stretches:
        text = _("No days off: the digest comes on every weekday you chose.")
        return Answer(text, (lines([text, " ", code("/involve digest off 2026-12-24 – 2026-12-27")]),))
    named = listed([_stretch(each) for each in stretches])
    text = _("No digest on {days}.").format(days=named)
    return Answer(
        text, (lines([text, " "], [code(f"/involve digest on {stretches[0].first}"), _(" takes a day off the list.")]),)
    )


def _stretch(of: Stretch) -> str:
    first, last = tell.day_of_year(of.first), tell.day_of_year(of.last)
    return first if first == last else _("{first} to {last}").format(first=first, last=last)


def house(rows: Sequence[House], *, may_change: bool) -> Answer:
    """The team's own ground."""
    text = _("What counts as the team's own ground")
    blocks = [lines([bold(text), "" if rows else _(": nothing registered yet.")])]
    if rows:
        blocks.append(bullets([[code(row.label or row.what), f" ({_sort(row.kind)})"] for row in rows]))
    if may_change:
        blocks.append(lines(_("A site, a group, a repository, an account, or that of a teammate who has not joined:")))
        blocks.append(bullets([[code(f"/involve house {example}")] for example in _HOUSE_EXAMPLES]))
    return Answer(text, tuple(blocks))


_HOUSE_EXAMPLES = (
    "add example.org",
    "add github.com/example",
    "add reddit.com/r/example",
    "add bluesky:example.bsky.social",
    "add teammate mastodon:@ana@server.example",
    "remove example.org",
)


def _sort(kind: HouseKind) -> str:
    return {
        HouseKind.DOMAIN: _("site"),
        HouseKind.ACCOUNT: _("account"),
        HouseKind.VENUE: _("group or repository"),
        HouseKind.TEAMMATE: _("teammate's account"),
    }[kind]


def house_added(row: House, now: datetime) -> Answer:
    """Registered `now`, or long ago: then there is nothing to take back."""
    name = foreign(row.label or row.what, 100)
    if row.added_at != now:
        text = _("{what} is on the list already.").format(what=name)
        return Answer(text, (lines([text, " ", code(f"/involve house remove {name}")]),))
    if row.kind is HouseKind.TEAMMATE:
        text = _(
            "{what} is a teammate's from now on: what is said to it is said among ourselves, and counts for nothing."
        )
    else:
        text = _("{what} is the team's own ground from now on, and for everything counted so far.")
    text = text.format(what=name)
    return Answer(text, (lines(text), actions(button(_("Undo"), "undo_house", str(row.id)))))


def house_removed(what: str) -> Answer:
    """Off the list."""
    text = _("{what} is not ours any more; everything is recounted.").format(what=foreign(what, 100))
    return Answer(text, (lines(text),))


def posted(channel: str) -> Answer:
    """Owed: it appears in a moment."""
    text = _("On its way to the channel.")
    return Answer(text, (lines([text, " ", {"type": "channel", "channel_id": channel}]),))
