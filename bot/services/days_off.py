"""Days without a digest: holidays and closures, as an admin lists them."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.errors import BadInput
from models import Workspace

LONGEST = 366  # days in one stretch
MOST = 60  # stretches

_WITH_POINTS = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b")
_DATES = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})(?:\s*(?:–|—|-|to|until|bis)\s*(\d{4}-\d{1,2}-\d{1,2}))?")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row, both ends included."""

    first: date
    last: date

    @property
    def days(self) -> Iterable[date]:
        """Every day of it."""
        return (self.first + timedelta(days=number) for number in range((self.last - self.first).days + 1))


def of(workspace: Workspace) -> tuple[Stretch, ...]:
    """The stretches without a digest, earliest first."""
    rows = json.loads(workspace.digest_off or "[]")
    return tuple(Stretch(date.fromisoformat(first), date.fromisoformat(last)) for first, last in rows)


def days(workspace: Workspace) -> frozenset[date]:
    """The same, day by day."""
    return frozenset(day for stretch in of(workspace) for day in stretch.days)


def read(text: str) -> tuple[Stretch, ...]:
    """Understands "2026-12-24 – 2026-12-27, 2027-01-01" and "24.12.2026 bis 27.12.2026".

    Raises BadInput for what makes no sense.
    """
    in_order = _WITH_POINTS.sub(r"\3-\2-\1", text)
    found = tuple(_stretch(each[1], each[2] or each[1]) for each in _DATES.finditer(in_order))
    rest = re.sub(r",|\b(?:and|und)\b", " ", _DATES.sub("", in_order)).strip()
    if not found or rest:
        raise BadInput(
            "I do not understand “{typed}”. Name days like this: "
            "`/involve digest off 2026-12-24 – 2026-12-27, 2027-01-01`.",
            typed=(rest or text)[:60],
        )
    return found


async def add(workspace: Workspace, more: Iterable[Stretch], *, today: date) -> tuple[Stretch, ...]:
    """No digest on these days either; what lies behind is dropped. All of them."""
    wanted = days(workspace) | {day for stretch in more for day in stretch.days}
    return await _keep(workspace, _few(wanted, today))


def written(workspace: Workspace) -> str:
    """All of them as `read` takes them."""
    return ", ".join(
        str(each.first) if each.first == each.last else f"{each.first} – {each.last}" for each in of(workspace)
    )


async def choose(workspace: Workspace, these: Iterable[Stretch], *, today: date) -> tuple[Stretch, ...]:
    """No digest on these days alone; what lies behind is dropped. Raises BadInput where they are too many."""
    return await _keep(workspace, _few({day for stretch in these for day in stretch.days}, today))


async def remove(workspace: Workspace, these: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """A digest again on these days; a longer stretch around them is cut. All that is left."""
    on = {day for stretch in these for day in stretch.days}
    return await _keep(workspace, _joined(sorted(days(workspace) - on)))


async def _keep(workspace: Workspace, stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    rows = [(stretch.first.isoformat(), stretch.last.isoformat()) for stretch in stretches]
    workspace.digest_off = json.dumps(rows) if rows else ""
    await workspace.save(update_fields=["digest_off"])
    return of(workspace)


def _few(wanted: Iterable[date], today: date) -> list[Stretch]:
    kept = _joined(sorted(day for day in wanted if day >= today))
    if len(kept) > MOST:
        raise BadInput("I keep at most {n} stretches. Take some off with `/involve digest on <date>`.", n=MOST)
    return kept


def _joined(in_order: Iterable[date]) -> list[Stretch]:
    stretches: list[Stretch] = []
    for day in in_order:
        if stretches and day - stretches[-1].last == timedelta(days=1):
            stretches[-1] = Stretch(stretches[-1].first, day)
        else:
            stretches.append(Stretch(day, day))
    return stretches


def _stretch(first: str, last: str) -> Stretch:
    try:
        stretch = Stretch(*(date(*map(int, each.split("-"))) for each in (first, last)))
    except ValueError:
        typed = first if first == last else f"{first} – {last}"
        raise BadInput("“{typed}” is no day of the calendar.", typed=typed) from None
    if stretch.last < stretch.first:
        raise BadInput("{last} is before {first}: name the first day first.", last=last, first=first)
    if (stretch.last - stretch.first).days >= LONGEST:
        raise BadInput("That is more than a year: to stop the digest for good, choose no weekday in `/involve setup`.")
    return stretch
