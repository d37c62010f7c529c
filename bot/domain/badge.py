"""Which badge each midnight gives: hold and hysteresis, replayed from half a year back and never kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain import evidence
from bot.domain.beta import PRIOR_BROADCAST, PRIOR_GENUINE, Line
from bot.domain.days import NOTHING, Day
from bot.domain.kinds import Badge
from bot.domain.masses import AT_FIRST, BY_NOW, WINDOW_DAYS

REPLAYED_DAYS = 180  # how far back hold and hysteresis are replayed, starting empty
QUIET_DAYS = 28
ENOUGH = 5.0  # a badge needs a mass of five on its own side: nobody is told anything on three items
STRONG_EVIDENCE = 300.0

FACTORY_SHARE = evidence.NORM
OUT_THERE_SHARE = 2 / 3  # at least two thirds of what you do should be in others' conversations

FACTORY_LIKELY = Line(FACTORY_SHARE, 0.9)
FACTORY_POSSIBLE = Line(FACTORY_SHARE, 0.5)
SHORT_OF_TWO_THIRDS = Line(OUT_THERE_SHARE, 1 - 0.8)  # P(rho >= 2/3) > .8 is P(rho < 2/3) < .2
RATHER_SHORT = Line(OUT_THERE_SHARE, 0.5)

_LONG_AGO = -1000


@dataclass(frozen=True, slots=True)
class Replay:
    """What every evaluation from 180 days back found, oldest first, ending with the midnight after `last`."""

    last: date
    badges: tuple[Badge, ...]
    genuine: tuple[float, ...]  # G
    broadcasts: tuple[float, ...]  # B
    strengths: tuple[float, ...]  # R

    @property
    def badge(self) -> Badge:
        return self.badges[-1]

    def day(self, place: int) -> date:
        """The day that the evaluation at `place` was about."""
        return self.last - timedelta(days=len(self.badges) - 1 - place)

    @property
    def changes(self) -> tuple[tuple[date, Badge], ...]:
        """The days after which the badge was a new one, and which; the first is where the replay starts."""
        return tuple(
            (self.day(place), badge)
            for place, badge in enumerate(self.badges)
            if not place or badge is not self.badges[place - 1]
        )


def replay(days: Mapping[date, Day], last: date, *, covered: bool = True, watched_since: date | None = None) -> Replay:
    """Evaluate every midnight from 180 days back up to the one after `last`, starting knowing nothing.

    Nobody is called quiet before they have been watched for 28 days, where `watched_since` is given.
    """
    first = last - timedelta(days=REPLAYED_DAYS - 1)
    watched = (watched_since - first).days if watched_since else _LONG_AGO
    sums: list[tuple[int, int, int]] = [(0, 0, 0)] * WINDOW_DAYS  # running totals, the empty ones before the start
    r = evidence.START
    factory = participating = likely_before = convincing_before = False
    alive = posted = answered = _LONG_AGO
    badges: list[Badge] = []
    all_genuine: list[float] = []
    all_broadcasts: list[float] = []
    strengths: list[float] = []
    for at in range(REPLAYED_DAYS):
        of_day = days.get(first + timedelta(days=at), NOTHING)
        total_g, total_j, total_b = sums[-1]
        if of_day is not NOTHING:
            worth = AT_FIRST[at]
            total_g += int(of_day.full_genuine * worth)
            total_j += int(of_day.full_out * worth)
            total_b += int(of_day.full_broadcasts * worth)
            r = evidence.after(r, of_day)
            alive = at if of_day.alive else alive
            posted = at if of_day.broadcasts else posted
            answered = at if of_day.genuine else answered
        gone_g, gone_j, gone_b = sums[at]
        sums.append((total_g, total_j, total_b))
        now = BY_NOW[at]
        g, j, b = (total_g - gone_g) * now, (total_j - gone_j) * now, (total_b - gone_b) * now
        strength = evidence.strength(r)

        likely = b >= ENOUGH and FACTORY_LIKELY.exceeded(g, b)
        accused = (likely and likely_before) or (b >= ENOUGH and strength > STRONG_EVIDENCE)
        likely_before = likely
        # Who posted nothing for four weeks is no factory; else a comment after a silence would bring the badge back.
        recent = at - posted < QUIET_DAYS
        factory = recent and (accused or (factory and not FACTORY_POSSIBLE.undercut(g, b)))

        convincing = g >= ENOUGH and SHORT_OF_TWO_THIRDS.undercut(g, b)
        praised = convincing and convincing_before and PRIOR_GENUINE + j > PRIOR_BROADCAST + b
        convincing_before = convincing
        recent = at - answered < QUIET_DAYS
        participating = recent and (praised or (participating and not RATHER_SHORT.exceeded(g, b)))

        if not covered:
            badge = Badge.UNSEEN
        elif at - alive >= QUIET_DAYS and at - watched >= QUIET_DAYS:
            badge = Badge.QUIET
        elif g < ENOUGH and b < ENOUGH:
            badge = Badge.UNTOLD
        elif factory:
            badge = Badge.FACTORY
        elif participating:
            badge = Badge.PARTICIPATING
        else:
            badge = Badge.BALANCING
        badges.append(badge)
        all_genuine.append(g)
        all_broadcasts.append(b)
        strengths.append(strength)
    return Replay(last, tuple(badges), tuple(all_genuine), tuple(all_broadcasts), tuple(strengths))
