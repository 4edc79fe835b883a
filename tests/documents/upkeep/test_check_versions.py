"""What a check says of versions."""

from typing import Any

import pytest

from documents.aggregates.chats.append import NewMessage
from documents.aggregates.chats.versions import NewVersion, Versions
from documents.database import Database, collection_of
from documents.shapes.message_versions import MessageVersion
from documents.upkeep.findings import ChatFault
from documents.upkeep.repair import repair
from tests.documents.aggregates.chats.engine import Engine, numbered
from tests.documents.upkeep.support import kinds, looked_at


async def add(chat: Engine, message_id: str, version_id: str, **fields: Any) -> None:
    versions = Versions(
        chat.database, chat.user_id, chat.chat_id, message_id, None, chat.now, chat.limits
    )
    await versions.add(NewVersion(version_id, {"content": version_id, **fields}))


async def a_chat_with_versions(database: Database) -> Engine:
    chat = await Engine.made(database)
    await chat.append(*numbered(3))
    await add(chat, "id-2", "v-2")
    await add(chat, "id-2", "v-3")
    return chat


async def test_versions_are_no_fault(bound: Database) -> None:
    chat = await a_chat_with_versions(bound)
    assert await kinds(chat) == []
    await chat.redact("id-2")
    assert await kinds(chat) == []


@pytest.mark.parametrize("message_id", ["id-2", "id-3"])
async def test_a_version_that_is_lost_or_of_no_message_is_told(
    bound: Database, message_id: str
) -> None:
    chat = await a_chat_with_versions(bound)
    await collection_of(MessageVersion).update_one(
        {"chat_id": chat.chat_id, "message_id": "id-2", "version_id": "v-2"},
        {"$set": {"message_id": message_id, "version_id": "id-2x"}},
    )
    if message_id == "id-2":
        await collection_of(MessageVersion).delete_one(
            {"chat_id": chat.chat_id, "message_id": "id-2", "version_id": "id-2"}
        )
    assert set(await kinds(chat)) == {ChatFault.VERSIONS}


async def test_all_versions_lost_is_told(bound: Database) -> None:
    chat = await a_chat_with_versions(bound)
    await collection_of(MessageVersion).delete_many({"chat_id": chat.chat_id})
    assert await kinds(chat) == [ChatFault.VERSIONS]


async def test_what_a_redaction_that_was_stopped_has_left_is_emptied(bound: Database) -> None:
    chat = await a_chat_with_versions(bound)
    await chat.redact("id-2")
    await collection_of(MessageVersion).update_one(
        {"chat_id": chat.chat_id, "message_id": "id-2", "version_id": "v-2"},
        {"$set": {"content": "a secret", "redacted_at": None, "digest": "d"}},
    )
    (finding,) = (await looked_at(chat)).findings
    assert finding.kind is ChatFault.VERSION_NOT_REDACTED
    assert await repair(finding)
    assert await kinds(chat) == []
    left = collection_of(MessageVersion).find({"chat_id": chat.chat_id})
    assert {version["content"] async for version in left} == {""}


async def test_an_answer_to_a_call_of_another_version_is_no_fault(bound: Database) -> None:
    chat = await Engine.made(bound)
    call = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    await chat.append(
        NewMessage("assistant", None, {}, "id-1", {"tool_calls": [call]}),
        NewMessage("tool", "In Lisbon.", {}, "id-2", {"tool_call_id": "c1"}),
    )
    await add(chat, "id-1", "v-2")
    assert await kinds(chat) == []
    await chat.append(NewMessage("tool", "?", {}, "id-3", {"tool_call_id": "c2"}))
    assert await kinds(chat) == [ChatFault.ANSWER_WITHOUT_CALL]
