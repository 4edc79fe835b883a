"""Calls and answers of which older releases kept nothing, once they were redacted."""

from typing import Any

from documents.aggregates.chats import tool_calls
from documents.aggregates.chats.tool_calls import ToolCalls
from documents.shapes.chats import StoredMessage
from tests.support import BEGINNING


def message(number: int, role: str, **fields: Any) -> StoredMessage:
    head = {"id": f"m-{number}", "sequence_order": number, "role": role, "content": ""}
    return {**head, "message_metadata": {}, **fields}


def call(number: int, *ids: str) -> StoredMessage:
    return message(number, "assistant", tool_calls=[{"id": each} for each in ids])


def answer(number: int, call_id: str) -> StoredMessage:
    return message(number, "tool", tool_call_id=call_id)


def erased(number: int) -> StoredMessage:
    """An answer to whatever it was."""
    return message(number, "tool", redacted_at=BEGINNING)


def strays(calls: ToolCalls, *messages: StoredMessage) -> list[int]:
    return [each["sequence_order"] for each in messages if calls.see(each).stray]


def test_an_erased_answer_is_taken_for_one_to_the_call_that_no_other_answers() -> None:
    calls = ToolCalls()
    assert strays(calls, call(1, "a", "b"), erased(2), answer(3, "a")) == []
    assert calls.open() == []
    assert strays(calls, answer(4, "a"), answer(5, "b")) == [4]


def test_an_erased_answer_is_one_to_the_newest_message_with_calls_open() -> None:
    calls = ToolCalls()
    assert strays(calls, call(1, "a"), call(2, "b", "c"), erased(3)) == []
    assert [each.id for each in calls.open()] == ["a", "c"]
    assert strays(calls, answer(4, "b"), answer(5, "a")) == []
    assert calls.open() == []


def test_of_the_calls_that_erased_answers_are_taken_for_the_newest_are_kept(
    monkeypatch: Any,
) -> None:
    monkeypatch.setattr(tool_calls, "MOST_OPEN", 2)
    calls = ToolCalls()
    for number, call_id in enumerate(("a", "b", "c")):
        assert strays(calls, call(2 * number + 1, call_id), erased(2 * number + 2)) == []
    assert strays(calls, answer(7, "a"), answer(8, "b"), answer(9, "c")) == [7]


def test_beyond_the_most_that_may_be_open_the_oldest_call_is_given_up(monkeypatch: Any) -> None:
    monkeypatch.setattr(tool_calls, "MOST_OPEN", 2)
    calls = ToolCalls()
    given_up = [calls.see(call(number, f"call {number}")).unanswered for number in (1, 2, 3)]
    assert [[each.id for each in some] for some in given_up] == [[], [], ["call 1"]]
