"""Versions of a message that changes while one is added."""

from typing import Any

import pytest

from documents.aggregates.chats import versions
from documents.aggregates.chats.edits import change_by
from documents.aggregates.chats.versions import NewVersion, Versions
from documents.database import Database
from documents.shapes.errors.chats import MessageChanged
from tests.documents.aggregates.chats.engine import Engine, numbered
from tests.support import BEGINNING


async def test_a_version_is_not_added_to_what_changed_while_it_was_added(
    bound: Database, monkeypatch: Any
) -> None:
    chat = await Engine.made(bound)
    await chat.append(*numbered(1))
    changes = 0

    async def after_an_edit(*arguments: Any) -> Any:
        nonlocal changes
        changes += 1
        if changes == 2:
            await chat.edit("id-1", "edited meanwhile")
        return await change_by(*arguments)

    monkeypatch.setattr(versions, "change_by", after_an_edit)

    def versions_at(revisions: list[int] | None) -> Versions:
        return Versions(
            bound, chat.user_id, chat.chat_id, "id-1", revisions, BEGINNING, chat.limits
        )

    with pytest.raises(MessageChanged):
        await versions_at([1]).add(NewVersion("v-2", {"content": "another"}))
    assert (await chat.find("id-1"))["content"] == "edited meanwhile"
    _, is_new = await versions_at(None).add(NewVersion("v-2", {"content": "another"}))
    assert is_new
    assert (await chat.find("id-1"))["content"] == "another"
