"""Messages of transcripts, as they are stored and as they come back."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.aggregates.chats.edits import MessageChanges
from documents.aggregates.chats.transcripts import read_message, write_message
from documents.json_values import JsonObject
from documents.shapes.chats import Role, StoredMessage
from documents.shapes.messages import text_of

CALL = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
IMAGE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}


def stored(message: JsonObject) -> StoredMessage:
    return read_message(message).body()


@pytest.mark.parametrize(
    "message",
    [
        {"role": "assistant", "content": None, "tool_calls": [CALL], "refusal": None},
        {"role": "assistant", "tool_calls": [CALL]},
        {"role": "tool", "content": "x", "tool_call_id": "call_1", "name": "f"},
        {"role": "developer", "content": "be brief"},
        {"role": "function", "name": "f", "content": "3"},
        {"role": "assistant", "content": "42", "reasoning": "six times seven"},
        {"role": "user", "content": [{"type": "text", "text": "a"}, IMAGE]},
        {"role": "user", "content": [{"type": "video", "video": {"fps": 2}}]},
    ],
)
def test_what_openai_has_is_stored_as_fields_of_the_message(message: JsonObject) -> None:
    assert stored(message) == {**message, "message_metadata": {}}
    assert write_message(stored(message)) == message


@pytest.mark.parametrize(
    "message",
    [
        {"role": "narrator", "content": ""},
        {"role": "user", "content": 3},
        {"role": "user", "content": {}},
        {"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "image_url"}]},
        {"role": "user", "content": [{"type": "text", "text": 3}]},
        {"role": "user", "content": ["a", None]},
        {"role": "user", "content": "x", "name": 5, "tool_calls": "none", "refusal": []},
        {"role": "assistant", "content": "", "tool_calls": [{"id": "c", "function": {}}]},
        {"role": "user", "content": "x", "transcript": {"absent": ["role"]}},
        {"role": "user", "content": "x", "transcript": None, "message_metadata": {"role": 1}},
        {"role": "user", "content": "x", "message_metadata": {"role": 1}},
        {"role": "user", "content": "x", "message_metadata": {"message_metadata": {"role": 1}}},
        {"role": "user", "content": "x", "message_metadata": {"message_metadata": {}}},
        {"role": "user", "content": "x", "message_metadata": {"a": 1}},
        {"role": "user", "content": "x", "message_metadata": 7},
        {"role": "user", "content": "x", "id": 5, "created_at": "then", "as_imported": {"role": 1}},
    ],
)
def test_what_a_message_cannot_say_comes_back_too(message: JsonObject) -> None:
    assert write_message(stored(message)) == message


def test_other_keys_are_the_metadata_as_they_are() -> None:
    made = stored({"role": "user", "content": "x", "score": 1, "transcript": {"parts": []}})
    assert made["message_metadata"] == {"score": 1, "transcript": {"parts": []}}


@pytest.mark.parametrize("metadata", [{"role": "fake"}, {"content": 1}, {"name": "x"}])
def test_metadata_of_a_client_never_hide_a_field(metadata: JsonObject) -> None:
    message = {"role": "user", "content": "x", "name": "Ann", "message_metadata": metadata}
    assert write_message(message) == message
    assert stored(message) == message


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (None, ""),
        ("ab\ncd", "ab\ncd"),
        ([{"type": "text", "text": "ab"}, IMAGE, {"type": "text", "text": "cd"}], "ab\ncd"),
        ([IMAGE], ""),
        (["said so", 3], "said so"),
    ],
)
def test_the_plain_text_is_the_text_or_the_text_parts_a_line_each(content: Any, text: str) -> None:
    assert text_of(stored({"role": "user", "content": content})) == text
    assert text_of({"role": "user"}) == ""


@pytest.mark.parametrize("given_", [3, ["a", None], [{"type": "text"}]])
def test_an_edit_of_content_drops_what_the_import_was_given_there(given_: Any) -> None:
    message = stored({"role": "narrator", "content": given_})
    for changes in (MessageChanges({"content": "edited"}), MessageChanges(text="edited")):
        exported = write_message(changes.of(message))
        assert exported["role"] == "narrator"
        assert text_of(exported) == "edited"
    kept = MessageChanges({"name": "Ann"}).of(message)
    assert write_message(kept) == {"role": "narrator", "content": given_, "name": "Ann"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=6,
)
PARTS = st.lists(
    st.sampled_from([IMAGE, {"type": "text", "text": "a"}, {"type": "text"}, {"type": "x"}, "b"])
)
OF_FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "content": st.text(max_size=3) | PARTS,
    "name": st.text(max_size=3),
    "tool_calls": st.lists(st.sampled_from([CALL, {"id": "b"}]), max_size=2),
    "tool_call_id": st.text(max_size=3),
    "refusal": st.none() | st.text(max_size=3),
    "reasoning": st.text(max_size=3),
    "item": st.sampled_from([{"beside": {"type": "message"}}, {"given": {"type": "leap"}}]),
}
KEYS: dict[str, st.SearchStrategy[Any]] = {
    **{name: values | JSON for name, values in OF_FIELDS.items()},
    "transcript": JSON,
    "as_imported": JSON,
    "other": JSON,
}
METADATA = st.recursive(
    st.fixed_dictionaries({}, optional={**KEYS, "role": JSON}),
    lambda inner: st.fixed_dictionaries({"message_metadata": inner | JSON}),
    max_leaves=3,
)
ROLES = st.sampled_from([*Role, "narrator"])
MESSAGES = st.builds(
    lambda role, keys, metadata: {"role": str(role), **keys, **metadata},
    ROLES,
    st.fixed_dictionaries({}, optional=KEYS),
    st.just({}) | st.builds(lambda value: {"message_metadata": value}, METADATA | JSON),
)
STORED = st.builds(
    lambda role, fields, metadata: {"role": str(role), **fields, "message_metadata": metadata},
    st.sampled_from(list(Role)),
    st.fixed_dictionaries({}, optional={**OF_FIELDS, "content": st.none() | st.text(max_size=3)}),
    METADATA,
)


@given(MESSAGES)
def test_any_message_that_is_imported_comes_back_equal(message: JsonObject) -> None:
    assert write_message(stored(message)) == message


@given(STORED)
def test_what_is_exported_of_any_message_is_exported_again_when_it_is_imported(
    message: StoredMessage,
) -> None:
    exported = write_message(message)
    assert write_message(stored(exported)) == exported
