"""Conversations worth joining: for one member by what they know and whom they met, for the channel by what is open."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.db import run_tx
from bot.domain.digest import Invitation
from bot.domain.kinds import Kind
from bot.domain.ranking import Candidate, Past, Ranked, rank
from bot.errors import BadInput
from bot.services import unique
from bot.services.house import grounds_of
from bot.services.poll import entry_of
from models import Account, Activity, Conversation, Member, Received, Suggestion, Workspace

A_DAY = 3
OPEN_FOR = timedelta(days=3)
REMEMBERED = 1000  # own messages the words and ties are taken from
RESTS_AFTER_TWO_IGNORED = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Suggested:
    """A conversation with the terms it was ranked by and the words it shares with what one has said."""

    conversation: Conversation
    ranked: Ranked
    met: int  # exchanges with who started it

    @property
    def invitation(self) -> Invitation:
        """The part of it anybody may see."""
        return invitation(self.conversation)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A comment on something of one's own that waits for an answer: the debt to pay first."""

    received: Received


async def for_member(member: Member, *, now: datetime, count: int = A_DAY) -> tuple[Suggested, ...]:
    """Up to `count` open conversations for this member, best first.

    Never own, joined, claimed, dismissed or a teammate's.
    """
    open_ones = await _open(member.workspace_id, now)
    if not open_ones:
        return ()
    said = [entry_of(row) for row in await _said(member)]
    joined = {row.thread for row in await _said(member)}
    refused = Suggestion.filter(member_id=member.id, dismissed_at__not_isnull=True)
    dismissed = {row.conversation_id for row in await refused}
    ours = await _team_accounts(member)
    fitting = [
        one
        for one in open_ones
        if one.claimed_by_id in {None, member.id}
        and one.id not in dismissed
        and f"{one.network}:{one.native_id}" not in joined
        and (one.network, one.starter_id) not in ours
        and (one.found_for_id == member.id or one.is_question)
    ]
    past = Past.of(
        (f"{entry.title} {entry.text}", entry.lang, f"{entry.network}:{entry.venue}", entry.parent.id or entry.of.id)
        for entry in said
    )
    by_key = {one.key: one for one in fitting}
    ranked = rank([_candidate(one) for one in fitting], past, now, count=count)
    return tuple(Suggested(by_key[one.candidate.key], one, past.ties.get(one.candidate.starter, 0)) for one in ranked)


async def unanswered(
    member: Member, *, now: datetime, older_than: timedelta = timedelta(hours=24), count: int = 3
) -> tuple[Received, ...]:
    """Comments by others on one's own posts that nobody answered for a day, newest first; those of the last four weeks.

    What somebody says back below a comment elsewhere is no debt: a talk may end with their thanks.
    """
    since = now - timedelta(days=28)
    waiting = await Received.filter(
        member_id=member.id, answered_at=None, is_bot=False, at__lte=now - older_than, at__gte=since
    ).order_by("-at")
    networks = {account.id: account.network for account in await Account.filter(member_id=member.id)}
    posts = {
        one.id: unique.item_key(member.workspace_id, networks[one.account_id], Kind.POST, one.on)
        for one in waiting
        if one.account_id in networks
    }
    known = {row.key for row in await Activity.filter(key__in=list(posts.values())).only("key")} if posts else set()
    return tuple(one for one in waiting if posts.get(one.id) in known)[:count]


async def for_channel(workspace: Workspace, *, now: datetime, count: int = A_DAY) -> tuple[Invitation, ...]:
    """Open conversations for whoever likes: the freshest questions first, one a starter, none that somebody took."""
    candidates = [one for one in await _open(workspace.id, now) if one.claimed_by_id is None]
    members = await Member.of(workspace).filter(joined_at__not_isnull=True)
    ours: set[tuple[str, str]] = set()
    for ground in (await grounds_of(members[:1], workspace)).values():
        ours |= ground.mine.accounts | {account for mate in ground.team for account in mate.accounts}
    recent = Activity.of(workspace).filter(kind=Kind.REPLY, at__gte=now - timedelta(days=14))
    joined = {row.thread for row in await recent.only("thread")}
    fitting = [
        one
        for one in candidates
        if (one.network, one.starter_id) not in ours and f"{one.network}:{one.native_id}" not in joined
    ]
    said = await Activity.of(workspace).filter(kind=Kind.REPLY).order_by("-at").limit(REMEMBERED)
    entries = [entry_of(row) for row in said]
    past = Past.of((entry.text, entry.lang, f"{entry.network}:{entry.venue}", "") for entry in entries)
    by_key = {one.key: one for one in fitting}
    questions_first = rank([_candidate(one) for one in fitting if one.is_question], past, now, count=count)
    rest = rank(
        [_candidate(one) for one in fitting if not one.is_question], past, now, count=count - len(questions_first)
    )
    return tuple(invitation(by_key[one.candidate.key]) for one in (*questions_first, *rest))


