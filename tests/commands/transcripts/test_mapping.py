from typing import Any

import pytest

from services.transcripts.mapping import Conversation, Identity, NotRecognised


@pytest.mark.parametrize("value", [None, 3, [], {}, {"messages": {}}, {"messages": [1]}])
def test_other_json_is_no_conversation(value: Any) -> None:
    with pytest.raises(NotRecognised):
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
    with pytest.raises(NotRecognised, match=f"^{name}message 2 has no role$"):
        Conversation.of({**keys, "messages": [{"role": "user"}, message]})


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
