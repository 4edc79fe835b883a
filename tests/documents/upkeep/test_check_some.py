"""Checks of some chats: those after one, those that changed since a time, several at once."""

import asyncio
from contextlib import aclosing
from datetime import timedelta

import pytest

from documents.database import Database
from documents.shapes.base import PydanticObjectId
from documents.upkeep import check
from documents.upkeep.check import ChatsToCheck, check_chats
from documents.upkeep.findings import Checked
from tests.documents.aggregates.chats.engine import Engine, said
from tests.documents.upkeep.support import LATER

HOUR = timedelta(hours=1)


async def some(chats: ChatsToCheck) -> list[PydanticObjectId]:
    return [each.chat_id async for each in check_chats(now=LATER, chats=chats, page_size=2)]


async def test_a_check_goes_on_after_a_chat(bound: Database) -> None:
    ids = sorted([(await Engine.made(bound)).chat_id for _ in range(7)])
    assert await some(ChatsToCheck()) == ids
    for place in range(7):
        assert await some(ChatsToCheck(after=ids[place])) == ids[place + 1 :]


async def test_only_what_changed_since_a_time_is_checked(bound: Database) -> None:
    chats = [await Engine.made(bound) for _ in range(3)]
    now = chats[0].now
    chats[1].now = now + HOUR
    await chats[1].append(said("hello", "id-1"))
    assert await some(ChatsToCheck(since=now + HOUR)) == [chats[1].chat_id]
    assert len(await some(ChatsToCheck(since=now))) == 3


async def test_several_chats_are_checked_at_once_and_told_in_order(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = sorted([(await Engine.made(bound)).chat_id for _ in range(9)])
    started: list[PydanticObjectId] = []
    goes_on = asyncio.Event()

    async def checked(chat_id: PydanticObjectId, **_: object) -> Checked:
        started.append(chat_id)
        if len(started) == check.CHATS_AT_ONCE:
            goes_on.set()
        await goes_on.wait()
        return Checked(chat_id)

    monkeypatch.setattr(check, "check_chat", checked)
    checks = check_chats(now=LATER)
    async with aclosing(checks):
        first = await anext(checks)
    assert first.chat_id == ids[0]
    # No more than that were begun.
    assert len(started) <= check.CHATS_AT_ONCE + 1
    assert await some(ChatsToCheck()) == ids