async def offered(member: Member, suggestions: Sequence[Suggested], *, now: datetime) -> None:
    """Notes what was offered to whom and why, so that it can be asked about and never repeated after a no."""
    rows = [
        Suggestion(
            workspace_id=member.workspace_id,
            key=f"{one.conversation.id}:{member.id}",
            member_id=member.id,
            conversation_id=one.conversation.id,
            reason=json.dumps({"score": round(one.ranked.score, 3), "shared": one.ranked.shared, "met": one.met}),
            offered_at=now,
        )
        for one in suggestions
    ]
    await Suggestion.bulk_create(rows, ignore_conflicts=True)


async def take(member: Member, conversation_id: int, *, now: datetime) -> Conversation:
    """Claims a conversation for `member`. Raises BadInput when somebody else was first, or it is gone."""

    async def work(_: object) -> int:
        free = Conversation.filter(id=conversation_id, workspace_id=member.workspace_id, claimed_by_id=None)
        return await free.update(claimed_by_id=member.id)

    await run_tx(work)
    conversation = await Conversation.get_or_none(id=conversation_id, workspace_id=member.workspace_id)
    if conversation is None:
        raise BadInput("That conversation is over; `/involve suggest` has newer ones.")
    if conversation.claimed_by_id != member.id:
        raise BadInput("A teammate took that one a moment ago; `/involve suggest` has others.")
    await _remember(member, conversation, taken_at=now, now=now)
    return conversation


async def give_back(member: Member, conversation_id: int) -> None:
    """Undoes `take`."""
    await Conversation.filter(id=conversation_id, claimed_by_id=member.id).update(claimed_by_id=None)
    await Suggestion.filter(member_id=member.id, conversation_id=conversation_id).update(taken_at=None)


async def dismiss(member: Member, conversation_id: int, *, now: datetime) -> None:
    """Not for this member: never offered to them again."""
    conversation = await Conversation.get_or_none(id=conversation_id, workspace_id=member.workspace_id)
    if conversation is not None:
        await _remember(member, conversation, dismissed_at=now, now=now)


async def _remember(member: Member, conversation: Conversation, *, now: datetime, **what: datetime) -> None:
    row = Suggestion(
        workspace_id=member.workspace_id, key=f"{conversation.id}:{member.id}", member_id=member.id,
        conversation_id=conversation.id, offered_at=now,
    )  # fmt: skip
    await Suggestion.bulk_create([row], ignore_conflicts=True)
    await Suggestion.filter(key=row.key).update(**what)


def invitation(one: Conversation) -> Invitation:
    """A stored conversation as it is shown."""
    return Invitation(
        conversation_id=one.id, title=one.title or one.text, url=one.url, network=one.network, starter=one.starter_name,
        started_at=one.started_at, last_at=one.last_at, messages=one.messages, is_question=one.is_question,
        venue=one.venue,
    )  # fmt: skip


async def _open(workspace_id: int, now: datetime) -> list[Conversation]:
    return (
        await Conversation.of(workspace_id)
        .filter(last_at__gte=now - OPEN_FOR, started_at__lte=now)
        .order_by("-last_at")
        .limit(500)
    )


async def _said(member: Member) -> list[Activity]:
    kinds = (Kind.POST, Kind.REPLY, Kind.QUOTE)
    return await Activity.filter(member_id=member.id, kind__in=kinds).order_by("-at").limit(REMEMBERED)


async def _team_accounts(member: Member) -> frozenset[tuple[str, str]]:
    ground = (await grounds_of([member], member.workspace_id))[member.id]
    return ground.mine.accounts | {account for mate in ground.team for account in mate.accounts}


def _candidate(one: Conversation) -> Candidate:
    return Candidate(
        key=one.key, network=one.network, starter=one.starter_id, started_at=one.started_at, last_at=one.last_at,
        messages=one.messages, text=f"{one.title} {one.text}", venue=one.venue,
    )  # fmt: skip
