"""How often each detector was right on its labelled cases: what may be shown in a channel is decided here, by counting.

Written from what `make bench` measures; a test counts again and fails where this table says something else.
"""

from typing import NamedTuple

PRECISE_ENOUGH = 0.9  # one finding in ten may be wrong, no more, before anybody but the member sees it


class Counts(NamedTuple):
    """Cases by what was there and what was found."""

    true_positives: int
    false_positives: int
    false_negatives: int
    true_negatives: int

    @property
    def precision(self) -> float:
        """Of what was found, the share that was there; 0 where nothing was found."""
        found = self.true_positives + self.false_positives
        return self.true_positives / found if found else 0.0

    @property
    def recall(self) -> float:
        """Of what was there, the share that was found; 0 where there was nothing."""
        there = self.true_positives + self.false_negatives
        return self.true_positives / there if there else 0.0


MEASURED: dict[str, Counts] = {}


def may_be_shown(name: str) -> bool:
    """Whether a detector is precise enough for a channel. One that nobody measured is not."""
    counts = MEASURED.get(name)
    return counts is not None and counts.precision >= PRECISE_ENOUGH
