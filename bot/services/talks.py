"""Open conversations of other people's: keeps what the sources found, so that they can be suggested."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.entry import clean, storable
from bot.sources.base import Talk
from models import Conversation, Member

KEEP = timedelta(days=7)  # an older conversation is over


async def keep(member: Member, network: str, found: Sequence[Talk], *, now: datetime) -> int:
    """Stores what was found near `member`; known ones are brought up to date. Sensitive ones are left out.

    Returns how many are new.
    """
    by_key = {
        storable(f"{member.workspace_id}:{network}:{talk.native_id}")[:700]: talk
        for talk in found
        if not talk.sensitive and talk.url
    }
    known = {row.key for row in await Conversation.filter(key__in=list(by_key)).only("key")}
    fresh = [_row(member, network, key, talk, now) for key, talk in by_key.items() if key not in known]
    await Conversation.bulk_create(fresh, ignore_conflicts=True)
    for key in known:
        talk = by_key[key]
        await Conversation.filter(key=key).update(last_at=talk.last_at, messages=talk.messages)
    return len(fresh)


async def drop_stale(*, now: datetime) -> int:
    """Lets go of conversations nobody took and that are over."""
    return await Conversation.filter(last_at__lt=now - KEEP, claimed_by_id=None).delete()


def _row(member: Member, network: str, key: str, talk: Talk, now: datetime) -> Conversation:
    return Conversation(
        workspace_id=member.workspace_id,
        key=key,
        network=network,
        native_id=storable(talk.native_id)[:600],
        starter_id=storable(talk.starter.id)[:512],
        starter_name=clean(talk.starter.name, 200),
        title=clean(talk.title, 300),
        text=clean(talk.text, 1000),
        url=storable(talk.url)[:2000],
        venue=clean(talk.venue, 300),
        started_at=talk.started_at,
        last_at=talk.last_at,
        messages=talk.messages,
        is_question=talk.is_question,
        found_for_id=member.id,
        found_at=now,
    )
