"""What a network charges: added up by the month, and held against the most its owner wants to pay."""

from collections.abc import Callable
from datetime import UTC, datetime

from tortoise.backends.base.client import BaseDBAsyncClient

from bot.db import placeholders, run_tx
from bot.phrase import Money, Phrase
from bot.sources.base import Source
from models import Spending

DOLLAR = 1_000_000  # in millionths


def cap_of(source: Source) -> int | None:
    """The most a month of `source` may cost, in millionths of a US dollar; None = it charges nothing."""
    cap: int | None = getattr(source, "cap_microdollars", None)
    return cap


async def spend(network: str, microdollars: int, *, now: datetime) -> None:
    """Adds to what this month has cost; at once and for itself, for it is owed whatever becomes of the answer."""
    if microdollars <= 0:
        return

    async def work(connection: BaseDBAsyncClient) -> None:
        key, more = placeholders(connection, 2)
        await connection.execute_query(
            f"INSERT INTO spending (key, microdollars) VALUES ({key}, {more}) ON CONFLICT (key) "
            "DO UPDATE SET microdollars = spending.microdollars + EXCLUDED.microdollars",
            [_key(network, now), microdollars],
        )

    await run_tx(work)


async def settle(source: Source, *, now: datetime) -> None:
    """Books what a source owes for anything but batches, and tells it what the month has cost, restarts or not."""
    owed: Callable[[int], int] | None = getattr(source, "owed_microdollars", None)
    if owed is not None:
        await spend(source.name, owed(await spent(source.name, now=now)), now=now)


async def spent(network: str, *, now: datetime) -> int:
    """What this month has cost so far, in millionths of a US dollar."""
    row = await Spending.get_or_none(key=_key(network, now))
    return row.microdollars if row else 0


async def is_used_up(source: Source, *, now: datetime) -> bool:
    """Whether nothing more may be asked this month."""
    cap = cap_of(source)
    return cap is not None and await spent(source.name, now=now) >= cap


async def told(source: Source, *, now: datetime) -> list[Phrase]:
    """What may still be asked of a network and what it has cost this month, a sentence each."""
    ask: Callable[[], Phrase | None] | None = getattr(source, "budget", None)
    asked = ask() if ask else None
    sentences = [asked] if asked else []
    cap = cap_of(source)
    if cap is not None:
        gone = Money(await spent(source.name, now=now) / DOLLAR)
        of_cap = Phrase("{spent} of {cap} spent this month.", spent=gone, cap=Money(cap / DOLLAR))
        sentences.append(of_cap if cap else said_off(source))
    return sentences


def turns(now: datetime) -> datetime:
    """When the next month begins, in UTC."""
    now = now.astimezone(UTC)
    first = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return first.replace(year=now.year + now.month // 12, month=now.month % 12 + 1)


def said_off(source: Source) -> Phrase:
    """That nobody allowed it to cost anything."""
    setting = f"INVOLVE_{source.name.upper()}_CAP"
    return Phrase(
        "{title} charges for every post that is read, so it is off here. Whoever runs Involve can allow some dollars a "
        "month: {setting}.",
        title=source.title,
        setting=setting,
    )


def said(source: Source, *, now: datetime) -> Phrase:
    """Why an account is not polled, in a sentence."""
    cap = cap_of(source) or 0
    if not cap:
        return said_off(source)
    return Phrase(
        "The {cap} a month that {title} may cost here are used up: I read on from {day}.",
        cap=Money(cap / DOLLAR),
        title=source.title,
        day=turns(now).date(),
    )


def _key(network: str, now: datetime) -> str:
    return f"{network}:{now.astimezone(UTC):%Y-%m}"
