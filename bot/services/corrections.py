"""What a person says we got wrong: recounted at once, kept as a line anybody can audit."""

from datetime import datetime

from tortoise.backends.base.client import BaseDBAsyncClient

from bot.db import run_tx
from bot.domain.kinds import Act, Place
from bot.errors import BadInput
from bot.services import ingest
from models import Activity, Correction, Member

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
        await ingest.touch(connection, member.id)

    await run_tx(work)
    return await Correction.get(key=key)


async def undo(member: Member, key: str) -> bool:
    """Counts it as before; False when it was so already."""

    async def work(connection: BaseDBAsyncClient) -> int:
        deleted = await Correction.filter(key=key, member_id=member.id).using_db(connection).delete()
        await ingest.touch(connection, member.id)
        return deleted

    return bool(await run_tx(work))
