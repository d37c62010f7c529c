"""What counts now: every day of the last ninety, half as much for every 21 days that have passed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.beta import PRIOR_BROADCAST, PRIOR_GENUINE
from bot.domain.days import Day

HALF_LIFE_DAYS = 21
WINDOW_DAYS = 90
LOW_EFFORT_AT_MOST = 0.10  # of J: likes and boosts can colour a share, never make one

# Masses are added up as whole numbers, in the value an item has on the first day counted: what leaves the window leaves
# exactly nothing behind, and every order of adding gives the same sum. 2^-33 is as fine as a float can then still show.
_UNIT = 2.0**33
AT_FIRST = tuple(2 ** (day / HALF_LIFE_DAYS) * _UNIT for day in range(400))
BY_NOW = tuple(2 ** (-day / HALF_LIFE_DAYS) / _UNIT for day in range(400))


@dataclass(frozen=True, slots=True)
class Masses:
    """G (all genuine), J (out there), B (broadcasts) and the mass of likes and boosts, as of one day."""

    genuine: float = 0.0
    out: float = 0.0
    broadcasts: float = 0.0
    low_effort: float = 0.0

    @property
    def low(self) -> float:
        """L: what likes and boosts add, at most a tenth of J."""
        return min(self.low_effort, LOW_EFFORT_AT_MOST * self.out)

    @property
    def share_parameters(self) -> tuple[float, float]:
        """The two parameters of the Beta distribution of the out-there share."""
        return PRIOR_GENUINE + self.out + self.low, PRIOR_BROADCAST + self.broadcasts

    @property
    def share(self) -> float:
        """The out-there share, (4/3 + J + L) / (2 + J + L + B)."""
        for_it, against = self.share_parameters
        return for_it / (for_it + against)


def mostly_out(out: float, broadcasts: float) -> bool:
    """Whether P(out-there share >= 1/2) > .5, likes apart: a Beta leans to the side of its larger parameter."""
    return PRIOR_GENUINE + out > PRIOR_BROADCAST + broadcasts


def masses(days: Mapping[date, Day], last: date) -> Masses:
    """The masses of the 90 days up to and including `last`; what is later is not looked at."""
    first = last.toordinal() - WINDOW_DAYS + 1
    genuine = out = broadcasts = low = 0.0
    for day, of_day in days.items():
        age = day.toordinal() - first
        if 0 <= age < WINDOW_DAYS:
            worth = AT_FIRST[age]
            genuine += of_day.full_genuine * worth // 1
            out += of_day.full_out * worth // 1
            broadcasts += of_day.full_broadcasts * worth // 1
            low += of_day.full_low * worth // 1
    now = BY_NOW[WINDOW_DAYS - 1]
    return Masses(genuine * now, out * now, broadcasts * now, low * now)
