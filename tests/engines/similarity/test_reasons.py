from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from hanse.engines.similarity import shown_points

POINTS = st.lists(st.floats(-50, 100, allow_nan=False), max_size=12)


@given(POINTS)
def test_shown_points_add_up_to_the_shown_sum(points: list[float]) -> None:
    total, shown = shown_points(points)
    assert sum(shown, Decimal(0)) == total
    assert abs(float(total) - sum(points)) <= 0.05 + 1e-6


@given(POINTS)
def test_every_shown_term_is_less_than_a_tenth_from_its_points(points: list[float]) -> None:
    _, shown = shown_points(points)
    assert [value for value, term in zip(points, shown, strict=True) if abs(float(term) - value) >= 0.1 + 1e-8] == []


@given(POINTS)
def test_a_term_of_zero_is_shown_as_zero(points: list[float]) -> None:
    _, shown = shown_points([*points, 0.0])
    assert shown[-1] == 0


def test_the_largest_remainder_is_rounded_up_first() -> None:
    assert shown_points([1.06, 1.08, 1.01]) == (Decimal("3.2"), [Decimal("1.1"), Decimal("1.1"), Decimal("1.0")])
    assert shown_points([1.06, 1.08, 1.0]) == (Decimal("3.1"), [Decimal("1.0"), Decimal("1.1"), Decimal("1.0")])


def test_float_dust_does_not_move_a_tenth() -> None:
    assert shown_points([0.1 + 0.2, 0.3]) == (Decimal("0.6"), [Decimal("0.3"), Decimal("0.3")])


def test_no_terms_are_shown_as_zero() -> None:
    assert shown_points([]) == (Decimal(0), [])
