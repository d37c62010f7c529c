"""What a person says we got wrong: recounted at once, kept as a line anybody can audit."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.backends.base.client import BaseDBAsyncClient

from bot.db import run_tx
from bot.domain.kinds import Act, Place
from bot.errors import BadInput
from bot.services import revisions
from models import Activity, Correction, Member, Workspace

OF_A_WEEK = timedelta(days=7)

# What somebody can say an item really was; the word is what the button hands over.
MEANINGS: dict[str, tuple[Place, Act]] = {
    "join": (Place.THEIRS, Act.JOIN),
    "host": (Place.MINE, Act.HOST),
    "post": (Place.MINE, Act.BROADCAST),
    "inside": (Place.HOUSE, Act.INSIDE),
}


async def correct(member: Member, key: str, meaning: str, *, was: str, now: datetime) -> Correction:
    """From now on, and for all of the past, the item counts as the member says.

    Raises BadInput for an item that is gone.
    """
    place, act = MEANINGS[meaning]
    if not await Activity.filter(key=key, member_id=member.id).exists():
        raise BadInput("That item is gone; there is nothing left to put right.")
    row = Correction(
        workspace_id=member.workspace_id, key=key, member_id=member.id, place=place, act=act, was=was[:100], at=now
    )

    async def work(connection: BaseDBAsyncClient) -> None:
        await Correction.bulk_create(
            [row], on_conflict=["key"], update_fields=["place", "act", "at", "member_id"], using_db=connection
        )
        await revisions.touch(connection, member.id)

    await run_tx(work)
    return await Correction.get(key=key)


async def undo(member: Member, key: str) -> bool:
    """Counts it as before; False when it was so already."""

    async def work(connection: BaseDBAsyncClient) -> int:
        deleted = await Correction.filter(key=key, member_id=member.id).using_db(connection).delete()
        await revisions.touch(connection, member.id)
        return deleted

    return bool(await run_tx(work))


@dataclass(frozen=True, slots=True)
class PutRight:
    """So many times we counted something as the one thing, and people said that it was the other. Names nobody."""

    was_act: Act | None  # None: it was not recorded what we had taken it for
    was_place: Place | None
    place: Place
    act: Act
    times: int


async def of_week(workspace: Workspace | int, *, now: datetime) -> tuple[PutRight, ...]:
    """What people of this workspace put right in the seven days up to `now`, the most frequent mistake first.

    Also of those who have been forgotten since: the line stays, the name is gone.
    """
    rows = await Correction.of(workspace).filter(at__gt=now - OF_A_WEEK, at__lte=now)
    times = Counter(
        (*_was(row.was), row.place, row.act)
        for row in rows
        if row.place and row.act and row.was != f"{row.act} on {row.place}"  # somebody said that it was right
    )
    found = (PutRight(was_act, was_place, place, act, n) for (was_act, was_place, place, act), n in times.items())
    return tuple(sorted(found, key=lambda one: (-one.times, one.act, one.place, one.was_act or "")))


def _was(words: str) -> tuple[Act | None, Place | None]:
    """The act and place in "broadcast on mine", as `correct` was given it."""
    act, _, place = words.partition(" on ")
    try:
        return Act(act), Place(place)
    except ValueError:
        return None, None
