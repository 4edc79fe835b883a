"""Defaults and validation of the documents, on a mock: nothing here is the server's to decide."""

from typing import Any

import pytest
from beanie import init_beanie
from mongomock_motor import AsyncMongoMockClient
from pydantic import ValidationError

from documents import DOCUMENTS
from documents.database import collection_of
from documents.shapes.chats import Chat, ChatMessage
from documents.shapes.missions import Mission
from tests.support import BEGINNING

STAMPS: dict[str, Any] = {"user_id": "alice", "created_at": BEGINNING, "updated_at": BEGINNING}


@pytest.fixture(autouse=True)
async def mock() -> None:
    await init_beanie(
        database=AsyncMongoMockClient(tz_aware=True)["mock"],
        document_models=list(DOCUMENTS),
        skip_indexes=True,
    )


async def test_a_new_chat_is_empty_and_open() -> None:
    chat = await Chat(**STAMPS).insert()
    stored = await collection_of(Chat).find_one({"_id": chat.id})
    assert stored == {
        "_id": chat.id,
        **STAMPS,
        "revision": 1,
        "deleted_at": None,
        "title": None,
        "key": None,
        "context_data": {},
        "session_id": None,
        "closed_at": None,
        "last_sequence": 0,
        "sealed_sequence": 0,
        "tail_bytes": 0,
        "edit_count": 0,
        "counted": False,
        "counted_sequence": 0,
        "hiding_step": 0,
        "rested_at": None,
        "usage": dict.fromkeys(
            ("messages", "input_tokens", "output_tokens", "cached_tokens", "cost_billionths"), 0
        ),
        "usage_sequence": 0,
        "pending_edits": [],
        "lost": [],
        "changed_sequences": [],
        "changed_count": 0,
        "sealed_max": {"sequence": 0, "uuid7": None, "ulid": None, "other": None},
        "forked_from": None,
        "origins": None,
        "messages": [],
        "words": None,
    }


async def test_a_new_mission_is_proposed() -> None:
    mission = await Mission(name="m", status_changed_at=BEGINNING, **STAMPS).insert()
    stored = await Mission.get(mission.id)
    assert stored is not None
    assert stored.status == "proposed"
    assert stored.created_at == BEGINNING


async def test_two_documents_do_not_share_their_defaults() -> None:
    one, other = Chat(**STAMPS), Chat(**STAMPS)
    one.context_data["a"] = 1
    assert other.context_data == {}


def test_a_role_that_is_none_is_refused() -> None:
    with pytest.raises(ValidationError):
        ChatMessage(id="m", sequence_order=1, role="robot", content="", created_at=BEGINNING)


def test_a_title_of_more_than_255_characters_is_refused() -> None:
    with pytest.raises(ValidationError):
        Chat(title="t" * 256, **STAMPS)
