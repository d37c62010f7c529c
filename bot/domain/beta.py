"""How sure one can be of a share: the Beta distribution, and the lines beyond which a judgement is certain enough."""

import math

PRIOR_GENUINE = 4 / 3  # with PRIOR_BROADCAST: two things seen before anything is seen, two thirds of them genuine,
PRIOR_BROADCAST = 2 / 3  # which is the two-thirds rule itself, so a newcomer is not accused

_TINY = 1e-300
_CLOSE_ENOUGH = 1e-16
_PIECES = 4  # straight pieces of a tabulated line to each unit of broadcasts
_UNSURE = 1e-2  # nearer than this to a line the distribution itself is asked; the table is off by a tenth of it at most


def below(x: float, a: float, b: float) -> float:
    """P(X < x) for X ~ Beta(a, b): the regularised incomplete beta function I_x(a, b), to about 1e-13.

    Continued fraction of DLMF 8.17.22, evaluated by the modified Lentz algorithm on the side where it converges fast.
    """
    if a <= 0 or b <= 0:
        raise ValueError("a Beta distribution needs a > 0 and b > 0")
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    if x > (a + 1) / (a + b + 2):
        return 1 - _tail(1 - x, b, a)
    return _tail(x, a, b)


def _tail(x: float, a: float, b: float) -> float:
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(log_front) / a * _fraction(x, a, b)


def _fraction(x: float, a: float, b: float) -> float:
    c = 1.0
    d = 1 / _not_zero(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, 1000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / _not_zero(1 + even * d)
        c = _not_zero(1 + even / c)
        value *= c * d
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / _not_zero(1 + odd * d)
        c = _not_zero(1 + odd / c)
        value *= c * d
        if abs(c * d - 1) < _CLOSE_ENOUGH:
            break
    return value


def _not_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def quantile(p: float, a: float, b: float) -> float:
    """The x with P(X < x) = p for X ~ Beta(a, b), to about 1e-12 of it: Newton steps inside a shrinking bracket."""
    if not 0 < p < 1:
        raise ValueError("a quantile needs 0 < p < 1")
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    low, high, x = 0.0, 1.0, a / (a + b)
    for _ in range(200):
        over = below(x, a, b) - p
        if over > 0:
            high = x
        else:
            low = x
        density = math.exp(log_front + (a - 1) * math.log(x) + (b - 1) * math.log1p(-x))
        step = x - over / density if density > 0 else -1.0
        following = step if low < step < high else (low + high) / 2
        if abs(following - x) <= 1e-13 * x:
            break
        x = following
    return x


class Line:
    """Where P(rho < x) crosses `level` for rho ~ Beta(4/3 + G, 2/3 + B): for each B the one G.

    More genuine mass only ever lowers P, so a comparison with a tabulated line answers in well under a microsecond;
    close to the line the distribution itself is asked, so the answer is always the exact one.
    """

    def __init__(self, x: float, level: float) -> None:
        self.x = x
        self.level = level
        self._pieces: dict[int, tuple[float, float]] = {}  # height and rise of each, filled as they are asked for

    def at(self, broadcasts: float) -> float:
        """The genuine mass (negative where even none is too much) at which P(rho < x) = level, to about 1e-9."""
        return _crossing(self.x, self.level, broadcasts, 1e-10)

    def exceeded(self, genuine: float, broadcasts: float) -> bool:
        """Whether P(rho < x) > level."""
        place = broadcasts * _PIECES
        step = int(place)
        height, rise = self._pieces.get(step) or self._piece(step)
        gap = height + rise * (place - step) - genuine
        return gap > 0 if abs(gap) > _UNSURE else chance_below(self.x, genuine, broadcasts) > self.level

    def undercut(self, genuine: float, broadcasts: float) -> bool:
        """Whether P(rho < x) < level."""
        place = broadcasts * _PIECES
        step = int(place)
        height, rise = self._pieces.get(step) or self._piece(step)
        gap = height + rise * (place - step) - genuine
        return gap < 0 if abs(gap) > _UNSURE else chance_below(self.x, genuine, broadcasts) < self.level

    def _piece(self, step: int) -> tuple[float, float]:
        height, end = (_crossing(self.x, self.level, at / _PIECES, 1e-5) for at in (step, step + 1))
        piece = self._pieces[step] = (height, end - height)
        return piece


def chance_below(x: float, genuine: float, broadcasts: float) -> float:
    """P(rho < x) for rho ~ Beta(4/3 + genuine, 2/3 + broadcasts)."""
    return below(x, PRIOR_GENUINE + genuine, PRIOR_BROADCAST + broadcasts)


def _crossing(x: float, level: float, broadcasts: float, within: float) -> float:
    """The genuine mass at which P(rho < x) = level; negative where even none is too much."""
    low, high = -PRIOR_GENUINE + 1e-9, 1.0
    while chance_below(x, high, broadcasts) > level:
        low, high = high, 2 * high
    while high - low > within:
        middle = (low + high) / 2
        if chance_below(x, middle, broadcasts) > level:
            low = middle
        else:
            high = middle
    return (low + high) / 2
