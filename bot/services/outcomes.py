"""What a conversation led to, told by the one who was there."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.backends.base.client import BaseDBAsyncClient

from bot.db import run_tx
from bot.domain import kinds
from bot.domain.entry import clean
from bot.domain.kinds import Act, Kind
from bot.domain.permalink import canonical
from bot.errors import BadInput
from bot.services import revisions
from bot.services.judge import Judge
from bot.services.typed import unmarked
from models import Activity, Member, Received, Result

_KINDS = {
    kinds.Result.SALE: (
        "sale",
        "sold",
        "customer",
        "order",
        "contract",
        "verkauf",
        "verkauft",
        "kunde",
        "kundin",
        "auftrag",
        "bestellung",
    ),
    kinds.Result.BELIEVER: ("believer", "fan", "convinced", "recommends", "überzeugt", "empfiehlt"),
    kinds.Result.ORGANISATION: (
        "organisation",
        "organization",
        "partner",
        "partnership",
        "community",
        "group",
        "verein",
        "firma",
        "partnerin",
        "gruppe",
    ),
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
        "verbesserung",
        "verbessert",
        "fehler",
        "idee",
        "besser",
    ),
}
_KIND_SAID = re.compile(
    r"^(?:(?:an?|the|eine?n?)\s+)?(?:new\s+|neue[rs]?\s+)?"
    r"(?:sale|believer|organi[sz]ation|improvement|verkauf|verbesserung)\s*(?:\s(?:of|von)\s|[:–—-]\s)\s*",
    re.IGNORECASE,
)
_URL = re.compile(r"https?://\S+")
_LED_WITHIN = timedelta(days=90)
_CANDIDATE_FOR = timedelta(days=14)
# Thanks that tell of a deed, in the commonest languages; a bare "thanks" is politeness.
_THANKS = re.compile(
    r"that (?:worked|helped|fixed|solved)|(?:works|fixed) now|you saved|thanks? to you|hat geholfen|funktioniert jetzt|"
    r"ça marche|ha funcionado|解決しました|解决了",
    re.IGNORECASE,
)


async def record(member: Member, text: str, *, now: datetime) -> Result:
    """Keeps what came of a conversation. The kind is told by its first word, or by any word.

    An address links it to what led to it.
    """
    line = unmarked(text)
    url = next(iter(_URL.findall(line)), "")
    words = " ".join(_URL.sub(" ", line).split())
    if not words:
        raise BadInput("Say what came of it: `/involve result sale: a shop in Lyon wrote to us https://…`.")
    return await keep(member, _kind(words), _without_kind(words), url, now=now)


async def keep(member: Member, kind: kinds.Result, words: str, url: str, *, now: datetime) -> Result:
    """Keeps an outcome, linked to the member's own part in the conversation at `url` where that is known."""
    led = await _what_led_to_it(member, url, now)
    row = Result(
        workspace_id=member.workspace_id, member_id=member.id, kind=kind, words=clean(words, 300),
        url=url[:2000] or (led.url if led else ""), activity_key=led.key if led else "", at=now,
    )  # fmt: skip

    async def work(connection: BaseDBAsyncClient) -> None:
        await row.save(using_db=connection)
        await revisions.touch(connection, member.id)

    await run_tx(work)
    return row


async def told(member: Member, result_id: int) -> Result:
    """What this member told. Raises BadInput where it was taken back."""
    row = await Result.get_or_none(id=result_id, member_id=member.id)
    if row is None:
        raise BadInput("That was taken back already; there is nothing left to change.")
    return row


async def change(member: Member, result_id: int, kind: kinds.Result, words: str, url: str, *, now: datetime) -> Result:
    """Tells it otherwise; when it was told stays."""
    row = await told(member, result_id)
    led = await _what_led_to_it(member, url, now)
    row.kind, row.words = kind, clean(words, 300)
    row.url, row.activity_key = url[:2000], led.key if led else ""

    async def work(connection: BaseDBAsyncClient) -> None:
        await row.save(using_db=connection, update_fields=["kind", "words", "url", "activity_key"])
        await revisions.touch(connection, member.id)

    await run_tx(work)
    return row


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may have come of a conversation: somebody's thanks, an accepted answer."""

    key: str  # of the member's activity
    url: str
    who: str
    words: str


async def candidates(member: Member, judge: Judge, *, now: datetime) -> tuple[Candidate, ...]:
    """Conversations something may have come of, newest first: offered, never assumed."""
    report = await judge.report(member, now=now)
    told = {row.activity_key for row in await Result.filter(member_id=member.id)}
    joined = {
        item.entry.native_id: item
        for item in report.items
        if item.weighed.act in {Act.JOIN, Act.QUOTE} and item.key not in told and now - item.entry.at <= _CANDIDATE_FOR
    }
    received = await Received.filter(member_id=member.id, is_bot=False, at__gte=now - _CANDIDATE_FOR).order_by("-at")
    thanked = [
        Candidate(joined[one.on].key, joined[one.on].entry.url, one.author_name, one.text)
        for one in received
        if one.on in joined and _THANKS.search(one.text)
    ]
    accepted = [
        Candidate(item.key, item.entry.url, item.entry.root.name, item.entry.title or item.entry.text)
        for item in joined.values()
        if item.entry.traits & {"accepted", "merged"}
    ]
    return tuple({each.key: each for each in (*thanked, *accepted)}.values())


async def remove(member: Member, result_id: int) -> bool:
    """Takes it back; False when it was gone already."""

    async def work(connection: BaseDBAsyncClient) -> int:
        deleted = await Result.filter(id=result_id, member_id=member.id).using_db(connection).delete()
        await revisions.touch(connection, member.id)
        return deleted

    return bool(await run_tx(work))


def _kind(words: str) -> kinds.Result:
    lowered = [word.strip(".,:;!").casefold() for word in words.split()]
    for kind, signs in _KINDS.items():
        if lowered[0] in signs:
            return kind
    return next((kind for kind, signs in _KINDS.items() if any(word in signs for word in lowered)), kinds.Result.OTHER)


def _without_kind(words: str) -> str:
    """What is left to say beside the kind: "a sale of three lamps" is told as a sale, of three lamps."""
    if (said := _KIND_SAID.sub("", words)) != words and said:
        return said
    first, colon, rest = words.partition(":")
    return rest.strip() if colon and len(first.split()) <= 2 and rest.strip() else words


async def _what_led_to_it(member: Member, url: str, now: datetime) -> Activity | None:
    if not url:
        return None
    spoken = Activity.filter(
        member_id=member.id, at__gte=now - _LED_WITHIN, kind__in=[Kind.REPLY, Kind.QUOTE, Kind.TALK, Kind.POST]
    )
    wanted = canonical(url)
    return next((row for row in await spoken.order_by("-at") if row.url and canonical(row.url) == wanted), None)
