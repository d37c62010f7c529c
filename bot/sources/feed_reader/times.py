"""When something in a feed happened, from whatever its author's software calls a date."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

EARLIEST = 1995  # no feed is older; "0001-01-01" and 1970 are how software writes "not set"

# Names of zones as blogs write them. Where one name has two meanings, the one of the larger country.
_ZONES = {
    **dict.fromkeys(("GMT", "UTC", "UT", "Z", "WET"), 0),
    **dict.fromkeys(("CET", "MEZ", "BST", "WEST"), 60),
    **dict.fromkeys(("CEST", "MESZ", "EET", "SAST"), 120),
    **dict.fromkeys(("EEST", "MSK"), 180),
    "IST": 330,
    "JST": 540,
    "KST": 540,
    "AEST": 600,
    "AEDT": 660,
    "NZST": 720,
    "NZDT": 780,
    "EDT": -240,
    "EST": -300,
    "CDT": -300,
    "CST": -360,
    "MDT": -360,
    "MST": -420,
    "PDT": -420,
    "PST": -480,
}

# The first three letters tell months apart in the languages of Western Europe, the fourth where June is like July.
_MONTHS = {
    start: number
    for number, starts in enumerate(
        (
            "jan ene gen",
            "feb fév fev",
            "mar mär maa mrz",
            "apr avr abr",
            "may mai mei mag",
            "jun giu juin",
            "jul lug juil",
            "aug aoû aou ago",
            "sep set",
            "oct okt ott out",
            "nov",
            "dec dez déc dic",
        ),
        start=1,
    )
    for start in starts.split()
}

_ISO = re.compile(r"(\d{4}-\d\d?-\d\d?)(?:[T\s]+(\d\d?:\d\d(?::\d\d)?)(?:[.,]\d+)?\s*(\S*))?", re.IGNORECASE)
_WORDS = re.compile(r"(\d{1,2})[\s.,-]+([^\W\d_]{3,})[\s.,-]+(\d{4}|\d\d)\b(?:[\s,T]+(\d\d?:\d\d(?::\d\d)?)\s*(.*))?")
_AMERICAN = re.compile(r"([^\W\d_]{3,})\s+(\d{1,2}),?\s+(\d{4})\b(?:[\s,]+(\d\d?:\d\d(?::\d\d)?)\s*(.*))?")
_UNIX = re.compile(r"([^\W\d_]{3,})\s+(\d{1,2})\s+(\d\d?:\d\d:\d\d)\s+(?:(\S+)\s+)?(\d{4})$")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[\s,]+(\d\d?:\d\d(?::\d\d)?)\s*(.*))?")
_OFFSET = re.compile(r"(?:GMT|UTC)?\s*([+-])(\d{1,2}):?(\d\d)?(?!\d)", re.IGNORECASE)


def moment(said: str) -> datetime | None:
    """The moment `said`, aware and in UTC; None where it cannot be read or cannot be true.

    A date without a zone, or with one nobody knows, is taken for UTC: wrong by half a day at most.
    """
    said = said.strip()[:100]
    try:
        at = _read(said)
        return at.astimezone(UTC) if at is not None and at.year >= EARLIEST else None
    except (ValueError, OverflowError):  # the 32nd of a month, the year 9999 with a zone
        return None


def _read(said: str) -> datetime | None:
    if said.isascii() and said.isdigit() and len(said) in (10, 13):
        return datetime.fromtimestamp(int(said[:10]), UTC)
    if found := _ISO.match(said):
        day, clock, zone = found.groups()
        year, month, date = day.split("-")
        return _moment(year, month, date, clock, zone)
    if found := _DOTTED.match(said):
        date, month, year, clock, zone = found.groups()
        return _moment(year, month, date, clock, zone)
    if found := _UNIX.search(said):
        name, date, clock, zone, year = found.groups()
        return _moment(year, _month(name), date, clock, zone)
    if found := _WORDS.search(said):
        date, name, year, clock, zone = found.groups()
        century = "" if len(year) == 4 else "19" if year > "68" else "20"
        return _moment(century + year, _month(name), date, clock, zone)
    if found := _AMERICAN.search(said):
        name, date, year, clock, zone = found.groups()
        return _moment(year, _month(name), date, clock, zone)
    return None


def _moment(year: str, month: str | int, day: str, clock: str | None, zone: str | None) -> datetime:
    hour, minute, second = (*(int(part) for part in (clock or "0").split(":")), 0, 0)[:3]
    if hour > 24 or minute > 59 or second > 60:
        raise ValueError(clock)
    # Added instead of given: 24:00 and the leap second are written by real software.
    midnight = datetime(int(year), int(month), int(day), tzinfo=_zone(zone or ""))
    return midnight + timedelta(hours=hour, minutes=minute, seconds=second)


def _month(name: str) -> int:
    name = name.casefold()
    month = _MONTHS.get(name[:4]) or _MONTHS.get(name[:3])
    if month is None:
        raise ValueError(name)
    return month


def _zone(said: str) -> tzinfo:
    said = said.strip().strip("()")
    if offset := _OFFSET.match(said):
        sign, hours, minutes = offset.groups()
        east = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return timezone(-east if sign == "-" else east) if east < timedelta(hours=24) else UTC
    name = said.partition(" ")[0]
    if name.upper() in _ZONES:
        return timezone(timedelta(minutes=_ZONES[name.upper()]))
    if re.fullmatch(r"[A-Z][A-Za-z_]+/[A-Za-z_/]+", name):
        try:
            return ZoneInfo(name)
        except (KeyError, OSError, ValueError):  # a zone that is not, a folder of zones, a path
            return UTC
    return UTC
