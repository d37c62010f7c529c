"""Ten minutes well spent: one answer that is owed, one regular, one new place."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.services import suggest
from bot.services.suggest import Suggested
from models import Member, Received

REGULAR = 3  # exchanges that make somebody a regular
_LOOKED_AT = 30


@dataclass(frozen=True, slots=True)
class Plan:
    """Each part may be missing; a plan of nothing is said as such."""

    debt: Received | None
    regular: Suggested | None
    new_place: Suggested | None


async def ten_minutes(member: Member, *, now: datetime) -> Plan:
    """One of each, none twice."""
    waiting = await suggest.unanswered(member, now=now, older_than=timedelta(), count=1)
    found = await suggest.for_member(member, now=now, count=_LOOKED_AT)
    regular = next((one for one in sorted(found, key=lambda one: -one.met) if one.met >= REGULAR), None)
    others = [one for one in found if one is not regular]
    new_place = next((one for one in others if not one.ranked.here), None) or (others[0] if others else None)
    chosen = [one for one in (regular, new_place) if one is not None]
    await suggest.offered(member, chosen, now=now)
    return Plan(waiting[0] if waiting else None, regular, new_place)
