"""Breaks what the method promises, rule by rule: each break must be noticed by the one test that is named for it."""

from pathlib import Path

from bench import _trial
from bench._breaks import RULES, Rule
from bench._trial import Ended, Trial, source

IN_THE_SUITE = "200"  # histories a guarantee


def run(data: Path | None) -> None:
    """Prints which breaks were noticed; needs no data."""
    missed, before = 0, ""
    with _trial.workers() as pool:
        for rule, ended in zip(RULES, pool.map(_trial.attempt, map(_trial_of, RULES)), strict=True):
            missed += ended is Ended.UNNOTICED
            if rule.test != before:
                print(rule.test)
            before = rule.test
            print(f"    {ended:9}  {rule.module}: {rule.shown}", flush=True)
    print(f"\n{len(RULES) - missed} of {len(RULES)} noticed by the test that has to.")


def _trial_of(rule: Rule) -> Trial:
    broken = source(rule.module).replace(rule.there, rule.instead)
    return Trial(rule.module, broken, {rule.node: 60.0}, IN_THE_SUITE)
