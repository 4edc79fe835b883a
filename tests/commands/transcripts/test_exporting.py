"""What was imported comes back equal, and what is exported goes in again."""

import json
import tempfile
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commands.shared.failures import CommandError
from commands.transcripts import exporting
from documents.aggregates.chats.append import NewMessage
from documents.aggregates.chats.pages import ChatPage
from documents.aggregates.sessions.change import SessionChanges
from documents.shapes.chats import Role
from services.messages import MessageService
from services.sessions import NewSession
from services.transcripts.outcomes import Outcome
from services.wiring import Services
from tests.commands.transcripts.support import (
    REAL_FILE,
    Transcripts,
    added,
    canonical,
    conversation,
    outcomes,
)


@pytest.mark.skipif(not REAL_FILE.exists(), reason="the real transcripts are not here")
async def test_the_real_conversations_come_back_equal_and_in_order(alice: Transcripts) -> None:
    data = REAL_FILE.read_bytes()
    given_ = [json.loads(line) for line in data.splitlines()]
    imported = await alice.import_bytes(data)
    assert outcomes(imported) == ["new"] * 150
    assert added(imported) == sum(len(each["messages"]) for each in given_) > 3900
    exported = await alice.exported()
    assert [canonical(each) for each in exported] == [canonical(each) for each in given_]
    again = await alice.import_bytes(data)
    assert outcomes(again) == ["unchanged"] * 150
    assert added(again) == 0
    assert await alice.exported() == exported


NUMBERS = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)

KEYS = (
    st.text(alphabet=st.characters(exclude_characters="\x00", codec="utf-8"), max_size=8)
    | st.sampled_from(["$set", "$ref", "$id", "$db", "a.b", "", "_id", "role", "content", "id"])
    | st.sampled_from(["transcript", "type", "text", "name", "tool_calls", "messages", "values"])
)

TEXTS = st.text(alphabet=st.characters(codec="utf-8"), max_size=20) | st.sampled_from(
    ["$user_id", "$$NOW", "a\x00b", "text"]
)

VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=10,
)

PARTS = st.lists(st.fixed_dictionaries({"type": st.just("text"), "text": TEXTS}) | VALUES)

MESSAGES = st.dictionaries(KEYS, VALUES, max_size=4).flatmap(
    lambda rest: st.fixed_dictionaries(
        {"role": st.sampled_from(["user", "assistant", "tool", "developer"]) | TEXTS.filter(bool)},
        optional={"content": TEXTS | PARTS | VALUES},
    ).map(lambda own: {**rest, **own})
)

CONVERSATIONS = st.builds(
    lambda keys, messages: {**keys, "messages": messages},
    st.dictionaries(KEYS, VALUES, max_size=4),
    st.lists(MESSAGES, max_size=4),
)


def has_null_database(value: Any) -> bool:
    """The one object that the driver cannot give back, and which is refused."""
    if isinstance(value, dict):
        lost = isinstance(value.get("$ref"), str) and "$id" in value and value.get("$db", 0) is None
        return lost or any(map(has_null_database, value.values()))
    return isinstance(value, list) and any(map(has_null_database, value))


@pytest.mark.slow("imports and exports 150 files")
@given(conversations=st.lists(CONVERSATIONS, max_size=3))
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
async def test_any_json_of_the_form_comes_back_equal_and_is_imported_once(
    services: Services, conversations: list[dict[str, Any]]
) -> None:
    different: dict[str, dict[str, Any]] = {}
    for number, each in enumerate(conversations):
        # Those with the same id would be one conversation.
        key = canonical(each["id"]) if each.get("id") is not None else f"none {number}"
        different.setdefault(key, each)
    someone = Transcripts(services)
    first = await someone.import_(*different.values(), form="openai")
    whole = [
        each
        for each, imported in zip(different.values(), first, strict=True)
        if imported.outcome is Outcome.NEW
    ]
    broken = [each for each in different.values() if each not in whole]
    assert all(map(has_null_database, broken)), first
    assert [canonical(each) for each in await someone.exported()] == [
        canonical(each) for each in whole
    ]
    again = await someone.import_(*whole, form="openai")
    assert outcomes(again) == ["unchanged"] * len(whole)


