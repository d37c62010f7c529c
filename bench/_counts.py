"""Shares, middles and how sure one can be of them."""

import math
from collections.abc import Sequence

_Z = 1.959964  # 95 %


def bounds(hits: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % bounds of a share."""
    share, spread = hits / of, _Z**2 / of
    middle = (share + spread / 2) / (1 + spread)
    half = _Z * math.sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def share(hits: int, of: int) -> str:
    """A share with its 95 % bounds, as in ".0185 (.0160-.0213)"."""
    low, high = bounds(hits, of)
    return f"{_short(hits / of)} ({_short(low)}-{_short(high)})"


def _short(value: float) -> str:
    return f"{value:.4f}".removeprefix("0")


def middle(values: Sequence[float]) -> tuple[float, float, float]:
    """The median with the 95 % bounds its order statistics give."""
    ordered = sorted(values)
    count = len(ordered)
    half = _Z * math.sqrt(count) / 2
    low, high = int(max(0, count / 2 - half)), int(min(count - 1, count / 2 + half))
    return ordered[count // 2], ordered[low], ordered[high]


def auc(scores: Sequence[float], truths: Sequence[bool]) -> float:
    """How often somebody of whom it is true scores higher than somebody of whom it is not; a tie is half."""
    ordered = sorted(zip(scores, truths, strict=True))
    ranks, place = 0.0, 0
    while place < len(ordered):
        end = place
        while end < len(ordered) and ordered[end][0] == ordered[place][0]:
            end += 1
        ranks += (place + end + 1) / 2 * sum(truth for _, truth in ordered[place:end])
        place = end
    true = sum(truths)
    return (ranks - true * (true + 1) / 2) / (true * (len(truths) - true))
