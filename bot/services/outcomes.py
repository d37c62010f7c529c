"""What a conversation led to, told by the one who was there."""

import re
from datetime import datetime, timedelta

from tortoise.backends.base.client import BaseDBAsyncClient

from bot.db import run_tx
from bot.domain import kinds
from bot.domain.entry import clean
from bot.domain.kinds import Kind
from bot.domain.permalink import canonical
from bot.errors import BadInput
from bot.services import ingest
from bot.services.typed import unmarked
from models import Activity, Member, Result

_KINDS = {
    kinds.Result.SALE: ("sale", "sold", "customer", "order", "contract"),
    kinds.Result.BELIEVER: ("believer", "fan", "convinced", "recommends"),
    kinds.Result.ORGANISATION: ("organisation", "organization", "partner", "partnership", "community", "group"),
    kinds.Result.IMPROVEMENT: (
        "improvement",
        "improved",
        "fix",
        "fixed",
        "bug",
        "idea",
        "feature",
        "better",
        "learned",
    ),
}
_URL = re.compile(r"https?://\S+")
_LED_WITHIN = timedelta(days=90)


async def record(member: Member, text: str, *, now: datetime) -> Result:
    """Keeps what came of a conversation. The kind is told by its first word, or by any word.

    An address links it to what led to it.
    """
    line = unmarked(text)
    url = next(iter(_URL.findall(line)), "")
    words = " ".join(_URL.sub(" ", line).split())
    if not words:
        raise BadInput("Say what came of it: `/involve result sale: a shop in Lyon wrote to us https://…`.")
    kind = _kind(words)
    led = await _what_led_to_it(member, url, now)
    row = Result(
        workspace_id=member.workspace_id, member_id=member.id, kind=kind, words=clean(_without_kind(words), 300),
        url=url[:2000] or (led.url if led else ""), activity_key=led.key if led else "", at=now,
    )  # fmt: skip

    async def work(connection: BaseDBAsyncClient) -> None:
        await row.save(using_db=connection)
        await ingest.touch(connection, member.id)

    await run_tx(work)
    return row


async def remove(member: Member, result_id: int) -> bool:
    """Takes it back; False when it was gone already."""

    async def work(connection: BaseDBAsyncClient) -> int:
        deleted = await Result.filter(id=result_id, member_id=member.id).using_db(connection).delete()
        await ingest.touch(connection, member.id)
        return deleted

    return bool(await run_tx(work))


def _kind(words: str) -> kinds.Result:
    lowered = [word.strip(".,:;!").casefold() for word in words.split()]
    for kind, signs in _KINDS.items():
        if lowered[0] in signs:
            return kind
    return next((kind for kind, signs in _KINDS.items() if any(word in signs for word in lowered)), kinds.Result.OTHER)


def _without_kind(words: str) -> str:
    first, colon, rest = words.partition(":")
    return rest.strip() if colon and len(first.split()) == 1 and rest.strip() else words


async def _what_led_to_it(member: Member, url: str, now: datetime) -> Activity | None:
    if not url:
        return None
    spoken = Activity.filter(
        member_id=member.id, at__gte=now - _LED_WITHIN, kind__in=[Kind.REPLY, Kind.QUOTE, Kind.TALK, Kind.POST]
    )
    wanted = canonical(url)
    return next((row for row in await spoken.order_by("-at") if row.url and canonical(row.url) == wanted), None)
