from typing import Any

import pytest

from commands.transcripts.mapping import (
    Conversation,
    Identity,
    NotAConversation,
    to_new_message,
    to_transcript,
)
from documents.shapes.base import utc_now


def stored(message: dict[str, Any]) -> dict[str, Any]:
    made = to_new_message(message, 1)
    return {
        "id": made.id,
        "sequence_order": 1,
        "role": made.role,
        "content": made.content,
        "message_metadata": made.message_metadata,
        "created_at": utc_now(),
    }


CALL = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}


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
        {"role": "user", "content": {}},
        {"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "image_url"}]},
        {
            "role": "user",
            "content": [{"type": "text", "text": "a\nb"}, {"type": "text", "text": ""}],
        },
        {"role": "user", "content": [{"type": "text", "text": 3}]},
        {"role": "user", "content": [{"type": "text"}]},
        {"role": "user", "content": []},
        {"role": "user", "content": ["a", None]},
        {"role": "user", "content": "x", "transcript": {"absent": ["role"]}},
        {"role": "user", "content": "x", "transcript": None, "message_metadata": {"role": 1}},
        {"role": "user", "content": "x", "id": 5, "created_at": "then", "sequence_order": -1},
    ],
)
def test_a_message_comes_back_equal(message: dict[str, Any]) -> None:
    assert to_transcript(stored(message)) == message


def test_what_the_calls_of_tools_are_reads_plainly_in_the_metadata() -> None:
    made = to_new_message({"role": "assistant", "content": None, "tool_calls": [CALL]}, 7)
    assert made.id == "t-0007"
    assert (made.role, made.content) == ("assistant", "")
    assert made.message_metadata["tool_calls"] == [CALL]


def test_a_plain_message_needs_no_bookkeeping() -> None:
    made = to_new_message({"role": "tool", "content": "x", "name": "f"}, 1)
    assert made.message_metadata == {"name": "f"}


def test_the_text_of_parts_is_the_content_and_is_not_stored_twice() -> None:
    long = "x" * 1000
    made = to_new_message({"role": "user", "content": [{"type": "text", "text": long}]}, 1)
    assert made.content == long
    assert long not in str(made.message_metadata)


@pytest.mark.parametrize("content", [None, [{"type": "text", "text": "before"}], []])
def test_an_edited_message_comes_back_with_its_edit(content: Any) -> None:
    edited = stored({"role": "user", "content": content}) | {"content": "after the edit"}
    assert to_transcript(edited) == {"role": "user", "content": "after the edit"}


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
    ],
)
def test_a_clients_own_key_with_our_name_is_a_key_like_others(metadata: dict[str, Any]) -> None:
    made = stored({"role": "user", "content": "x"}) | {"message_metadata": metadata}
    assert to_transcript(made) == {"role": "user", "content": "x", **metadata}


def test_metadata_of_a_client_never_hide_the_role_or_the_content() -> None:
    made = stored({"role": "user", "content": "x"}) | {"message_metadata": {"role": "fake"}}
    assert to_transcript(made) == {
        "role": "user",
        "content": "x",
        "message_metadata": {"role": "fake"},
    }


@pytest.mark.parametrize("value", [None, 3, [], {}, {"messages": {}}, {"messages": [1]}])
def test_other_json_is_no_conversation(value: Any) -> None:
    with pytest.raises(NotAConversation):
        Conversation.of(value)


@pytest.mark.parametrize(
    "message", [{}, {"content": "x"}, {"role": None}, {"role": ""}, {"role": 1}]
)
@pytest.mark.parametrize(
    ("keys", "name"), [({"id": "a"}, 'the conversation "a": '), ({"id": None}, ""), ({}, "")]
)
def test_a_message_without_a_role_is_refused_by_its_conversation_and_number(
    message: dict[str, Any], keys: dict[str, Any], name: str
) -> None:
    with pytest.raises(NotAConversation, match=f"^{name}message 2 has no role$"):
        Conversation.of({**keys, "messages": [{"role": "user"}, message]})


def test_a_message_that_was_stored_without_its_role_comes_back_without_it() -> None:
    made = stored({"role": "status", "content": "x"})
    made["message_metadata"] = {"transcript": {"absent": ["role"]}}
    assert to_transcript(made) == {"content": "x"}


def test_the_ids_follow_from_the_user_and_the_id_of_the_conversation() -> None:
    one = Conversation({"id": "a"}, [])
    longer = Conversation({"id": "a"}, [{"role": "user", "content": "x"}])
    assert Identity.of("alice", one) == Identity.of("alice", longer)
    others = [
        Identity.of("bob", one),
        Identity.of("alice", Conversation({"id": "b"}, [])),
        Identity.of("alice", Conversation({"id": 1}, [])),
        Identity.of("alice", Conversation({"id": "1"}, [])),
    ]
    ids = {identity.session_id for identity in [Identity.of("alice", one), *others]}
    assert len(ids) == 5


def test_a_conversation_without_an_id_is_known_by_its_content() -> None:
    def identity(text: str, occurrence: int = 0) -> Identity:
        return Identity.of("alice", Conversation({"id": None}, [{"content": text}]), occurrence)

    assert identity("x") == identity("x")
    assert len({identity("x").chat_id, identity("y").chat_id, identity("x", 1).chat_id}) == 3
