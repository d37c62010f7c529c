"""Answers that make no sense: a recorded one with one field at a time replaced or missing."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

NONSENSE = (
    None,
    -1,
    1e308,
    True,
    "",
    "\ud800\x00",
    [],
    [None],
    {},
    {"a": 1},
    "9999-12-31T23:59:59-14:00",
    "https://[::1",
)
MISSING = object()


def with_nonsense(answer: Any) -> Iterator[Any]:
    """`answer` again and again, each time with something else wrong in it; a field met twice takes turns."""
    for turn, path in enumerate(list(_paths(answer))):
        for wrong in (MISSING, *NONSENSE[turn % 3 :: 3]):
            broken = deepcopy(answer)
            inside = broken
            for step in path[:-1]:
                inside = inside[step]
            if wrong is MISSING:
                del inside[path[-1]]
            else:
                inside[path[-1]] = wrong
            yield broken


def _paths(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, each in inside:
        if above:  # the outermost names are the test's own
            yield (*above, step)
        yield from _paths(each, (*above, step))
