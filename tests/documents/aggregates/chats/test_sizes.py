"""When a tail is to be sealed, and what becomes of a bucket that is split."""

from datetime import timedelta

import pytest

from documents.aggregates.chats.buckets import halves, messages_bytes
from documents.aggregates.chats.limits import MAX_TAIL_BYTES, SealingLimits
from documents.shapes.chats import StoredMessage
from tests.support import BEGINNING

LIMITS = SealingLimits(piece_messages=4, piece_bytes=1000)


@pytest.mark.parametrize(
    ("messages", "tail_bytes", "due"),
    [(7, 1999, False), (8, 0, True), (2, 2000, True), (1, MAX_TAIL_BYTES, False)],
)
def test_a_tail_is_due_with_two_pieces_of_several_messages(
    messages: int, tail_bytes: int, due: bool
) -> None:
    assert LIMITS.due(messages, tail_bytes) is due


@pytest.mark.parametrize(
    ("messages", "tail_bytes", "overdue"),
    [
        (31, MAX_TAIL_BYTES // 2 - 1, False),
        (32, 0, True),
        (2, MAX_TAIL_BYTES // 2, True),
        (1, MAX_TAIL_BYTES, False),
    ],
)
def test_a_tail_is_overdue_with_eight_pieces_or_half_of_what_it_may_weigh(
    messages: int, tail_bytes: int, overdue: bool
) -> None:
    assert LIMITS.overdue(messages, tail_bytes) is overdue


def test_however_large_the_pieces_a_tail_is_due_at_half_of_what_it_may_weigh() -> None:
    limits = SealingLimits(piece_messages=1000, piece_bytes=MAX_TAIL_BYTES)
    assert limits.due(2, MAX_TAIL_BYTES // 2)
    assert not limits.due(2, MAX_TAIL_BYTES // 2 - 1)


def a_message(number: int) -> StoredMessage:
    return {"id": f"m-{number}", "sequence_order": number, "content": "x" * number}


def test_the_halves_of_a_bucket_have_all_its_messages_and_words_of_their_own_to_come() -> None:
    messages = [a_message(number) for number in range(5, 10)]
    later = BEGINNING + timedelta(minutes=1)
    bucket = {"_id": "b", "chat_id": "c", "messages": messages, "words": ["x"]}
    older, newer = halves(bucket, now=later)
    assert (older["_id"], newer["_id"] != "b") == ("b", True)
    assert older["messages"] + newer["messages"] == messages
    places = [(each["first_sequence"], each["last_sequence"]) for each in (older, newer)]
    assert places == [(5, 6), (7, 9)]
    for half in (older, newer):
        assert half["bytes"] == messages_bytes(half["messages"])
        assert (half["chat_id"], half["updated_at"]) == ("c", later)
        assert "words" not in half


def test_a_bucket_of_one_message_has_no_halves() -> None:
    assert halves({"_id": "b", "messages": [a_message(1)]}, now=BEGINNING) == []
