"""Protocol C: simulated members, judged every day for ninety days from an empty start."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from bench._counts import middle, share
from bench._rules import as_written, lived, naive, ours, wilson
from bench._worlds import CHANGE, DAYS, Life, always, changing, lives
from bot.domain.badge import Replay
from bot.domain.kinds import Badge

MEMBERS = 10_000
NEVER = 10_000.0
TOLD = (Badge.FACTORY, Badge.PARTICIPATING, Badge.BALANCING)
Rule = Callable[[Life, Replay], list[bool]]
RULES: dict[str, Rule] = {
    "naive share of 30 days": naive,
    "Wilson 95 %, 30 days": wilson,
    "the first form of the rule": as_written,
    "this rule": lambda life, played: ours(played),
}
# What was to be beaten: measured elsewhere, in the same worlds, with other seeds.
REFERENCES = """\
                              ever flagged at .4   at .5         delay    caught (median)         changes at .4
naive share of 30 days        .929 / .930          .633 / .687   0 / 2    1.000 / 1.000 (17 / 17)  4.51
Wilson 95 %, 30 days          .144 / .297          .023 / .071   8 / 9    1.000 /  .996 (23 / 23)   .84
the first form of the rule    .019 / .016          .001 / .001   18 / 25   .997 /  .882 (16 / 26)   .03
the goal                      .019 / .016                        17 / 22   .997 /  .930"""


@dataclass
class Measured:
    """What one rule did in one world."""

    flagged: dict[float, int] = field(default_factory=dict)  # by the true share: how many were ever flagged
    changes: int = 0
    delays: list[float] = field(default_factory=list)
    caught: list[float] = field(default_factory=list)
    cleared: list[float] = field(default_factory=list)


def print_simulated(members: int = MEMBERS) -> None:
    """Prints the tables of protocol C."""
    print(f"C  Simulated members, {members:,} a cell, judged every midnight for {DAYS} days; 95 % bounds in brackets.")
    print("   Days are counted from 0: flagged on day 17 means at the eighteenth midnight.\n")
    print(f"Measured elsewhere, independent days / bursty days:\n{REFERENCES}\n")
    for bursty in (False, True):
        measured = _world(members, bursty=bursty)
        print("Bursty days" if bursty else "Independent days")
        _print_flags(measured, members)
        print()
    divergence = 0.1 * math.log(0.1 / 0.4) + 0.9 * math.log(0.9 / 0.6)
    print(
        "Wald's bound for telling .10 from .40 with a 2 % chance of ever being wrong: "
        f"ln 50 / {divergence:.3f} = {math.log(50) / divergence:.1f} items on average, one a day here.\n"
    )
    _print_told(members)


def _world(members: int, *, bursty: bool) -> dict[str, Measured]:
    measured = {name: Measured() for name in RULES}
    for rho in (0.35, 0.4, 0.5):
        for life in lives(f"never flag {rho}", members, always(rho), 1.0, bursty=bursty):
            played = lived(life)
            for name, rule in RULES.items():
                flags = rule(life, played)
                into = measured[name]
                into.flagged[rho] = into.flagged.get(rho, 0) + any(flags)
                if rho == 0.4:
                    into.changes += sum(one is not other for one, other in zip([False, *flags], flags, strict=False))
    for life in lives("a factory", members, always(0.1), 1.0, bursty=bursty):
        played = lived(life)
        for name, rule in RULES.items():
            measured[name].delays.append(_first(rule(life, played), True))
    for life in lives("for the worse", members, changing(0.7, 0.08), 1.5, bursty=bursty):
        played = lived(life)
        for name, rule in RULES.items():
            measured[name].caught.append(_first(rule(life, played)[CHANGE:], True))
    for life in lives("for the better", members, changing(0.08, 0.7), 1.5, bursty=bursty):
        played = lived(life)
        for name, rule in RULES.items():
            flags = rule(life, played)
            if flags[CHANGE - 1]:
                measured[name].cleared.append(_first(flags[CHANGE:], False))
    return measured


def _first(flags: list[bool], wanted: bool) -> float:
    return next((float(day) for day, flag in enumerate(flags) if flag is wanted), NEVER)


def _print_flags(measured: dict[str, Measured], members: int) -> None:
    print(f"{'':<28}{'ever flagged at .35':>24}{'at .4':>24}{'at .5':>24}{'changes at .4':>15}")
    for name, found in measured.items():
        cells = "".join(f"{share(found.flagged[rho], members):>24}" for rho in (0.35, 0.4, 0.5))
        print(f"{name:<28}{cells}{found.changes / members:>15.3f}")
    print(f"{'':<28}{'delay at .10, days':>24}{'caught in 45 days':>24}{'days until caught':>24}{'until cleared':>15}")
    for name, found in measured.items():
        caught = sum(day < NEVER for day in found.caught)
        print(
            f"{name:<28}{_days(found.delays):>24}{share(caught, members):>24}{_days(found.caught):>24}"
            f"{_days(found.cleared):>15}"
        )


def _days(values: list[float]) -> str:
    if not values:
        return "-"
    found, low, high = middle(values)
    return "never" if found == NEVER else f"{found:.0f} ({low:.0f}-{high:.0f})"


def _print_told(members: int) -> None:
    print("Participants (rho = .8, one item a day) recognised within 30 days")
    for bursty in (False, True):
        hits = 0
        for life in lives("participants", members, always(0.8), 1.0, bursty=bursty):
            hits += Badge.PARTICIPATING in lived(life).badges[-DAYS : 30 - DAYS]
        print(f"{'  bursty days' if bursty else '  independent days':<28}{share(hits, members):>24}")
    print("\nMembers (rho = .5) of whom anything is said (on day 30, on day 90, ever in 90 days)")
    for bursty in (False, True):
        for a_week in (2, 3, 5):
            told = [0, 0, 0]
            for life in lives(f"{a_week} a week", members, always(0.5), a_week / 7, bursty=bursty):
                badges = lived(life).badges[-DAYS:]
                told[0] += badges[29] in TOLD
                told[1] += badges[-1] in TOLD
                told[2] += any(badge in TOLD for badge in badges)
            name = f"  {a_week} items a week, {'bursty' if bursty else 'independent'}"
            print(f"{name:<28}" + "".join(f"{share(hits, members):>24}" for hits in told))
