"""When somebody says something happened: "yesterday", "last Friday 3pm", "2 days ago", 2026-11-20."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.errors import BadInput

_WOCHENTAG = "(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)"
# Only words that can be nothing but a date start one: "I met May on Monday" must keep its May.
_STARTS = re.compile(
    r"^(?:today|yesterday|tomorrow|now|(?:last|this|next|on|at)|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d{1,2}(?::\d\d)?\s?(?:am|pm)|"
    rf"letzte[nr]?|am|{_WOCHENTAG}|"
    r"\d{4}-\d\d?-\d\d?.*|\d{1,2}[./]\d{1,2}[./]\d{2,4}|\d+|an?|heute|gestern|vorgestern|morgen|vor)$",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"(?:today|yesterday|tomorrow|now|ago|night|morning|afternoon|evening|noon|week|(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"\d{1,2}(?::\d\d)?\s?(?:am|pm)|\d{1,2}:\d\d|\d{4}-\d\d?-\d\d?(?:T[\d:+Z-]+)?|\d{1,2}[./]\d{1,2}[./]\d{2,4}|"
    rf"heute|gestern|vorgestern|morgen|tage?n?|stunden?|wochen?|uhr|{_WOCHENTAG})$",
    re.IGNORECASE,
)
_MOST_WORDS = 5
_AN_HOUR_AHEAD = timedelta(hours=1)  # clocks differ; further ahead is a slip
_OLDEST = timedelta(days=366)


def zone_of(name: str) -> ZoneInfo:
    """The zone Slack names; UTC where it is none we know."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def warm_up() -> None:
    """Loads what understands dates, which takes a third of a second, or three on a busy machine: not while somebody
    waits."""
    import dateparser

    dateparser.parse("yesterday", languages=["en", "de"])


def shown(at: datetime, *, zone: str) -> str:
    """A moment as somebody in `zone` would type it, to the minute: `understood` takes it back."""
    return f"{at.astimezone(zone_of(zone)):%Y-%m-%d %H:%M}"


def split_off(words: list[str], *, zone: str, now: datetime) -> tuple[list[str], datetime | None]:
    """`words` without the date they end in, and that date (aware, UTC); None where they end in none.

    Raises BadInput for a date in the future or more than a year back.
    """
    if not words or not _ENDS.search(words[-1]):
        return words, None
    for count in range(min(_MOST_WORDS, len(words)), 0, -1):
        tail = words[-count:]
        if not _STARTS.match(tail[0]) or (tail[0].isdigit() and tail[-1].casefold() != "ago"):
            continue
        found = understood(" ".join(tail), zone=zone, now=now)
        if found is not None:
            return words[:-count], found
    return words, None


def understood(text: str, *, zone: str, now: datetime) -> datetime | None:
    """The moment `text` means to somebody in `zone`; None where it means none. Raises BadInput as `split_off` does."""
    here = zone_of(zone)
    local = now.astimezone(here)
    import dateparser  # a third of a second to import; only those who type dates pay for it

    found = dateparser.parse(
        re.sub(r"^(?:on|at)\s+", "", _weekday_back(text), flags=re.IGNORECASE),
        languages=["en", "de"],
        settings={
            "TIMEZONE": str(here),
            "RETURN_AS_TIMEZONE_AWARE": True,
            "RELATIVE_BASE": local.replace(tzinfo=None),
            "PREFER_DATES_FROM": "past",
            "DATE_ORDER": "DMY",
        },
    )
    if found is None:
        return None
    moment = found.astimezone(UTC)
    if moment > now + _AN_HOUR_AHEAD:
        raise BadInput(
            "“{text}” is {found} where you are, still ahead. Log it when it has happened.",
            text=text,
            found=found,
        )
    if now - moment > _OLDEST:
        raise BadInput(
            "“{text}” is more than a year ago, too far back to count. Leave the date out, or give one of this year.",
            text=text,
        )
    return min(moment, now)


def _weekday_back(text: str) -> str:
    # dateparser knows "friday" but not "last friday"; preferring the past, they mean the same
    text = re.sub(r"^(?:last|this)\s+((?:mon|tues|wednes|thurs|fri|satur|sun)day)\b", r"\1", text, flags=re.IGNORECASE)
    text = re.sub(rf"^(?:letzte[nr]?|am)\s+({_WOCHENTAG})\b", r"\1", text, flags=re.IGNORECASE)
    return hour_o_clock(text)


def hour_o_clock(text: str) -> str:
    """ "15 Uhr" as 15:00."""
    text = re.sub(r"(\d:\d\d)\s*uhr\b", r"\1", text, flags=re.IGNORECASE)
    return re.sub(r"\b(\d{1,2})\s*uhr\b", r"\1:00", text, flags=re.IGNORECASE)
