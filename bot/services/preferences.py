"""How a member wants to be shown and spoken to: chosen by them, in one form, changed whenever they like."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.kinds import Appears
from bot.errors import BadInput
from bot.services.dates import zone_of
from models import Member

OFTEN = (1, 3, 7, 14, 28)  # at most one private note in so many days
LEAVE_AT_MOST = timedelta(days=366)


class Wrong(BadInput):
    """Wrong at one field of the form."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything in the form."""

    appears: Appears
    nudge_days: int  # 0 = no private notes
    from_hour: int
    to_hour: int
    weekdays: str  # "0,1,2,3,4"
    away_until: date | None


async def choose(member: Member, choices: Choices, *, now: datetime) -> None:
    """Keeps it so. Raises Wrong for what makes no sense."""
    today = now.astimezone(zone_of(member.zone)).date()
    away = choices.away_until
    if away is not None and not today <= away <= today + LEAVE_AT_MOST:
        raise Wrong("away", "Choose a day from today on, at most a year ahead, or leave it empty.")
    wants = choices.nudge_days > 0
    if wants and not choices.from_hour < choices.to_hour:
        raise Wrong("to", "The hours end before they begin. Choose a later end.")
    if wants and not choices.weekdays:
        raise Wrong("days", "Choose at least one day, or choose no private notes at all.")
    hidden = None if choices.appears is Appears.BY_NAME else member.hidden_since or now
    asked_again = wants and not member.nudges  # who asks for notes is not muted any more
    await Member.filter(id=member.id).update(
        appears=choices.appears, hidden_since=hidden, nudges=wants, nudge_days=choices.nudge_days or member.nudge_days,
        nudge_from=choices.from_hour, nudge_to=choices.to_hour,
        nudge_weekdays=choices.weekdays or member.nudge_weekdays, away_until=away,
        muted_until=None if asked_again else member.muted_until,
    )  # fmt: skip
    await member.refresh_from_db()


async def less_often(member: Member) -> None:
    """The next step of OFTEN."""
    await every(member, next((step for step in OFTEN if step > member.nudge_days), OFTEN[-1]))


async def every(member: Member, days: int) -> None:
    """So many days, one of OFTEN, between two private notes."""
    if days in OFTEN:
        await Member.filter(id=member.id).update(nudge_days=days)
        await member.refresh_from_db(fields=["nudge_days"])


async def want_notes(member: Member) -> None:
    """Private notes, from now on."""
    await Member.filter(id=member.id).update(nudges=True, muted_until=None)
    await member.refresh_from_db(fields=["nudges", "muted_until"])


def is_away(member: Member, now: datetime) -> bool:
    """Whether they are on leave: until the end of the day they named, by their own calendar."""
    return member.away_until is not None and now.astimezone(zone_of(member.zone)).date() <= member.away_until
