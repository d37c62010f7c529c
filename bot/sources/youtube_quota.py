"""What a day of YouTube's API allows: counted here, for Google does not say how much of it is left."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.errors import RateLimited
from bot.phrase import Phrase

PACIFIC = ZoneInfo("America/Los_Angeles")  # a day there begins at its midnight, summer or winter


class Bucket(StrEnum):
    """Searches are counted apart from everything else, one each, since 2026; older pages say 100 units each."""

    UNITS = "units"
    SEARCHES = "searches"


DAILY = {Bucket.UNITS: 10_000, Bucket.SEARCHES: 100}  # of a project that asked for no more (2026-08)
SPARED = 1_000  # units from which on only what members did themselves is asked for


class Quota:
    """Counts what was asked today, and refuses to ask for more than a day allows.

    What was asked before this process began is not known; where that was too much, Google says so (`use_up`).
    """

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock = clock
        self._day = ""
        self._used = dict.fromkeys(Bucket, 0)

    def take(self, bucket: Bucket) -> None:
        """Counts one question. Raises RateLimited, until midnight Pacific time, where the day has no more."""
        if not self.left(bucket):
            raise self.refusal()
        self._used[bucket] += 1

    def left(self, bucket: Bucket) -> int:
        """How many more questions today has."""
        self._turn()
        return DAILY[bucket] - self._used[bucket]

    @property
    def scarce(self) -> bool:
        """Whether so few units are left that some have to be kept."""
        return self.left(Bucket.UNITS) < SPARED

    def use_up(self, bucket: Bucket) -> RateLimited:
        """Google says that nothing is left: somebody else asks with the same key, or we did before we began."""
        self._turn()
        self._used[bucket] = DAILY[bucket]
        return self.refusal()

    def refusal(self) -> RateLimited:
        """What to say until the day is over."""
        hours = -(-self.until_renewal() // timedelta(hours=1))
        return RateLimited(
            "What YouTube's API allows in a day is used up. It goes on by itself after midnight Pacific time, in "
            "{hours} h.",
            self.until_renewal(),
            hours=hours,
        )

    def until_renewal(self) -> timedelta:
        """From now to the next midnight in California."""
        here = self._clock().astimezone(PACIFIC)
        midnight = datetime.combine(here.date() + timedelta(days=1), datetime.min.time(), PACIFIC)
        return midnight.astimezone(UTC) - here.astimezone(UTC)

    def said(self) -> Phrase:
        """How much of today is used."""
        self._turn()
        used = self._used
        return Phrase(
            "{units} of {all_units} units and {searches} of {all_searches} searches used today, as counted since "
            "Involve started; renewed at midnight Pacific time.",
            units=used[Bucket.UNITS],
            all_units=DAILY[Bucket.UNITS],
            searches=used[Bucket.SEARCHES],
            all_searches=DAILY[Bucket.SEARCHES],
        )

    def _turn(self) -> None:
        day = self._clock().astimezone(PACIFIC).date().isoformat()
        if day != self._day:
            self._day, self._used = day, dict.fromkeys(Bucket, 0)
