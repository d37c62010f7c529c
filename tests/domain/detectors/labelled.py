"""Labelled cases: a scene, and whether the sign is in it; and counting how often a detector agrees."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules

from bot.domain.detectors.base import Detector, Scene
from bot.domain.detectors.measured import Counts
from tests.domain.detectors import cases, fresh
from tests.domain.detectors.scenes import Thing, scene


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled case. `missed`: why the detector is known to get it wrong; it is counted against it all the same."""

    name: str
    scene: Scene
    there: bool
    tricky: bool = False
    missed: str = ""

    def __str__(self) -> str:
        return self.name


def yes(name: str, *things: Thing, missed: str = "", tricky: bool = False, **facts: object) -> Case:
    """The sign is there."""
    return Case(name, scene(*things, **facts), True, tricky, missed)


def no(name: str, *things: Thing, missed: str = "", tricky: bool = False, **facts: object) -> Case:
    """The sign is not there."""
    return Case(name, scene(*things, **facts), False, tricky, missed)


def batch(package: object) -> dict[str, tuple[Case, ...]]:
    """The cases of a folder by the detector they are for."""
    path, name = package.__path__, package.__name__  # type: ignore[attr-defined]
    found = {module.name: import_module(f"{name}.{module.name}").CASES for module in iter_modules(path)}
    return dict(sorted(found.items()))


FIRST = batch(cases)  # written before the detectors
FRESH = batch(fresh)  # written after them, and run once before anything was changed


def of(name: str) -> tuple[Case, ...]:
    """All cases of a detector."""
    return (*FIRST.get(name, ()), *FRESH.get(name, ()))


def right(detector: Detector, case: Case) -> bool:
    """Whether the detector agrees with the label."""
    return bool(detector.find(case.scene)) == case.there


def counted(detector: Detector, labelled: Iterable[Case]) -> Counts:
    """How often it was right, and how it was wrong."""
    outcomes = [(bool(detector.find(case.scene)), case.there) for case in labelled]
    return Counts(
        true_positives=outcomes.count((True, True)),
        false_positives=outcomes.count((True, False)),
        false_negatives=outcomes.count((False, True)),
        true_negatives=outcomes.count((False, False)),
    )


def everything() -> Iterator[tuple[str, Case]]:
    """Every case with the name of its detector."""
    for name in sorted(FIRST.keys() | FRESH.keys()):
        for case in of(name):
            yield name, case