async def test_the_export_has_every_chat_of_the_user_and_of_no_other(alice: Transcripts) -> None:
    services, user = alice.services, alice.user_id
    await Transcripts(services).import_(conversation())
    session = await services.sessions.create_session(
        user, NewSession(session_metadata={"topic": "bags"})
    )
    await services.messages.add_message(
        user,
        session.chat_id,
        NewMessage(Role.USER.value, "hi", message_metadata={"n": 1}),
    )
    lone = await services.chats.create_chat(user, title="t", context_data={})
    assert await alice.exported() == [
        {
            "id": str(session.chat_id),
            "topic": "bags",
            "messages": [{"role": "user", "content": "hi", "n": 1}],
        },
        {"id": str(lone.id), "messages": []},
    ]


async def test_importing_ones_own_export_adds_nothing(alice: Transcripts) -> None:
    services, user = alice.services, alice.user_id
    session = await services.sessions.create_session(
        user, NewSession(session_metadata={"id": "hidden"})
    )
    await services.messages.add_message(
        user,
        session.chat_id,
        [
            NewMessage(Role.USER.value, "hi", message_metadata={"role": "x"}),
            NewMessage(Role.STATUS.value, "", message_metadata={"transcript": 1}),
        ],
    )
    await services.chats.create_chat(user, title=None, context_data={})
    await alice.import_(conversation(), {"messages": []})
    exported = await alice.exported()
    assert outcomes(await alice.import_(*exported)) == ["unchanged"] * 4
    assert await alice.exported() == exported


async def test_an_export_goes_to_another_user_and_comes_back_equal(alice: Transcripts) -> None:
    services = alice.services
    session = await services.sessions.create_session(alice.user_id, NewSession())
    await services.messages.add_message(
        alice.user_id, session.chat_id, NewMessage(Role.STATUS.value, "working")
    )
    await alice.import_(conversation(12, reward=0.0))
    exported = await alice.exported()
    bob = Transcripts(services)
    await bob.import_(*exported)
    assert await bob.exported() == exported


async def test_keys_that_an_application_added_to_a_session_do_no_harm(alice: Transcripts) -> None:
    given_ = conversation()
    await alice.import_(given_)
    session = await alice.services.sessions.get_active_session(alice.user_id)
    assert session.id is not None
    metadata = {**session.session_metadata, "label": "x"}
    await alice.services.sessions.update_session(
        alice.user_id, session.id, SessionChanges(session_metadata=metadata)
    )
    assert outcomes(await alice.import_(given_)) == ["unchanged"]
    assert await alice.exported() == [{**given_, "label": "x"}]


async def test_a_long_conversation_is_exported_page_by_page(alice: Transcripts) -> None:
    long = conversation(1234)
    await alice.import_(long)
    assert await alice.exported() == [long]


async def test_a_large_conversation_is_exported_where_no_file_can_be_written(
    alice: Transcripts, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = conversation(10)
    for message in large["messages"]:
        message["content"] *= 100_000
    await alice.import_(large)
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere/at/all")
    assert await alice.exported() == [large]


async def test_a_chat_that_goes_in_the_midst_of_its_line_ends_the_export(
    alice: Transcripts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its end can no longer be known, and the line is begun."""
    monkeypatch.setattr(exporting, "HELD_BYTES", 100)
    chats = alice.services.chats
    lone = await chats.create_chat(alice.user_id, title=None, context_data={})
    await alice.services.messages.add_message(
        alice.user_id, lone.id, [NewMessage(Role.USER.value, "x" * 100) for _ in range(4)]
    )
    read = MessageService.get_messages_after

    async def read_and_delete(*given: Any, **named: Any) -> ChatPage:
        page = await read(*given, **named)
        await chats.delete_chat(alice.user_id, lone.id, None)
        return page

    monkeypatch.setattr(MessageService, "get_messages_after", read_and_delete)
    with pytest.raises(CommandError, match=f"^The chat {lone.id} was deleted while"):
        await alice.exported(messages_a_page=2)
