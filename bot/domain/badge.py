"""Which badge each midnight gives: hold and hysteresis, replayed from half a year back and never kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate

from bot.domain.beta import Line
from bot.domain.days import Day
from bot.domain.evidence import NORM, NOTHING_KNOWN, Evidence
from bot.domain.kinds import Badge
from bot.domain.masses import AT_FIRST, BY_NOW, WINDOW_DAYS, mostly_out

REPLAYED_DAYS = 180  # how far back hold and hysteresis are replayed, starting empty
QUIET_DAYS = 28
ENOUGH = 5.0  # a badge needs a mass of five on its own side: nobody is told anything on three items
STILL_ENOUGH = ENOUGH / 2  # and keeps as long as half of that is left, or it would come and go with every quiet week
FIRST_DAYS = 12  # nor in the first days: the fewer looks are taken early, the fewer go wrong

FACTORY_SHARE = NORM
OUT_THERE_SHARE = 2 / 3  # at least two thirds of what you do should be in others' conversations

FACTORY_POSSIBLE = Line(FACTORY_SHARE, 0.5)
SHORT_OF_TWO_THIRDS = Line(OUT_THERE_SHARE, 1 - 0.8)  # P(rho >= 2/3) > .8 is P(rho < 2/3) < .2
RATHER_SHORT = Line(OUT_THERE_SHARE, 0.5)

_LONG = 10_000


@dataclass(frozen=True, slots=True)
class Replay:
    """What every evaluation from 180 days back found, oldest first, ending with the midnight after `last`."""

    last: date
    badges: tuple[Badge, ...]
    genuine: tuple[float, ...]  # G
    broadcasts: tuple[float, ...]  # B
    evidence: tuple[Evidence, ...]
    evidence_since: date | None  # from which day on the last of it speaks; None where nobody ever posted
    first: date | None  # the first day on which anything counted

    @property
    def badge(self) -> Badge:
        return self.badges[-1]

    @property
    def strengths(self) -> tuple[float, ...]:
        """R at every evaluation."""
        return tuple(evidence.strength for evidence in self.evidence)

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
    origin = first.toordinal()
    lived = sorted(
        (place, of_day) for day, of_day in days.items() if 0 <= (place := day.toordinal() - origin) < REPLAYED_DAYS
    )
    genuine = _masses([(place, of_day.full_genuine) for place, of_day in lived])
    broadcasts = _masses([(place, of_day.full_broadcasts) for place, of_day in lived])
    evidence = _evidence(lived)
    posts = [place for place, of_day in lived if of_day.broadcasts]
    answers = [place for place, of_day in lived if of_day.genuine]

    enough_posts = _enough(broadcasts, posts)
    enough_genuine = _enough(genuine, answers)
    factory = _factory(genuine, broadcasts, evidence, enough_posts, _days_since(posts))
    participating = _participating(genuine, broadcasts, lived, enough_genuine, _days_since(answers))
    silent = _days_since([place for place, of_day in lived if of_day.alive])
    watched = watched_since.toordinal() - origin if watched_since else -REPLAYED_DAYS

    badges = []
    for at in range(REPLAYED_DAYS):
        if not covered:
            badge = Badge.UNSEEN
        elif silent[at] >= QUIET_DAYS and at - watched >= QUIET_DAYS:
            badge = Badge.QUIET
        elif factory[at]:
            badge = Badge.FACTORY
        elif participating[at]:
            badge = Badge.PARTICIPATING
        elif not enough_posts[at] and not enough_genuine[at]:
            badge = Badge.UNTOLD
        else:
            badge = Badge.BALANCING
        badges.append(badge)
    began = min(posts[:1] + answers[:1], default=None)
    return Replay(
        last=last,
        badges=tuple(badges),
        genuine=tuple(genuine),
        broadcasts=tuple(broadcasts),
        evidence=tuple(evidence),
        evidence_since=first + timedelta(days=max(evidence[-1].since, posts[0])) if posts else None,
        first=None if began is None else first + timedelta(days=began),
    )


def _masses(amounts: Iterable[tuple[int, float]]) -> list[float]:
    """What the amounts of the days weigh at each midnight: half for every 21 days, nothing after 90."""
    worth = [0.0] * (WINDOW_DAYS + REPLAYED_DAYS)
    for place, amount in amounts:
        worth[WINDOW_DAYS + place] = amount * AT_FIRST[place] // 1  # whole, as in `masses`
    totals = list(accumulate(worth))
    return [(total - gone) * now for total, gone, now in zip(totals[WINDOW_DAYS:], totals, BY_NOW, strict=False)]


def _evidence(lived: list[tuple[int, Day]]) -> list[Evidence]:
    """The evidence at each midnight."""
    days = [(place, of_day.genuine, of_day.broadcasts) for place, of_day in lived]
    found = dict(zip((place for place, _ in lived), NOTHING_KNOWN.along(days), strict=True))
    latest = NOTHING_KNOWN
    return [latest := found.get(at, latest) for at in range(REPLAYED_DAYS)]


def _days_since(places: list[int]) -> list[int]:
    """How many days ago the last of `places` was, at each midnight; as good as for ever where there was none."""
    marks = bytearray(REPLAYED_DAYS)
    for place in places:
        marks[place] = 1
    since = _LONG
    return [since := 0 if mark else since + 1 for mark in marks]


def _enough(masses: list[float], places: list[int]) -> list[bool]:
    """Whether a side has enough to be told by, and not only since yesterday.

    Each side has a gate the other cannot open: no comment ever lets the factory badge in, and no post the other one.
    """
    begins = places[0] + FIRST_DAYS if places else REPLAYED_DAYS
    return [mass >= ENOUGH and at >= begins for at, mass in enumerate(masses)]


def _factory(
    genuine: list[float], broadcasts: list[float], evidence: list[Evidence], enough: list[bool], silent: list[int]
) -> list[bool]:
    """On with strong evidence, off where it has become weak and less than a third is no longer likely.

    Who posted nothing for four weeks is no factory either; else a comment after a silence would bring the badge back.
    What keeps it does not ask how much was said to others: else a comment could lift somebody above that line.
    """
    accused = [told and found.is_strong for told, found in zip(enough, evidence, strict=True)]
    if not any(accused):
        return accused
    flagged = []
    on = False
    for g, b, is_accused, found, days in zip(genuine, broadcasts, accused, evidence, silent, strict=True):
        cleared = on and found.is_weak and FACTORY_POSSIBLE.undercut(g, b)
        on = (is_accused or (on and not cleared)) and days < QUIET_DAYS and b >= STILL_ENOUGH
        flagged.append(on)
    return flagged


def _participating(
    genuine: list[float], broadcasts: list[float], lived: list[tuple[int, Day]], enough: list[bool], silent: list[int]
) -> list[bool]:
    """On with two thirds likely at two evaluations in a row and mostly out there, off where they no longer are."""
    short = SHORT_OF_TWO_THIRDS.undercut
    likely = [told and short(g, b) for told, g, b in zip(enough, genuine, broadcasts, strict=True)]
    if not any(likely):
        return likely
    out = _masses([(place, of_day.full_out) for place, of_day in lived])
    praised = []
    on = before = False
    for g, j, b, is_likely, days in zip(genuine, out, broadcasts, likely, silent, strict=True):
        on = (before and is_likely and mostly_out(j, b)) or (on and not RATHER_SHORT.exceeded(g, b))
        on = on and days < QUIET_DAYS and g >= STILL_ENOUGH
        before = is_likely
        praised.append(on)
    return praised
