"""The daily digest as one message: names without mentions, numbers with what they rest on, kind words."""

from datetime import datetime

from bot.domain.badge import OUT_THERE_SHARE
from bot.domain.digest import Digest, Invitation, Lesson, Line, Outcome
from bot.domain.kinds import Badge
from bot.domain.report import Shown
from handlers.answer import Answer
from handlers.views import tell
from handlers.views.blocks import (
    Block,
    Piece,
    actions,
    bold,
    bullets,
    button,
    divider,
    faint,
    foreign,
    header,
    lines,
    link,
    small,
)
from handlers.views.words import _, plural

LINES_A_SECTION = 8  # more names than this are counted, so that the message stays short whatever the team's size
OUTCOMES = 5


def message(digest: Digest, now: datetime, *, preview: bool = False) -> Answer:
    """The digest for the channel."""
    blocks: list[Block] = [
        header(_("Taking part — {day}").format(day=f"{digest.day:%A} {digest.day.day} {digest.day:%B}"))
    ]
    if preview:
        blocks.append(small(_("A preview: only you see this.")))
    blocks.append(lines(_headline(digest)))
    if digest.goal:
        blocks.append(lines([bold(_("Our goal: ")), foreign(digest.goal, 200)]))
    for title, kind_word, members in (
        (_("Participating"), "", digest.participating),
        (_("Finding the balance"), "", digest.balancing),
        (_("In content-factory mode"), _("more own posts than conversations, lately"), digest.factory),
    ):
        if members:
            blocks.append(lines([bold(title), f" — {kind_word}" if kind_word else ""]))
            blocks.append(bullets([_line(member) for member in members[:LINES_A_SECTION]] + _and_more(members)))
    if digest.untold:
        blocks.append(lines([bold(_("Not judged, and why"))]))
        blocks.append(
            bullets([_untold(member) for member in digest.untold[:LINES_A_SECTION]] + _and_more(digest.untold))
        )
    came = [_outcome(outcome) for outcome in digest.outcomes[:OUTCOMES]] + [
        _lesson(each) for each in digest.lessons[:OUTCOMES]
    ]
    if came:
        blocks += [lines([bold(_("What came of it"))]), bullets(came)]
    if digest.invitations:
        blocks.append(divider())
        blocks.append(lines([bold(_("Conversations worth joining"))]))
        for invitation in digest.invitations:
            blocks += _invitation(invitation, now)
    blocks.append(small(*_small_print(digest)))
    return Answer(_aloud(digest), tuple(blocks))


def _headline(digest: Digest) -> list[str | Piece]:
    if digest.share is None:
        return [_("What the team did in public, and where to join in today.")]
    pieces: list[str | Piece] = [
        bold(tell.percent(digest.share)),
        " ",
        _("of what we do is out there, in other people's conversations"),
    ]
    if digest.share_before is not None:
        points = round(digest.share * 100) - round(digest.share_before * 100)
        if points:
            text = plural("{n} point", "{n} points", abs(points))
            pieces.append(
                _(", {points} more than a week ago").format(points=text)
                if points > 0
                else _(", {points} less than a week ago").format(points=text)
            )
        else:
            pieces.append(_(", as a week ago"))
    pieces.append(". ")
    pieces.append(_("In four weeks we {did}.").format(did=_we_did(digest)))
    if digest.share < OUT_THERE_SHARE:
        pieces.append(" " + _("The aim is two thirds."))
    return pieces


def _we_did(digest: Digest) -> str:
    return tell.did(digest.counts)


def _line(member: Line) -> list[str | Piece]:
    share, between = tell.percent(member.share), tell.between(member.interval)
    pieces: list[str | Piece] = [
        bold(foreign(member.name, 60)),
        " — ",
        _("{share} out there ({between}): {did}").format(share=share, between=between, did=_did(member)),
    ]
    if member.badge is Badge.FACTORY and member.joins_to_clear:
        pieces.append(". ")
        pieces.append(
            plural(
                "{n} conversation joined would change it",
                "{n} conversations joined, one a day, would change it",
                member.joins_to_clear,
            )
        )
    elif member.best is not None:
        pieces += [". ", _("Best moment: "), *best_moment(member.best)]
    return pieces


def _did(member: Line) -> str:
    counts = member.counts
    if member.badge is Badge.FACTORY:
        return _("{posts} of {all} things said in four weeks were own posts").format(
            posts=counts.posted, all=counts.spoken
        )
    return tell.did(counts)


def best_moment(item: Shown) -> list[str | Piece]:
    """One conversation: the words, linked, and with whom."""
    entry = item.entry
    words = foreign(entry.text or entry.title, 90) or _("a conversation")
    pieces: list[str | Piece] = [link(entry.url, f"“{words}”") if entry.url else f"“{words}”"]
    who = entry.parent.name or entry.root.name
    if who:
        pieces.append(_(" to {who}").format(who=foreign(who, 40)))
    if entry.network:
        pieces.append(_(" on {network}").format(network=tell.network(entry.network)))
    return pieces


