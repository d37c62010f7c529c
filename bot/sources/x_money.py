"""What reading X costs: its price list, what was read of it today already, and what may still be read this month."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from bot.errors import BadSetting, RateLimited
from bot.phrase import Money

# In millionths of a US dollar, as X's price list has it (2026-08-22). "Owned reads", a fifth of it, are for those who
# own the developer app and read themselves; a team's bot reads others.
POST_READ = 5_000
USER_READ = 10_000
DOLLAR = 1_000_000

_AMOUNT = re.compile(r"\$?\s*([0-9]{1,6}(?:\.[0-9]{1,2})?)\s*\$?")


def microdollars(said: str) -> int:
    """An amount of US dollars as people write it, in millionths. Raises BadSetting."""
    found = _AMOUNT.fullmatch(said.strip())
    if found is None:
        raise BadSetting("INVOLVE_X_CAP must be an amount of US dollars a month, like 10 or 2.50; 0 leaves X off.")
    whole, _, cents = found[1].partition(".")
    return int(whole) * DOLLAR + int(cents.ljust(2, "0")) * (DOLLAR // 100)


class Purse:
    """What this process spends at X. Each thing is charged once in a UTC day, however often it is read.

    The month's sum over restarts stands in the database, and whoever polls tells it here: nothing is asked for that
    could not be paid.
    """

    def __init__(self, cap: int, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.cap = cap
        self._clock = clock
        self._month = self._day = ""
        self._spent = self._owed = 0
        self._read: set[str] = set()

    def charge(self, price: int, things: Iterable[str]) -> None:
        """Counts what an answer holds: `things` by id."""
        self._turn()
        fresh = {f"{price}:{thing}" for thing in things} - self._read
        self._read |= fresh
        self._spent += price * len(fresh)
        self._owed += price * len(fresh)

    def knows(self, booked: int) -> None:
        """What the month has cost by the books, where a process before this one spent some of it."""
        self._turn()
        self._spent = max(self._spent, booked + self._owed)

    def owed(self) -> int:
        """What was spent since this was asked last, in millionths of a dollar."""
        owed, self._owed = self._owed, 0
        return owed

    @property
    def left(self) -> int:
        """What this month may still cost, as far as this process knows."""
        self._turn()
        return max(self.cap - self._spent, 0)

    def affordable(self, most: int, least: int = 1) -> int:
        """How many posts to ask for, `most` at the best. Raises RateLimited where `least` are too dear."""
        posts = min(most, self.left // POST_READ)
        if posts < least:
            raise self.used_up()
        return posts

    def used_up(self) -> RateLimited:
        """What to say until the month is over."""
        now = self._clock().astimezone(UTC)
        first = (now.replace(day=1) + timedelta(days=32)).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        return RateLimited(
            "The {cap} a month that X may cost here are used up: reading goes on from {day}. Whoever "
            "runs Involve can raise INVOLVE_X_CAP.",
            first - now,
            cap=Money(self.cap / DOLLAR),
            day=first.date(),
        )

    def _turn(self) -> None:
        now = self._clock().astimezone(UTC)
        if (day := f"{now:%Y-%m-%d}") != self._day:
            self._day, self._read = day, set()
        if (month := f"{now:%Y-%m}") != self._month:
            self._month, self._spent = month, 0
