"""How stored chats are decoded."""

from collections.abc import Iterator
from contextlib import aclosing
from datetime import timedelta
from typing import Any

import pytest

from documents.aggregates.chats.limits import SealingLimits
from documents.aggregates.chats.reader import as_given, read_messages
from documents.database import Database, collection_of, find_raw
from documents.shapes.chats import Chat, ChatBucket, LostRange
from indexes.validators.json_schema import schema_of
from tests.documents.aggregates.chats.engine import Engine, numbered, said
from tests.documents.aggregates.chats.sent import COMMANDS


def times(schema: dict[str, Any], path: str = "") -> Iterator[str]:
    """The paths of a schema's times."""
    for choice in schema.get("anyOf", [schema]):
        if "date" in choice.get("bsonType", ()):
            yield path
        for name, held in choice.get("properties", {}).items():
            yield from times(held, f"{path}.{name}")
        if "items" in choice:
            yield from times(choice["items"], f"{path}[]")


@pytest.mark.parametrize("model", [Chat, ChatBucket])
def test_every_time_of_a_chat_stands_where_it_is_given_its_zone(model: type[Any]) -> None:
    found = list(times(schema_of(model)))
    assert ".messages[].created_at" in found
    for path in found:
        part, _, name = path.rpartition(".")
        assert part in ("", ".messages[]", ".pending_edits[]"), f"{path} is read without its zone"
        assert name


async def test_what_is_read_as_it_came_is_what_the_driver_reads(bound: Database) -> None:
    chat = await Engine.made(bound, limits=SealingLimits(piece_messages=3))
    await chat.append(*numbered(10))
    await chat.seal()
    chat.now += timedelta(milliseconds=1_234)
    await chat.edit("id-1", "changed")
    await chat.edit("id-10", "changed")
    await chat.redact("id-9")
    for model, place in ((Chat, {"_id": chat.chat_id}), (ChatBucket, {"chat_id": chat.chat_id})):
        raw = [as_given(each) async for each in find_raw(collection_of(model), place)]
        read = [each async for each in collection_of(model).find(place)]
        assert raw == read
        for each in raw:
            assert each["created_at"].utcoffset() == timedelta(0)
            for message in each["messages"]:
                assert message["created_at"].utcoffset() == timedelta(0)
    messages = [message async for message in read_messages(chat.chat_id)]
    assert [m["id"] for m in messages if not isinstance(m, LostRange)] == [
        f"id-{n}" for n in range(1, 11)
    ]


async def test_whoever_stops_reading_leaves_no_cursor_open(heard: Database) -> None:
    chat = await Engine.made(heard, limits=SealingLimits(piece_messages=1))
    for n in range(4):
        await chat.append(said("x" * 1_200_000, f"id-{n}"))
    await chat.seal()
    buckets = collection_of(ChatBucket)
    COMMANDS.names.clear()
    async with aclosing(find_raw(buckets, {"chat_id": chat.chat_id}, batch_size=1)) as found:
        async for _ in found:
            break
    assert COMMANDS.names == ["find", "killCursors"]
