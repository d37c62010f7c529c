"""All labelled cases, by the detector they are for."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from tests.domain.detectors import cases, fresh, third
from tests.domain.detectors.labelled import Case


def _batch(package: ModuleType) -> dict[str, tuple[Case, ...]]:
    names = sorted(module.name for module in iter_modules(package.__path__))
    return {name: import_module(f"{package.__name__}.{name}").CASES for name in names}


FIRST = _batch(cases)  # written before the detectors
FRESH = _batch(fresh)  # written after them, and run once before anything was changed
THIRD = _batch(third)  # the same once more, for the detectors that were changed then


def of(name: str) -> tuple[Case, ...]:
    """All cases of a detector."""
    return (*FIRST.get(name, ()), *FRESH.get(name, ()), *THIRD.get(name, ()))


def everything() -> Iterator[tuple[str, Case]]:
    """Every case with the name of its detector."""
    for name in sorted(FIRST.keys() | FRESH.keys() | THIRD.keys()):
        for case in of(name):
            yield name, case
