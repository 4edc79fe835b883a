"""What the export of a user gives while others write."""

import json
from collections import Counter

import pytest

from documents.aggregates.chats import message_writes, reader
from documents.aggregates.chats.limits import SealingLimits
from documents.database import Database, collection_of
from documents.shapes.asset_files import AssetFile
from documents.upkeep import export
from tests.documents.aggregates.chats.engine import Engine, said
from tests.support import BEGINNING


async def test_a_bucket_that_is_split_meanwhile_doubles_no_message(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(message_writes, "MAX_BUCKET_BYTES", 2_000)
    monkeypatch.setattr(export, "_BLOCK_BYTES", 0)
    monkeypatch.setattr(reader, "_BUCKETS_AT_ONCE", 101)
    chat = await Engine.made(bound, limits=SealingLimits(piece_messages=2))
    await chat.append(*(said("x" * 500, f"id-{n}") for n in range(1, 301)))
    await chat.seal()
    ids = []
    async for line in export.export_user(bound, chat.user_id, now=BEGINNING):
        exported = json.loads(line)
        if exported["type"] != "message":
            continue
        ids.append(exported["id"])
        if len(ids) == 202:
            # The last of a batch.
            await chat.edit("id-201", "x" * 1_400)
            assert len(await chat.buckets()) == 150
    assert ids == [f"id-{n}" for n in range(1, 301)]


async def test_an_export_comes_in_blocks_of_whole_lines(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "_BLOCK_BYTES", 5_000)
    chat = await Engine.made(bound, limits=SealingLimits(piece_messages=3))
    await chat.append(*(said("x" * 100, f"id-{n}") for n in range(1, 101)))
    await chat.seal()
    blocks = [b async for b in export.export_user(bound, chat.user_id, now=BEGINNING)]
    assert 3 < len(blocks) < 12
    lines = [json.loads(line) for block in blocks for line in block.splitlines()]
    ids = [line["id"] for line in lines if line["type"] == "message"]
    assert ids == [f"id-{n}" for n in range(1, 101)]


async def test_an_export_outlasts_what_the_server_closes_meanwhile(
    bound: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it closes cursors that nobody has asked for more in ten minutes."""
    monkeypatch.setattr(export, "_BLOCK_BYTES", 0)
    chats = [await Engine.made(bound) for _ in range(103)]
    file = {"length": 0, "chunkSize": 1, "uploadDate": BEGINNING, "filename": "a"}
    metadata = {"user_id": "alice", "asset_id": chats[0].chat_id, "media_type": "text/plain"}
    await collection_of(AssetFile).insert_many([{**file, "metadata": metadata} for _ in range(103)])
    kinds = Counter[str]()
    async for line in export.export_user(bound, "alice", now=BEGINNING):
        kind = json.loads(line)["type"]
        kinds[kind] += 1
        if kinds[kind] == 1 and kind in ("chat", "file"):
            await bound.client.admin.command({"killAllSessions": []})
    assert (kinds["chat"], kinds["file"]) == (103, 103)
