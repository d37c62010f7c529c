"""Protocols A, B and D: real accounts, as sequences of what kind each item was. Nothing of them is kept here."""

import gzip
import json
import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import fmean

from bench._counts import auc, share
from bot.domain.badge import FACTORY_SHARE, replay
from bot.domain.beta import below
from bot.domain.days import Day, grain
from bot.domain.evidence import alike
from bot.domain.kinds import Act, Badge
from bot.domain.masses import masses
from bot.domain.weigh import BASE

ACCOUNTS = "accounts.jsonl.gz"
FIRST_ITEMS = (5, 10, 20, 50)
LATER = 60  # protocol A: what an account does from here on is what was to be predicted
HALVES = 20  # into which the accounts are cut at random, fixed seeds; the figures are means
SURE = 0.9
LINES = (
    0.6,
    0.7,
    0.8,
    0.9,
)  # or the lowest of these which, on the half fitted to, flags as few wrongly as was measured
CARE = 0.98  # a little fewer, because what is fitted to one half does a little worse on the other
TO_OTHERS = frozenset("RQCM")  # the accounts' own notion of other-directed: boosts and mentions are
ACTS = {"C": Act.JOIN, "Q": Act.QUOTE, "M": Act.QUOTE, "R": Act.AMPLIFY, "L": Act.BROADCAST, "P": Act.BROADCAST}
NEWS_FEED, OTHERS = "NewsFeed", ("RightTroll", "LeftTroll", "HashtagGamer")
TOLD = (Badge.FACTORY, Badge.PARTICIPATING, Badge.BALANCING)
REPLAYED = 120
REFERENCES_A = {
    "AUC": (0.788, 0.830, 0.900, 0.916),
    "accuracy": (0.812, 0.822, 0.831, 0.855),
    "false flags": (0.125, 0.117, 0.117, 0.113),
    "missed": (0.346, 0.332, 0.299, 0.224),
}
REFERENCES_B = (0.824, 0.886, 0.898, 0.910)
_EPOCH = date(1970, 1, 1)

Seen = tuple[float, float]  # what speaks for an account, what against


@dataclass(frozen=True)
class Account:
    """One account: the day and the kind of each item, in the order of time."""

    category: str | None
    days: tuple[date, ...]
    types: str

    def masses_of(self, items: int) -> Seen:
        """The domain's masses of the first `items` as of the last, each other-directed one a talk of its own."""
        found = masses({day: Day(to, to, own) for day, (to, own) in self._by_day(items)}, self.days[items - 1])
        return found.genuine, found.broadcasts

    def evidence_of(self, items: int) -> Seen:
        """The first `items` as the domain's evidence counts them: those of one day resemble one another."""
        scaled = [(to, own, alike(to + own) / (to + own)) for _, (to, own) in self._by_day(items)]
        to_others = math.fsum(to * scale for to, _, scale in scaled)
        return grain(to_others), grain(math.fsum(own * scale for _, own, scale in scaled))

    def _by_day(self, items: int) -> list[tuple[date, list[int]]]:
        sums: dict[date, list[int]] = {}
        for day, kind in zip(self.days[:items], self.types[:items], strict=True):
            sums.setdefault(day, [0, 0])[kind not in TO_OTHERS] += 1
        return list(sums.items())

    def counts_of(self, items: int) -> Seen:
        """How many of the first `items` were other-directed, and how many not."""
        to_others = sum(kind in TO_OTHERS for kind in self.types[:items])
        return to_others, items - to_others

    def judged_days(self) -> dict[date, Day]:
        """The day sums of protocol D, every item in a thread of its own."""
        acts: dict[date, list[Act]] = {}
        for day, kind in zip(self.days, self.types, strict=True):
            acts.setdefault(day, []).append(ACTS[kind])
        return {
            day: Day(*[math.fsum(BASE[act] for act in done if act in of)] * 2, done.count(Act.BROADCAST), low(done))
            for day, done in acts.items()
            for of in [(Act.JOIN, Act.QUOTE)]
        }


def low(acts: Sequence[Act]) -> float:
    return BASE[Act.AMPLIFY] * acts.count(Act.AMPLIFY)


