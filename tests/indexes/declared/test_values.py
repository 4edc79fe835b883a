from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.database import Decimal128
from indexes.declared.values import frozen


@given(st.integers(min_value=-(2**53), max_value=2**53))
def test_whole_numbers_are_equal_whatever_their_type(number: int) -> None:
    assert frozen(number) == frozen(float(number)) == frozen(Decimal128(str(number)))


@given(st.booleans(), st.integers())
def test_a_boolean_never_equals_a_number(truth: bool, number: int) -> None:
    assert frozen(truth) != frozen(number)


@pytest.mark.slow("tries 100 of any values")
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ),
    st.text(),
)
def test_a_string_is_never_taken_for_a_value_that_looks_like_it(value: object, text: str) -> None:
    if value != text:
        assert frozen(value) != frozen(text)


# A Decimal128 holds 34 digits.
NUMBERS = st.decimals(-(10**25), 10**25, places=8) | st.floats(-1e9, 1e9)


@given(NUMBERS, NUMBERS)
def test_numbers_are_equal_exactly_when_their_values_are(
    one: Decimal | float, other: Decimal | float
) -> None:
    def stored(number: Decimal | float) -> object:
        return Decimal128(number) if isinstance(number, Decimal) else number

    same = Fraction(one) == Fraction(other)
    assert (frozen(stored(one)) == frozen(stored(other))) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Decimal128("0.1"), 0.1, False),
        (Decimal128("0.1"), Decimal128("0.10"), True),
        (Decimal128("0.5"), 0.5, True),
        (Decimal128("9007199254740993.5"), 9007199254740993.5, False),
        (Decimal128("1E+6111"), Decimal128("1E+6110"), False),
        (Decimal128("1E+20"), 10**20, True),
        (Decimal128("1E-6176"), 0, False),
        (Decimal128("-0"), 0, True),
        (Decimal128("Infinity"), float("inf"), True),
        (Decimal128("-Infinity"), float("inf"), False),
        (Decimal128("NaN"), float("nan"), True),
        (Decimal128("sNaN"), float("nan"), True),
    ],
)
def test_a_decimal_equals_what_has_its_very_value(one: object, other: object, same: bool) -> None:
    assert (frozen(one) == frozen(other)) is same
