"""A moment still ahead, as people say it: "until next Monday", "3 days", "bis Ende der Woche", 2026-12-24 9am."""

import re
from datetime import UTC, date, datetime, time, timedelta

from bot.errors import BadInput
from bot.services.dates import hour_o_clock, zone_of

_BEFORE = re.compile(
    r"^(?:(?:until|till|to|for|on|by|bis|für|am|zum|zur|the|dem|den|einschließlich|including)\s+)+", re.I
)
_NUMBERS = {
    "a couple of": 2, "a few": 3, "ein paar": 3, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7,
}  # fmt: skip
_UNITS = {"stunde": "hour", "tag": "day", "woche": "week", "monat": "month"}
_SPANS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7), "month": timedelta(days=30)}
_A_SPAN = re.compile(
    rf"(?:in\s+)?(?:(a|an|one|eine[nmr]?|ein|\d{{1,3}}|{'|'.join(_NUMBERS)})\s+)?"
    r"(?:(hour|day|week|month)s?|(stunde|tag|woche|monat)(?:e?n?))",
    re.I,
)
_DAY = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun|"
    r"montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag"
)
_COMING = r"(?:next|coming|this|nächste[nrms]?|kommende[nrms]?|diese[nrms]?)"
# What dateparser 1.5 does not know, or takes for the same hour in a week (2026-11).
_WORDS = (
    (re.compile(rf"^{_COMING}\s+(?={_DAY}\b)", re.I), ""),
    (re.compile(r"\b(?:tomorrow\s+morning|morgen\s+(?:früh|vormittag|morgen))$", re.I), "tomorrow 9:00"),
    (re.compile(r"\b(?:tonight|this\s+evening|heute\s+abend)$", re.I), "today 20:00"),
    (re.compile(r"\b(?:midnight|mitternacht)$", re.I), "tomorrow 0:00"),
    (re.compile(r"\bmittags?$", re.I), "12:00"),
)
_PERIOD = re.compile(
    r"(?P<end>end\s+of|ende)?\s*(?:the|this|der|des|dieser|dieses)?\s*(?P<next>next|coming|nächste[nrms]?|kommende[nrms]?)?\s*"
    r"(?P<unit>weekend|wochenende|week|woche|monatsende|monats?|month|jahresende|jahres|jahr|year)",
    re.I,
)


def until(text: str, *, zone: str, now: datetime) -> datetime | None:
    """The end of a rest somebody asks for: "a week", "for 3 days", "until next Monday", "tomorrow 9am", "bis Freitag".

    None where the words mean no time. Raises BadInput for a moment that has passed.
    """
    words = _BEFORE.sub("", " ".join(text.split()).strip(" .!"))
    if span := _A_SPAN.fullmatch(words):
        return _after(span, now)
    here = zone_of(zone)
    if (period := _PERIOD.fullmatch(words)) and (first := _first_day(period, now.astimezone(here).date())):
        return datetime.combine(first, time(), tzinfo=here).astimezone(UTC)
    return _moment(words, zone=zone, now=now)


def _after(span: re.Match[str], now: datetime) -> datetime | None:
    said = (span[1] or "a").casefold()
    count = int(said) if said.isdigit() else _NUMBERS.get(said, 1)
    unit = (span[2] or _UNITS[span[3].casefold()]).casefold()
    return now + count * _SPANS[unit] if count else None


def _first_day(period: re.Match[str], today: date) -> date | None:
    """The day on which it is over: Monday for "next week" and for "the end of the week"."""
    unit, is_end, is_next = period["unit"].casefold(), bool(period["end"]), bool(period["next"])
    if unit in {"weekend", "wochenende"}:
        return today + timedelta(days=(5 - today.weekday() - 1) % 7 + 1)
    if unit in {"monatsende", "jahresende"}:
        is_end = True
    if not is_end and not is_next:
        return None
    periods = 2 if is_end and is_next else 1
    if unit in {"week", "woche"}:
        return today + timedelta(days=7 * periods - today.weekday())
    if unit.startswith("mon"):
        months = today.year * 12 + today.month - 1 + periods
        return date(months // 12, months % 12 + 1, 1)
    return date(today.year + periods, 1, 1)


def _moment(text: str, *, zone: str, now: datetime) -> datetime | None:
    import dateparser  # a third of a second to import; only those who type dates pay for it

    here = zone_of(zone)
    words = hour_o_clock(text)
    for pattern, plain in _WORDS:
        words = pattern.sub(plain, words)
    found = dateparser.parse(
        words,
        languages=["en", "de"],
        settings={
            "TIMEZONE": str(here),
            "RETURN_AS_TIMEZONE_AWARE": True,
            "RELATIVE_BASE": now.astimezone(here).replace(tzinfo=None),
            "PREFER_DATES_FROM": "future",
            "DATE_ORDER": "DMY",
        },
    )
    if found is None:
        return None
    moment = found.astimezone(UTC)
    if moment <= now:
        raise BadInput("“{text}” has passed already. Give a day that is still ahead.", text=text)
    return moment
