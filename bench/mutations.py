"""Breaks the rules of the judgement on purpose and runs their tests: each break must be noticed.

`RULES` breaks what every guarantee promises, one by one, and names the test that has to fail. After them come
MUTANTS small changes at random places of the same files (`MUTANTS=200 SEED=x` for others), held against all tests of
the judgement. Works on a copy; nothing here is changed.
"""

# ruff: noqa: E501  (what is put in its place stands beside what stood there)

import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent.parent
COPIED = ("bot", "handlers", "models", "tests", "pyproject.toml")
FILES = ("badge", "beta", "days", "evidence", "judgement", "masses", "outlook")
TESTS = ("judgement", "days", "beta", "outlook", "guarantees")
EXAMPLES = "25"  # histories a guarantee; fewer than in the suite, so that a mutant takes seconds
MUTANTS = 100

# file, what stands there, what is put in its place, (part of) the name of the test that has to fail
RULES = (
    ("days", "key=lambda item: (-item.weight, item.key)", "key=lambda item: (item.weight, item.key)", "lowers_the_share"),
    ("masses", "PRIOR_BROADCAST + self.broadcasts", "PRIOR_BROADCAST + self.broadcasts + self.out**2", "lowers_the_share"),
    ("days", "AGAIN_IN_A_THREAD = 0.5", "AGAIN_IN_A_THREAD = -0.5", "makes_a_factory_likelier"),
    ("evidence", "            if broadcasts:\n", "            if True:\n", "never_raises_the_evidence"),
    ("badge", "mass >= ENOUGH and at >= begins", "mass >= ENOUGH", "turns_the_factory_badge_on or thirteenth_day"),
    ("badge", "zip(enough, evidence, strict=True)]", "zip([g + b >= 9 for g, b in zip(genuine, broadcasts)], evidence)]",
     "turns_the_factory_badge_on or of_five"),
    ("badge", "        elif factory[at]:\n            badge = Badge.FACTORY\n        elif participating[at]:\n"
     "            badge = Badge.PARTICIPATING\n        elif not enough_posts[at] and not enough_genuine[at]:\n"
     "            badge = Badge.UNTOLD\n",
     "        elif not enough_posts[at] and not enough_genuine[at]:\n            badge = Badge.UNTOLD\n"
     "        elif factory[at]:\n            badge = Badge.FACTORY\n        elif participating[at]:\n"
     "            badge = Badge.PARTICIPATING\n", "little_is_left"),
    ("badge", "and days < QUIET_DAYS and b >= STILL_ENOUGH", "and b >= STILL_ENOUGH", "comment_after_a_silence"),
    ("badge", "and days < QUIET_DAYS and b >= STILL_ENOUGH", "and days < QUIET_DAYS", "less_than_half"),
    ("masses", "return for_it / (for_it + against)", "return (for_it + against / 2) / (for_it + against)",
     "raises_the_share or prior"),
    ("badge", "_participating(genuine, broadcasts, lived, enough_genuine,",
     "_participating(genuine, broadcasts, lived, [a or b for a, b in zip(enough_genuine, enough_posts)],",
     "turns_participating_on or own_side"),
    ("badge", "        on = on and days < QUIET_DAYS and g >= STILL_ENOUGH\n", "", "post_after_a_silence"),
    ("badge", "(place, of_day.full_genuine)", "(place, of_day.full_genuine + of_day.full_low)", "exactly_alone"),
    ("masses", "LOW_EFFORT_AT_MOST = 0.10", "LOW_EFFORT_AT_MOST = 0.30", "by_a_fortieth"),
    ("masses", "LOW_EFFORT_AT_MOST = 0.10", "LOW_EFFORT_AT_MOST = 0.30", "less_than_a_fortieth"),
    ("days", "A_DAY_AT_MOST = 3.0", "A_DAY_AT_MOST = 3.5", "no_mass_by_three"),
    ("days", "A_DAY_IS_FULL = 60.0", "A_DAY_IS_FULL = 1e9", "no_mass_by_three or no_day_reaches"),
    ("days", "AGAIN_IN_A_THREAD = 0.5", "AGAIN_IN_A_THREAD = 0.6", "twice_its_best"),
    ("evidence", "min(items, A_DAY_IS_FULL_AT) ** ALIKE", "items", "after_a_burst"),
    ("days", "sorted(kept.values(), key=lambda item: (item.at, item.key))", "list(kept.values())[:400]",
     "order_of_arrival or time_order"),
    ("days", "if known is None or _rank(item) > _rank(known):", "if known is None or item.at.minute % 2:", "either_order"),
    ("days", "kept[item.key] = item", "kept[item.key + str(len(kept))] = item", "importing_again"),
    ("badge", "origin = first.toordinal()", "origin = first.toordinal() - first.toordinal() % 7", "shift_of_everything"),
    ("days", "return item.at.astimezone(UTC).date()", "return item.at.date()", "time_zone"),
    ("judgement", "replay(days, today - ONE_DAY, covered", "replay(days, today, covered", "within_a_day"),
    ("beta", "PRIOR_GENUINE = 4 / 3", "PRIOR_GENUINE = 3 / 3", "returns_to_the_prior"),
    ("badge", "REPLAYED_DAYS = 180", "REPLAYED_DAYS = 300", "returns_to_the_prior or half_a_year"),
    ("badge", "worth = [0.0] * (WINDOW_DAYS + REPLAYED_DAYS)", "worth = _masses.__dict__.setdefault('w', [0.0] * 270)",
     "remembers_nothing"),
    ("evidence", "WEAK = 10.0", "WEAK = 21.5", "lower_one_that_takes_it"),
    ("evidence", "STRONG = 21.5", "STRONG = 12.0", "thirteen_days or posts_alone or guarantees or judgement"),
)  # fmt: skip
_SWAPPED: dict[type[ast.AST], type[Any]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip


def run(data: Path | None) -> None:
    """Prints which breaks were noticed; needs no data."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in COPIED:
            (shutil.copytree if (HERE / name).is_dir() else shutil.copy)(HERE / name, copy / name)
        if not _passes(copy, "badge", (HERE / "bot" / "domain" / "badge.py").read_text(encoding="utf-8")):
            raise SystemExit("the tests fail as things are: nothing can be learned from breaking more")
        missed = sum(not _rule(copy, *rule) for rule in RULES)
        print(f"\nRules broken on purpose: {len(RULES) - missed} of {len(RULES)} noticed by the test that is to.\n")
        chance = random.Random(os.environ.get("SEED", ""))
        mutants = [mutant for name in FILES for mutant in _mutants(name)]
        chosen = chance.sample(mutants, min(int(os.environ.get("MUTANTS", MUTANTS)), len(mutants)))
        killed = sum(_is_killed(copy, *mutant) for mutant in chosen)
        print(f"\nSmall changes at random places: {killed} of {len(chosen)} noticed ({killed / len(chosen):.0%}).")


def _rule(copy: Path, name: str, there: str, instead: str, test: str) -> bool:
    original = (copy / "bot" / "domain" / f"{name}.py").read_text(encoding="utf-8")
    if original.count(there) < 1:
        raise SystemExit(f"{name}.py no longer says {there!r}: bring bench/mutations.py up to date")
    noticed = not _passes(copy, name, original.replace(there, instead, 1), "-k", test)
    print(
        f"  {'noticed' if noticed else 'MISSED '}  {name}: {' '.join(instead.split())[:60] or 'nothing'}  ({test})",
        flush=True,
    )
    return noticed


def _is_killed(copy: Path, name: str, place: str, text: str) -> bool:
    killed = not _passes(copy, name, text)
    if not killed:
        print(f"  survived  {name}.py {place}", flush=True)
    return killed


def _passes(copy: Path, name: str, text: str, *chosen: str) -> bool:
    file = copy / "bot" / "domain" / f"{name}.py"
    original = file.read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    tests = [f"tests/domain/test_{each}.py" for each in TESTS]
    asked = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:randomly", "-p", "no:cacheprovider", *tests, *chosen]
    env = {**os.environ, "GUARANTEE_EXAMPLES": EXAMPLES, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        ended = subprocess.run(asked, cwd=copy, env=env, capture_output=True, check=False, timeout=600)
    except subprocess.TimeoutExpired:
        return False  # it no longer comes to an end: noticed
    finally:
        file.write_text(original, encoding="utf-8")
    if ended.returncode == 5:
        raise SystemExit(f"no test is called like {chosen}")
    return ended.returncode == 0


def _mutants(name: str) -> Iterator[tuple[str, str, str]]:
    """Every one of the small changes: (file, where, the changed file)."""
    source = (HERE / "bot" / "domain" / f"{name}.py").read_text(encoding="utf-8")
    count = sum(1 for _ in _places(ast.parse(source)))
    for number in range(count):
        tree = ast.parse(source)
        node, change = list(_places(tree))[number]
        yield name, f"line {node.lineno}: {change(node)}", ast.unparse(tree)


def _places(tree: ast.AST) -> Iterator[tuple[Any, Callable[[Any], str]]]:
    """Each node that can be changed, with what changes it and says how."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and type(node.ops[0]) in _SWAPPED:
            yield node, _swap_compared
        elif isinstance(node, ast.BinOp | ast.BoolOp | ast.AugAssign) and type(node.op) in _SWAPPED:
            if not _is_annotation(node):
                yield node, _swap
        elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
            yield node, _one_more
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield node, _affirm


def _is_annotation(node: ast.AST) -> bool:
    return isinstance(getattr(node, "op", None), ast.BitOr)


def _swap_compared(node: ast.Compare) -> str:
    node.ops[0] = _SWAPPED[type(node.ops[0])]()
    return ast.unparse(node)


def _swap(node: ast.BinOp) -> str:
    node.op = _SWAPPED[type(node.op)]()
    return ast.unparse(node)


def _one_more(node: ast.Constant) -> str:
    node.value = node.value + 1 if isinstance(node.value, int) else node.value * 1.1 + 0.01
    return f"… {node.value}"


def _affirm(node: ast.UnaryOp) -> str:
    node.op = ast.UAdd()
    return ast.unparse(node)
