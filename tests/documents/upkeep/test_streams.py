"""Upkeep knows streams: removal, restoring, erasure, export, check and repair."""

from datetime import timedelta

import orjson
import pytest

from documents.aggregates.sessions import create, deletion
from documents.aggregates.streams import parts
from documents.database import Database, collection_of
from documents.shapes.streams import MessageStream, MessageStreamPart
from documents.upkeep.check import check_chat
from documents.upkeep.erasure import erase_user
from documents.upkeep.export import export_user
from documents.upkeep.findings import ChatFault
from documents.upkeep.orphans import find_orphans
from documents.upkeep.removal import remove_session
from documents.upkeep.repair import repair
from tests.documents.aggregates.chats.engine import Engine
from tests.documents.aggregates.chats.engine import said as message
from tests.documents.aggregates.streams.writing import Writer, a_writer, message_of, reaped
from tests.queries import look
from tests.support import BEGINNING


@pytest.fixture
async def writer(bound: Database, monkeypatch: pytest.MonkeyPatch) -> Writer:
    """A writer whose stream has a part already, of a chat that a session owns."""
    monkeypatch.setattr("documents.aggregates.streams.write.MAX_HELD_BYTES", 50)
    assert parts.MAX_HELD_BYTES
    chat = await Engine.made(bound)
    made = await a_writer(chat)
    await made.say("so ", "far, " * 20)
    await made.say("and on")
    return made


async def count(*models: type[MessageStream] | type[MessageStreamPart]) -> list[int]:
    return [await look(collection_of(model)).count_documents({}) for model in models]


async def test_an_erasure_leaves_no_stream(writer: Writer) -> None:
    assert await count(MessageStream, MessageStreamPart) == [1, 1]
    receipt = await erase_user(writer.chat.database, "alice", now=writer.chat.now)
    assert receipt.documents["message_streams"] == 1
    assert receipt.documents["message_stream_parts"] == 1
    assert await count(MessageStream, MessageStreamPart) == [0, 0]


async def test_an_export_has_the_text_so_far_and_the_stream(writer: Writer) -> None:
    blocks = [b async for b in export_user(writer.chat.database, "alice", now=writer.chat.now)]
    lines = [orjson.loads(line) for line in b"".join(blocks).splitlines()]
    (shown,) = [line for line in lines if line["type"] == "message"]
    assert shown["content"] == "so " + "far, " * 20 + "and on"
    (stream,) = [line for line in lines if line["type"] == "message_stream"]
    (part,) = [line for line in lines if line["type"] == "message_stream_part"]
    assert (stream["id"], part["next"], stream["next"]) == (part["stream_id"], 2, 3)


async def test_a_lost_stream_is_found_and_its_message_is_mended(writer: Writer) -> None:
    chat = writer.chat
    for sealed in (False, True):
        other = await a_writer(chat, f"m-{sealed}")
        await chat.append(*(message("after it") for _ in range(3)))
        if sealed:
            await chat.seal(tail_bytes_at_most=100)
        await look(collection_of(MessageStream)).delete_one({"_id": other.stream_id})
        found = await check_chat(chat.chat_id, now=chat.now)
        assert found is not None
        assert [finding.kind for finding in found.findings] == [ChatFault.STREAM_LOST]
        assert await repair(found.findings[0])
        after = await check_chat(chat.chat_id, now=chat.now)
        assert after is not None
        assert after.findings == []
    assert (await message_of(chat, writer.stream_id)).get("streaming", False)


async def test_parts_without_a_stream_are_orphans(writer: Writer) -> None:
    stream = {"_id": writer.stream_id}
    await look(collection_of(MessageStream)).delete_one(stream)
    # Whoever has just written one may be about to take it back.
    assert [part async for part in find_orphans(BEGINNING)] == []


async def test_a_stream_goes_with_its_session_and_comes_back_with_it(bound: Database) -> None:
    now = BEGINNING
    session = await create.insert_session(
        bound, "alice", name="a", session_metadata={}, chat_id=None, mission_id=None, now=now
    )
    assert session.id is not None
    chat = Engine(bound, session.chat_id)
    writer = await a_writer(chat)
    await writer.say("so far")
    await deletion.delete_session(bound, "alice", session.id, revisions=None, now=now)
    chat.now += timedelta(minutes=1)
    assert await reaped(chat) == 0
    await deletion.restore_session(bound, "alice", session.id, now=chat.now)
    assert await reaped(chat) == 1
    shown = await message_of(chat, writer.stream_id)
    assert (shown["content"], shown.get("streaming", False)) == ("so far", False)
    await deletion.delete_session(bound, "alice", session.id, revisions=None, now=now)
    await remove_session(bound, session.id)
    assert await count(MessageStream) == [0]
