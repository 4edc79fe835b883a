"""Messages in the form in which imports of older releases stored them."""

from typing import Any

import pytest

from documents.aggregates.chats.packed import is_packed, pack, unpack, unpack_metadata
from documents.json_values import JsonObject
from documents.shapes.chats import StoredMessage

CALL = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
IMAGE = {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}


def text(value: str) -> JsonObject:
    return {"type": "text", "text": value}


def stored(message: JsonObject, **changes: Any) -> StoredMessage:
    made = pack(message, 1)
    return {**made.body(), "id": made.id, "sequence_order": 1, **changes}


@pytest.mark.parametrize(
    "message",
    [
        {"role": "assistant", "content": None, "tool_calls": [CALL]},
        {"role": "assistant", "tool_calls": [CALL]},
        {"role": "tool", "content": "x", "tool_call_id": "call_1", "name": "f"},
        {"role": "developer", "content": "be brief"},
        {"role": "function", "name": "f", "content": "3"},
        {"role": "narrator", "content": ""},
        {"role": "user", "content": 3},
        {"role": "user", "content": [text("a"), {"type": "image_url"}]},
        {"role": "user", "content": [text("a\nb"), text("")]},
        {"role": "user", "content": [{"type": "text", "text": 3}]},
        {"role": "user", "content": ["a", text("b"), None]},
        {"role": "user", "content": "x", "transcript": {"absent": ["role"]}},
    ],
)
def test_a_packed_message_is_read_as_what_it_was(message: JsonObject) -> None:
    assert is_packed(stored(message))
    assert unpack(stored(message)) == message


@pytest.mark.parametrize("content", [None, [text("before")], []])
def test_an_edit_of_the_text_stands(content: Any) -> None:
    edited = stored({"role": "user", "content": content}, content="after the edit")
    assert unpack(edited) == {"role": "user", "content": "after the edit"}


def test_an_edit_neither_drops_an_image_nor_cuts_the_text() -> None:
    message = {"role": "user", "content": [text("ab"), IMAGE, text("cd")]}
    shifted = stored(message, content="a\nbcd")
    assert unpack(shifted)["content"] == [text("a\nbcd"), IMAGE]
    longer = stored(message, content="a longer text")
    assert unpack(longer)["content"] == [text("a longer text"), IMAGE]
    cut = stored({"role": "user", "content": [text("ab"), text("cd")]}, content="a\nbcd")
    assert unpack(cut)["content"] == "a\nbcd"


@pytest.mark.parametrize(
    "metadata",
    [
        {"transcript": "mine"},
        {"transcript": {}},
        {"transcript": {"absent": ["id"]}},
        {"transcript": {"absent": [{}]}},
        {"transcript": {"absent": ["role", "role"]}},
        {"transcript": {"values": {"name": "x"}}},
        {"transcript": {"values": 3}},
        {"transcript": {"parts": "x"}},
        {"role": "fake"},
        {},
    ],
)
def test_what_an_import_did_not_leave_so_is_not_packed(metadata: JsonObject) -> None:
    assert not is_packed(stored({"role": "user", "content": "x"}, message_metadata=metadata))


def test_a_clients_message_and_one_with_fields_of_its_own_are_not_packed() -> None:
    assert not is_packed(stored({"role": "user", "content": None}, id="mine"))
    assert not is_packed(stored({"role": "user", "content": None}, sequence_order=2))
    assert not is_packed(stored({"role": "user", "content": None}, name="Ann"))


def test_a_message_that_was_stored_without_its_role_comes_back_without_it() -> None:
    made = stored({"role": "status", "content": "x"})
    made["message_metadata"] = {"transcript": {"absent": ["role"]}}
    assert unpack(made) == {"content": "x"}


def test_what_the_older_form_could_say_by_itself_stands_as_it_is() -> None:
    packed = pack({"role": "user", "content": "x", "name": "Ann"}, 7)
    assert (packed.role, packed.content, packed.id) == ("user", "x", "t-0007")
    assert packed.message_metadata == {"name": "Ann"}
    assert pack({"role": "developer", "content": "x"}, 1).role == "system"
    assert pack({"role": "narrator", "content": "x"}, 1).role == "status"


@pytest.mark.parametrize("length", ["a text", None, 1.5, -1])
def test_parts_without_sound_lengths_leave_the_text(length: Any) -> None:
    parts = [{"type": "text", "text": length}, IMAGE]
    message = stored({"role": "user", "content": "x"})
    message["message_metadata"] = {"transcript": {"parts": parts}}
    assert unpack(message) == {"role": "user", "content": "x"}


def test_a_sessions_metadata_are_read_as_the_conversation_had_them() -> None:
    kept = {"format": "openai-chat-completions", "values": {"transcript": "mine", "b": 2}}
    assert unpack_metadata({"a": 1, "transcript": kept}) == {"a": 1, "transcript": "mine", "b": 2}
    odd = {"format": "openai-chat-completions", "values": 3}
    assert unpack_metadata({"a": 1, "transcript": odd}) == {"a": 1}