def read(path: Path) -> list[Account]:
    """All accounts of the file, in its order."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    return [
        Account(
            one["category"],
            tuple(_EPOCH + timedelta(seconds=one["started"] + hour * 3600) for hour in one["hours"]),
            one["types"],
        )
        for one in found
    ]


def print_accounts(path: Path) -> None:
    """Prints protocols A, B and D."""
    accounts = read(path)
    _print_prediction(accounts)
    _print_newsfeeds(accounts)
    _print_replayed(accounts)


def _print_prediction(accounts: Sequence[Account]) -> None:
    chosen = [one for one in accounts if len(one.types) >= 120]
    truths = [sum(kind in TO_OTHERS for kind in one.types[LATER:]) / len(one.types[LATER:]) < 1 / 3 for one in chosen]
    print(
        f"A  {len(chosen)} accounts with 120 items or more, {sum(truths)} of them factories later; predicted from the\n"
        f"   first n items. Prior and line fitted on a random half, scored on the other; means of {HALVES} halves.\n"
    )
    print(f"{'':<34}{'n':>4}{'AUC':>8}{'accuracy':>10}{'false flags':>13}{'missed':>8}")
    for place, items in enumerate(FIRST_ITEMS):
        few = REFERENCES_A["false flags"][place]
        counted = [one.counts_of(items) for one in chosen]
        rows = {
            "measured elsewhere": [column[place] for column in REFERENCES_A.values()],
            "counts, posterior > .9": _predicted(counted, truths, (SURE,), few),
            "this rule's masses, > .9": _predicted([one.masses_of(items) for one in chosen], truths, (SURE,), few),
            "this rule's evidence": _predicted([one.evidence_of(items) for one in chosen], truths, LINES, few),
        }
        for name, row in rows.items():
            print(f"{name:<34}{items:>4}{row[0]:>8.3f}{row[1]:>10.3f}{row[2]:>13.3f}{row[3]:>8.3f}")
    print()


def _predicted(seen: Sequence[Seen], truths: Sequence[bool], lines: Sequence[float], few: float) -> list[float]:
    """AUC, accuracy, false flags and misses of P(rho < 1/3) under a fitted prior, means over the halves."""
    rows = []
    for half in range(HALVES):
        chance = random.Random(half)
        fitted = [chance.random() < 0.5 for _ in seen]
        prior = fit([one for one, fit_to in zip(seen, fitted, strict=True) if fit_to])
        known: dict[Seen, float] = {}
        for one in seen:
            if one not in known:
                known[one] = below(FACTORY_SHARE, prior[0] + one[0], prior[1] + one[1])
        learnt = [(known[one], truth) for one, truth, fit_to in zip(seen, truths, fitted, strict=True) if fit_to]
        scored = [(known[one], truth) for one, truth, fit_to in zip(seen, truths, fitted, strict=True) if not fit_to]
        line = _lowest(lines, learnt, few)
        flags = [score > line for score, _ in scored]
        others = sum(not truth for _, truth in scored)
        wrongly = sum(flag and not truth for flag, (_, truth) in zip(flags, scored, strict=True))
        missed = sum(truth and not flag for flag, (_, truth) in zip(flags, scored, strict=True))
        rows.append(
            (
                auc(*zip(*scored, strict=True)),
                1 - (wrongly + missed) / len(scored),
                wrongly / others,
                missed / (len(scored) - others),
            )
        )
    return [fmean(column) for column in zip(*rows, strict=True)]


def _lowest(lines: Sequence[float], learnt: Sequence[tuple[float, bool]], few: float) -> float:
    """The lowest of the lines above which at most the part `few` of those who are no factories lies."""
    others = [score for score, truth in learnt if not truth]
    return next(
        (line for line in lines if sum(score > line for score in others) <= 0.98 * few * len(others)), lines[-1]
    )


def fit(seen: Sequence[Seen]) -> Seen:
    """The Beta prior under which what was seen is likeliest (beta-binomial), by a grid that closes in on it."""
    weights: dict[Seen, int] = {}
    for one in seen:
        weights[one] = weights.get(one, 0) + 1
    centre, width = (math.log(0.3), math.log(0.3)), 2.0
    while width > 0.02:
        steps = [(centre[0] + i * width / 2, centre[1] + j * width / 2) for i in range(-2, 3) for j in range(-2, 3)]
        centre = max(steps, key=lambda at: _likelihood(weights, math.exp(at[0]), math.exp(at[1])))
        width *= 0.6
    return math.exp(centre[0]), math.exp(centre[1])


def _likelihood(weights: dict[Seen, int], a: float, b: float) -> float:
    ln = math.lgamma
    prior = ln(a + b) - ln(a) - ln(b)
    return math.fsum(
        times * (prior + ln(a + hits) + ln(b + misses) - ln(a + b + hits + misses))
        for (hits, misses), times in weights.items()
    )


def _print_newsfeeds(accounts: Sequence[Account]) -> None:
    labelled = [one for one in accounts if one.category in (NEWS_FEED, *OTHERS) and len(one.types) >= 50]
    feeds = [one.category == NEWS_FEED for one in labelled]
    print(
        f"B  {sum(feeds)} accounts an expert called news feeds against {len(feeds) - sum(feeds)} of other categories "
        "(without\n   those called NonEnglish), 50 items or more: AUC from the first n.\n"
    )
    print(f"{'':<34}" + "".join(f"{items:>8}" for items in FIRST_ITEMS))
    print(f"{'measured elsewhere':<34}" + "".join(f"{value:>8.3f}" for value in REFERENCES_B))
    scorers: dict[str, Callable[[Account, int], Seen]] = {
        "counts": Account.counts_of,
        "this rule's masses": Account.masses_of,
        "this rule's evidence": Account.evidence_of,
    }
    for name, scorer in scorers.items():
        row = []
        for items in FIRST_ITEMS:
            prior = fit([scorer(one, items) for one in accounts if len(one.types) >= 120])
            scores = [
                below(FACTORY_SHARE, prior[0] + to, prior[1] + own)
                for to, own in (scorer(one, items) for one in labelled)
            ]
            row.append(auc(scores, feeds))
        print(f"{name:<34}" + "".join(f"{value:>8.3f}" for value in row))
    print()


def _print_replayed(accounts: Sequence[Account]) -> None:
    print(
        f"D  Accounts with 150 items or more, replayed day by day for {REPLAYED} days. Measured elsewhere: an earlier\n"
        "   form of the rule .76 changes on the labelled others, a naive share of 30 days 2.27; news feeds .96.\n"
        "   A change is one between two things said (factory, participating, balance); silence in between is none.\n"
        "   Every change of the badge, to and from silence too, stands beside it.\n"
    )
    print(f"{'':<22}{'accounts':>9}{'changes':>9}{'every change':>14}{'of the factory badge':>22}  ever flagged")
    groups: dict[str, list[Account]] = {"news feeds": [], "labelled others": [], "NonEnglish": [], "without label": []}
    for one in accounts:
        if len(one.types) >= 150:
            groups[_group(one.category)].append(one)
    for name, members in groups.items():
        played = [_replayed(one) for one in members]
        of_all = [
            fmean(_changes(badges) for badges in row)
            for row in (
                [[badge for badge in badges if badge in TOLD] for badges in played],
                played,
                [[badge is Badge.FACTORY for badge in badges] for badges in played],
            )
        ]
        flagged = sum(Badge.FACTORY in badges for badges in played)
        print(
            f"{name:<22}{len(members):>9}{of_all[0]:>9.2f}{of_all[1]:>14.2f}{of_all[2]:>22.2f}  "
            f"{share(flagged, len(members))}"
        )
    print()


def _group(category: str | None) -> str:
    if category in OTHERS:
        return "labelled others"
    return "news feeds" if category == NEWS_FEED else category or "without label"


def _replayed(account: Account) -> tuple[Badge, ...]:
    return replay(account.judged_days(), account.days[0] + timedelta(days=REPLAYED - 1)).badges[-REPLAYED:]


def _changes(badges: Sequence[object]) -> int:
    return sum(one != other for one, other in pairwise(badges))
