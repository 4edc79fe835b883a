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
