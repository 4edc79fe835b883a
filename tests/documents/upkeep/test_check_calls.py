"""What a check finds of the tool calls in a chat, and what it lets be."""

from typing import Any

import pytest

from documents.aggregates.chats.append import NewMessage
from documents.aggregates.chats.limits import SealingLimits
from documents.database import Database
from documents.upkeep.findings import ChatFault
from tests.documents.aggregates.chats.engine import Engine, said
from tests.documents.upkeep.support import kinds, looked_at, set_chat
from tests.support import BEGINNING


def call(message_id: str, *call_ids: str) -> NewMessage:
    return NewMessage("assistant", "", {"tool_calls": [{"id": i} for i in call_ids]}, message_id)


def answer(message_id: str, call_id: Any = None) -> NewMessage:
    metadata = {} if call_id is None else {"tool_call_id": call_id}
    return NewMessage("tool", "42", metadata, message_id)


async def of_calls(database: Database, *messages: NewMessage) -> list[tuple[ChatFault, int | None]]:
    chat = await Engine.made(database, limits=SealingLimits(piece_messages=1))
    await chat.append(*messages)
    await chat.seal()
    return [(f.kind, f.place) for f in (await looked_at(chat)).findings]


async def test_calls_that_are_answered_are_no_finding(bound: Database) -> None:
    assert (
        await of_calls(
            bound,
            call("1", "a", "b"),
            answer("2", "b"),
            answer("3", "a"),
            call("4", "a"),
            answer("5", "a"),
            said("thanks", "6"),
        )
        == []
    )


async def test_a_call_that_waits_for_its_answer_is_no_finding(bound: Database) -> None:
    assert await of_calls(bound, said("hi", "1"), call("2", "a", "b"), answer("3", "a")) == []


async def test_a_call_that_was_passed_over_is_found(bound: Database) -> None:
    found = await of_calls(bound, call("1", "a", "b"), answer("2", "a"), said("hello?", "3"))
    assert found == [(ChatFault.CALL_UNANSWERED, 1)]


async def test_a_call_that_no_answer_can_come_to_is_found(bound: Database) -> None:
    chat = await Engine.made(bound)
    await chat.append(call("1", "a"))
    assert await kinds(chat) == []
    await set_chat(chat, {"$set": {"closed_at": BEGINNING}})
    assert await kinds(chat) == [ChatFault.CALL_UNANSWERED]


@pytest.mark.parametrize("call_id", ["other", None, 5, ["a"]])
async def test_an_answer_without_its_call_is_found(bound: Database, call_id: Any) -> None:
    found = await of_calls(bound, call("1", "a"), answer("2", "a"), answer("3", call_id))
    assert found == [(ChatFault.ANSWER_WITHOUT_CALL, 3)]


async def test_an_answer_before_its_call_is_found(bound: Database) -> None:
    found = await of_calls(bound, answer("1", "a"), call("2", "a"), said("well?", "3"))
    assert found == [(ChatFault.ANSWER_WITHOUT_CALL, 1), (ChatFault.CALL_UNANSWERED, 2)]


async def test_what_was_redacted_is_not_held_against_a_chat(bound: Database) -> None:
    chat = await Engine.made(bound)
    await chat.append(call("1", "a"), answer("2", "a"), call("3", "b"), answer("4", "b"))
    await chat.append(said("so", "5"))
    await chat.redact("1")
    await chat.redact("4")
    assert await kinds(chat) == []


async def test_a_call_that_no_redacted_answer_can_have_answered_is_found(bound: Database) -> None:
    chat = await Engine.made(bound)
    await chat.append(call("1", "a", "b"), answer("2", "a"), said("so", "3"))
    await chat.redact("2")
    assert await kinds(chat) == [ChatFault.CALL_UNANSWERED]


async def test_an_answer_after_a_redacted_one_is_still_to_its_call(bound: Database) -> None:
    chat = await Engine.made(bound)
    await chat.append(call("1", "a", "b"), answer("2", "b"), answer("3", "a"), said("so", "4"))
    await chat.redact("2")
    assert await kinds(chat) == []


@pytest.mark.parametrize("odd", [{"tool_calls": "a"}, {"tool_calls": [1, {"id": 2}, {}]}])
async def test_metadata_of_other_forms_are_no_finding(bound: Database, odd: Any) -> None:
    chat = await Engine.made(bound)
    await chat.append(NewMessage("assistant", "", odd, "1"), said("so", "2"))
    assert await kinds(chat) == []


@pytest.mark.parametrize("role", ["assistant", "tool"])
async def test_metadata_that_the_driver_reads_as_a_reference_are_read_as_given(
    bound: Database, role: str
) -> None:
    odd = {"$ref": "a", "$id": 1, "tool_calls": [{"id": "a", "$ref": "b", "$id": 2}]}
    messages = [NewMessage(role, "", {**odd, "tool_call_id": "a"}, "1"), said("so", "2")]
    expected = {"assistant": ChatFault.CALL_UNANSWERED, "tool": ChatFault.ANSWER_WITHOUT_CALL}
    assert await of_calls(bound, *messages) == [(expected[role], 1)]


async def test_tool_calls_can_be_left_out(bound: Database) -> None:
    chat = await Engine.made(bound)
    await chat.append(answer("1"))
    assert (await looked_at(chat, conversations=False)).findings == []


def own_call(message_id: str, *call_ids: str) -> NewMessage:
    calls = [{"id": i, "type": "custom", "custom": {}} for i in call_ids]
    return NewMessage("assistant", None, {}, message_id, {"tool_calls": calls})


def own_answer(message_id: str, call_id: str, role: str = "tool") -> NewMessage:
    return NewMessage(role, "42", {}, message_id, {"tool_call_id": call_id})


async def test_fields_of_a_message_and_its_metadata_tell_of_calls_alike(bound: Database) -> None:
    messages = [own_call("1", "a", "b", "c"), answer("2", "a"), own_answer("3", "b")]
    messages += [own_answer("4", "c", "function"), call("5", "d"), own_answer("6", "d")]
    assert await of_calls(bound, *messages, said("so", "7")) == []
    found = await of_calls(bound, *messages, own_answer("7", "e"))
    assert found == [(ChatFault.ANSWER_WITHOUT_CALL, 7)]


async def test_calls_of_its_own_stand_before_those_of_the_metadata(bound: Database) -> None:
    both = NewMessage(
        "assistant",
        "",
        {"tool_calls": [{"id": "old"}]},
        "1",
        {"tool_calls": [{"id": "new", "type": "custom"}]},
    )
    assert await of_calls(bound, both, own_answer("2", "new"), said("so", "3")) == []


async def test_redacted_calls_and_answers_are_still_told_apart(bound: Database) -> None:
    chat = await Engine.made(bound)
    messages = [call("1", "a", "b", "c"), own_answer("2", "b"), answer("3", "c"), said("so", "4")]
    await chat.append(*messages)
    for message_id in ("1", "2", "3"):
        await chat.redact(message_id)
    (finding,) = (await looked_at(chat)).findings
    assert finding.kind is ChatFault.CALL_UNANSWERED
    assert "'a'" in finding.text


async def test_an_answer_to_nothing_is_found_after_a_redaction_too(bound: Database) -> None:
    chat = await Engine.made(bound)
    await chat.append(own_call("1", "a"), own_answer("2", "a"), own_answer("3", "x"))
    await chat.redact("1")
    assert await kinds(chat) == [ChatFault.ANSWER_WITHOUT_CALL]
