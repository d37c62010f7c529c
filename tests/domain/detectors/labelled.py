"""Labelled cases: a scene, and whether the sign is in it; and counting how often a detector agrees."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.detectors.base import Detector, Scene
from bot.domain.detectors.measured import Counts
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
