"""What Meta's answers have in common on Facebook and Instagram: their times, their texts, their lists."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeVar

from bot.errors import Garbled
from bot.sources.meta_ask import Json

# What an item raises that has not the form it should have.
UNREADABLE = (KeyError, TypeError, AttributeError, ValueError, OverflowError)

T = TypeVar("T")


def readable(read_it: Callable[[Json], T], item: Json) -> T | None:
    """What `read_it` makes of `item`; None where it stumbles."""
    try:
        return read_it(item)
    except UNREADABLE:
        return None


def moment(said: object) -> datetime:
    """ "2021-08-10T18:45:03+0000", with no colon in the zone. Raises one of UNREADABLE."""
    if not isinstance(said, str):
        raise TypeError("no time")
    at = datetime.fromisoformat(said)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


def words(item: Json, field: str) -> str:
    """A text of theirs; "" where there is none."""
    said = item.get(field)
    return said if isinstance(said, str) else ""


def amount(said: object) -> int:
    """How many there are of something; 0 where that is not said."""
    return said if isinstance(said, int) and not isinstance(said, bool) and 0 <= said < 1 << 31 else 0


def listed(said: Json, title: str) -> list[Json]:
    """The items of a list. Raises Garbled where there is no list."""
    items = said.get("data")
    if not isinstance(items, list):
        raise Garbled("{network} answered without a list in it. Try again later.", network=title)
    return [item for item in items if isinstance(item, dict)]
