"""The Beta distribution against exact values, found another way: binomial sums in whole fractions."""

from fractions import Fraction
from math import comb, isclose

import pytest

from bot.domain.beta import PRIOR_BROADCAST, PRIOR_GENUINE, Line, below, chance_below, quantile

THIRD, TWO_THIRDS = Fraction(1, 3), Fraction(2, 3)


def exactly(x: Fraction, a: int, b: int) -> Fraction:
    """P(X < x) for whole a and b: at least `a` heads in a + b - 1 throws of a coin that shows heads with chance x."""
    throws = a + b - 1
    return sum(
        (comb(throws, heads) * x**heads * (1 - x) ** (throws - heads) for heads in range(a, throws + 1)), Fraction()
    )


@pytest.mark.parametrize(
    "x", [Fraction(1, 1000), Fraction(1, 10), THIRD, Fraction(1, 2), TWO_THIRDS, Fraction(99, 100)]
)
def test_the_distribution_is_exact_where_it_can_be_counted_out(x: Fraction) -> None:
    for a in (1, 2, 3, 5, 8, 13, 40, 90):
        for b in (1, 2, 3, 7, 20, 50, 95):
            assert isclose(below(float(x), a, b), float(exactly(x, a, b)), rel_tol=1e-11, abs_tol=1e-13)


@pytest.mark.parametrize(
    ("x", "a", "b", "known"),
    # With one parameter 1 the distribution is a power; Beta(1/2, 1/2) is the arcsine law, whose quarter point is 1/3.
    [
        (0.3, 1, 2 / 3, 1 - 0.7 ** (2 / 3)),
        (0.3, 4 / 3, 1, 0.3 ** (4 / 3)),
        (0.25, 0.5, 0.5, 1 / 3),
        (0.75, 0.5, 0.5, 2 / 3),
        (0.5, 7.25, 7.25, 0.5),
    ],
)
def test_the_distribution_is_exact_where_a_formula_is_known(x: float, a: float, b: float, known: float) -> None:
    assert isclose(below(x, a, b), known, rel_tol=1e-12)


def test_the_distribution_obeys_its_recurrence_between_whole_numbers() -> None:
    # I_x(a + 1, b + 1) = x I_x(a, b + 1) + (1 - x) I_x(a + 1, b)
    for a in (0.7, 4 / 3, 6.25, 33.1):
        for b in (2 / 3, 5.9, 41.7):
            for x in (1 / 3, 0.5, 2 / 3):
                mixed = x * below(x, a, b + 1) + (1 - x) * below(x, a + 1, b)
                assert isclose(below(x, a + 1, b + 1), mixed, rel_tol=1e-11)


def test_outside_of_nought_and_one_nothing_is_left() -> None:
    assert below(-1, 2, 3) == below(0, 2, 3) == 0
    assert below(1, 2, 3) == below(7, 2, 3) == 1


def test_a_distribution_without_mass_is_refused() -> None:
    with pytest.raises(ValueError, match="a > 0"):
        below(0.5, 0, 1)
    with pytest.raises(ValueError, match="b > 0"):
        below(0.5, 1, 0)
    with pytest.raises(ValueError, match="a > 0"):
        below(0.5, 1, -1)


@pytest.mark.parametrize("p", [1e-6, 0.05, 0.5, 0.95, 1 - 1e-6])
def test_a_quantile_is_where_the_distribution_reaches_it(p: float) -> None:
    for a in (0.4, 4 / 3, 10.0, 80.0):
        for b in (2 / 3, 5.0, 95.0):
            assert isclose(below(quantile(p, a, b), a, b), p, rel_tol=1e-8)


def test_a_quantile_is_exact_where_a_formula_is_known() -> None:
    assert isclose(quantile(0.05, 1, 3), 1 - 0.95 ** (1 / 3), rel_tol=1e-11)
    assert isclose(quantile(0.95, 4, 1), 0.95**0.25, rel_tol=1e-11)
    assert isclose(quantile(0.5, 3.5, 3.5), 0.5, rel_tol=1e-11)


def test_a_quantile_needs_a_chance() -> None:
    for impossible in (0, 1, -0.5):
        with pytest.raises(ValueError, match="0 < p < 1"):
            quantile(impossible, 1, 1)


@pytest.mark.parametrize(("x", "level"), [(1 / 3, 0.9), (1 / 3, 0.5), (2 / 3, 0.2), (2 / 3, 0.5)])
def test_a_tabulated_line_gives_the_answer_of_the_exact_distribution(x: float, level: float) -> None:
    line = Line(x, level)
    for step in range(0, 950, 7):
        broadcasts = step / 10 + 0.0137
        at = line.at(broadcasts)
        assert isclose(chance_below(x, at, broadcasts), level, abs_tol=1e-7)
        for off in (-3, -0.1, -2e-3, -1e-3, -1e-4, -1e-7, 1e-7, 1e-4, 1e-3, 2e-3, 0.1, 3):
            genuine = at + off
            if genuine >= 0:
                assert line.exceeded(genuine, broadcasts) == (chance_below(x, genuine, broadcasts) > level) == (off < 0)
                assert line.undercut(genuine, broadcasts) == (chance_below(x, genuine, broadcasts) < level) == (off > 0)


def test_beyond_the_table_the_distribution_itself_answers() -> None:
    line = Line(1 / 3, 0.9)
    assert line.exceeded(10.0, 500.0)
    assert line.undercut(400.0, 500.0)


def test_before_anything_is_known_the_share_is_two_thirds() -> None:
    prior = PRIOR_GENUINE / (PRIOR_GENUINE + PRIOR_BROADCAST)
    assert isclose(prior, 2 / 3)
    assert isclose(chance_below(0.5, 0, 0), below(0.5, 4 / 3, 2 / 3))


def test_upon_a_line_somebody_is_neither_above_nor_below_it() -> None:
    for x, genuine, broadcasts in [(1 / 3, 4.0, 7.0), (2 / 3, 11.0, 2.5)]:
        line = Line(x, chance_below(x, genuine, broadcasts))
        assert not line.exceeded(genuine, broadcasts)
        assert not line.undercut(genuine, broadcasts)
