"""The daily digest as one message: names without mentions, numbers with what they rest on, kind words."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from bot.domain.badge import ENOUGH, OUT_THERE_SHARE
from bot.domain.digest import A_SECTION, Digest, Invitation, Lesson, Line, Mended, Outcome, shown_of
from bot.domain.kinds import Badge
from bot.domain.report import Shown
from handlers.answer import Answer
from handlers.views import signs, tell, trend
from handlers.views.blocks import (
    MESSAGE_BLOCKS,
    Block,
    Piece,
    actions,
    bold,
    bullets,
    button,
    divider,
    faint,
    fill,
    foreign,
    header,
    lines,
    link,
    small,
)
from handlers.views.words import _, listed, plural, quoted

OUTCOMES = 5


def message(digest: Digest, now: datetime, *, preview: bool = False) -> Answer:
    """The digest for the channel."""
    blocks: list[Block] = [header(title(digest))]
    if preview:
        blocks.append(small(_("A preview: only you see this.")))
    blocks.append(lines(_headline(digest)))
    if digest.goal:
        blocks.append(
            lines(fill(_("{our_goal} {goal}"), our_goal=bold(_("Our goal:")), goal=foreign(digest.goal, 200)))
        )
    if len(digest.weekly) > 1:
        blocks.append(trend.of(digest.weekly))
    blocks += _people(digest)
    blocks += _came(digest)
    if digest.weekly and digest.mended:
        blocks += [lines([bold(_("What I got wrong this week"))]), bullets([mended(each) for each in digest.mended])]
    if digest.invitations:
        blocks.append(divider())
        blocks.append(lines([bold(_("Conversations worth joining"))]))
        for invitation in digest.invitations:
            blocks += _invitation(invitation, now)
    blocks.append(small(*_small_print(digest)))
    return Answer(_aloud(digest), tuple(blocks))


def title(digest: Digest) -> str:
    """Which day's, and whether it is the week's."""
    day = tell.day_long(digest.day)
    if digest.weekly:
        return _("Taking part, the week to {day}").format(day=day)
    return _("Taking part — {day}").format(day=day)


def late(at: str) -> str:
    """It was to be here at the wall clock `at`."""
    return _("Late today: the usual time is {at}.").format(at=at)


def held(message: Mapping[str, object], at: str) -> dict[str, object]:
    """The same for one that had to wait, and says so."""
    blocks: Any = message.get("blocks", [])
    return {**message, "blocks": [*blocks[: MESSAGE_BLOCKS - 1], small(late(at))]}


def _headline(digest: Digest) -> list[str | Piece]:
    if digest.share is None:
        return [_("What the team did in public, and where to join in today.")]
    pieces = fill(_how_much(digest), share=bold(tell.percent(digest.share)))
    pieces += [" ", _("In four weeks we {did}.").format(did=tell.did(digest.counts))]
    if digest.share < OUT_THERE_SHARE:
        pieces += [" ", _("The aim is two thirds.")]
    return pieces


def _how_much(digest: Digest) -> str:
    """The sentence about the share, with a place for it."""
    points = _points(digest)
    if points is None:
        return _("{share} of what we do is out there, in other people's conversations.")
    if points == 0:
        return _("{share} of what we do is out there, in other people's conversations, as a week ago.")
    if points > 0:
        sentence = plural(
            "{share} of what we do is out there, in other people's conversations, {n} point more than a week ago.",
            "{share} of what we do is out there, in other people's conversations, {n} points more than a week ago.",
            points,
            share="{share}",
        )
    else:
        sentence = plural(
            "{share} of what we do is out there, in other people's conversations, {n} point less than a week ago.",
            "{share} of what we do is out there, in other people's conversations, {n} points less than a week ago.",
            -points,
            share="{share}",
        )
    return sentence


def _points(digest: Digest) -> int | None:
    if digest.share is None or digest.share_before is None:
        return None
    return round(digest.share * 100) - round(digest.share_before * 100)


def _people(digest: Digest) -> list[Block]:
    blocks: list[Block] = []
    for heading, members in (
        ([bold(_("Participating"))], digest.participating),
        ([bold(_("Finding the balance"))], digest.balancing),
        (
            fill(_("{badge} — more own posts than conversations, lately"), badge=bold(_("In content-factory mode"))),
            digest.factory,
        ),
    ):
        if members:
            said = [_line(member) for member in shown_of(members, A_SECTION, digest.day)]
            blocks += [lines(heading), bullets([*said, *_and_more(members)])]
    if digest.untold:
        said = [_untold(member) for member in shown_of(digest.untold, A_SECTION, digest.day)]
        blocks += [lines([bold(_("Not judged, and why"))]), bullets([*said, *_and_more(digest.untold)])]
    if digest.echo is not None:
        blocks.append(lines(signs.echo(digest.echo)))
    return blocks


def _line(member: Line) -> list[str | Piece]:
    pieces = fill(
        _how_far(member),
        name=bold(foreign(member.name, 60)),
        share=tell.percent(member.share),
        between=tell.between(member.interval),
        did=_did(member),
    )
    if member.badge is Badge.FACTORY:
        clause = next((found for sign in member.signs if (found := signs.clause(sign))), [])
        pieces += ["; ", *clause] if clause else []
        if member.joins_to_clear:
            pieces += [". ", _would_change(member.joins_to_clear)]
    elif member.best is not None:
        pieces += [". ", *fill(_("Best moment: {moment}"), moment=best_moment(member.best))]
    return pieces


_PLACES = {name: f"{{{name}}}" for name in ("name", "share", "between", "did")}  # still to be filled


def _how_far(member: Line) -> str:
    """The sentence about one member, with places for what is in it.

    Only the way up is worth a public word, and only where somebody went it: a share also creeps up while old posts fade.
    """
    if member.points <= 0 or member.best is None:
        return _("{name} — {share} out there ({between}): {did}")
    return plural(
        "{name} — {share} out there ({between}), {n} point up: {did}",
        "{name} — {share} out there ({between}), {n} points up: {did}",
        member.points,
        **_PLACES,
    )


def _would_change(joins: int) -> str:
    return plural(
        "{n} conversation joined would change it", "{n} conversations joined, one a day, would change it", joins
    )


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
    pieces: list[str | Piece] = [link(entry.url, quoted(words)) if entry.url else quoted(words)]
    who = entry.parent.name or entry.root.name
    if who:
        pieces.append(_(" to {who}").format(who=foreign(who, 40)))
    if entry.network:
        pieces.append(_(" on {network}").format(network=tell.network(entry.network)))
    return pieces


def _untold(member: Line) -> list[str | Piece]:
    return fill(_("{name} — {why}"), name=bold(foreign(member.name, 60)), why=_why_untold(member))


def _why_untold(member: Line) -> str:
    if member.badge is Badge.UNSEEN and member.only_posts_visible:
        places = listed([tell.network(network) for network in member.only_posts_visible])
        return _("{places} shows own posts only; logging what is said elsewhere would change that").format(
            places=places
        )
    if member.badge is Badge.UNSEEN:
        return _("has connected nothing yet that shows both sides")
    if member.badge is Badge.QUIET:
        return _("quiet for four weeks")
    if member.progress >= ENOUGH:
        return _("just getting started: day {day} of 12").format(day=member.days_seen)
    return _("just getting started: {n} of 5 things so far").format(n=member.progress)


def _and_more(members: tuple[Line, ...]) -> list[list[str | Piece]]:
    left = len(members) - A_SECTION
    return [[faint(plural("and {n} more", "and {n} more", left))]] if left > 0 else []


def _came(digest: Digest) -> list[Block]:
    came = [_outcome(outcome) for outcome in digest.outcomes[:OUTCOMES]]
    came += [_lesson(each) for each in digest.lessons[:OUTCOMES]]
    return [lines([bold(_("What came of it"))]), bullets(came)] if came else []


def mended(what: Mended) -> str:
    """What I had wrong until somebody said so."""
    return plural(
        "I took {really} for {was}, once. It is put right.",
        "I took {really} for {was}, {n} times. It is put right.",
        what.times,
        really=tell.act(what.act),
        was=tell.act(what.was),
    )


def _outcome(outcome: Outcome) -> list[str | Piece]:
    who = foreign(outcome.name, 60) or _("One of us")
    pieces: list[str | Piece] = [bold(who), ": ", tell.result(outcome.kind), " — ", foreign(outcome.words, 160)]
    if outcome.url:
        pieces += [" (", link(outcome.url, _("the conversation")), ")"]
    return pieces


def _lesson(lesson: Lesson) -> list[str | Piece]:
    return [
        bold(foreign(lesson.name, 60) or _("One of us")),
        ": ",
        _("learned — {words}").format(words=foreign(lesson.words, 160)),
    ]


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
            "Counts: 28 days to {day}. Shares: 90 days, the recent ones weighing more. Days end at midnight UTC; the digest's zone is {zone}."
        ).format(day=tell.day_short(digest.day), zone=digest.zone)
    ]
    if digest.unnamed:
        texts.append(
            plural(
                "{n} more person counts in the total without a name.",
                "{n} more people count in the total without a name.",
                digest.unnamed,
            )
        )
    if digest.late:
        texts.append(late(digest.at))
    texts.append(_("/involve why shows how everything of yours was counted, and lets you correct it."))
    return texts


def _aloud(digest: Digest) -> str:
    parts = [f"{title(digest)}."]
    if digest.share is not None:
        parts.append(_how_much(digest).format(share=tell.percent(digest.share)))
    if digest.participating:
        parts.append(_("Participating: {names}.").format(names=_names(digest.participating, digest.day)))
    if digest.balancing:
        parts.append(_("Finding the balance: {names}.").format(names=_names(digest.balancing, digest.day)))
    if digest.factory:
        parts.append(_("In content-factory mode: {names}.").format(names=_names(digest.factory, digest.day)))
    if digest.outcomes:
        parts.append(plural("{n} thing came of it.", "{n} things came of it.", len(digest.outcomes)))
    if digest.invitations:
        parts.append(plural("{n} conversation to join.", "{n} conversations to join.", len(digest.invitations)))
    return " ".join(parts)


def _names(members: Sequence[Line], day: date) -> str:
    names = [foreign(member.name, 60) for member in shown_of(members, A_SECTION, day)]
    if len(members) > A_SECTION:
        names.append(plural("{n} more", "{n} more", len(members) - A_SECTION))
    return listed(names)