def _untold(member: Line) -> list[str | Piece]:
    name = bold(foreign(member.name, 60))
    if member.badge is Badge.UNSEEN and member.only_posts_visible:
        places = ", ".join(tell.network(network) for network in member.only_posts_visible)
        return [
            name,
            " — ",
            _(
                "{places} shows only own posts, never what {name} answers elsewhere; logging it would change that"
            ).format(places=places, name=foreign(member.name, 60)),
        ]
    if member.badge is Badge.UNSEEN:
        return [name, " — ", _("has connected nothing yet that shows both sides")]
    if member.badge is Badge.QUIET:
        return [name, " — ", _("quiet for four weeks")]
    return [name, " — ", _("just getting started: {n} of 5 things so far").format(n=member.progress)]


def _and_more(members: tuple[Line, ...]) -> list[list[str | Piece]]:
    left = len(members) - LINES_A_SECTION
    return [[faint(plural("and {n} more", "and {n} more", left))]] if left > 0 else []


def _outcome(outcome: Outcome) -> list[str | Piece]:
    who = foreign(outcome.name, 60) or _("Somebody")
    pieces: list[str | Piece] = [bold(who), ": ", tell.result(outcome.kind), " — ", foreign(outcome.words, 160)]
    if outcome.url:
        pieces += [" (", link(outcome.url, _("the conversation")), ")"]
    return pieces


def _lesson(lesson: Lesson) -> list[str | Piece]:
    return [bold(foreign(lesson.name, 60)), ": ", _("learned — {words}").format(words=foreign(lesson.words, 160))]


def _invitation(invitation: Invitation, now: datetime) -> list[Block]:
    title = foreign(invitation.title, 120) or _("a conversation")
    return [
        lines([link(invitation.url, title)], [faint(reason(invitation, now))]),
        actions(
            button(_("I'll take it"), "take_conversation", str(invitation.conversation_id), style="primary"),
            button(_("Not for me"), "pass_conversation", str(invitation.conversation_id)),
            block_id=f"invitation-{invitation.conversation_id}",
        ),
    ]


def reason(invitation: Invitation, now: datetime) -> str:
    """Why this one: what anybody can see, nothing about who knows whom."""
    place, venue = tell.network(invitation.network), foreign(invitation.venue, 60)
    parts = [f"{place}, {venue}" if venue and venue != place else place]
    if invitation.is_question:
        if invitation.messages <= 1:
            parts.append(_("a question nobody has answered yet"))
        else:
            parts.append(plural("a question with {n} answer", "a question with {n} answers", invitation.messages - 1))
    elif invitation.messages > 1:
        parts.append(plural("{n} message", "{n} messages", invitation.messages))
    if invitation.starter:
        parts.append(_("started by {who}").format(who=foreign(invitation.starter, 40)))
    parts.append(_("last word {ago}").format(ago=tell.ago(invitation.last_at, now)))
    return " · ".join(parts)


def _small_print(digest: Digest) -> list[str]:
    texts = [
        _(
            "Counted over the last 28 days, shares over 90 with recent days weighing more; days end at midnight UTC. Zone: {zone}."
        ).format(zone=digest.zone)
    ]
    if digest.unnamed:
        texts.append(
            plural(
                "{n} more person counts in the total without a name.",
                "{n} more people count in the total without a name.",
                digest.unnamed,
            )
        )
    if digest.corrected:
        texts.append(
            plural(
                "I had {n} thing wrong last week; it was put right.",
                "I had {n} things wrong last week; they were put right.",
                digest.corrected,
            )
        )
    if digest.late:
        texts.append(_("Late today: I was not running at the usual time."))
    texts.append(_("/involve why shows how everything of yours was counted, and lets you correct it."))
    return texts


def _aloud(digest: Digest) -> str:
    parts = []
    if digest.share is not None:
        parts.append(
            _("{share} of what the team does is in other people's conversations.").format(
                share=tell.percent(digest.share)
            )
        )
    if digest.participating:
        parts.append(_("Participating: {names}.").format(names=_names(digest.participating)))
    if digest.balancing:
        parts.append(_("Finding the balance: {names}.").format(names=_names(digest.balancing)))
    if digest.factory:
        parts.append(_("Mostly broadcasting: {names}.").format(names=_names(digest.factory)))
    if digest.invitations:
        parts.append(plural("{n} conversation to join.", "{n} conversations to join.", len(digest.invitations)))
    return " ".join(parts) or _("Today's conversations.")


def _names(members: tuple[Line, ...]) -> str:
    names = [foreign(member.name, 60) for member in members[:LINES_A_SECTION]]
    if len(members) > LINES_A_SECTION:
        names.append(plural("{n} more", "{n} more", len(members) - LINES_A_SECTION))
    return ", ".join(names)
