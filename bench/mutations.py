"""Changes small things at random places of the rules and runs their tests: nine of ten changes must be noticed.

MUTANTS small changes of bot/domain, drawn with SEED (`MUTANTS=500 SEED=7`; `ONLY=days,badge` draws from those modules
alone), each held against the tests of the rules that run the changed line.
"""

import ast
import os
import random
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import Executor
from functools import cache
from pathlib import Path

from bench import _trial
from bench._equivalent import EQUIVALENT
from bench._mutants import Mutant, count, mutant
from bench._trial import Covered, Ended, Trial, source

MUTANTS = 400
SEED = "1"
DATA = {"wordlists", "detectors/measured"}  # tables of words and of what was measured: nothing is decided there


def run(data: Path | None) -> None:
    """Prints which changes nobody noticed; needs no data."""
    with _trial.workers() as pool:
        _drawn(pool, int(os.environ.get("MUTANTS", MUTANTS)), os.environ.get("SEED", SEED))


def _drawn(pool: Executor, number: int, seed: str) -> None:
    covered = pool.submit(_trial.covered).result()
    chosen = [mutant(module, source(module), place) for module, place in _draw(number, seed)]
    counts: Counter[str] = Counter()
    trials = [_of_mutant(each, covered) for each in chosen]
    for each, ended in zip(chosen, pool.map(_trial.attempt, trials), strict=True):
        told = "equivalent" if ended is Ended.UNNOTICED and each.name in EQUIVALENT else str(ended)
        counts[told] += 1
        if ended is Ended.UNNOTICED:
            print(f"{told:10}  line {each.lines[0]:3}  {each.name}", flush=True)
    _sum_up(counts)


def _draw(number: int, seed: str) -> Iterable[tuple[str, int]]:
    only = set(filter(None, os.environ.get("ONLY", "").split(",")))
    names = [name for name in _trial.modules() if name not in DATA and (not only or name in only)]
    places = [(name, place) for name in names for place in range(count(source(name)))]
    print(
        f"{min(number, len(places))} of {len(places)} small changes in {len(names)} modules, drawn with seed {seed}\n"
    )
    return random.Random(seed).sample(places, number)


def _of_mutant(each: Mutant, covered: Covered) -> Trial:
    """The tests that run the changed lines, those of the module and quick ones first.

    What stands outside of functions runs when a module is loaded, and what a function remembers it does for the first
    that asks: there any test may notice.
    """
    first, last = each.lines
    running = {test for line in range(first, last + 1) for test in covered.lines[each.module].get(line, ())}
    touching = {test for tests in covered.lines[each.module].values() for test in tests}
    its_own = f"test_{each.module.rpartition('/')[2]}.py"

    def order(test: str) -> tuple[bool, bool, float]:
        return test not in touching, its_own not in test, covered.seconds[test]

    is_remembered = each.within.partition(".")[0] in _remembering(each.module)
    asked = running if running and not is_remembered else covered.seconds
    tests = sorted(asked, key=order)
    return Trial(each.module, each.text, {test: covered.seconds[test] for test in tests})


@cache
def _remembering(module: str) -> frozenset[str]:
    """The functions of a module that keep what they found, and whatever stands in them."""
    return frozenset(
        node.name
        for node in ast.parse(source(module)).body
        if isinstance(node, ast.FunctionDef)
        and any(
            "cache" in ast.unparse(each)
            for inner in ast.walk(node)
            if isinstance(inner, ast.FunctionDef)
            for each in inner.decorator_list
        )
    )


def _sum_up(counts: Counter[str]) -> None:
    all_told = counts.total()
    noticed = all_told - counts["equivalent"] - counts[Ended.UNNOTICED]
    real = all_told - counts["equivalent"]
    print(f"\n{noticed} of {real} changes noticed ({noticed / real:.1%}), {counts['equivalent']} more change nothing.")
    print(
        f"Of the noticed {counts[Ended.NOTICED]} failed a test, {counts[Ended.ENDLESS]} came to no end, "
        f"{counts[Ended.UNLOADABLE]} could not be loaded."
    )
