"""What an admin reads when the digest cannot be posted where it should be: what is wrong, and the exact way out."""

from datetime import date

from handlers.answer import Answer
from handlers.views import tell
from handlers.views.blocks import Block, Line, Piece, actions, bold, button, code, fill, lines
from handlers.views.words import _

SHARED = "shared"  # people of other workspaces read there, and no admin has said yes to that
UNSEEN = "unseen"  # a private channel: whether people of other workspaces read there cannot be looked up
INVITE, CHOOSE = "/invite @Involve", "/involve setup #channel"


def trouble(reason: str, channel_id: str, *, waits: bool = True) -> Answer:
    """Slack refuses for `reason`; with `waits` today's digest follows as soon as it is mended."""
    if reason == SHARED:
        return shared(channel_id, waits=waits)
    if reason == UNSEEN:
        return unseen(channel_id, waits=waits)
    what, way_out = _sentences(reason)
    return _told(what, way_out, channel_id, waits=waits, reason=reason)


def shared(channel_id: str, *, waits: bool = False) -> Answer:
    """People of other workspaces read there: ask first."""
    what = _("{channel} is shared with another workspace: people outside your team would read the digest.")
    return _asked(what, channel_id, waits=waits)


def unseen(channel_id: str, *, waits: bool = False) -> Answer:
    """A private channel, and no right to look at it: asked once, before anything is posted there."""
    what = _(
        "I cannot see whether {channel} is shared with another workspace: it is private, and people outside your team may read there."
    )
    return _asked(what, channel_id, waits=waits)


def _asked(what: str, channel_id: str, *, waits: bool) -> Answer:
    choose = _("Shall I post there all the same? Else choose another channel: {choose}")
    told = _told(what, choose, channel_id, waits=waits)
    row = actions(
        button(_("Yes, post there"), "share_digest", channel_id),
        button(_("Choose another channel"), "open_setup"),
        button(_("No"), "close_answer"),
    )
    return Answer(told.text, (*told.blocks, row))


def not_known_to_be_there(channel_id: str, day: date) -> Answer:
    """The line broke while the digest was posted, and nobody may look whether it arrived."""
    return _told(
        _(
            "I cannot tell whether the digest of {day} arrived in {channel}: the line broke, and I may not read there. I did not post it twice."
        ),
        _(
            "If it is not there, {again} posts it. With the extra scope “history” I would have looked by myself: docs/scopes.md."
        ),
        channel_id,
        waits=False,
        day=tell.day_long(day),
    )


def no_pictures() -> Answer:
    """The picture could be drawn, and Slack does not take it."""
    text = _("I may not put the weekly picture into Slack, so the digest has a table in its place.")
    way_out = fill(
        _("If you want the picture, add the scope {scope} to the app and install it again: docs/scopes.md."),
        scope=code("files:write"),
    )
    return Answer(text, (lines([bold(text)], way_out),))


def _told(what: str, way_out: str, channel_id: str, *, waits: bool, **names: str) -> Answer:
    channel: Piece = {"type": "channel", "channel_id": channel_id}
    pieces: dict[str, str | Piece] = {
        "channel": channel, "invite": code(INVITE), "choose": code(CHOOSE), "again": code("/involve digest now"), **names
    }  # fmt: skip
    paragraphs: list[Line] = [fill(what, **pieces), fill(way_out, **pieces)]
    if waits:
        paragraphs.append([_("Today's digest waits, and follows by itself.")])
    # Read aloud without Slack's own references, which no notification spells out.
    said = what.format(channel=_("The digest's channel"), **names)
    blocks: tuple[Block, ...] = (lines(*paragraphs),)
    return Answer(said, blocks)


def _sentences(reason: str) -> tuple[str, str]:
    """What is wrong, and the way out."""
    if reason == "not_in_channel":
        return _("I am not in {channel}, so I cannot post the digest there."), _("Open it and type {invite}")
    if reason == "channel_not_found":
        return (
            _("I cannot see the channel chosen for the digest: it is private and I am not in it, or it was deleted."),
            _("If it is private, open it and type {invite}. If it is gone, choose another one: {choose}"),
        )
    if reason == "is_archived":
        return (
            _("{channel} is archived, so I cannot post the digest there."),
            _("Unarchive it, or choose another channel: {choose}"),
        )
    if reason.startswith("restricted_action"):
        return (
            _("{channel} lets only some people post, and I am not one of them."),
            _("Let me post in the channel's settings, under posting permissions, or choose another channel: {choose}"),
        )
    return (
        _("Slack does not let me post the digest in {channel} ({reason})."),
        _("When that is mended, {again} posts it; or choose another channel: {choose}"),
    )
