"""The order of an id and its rank in it."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.aggregates.chats.sealed_max import greatest, may_be_new, order_and_rank
from tests.documents.aggregates.chats.ids import dashed, ulid, uuid4, uuid7

TEXTS = st.one_of(
    st.text(min_size=1, max_size=64),
    st.text("0123456789abcdefABCDEF-7", min_size=30, max_size=38),
    st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZabcsk\u212a\u017f", min_size=26, max_size=26),
    st.builds(uuid7, st.integers(-(10**13), 10**12), st.integers(0, 2**60 - 1)).filter(
        lambda text: len(text) == 32
    ),
    st.builds(dashed, st.integers(0, 10**9), st.integers(0, 2**60 - 1)),
    st.builds(ulid, st.integers(0, 10**9), st.integers(0, 2**80 - 1)),
)


@given(st.lists(TEXTS, max_size=30), st.lists(TEXTS, min_size=1, max_size=4))
def test_an_id_that_is_above_the_greatest_is_none_of_them(
    sealed: list[str], given_ids: list[str]
) -> None:
    marks = {"sequence": len(sealed), **greatest(sealed)}
    if may_be_new(len(sealed), marks, given_ids):
        assert not set(sealed) & set(given_ids)
    assert not may_be_new(len(sealed) + 1, marks, given_ids)
    assert {order for order, _ in map(order_and_rank, sealed)} <= {"uuid7", "ulid", "other"}
    for order, rank in greatest(sealed).items():
        assert order_and_rank(rank) == (order, rank)


@pytest.mark.parametrize("of", [uuid7, dashed, ulid])
def test_a_later_id_ranks_higher(of: Callable[[int, int], str]) -> None:
    ranks = [order_and_rank(of(n, 2**59 if n % 2 else 0)) for n in range(1, 5000, 7)]
    assert ranks == sorted(ranks)
    assert len({order for order, _ in ranks}) == 1


@pytest.mark.parametrize(
    "message_id",
    [
        uuid4(1),
        "01890a5d-ac96-774b-bcce-b302099a80570",
        "01890a5dac96-774b-bcce-b302099a8057",
        "ffffffffffff7fffbfffffffffffffff",
        "000000000000700080000000000000000"[:32],
        "01ARZ3NDEKTSV4RRFFQ69G5FAI",
        "00000000000000000000000000",
        "81ARZ3NDEKTSV4RRFFQ69G5FAV",
    ],
)
def test_what_only_resembles_a_time_ordered_id_ranks_as_text(message_id: str) -> None:
    assert order_and_rank(message_id) == ("other", message_id)
