"""The ids that the server makes."""

from itertools import pairwise
from uuid import RFC_4122, UUID

from hypothesis import given
from hypothesis import strategies as st

from documents.aggregates.chats.sealed_max import order_and_rank
from services.message_ids import MessageIds
from tests.support import BEGINNING, SetClock

MOVES = st.lists(
    st.tuples(st.integers(-5_000, 5_000), st.sampled_from([0, 1, 2**32 - 1, 2**74 - 1])),
    min_size=1,
    max_size=60,
)


def milliseconds(made: str) -> int:
    return UUID(made).int >> 80


def test_an_id_is_a_uuid_of_version_7_with_the_time_it_was_made_at() -> None:
    made = MessageIds(SetClock(), lambda bits: 2**bits // 3)()
    assert UUID(made).hex == made
    assert (UUID(made).version, UUID(made).variant) == (7, RFC_4122)
    assert milliseconds(made) == BEGINNING.timestamp() * 1000


@given(MOVES)
def test_ids_of_a_process_rise_whatever_its_clock_does(moves: list[tuple[int, int]]) -> None:
    clock = SetClock()
    chance = 0
    ids = MessageIds(clock, lambda bits: chance % 2**bits)
    made = []
    for move, chance in moves:  # noqa: B007 - the lambda reads it
        clock.advance(milliseconds=move)
        made += [ids(), ids()]
    assert all(one < next_one for one, next_one in pairwise(made))
    assert all(UUID(one).version == 7 for one in made)
    ranks = [order_and_rank(one) for one in made]
    assert ranks == [("uuid7", one) for one in made]


def test_ids_of_one_millisecond_differ_between_processes() -> None:
    one, other = (MessageIds(SetClock(), chance) for chance in (lambda _: 5, lambda _: 6))
    assert one() != other()


def test_when_chance_has_run_out_within_a_millisecond_the_next_one_begins() -> None:
    ids = MessageIds(SetClock(), lambda bits: 2**bits - 1)
    first, second = ids(), ids()
    assert milliseconds(second) == milliseconds(first) + 1
    assert first < second
