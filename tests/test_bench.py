"""What `make bench NAMES=broken` breaks is still there to be broken."""

import ast

from bench._breaks import RULES
from bench._mutants import count, mutant
from bench._trial import HERE, source


def test_every_break_of_a_rule_can_be_made() -> None:
    for rule in RULES:
        stands = source(rule.module)
        assert stands.count(rule.there) == 1, f"{rule.module}.py no longer says {rule.there!r} once"
        compile(stands.replace(rule.there, rule.instead), rule.module, "exec")


def test_every_guarantee_is_broken_at_least_once() -> None:
    file = HERE / "tests" / "domain" / "test_guarantees.py"
    tests = {
        f"tests/domain/{file.name}::{each.name}"
        for each in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")
    }
    assert tests <= {rule.node for rule in RULES}


def test_a_small_change_changes_one_thing_and_says_what() -> None:
    text = "def f(a: int | None) -> bool:\n    return a is not None and a < 3\n"
    made = [mutant("m", text, number) for number in range(count(text))]
    assert [each.name for each in made] == [
        "m f: a is not None and a < 3 → a is not None or a < 3",
        "m f: a is not None → a is None",
        "m f: a < 3 → a <= 3",
        "m f: a < 3 → a < 4",
    ]
    assert {each.lines for each in made} == {(2, 2)}
    assert len({each.text for each in made}) == 4
