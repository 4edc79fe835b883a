"""A figure that rises is told from one that swings."""

import random

import pytest

from tests.soak.slopes import slope_of


def test_a_straight_line_has_its_slope_and_no_error() -> None:
    found = slope_of([(x, 5 + 2 * x) for x in range(100)])
    assert found.per_second == pytest.approx(2)
    assert found.error == pytest.approx(0, abs=1e-6)
    assert found.rises_by() == pytest.approx(198)


def test_what_only_swings_does_not_rise() -> None:
    chance = random.Random(3)
    assert slope_of([(x, chance.gauss(100, 10)) for x in range(1000)]).rises_by() == 0


def test_a_leak_is_seen_below_what_swings() -> None:
    chance = random.Random(3)
    samples = [(x, 0.05 * x + chance.gauss(100, 10)) for x in range(1000)]
    assert 30 < slope_of(samples).rises_by() <= 50


def test_what_falls_does_not_rise() -> None:
    assert slope_of([(x, -x) for x in range(100)]).rises_by() == 0


def test_the_error_is_that_of_least_squares() -> None:
    # By hand: the mean of x is 1.5, of y 2.5; the slope 1.4, what is left 1.2 of two degrees.
    found = slope_of([(0.0, 1.0), (1.0, 1.0), (2.0, 3.0), (3.0, 5.0)])
    assert found.per_second == pytest.approx(1.4)
    assert found.error == pytest.approx((1.2 / 2 / 5) ** 0.5)


def test_a_slow_swing_is_no_crowd_of_witnesses() -> None:
    """Samples taken a hundred times as often say the same, and prove no more."""
    few = [(float(x), float(x % 7)) for x in range(16)]
    many = [(x + n / 100, y) for x, y in few for n in range(100)]
    assert slope_of(many).error == pytest.approx(slope_of(few).error, rel=0.01)


def test_two_samples_are_no_line_with_an_error() -> None:
    with pytest.raises(ValueError, match="three"):
        slope_of([(0.0, 1.0), (1.0, 2.0)])
