"""The drill: a backup while the service is written to, and a service elsewhere on what it has."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

import indexes
from commands.embedded import running_server
from documents.database import Database
from tests.support import Api, a_session, got, message, running_api, settings_for

NAME = "threadkeep"
# What clocks of tests say has expired would be removed.
PARAMETERS = {"ttlMonitorEnabled": "false"}

Backup = Callable[[Path, Database, Path], Awaitable[None]]


async def files_while_writes_wait(folder: Path, database: Database, to: Path) -> None:
    """A copy of mongod's files, as a snapshot of the volume is, while it holds up writes."""
    admin = database.client.admin
    await admin.command({"fsync": 1, "lock": True})
    try:
        # Its files come and go no more.
        ignored = shutil.ignore_patterns("mongod.lock")
        await asyncio.to_thread(shutil.copytree, folder / "db", to / "db", ignore=ignored)
    finally:
        await admin.command("fsyncUnlock")


async def documents_of_one_moment(_: Path, database: Database, to: Path) -> None:
    """All documents as they were at one moment, into a server that has nothing: what a dump
    with its oplog, restored, comes to."""
    async with running_server(to, "drill", parameters=PARAMETERS) as empty:
        into = Database(empty.uri, name=NAME)
        # In whatever order: all are read as of the first one.
        names = await database.handle.list_collection_names()
        async with database.one_moment() as moment:
            for name in names:
                found = database.handle[name].find({}, session=moment)
                documents = [each async for each in found]
                if documents:
                    await into.handle[name].insert_many(documents)
        await into.close()


class Writer:
    """Appends messages to a chat, each until it is stored, and knows which were."""

    def __init__(self, client: httpx.AsyncClient, chat_id: str) -> None:
        self.client = client
        self.chat_id = chat_id
        self.stored: list[str] = []
        self._more = asyncio.Event()

    async def run(self) -> None:
        while True:
            name = f"m-{len(self.stored)}"
            while (await self.send(name)).status_code == 503:
                continue
            self.stored.append(name)
            self._more.set()

    async def send(self, name: str, client: httpx.AsyncClient | None = None) -> httpx.Response:
        body = message(f"message {name}", id=name)
        path = f"/chats/{self.chat_id}/messages"
        return await (client or self.client).post(path, json=body)

    async def has(self, number: int) -> None:
        """Wait until so many are stored."""
        while len(self.stored) < number:
            self._more.clear()
            await self._more.wait()


@asynccontextmanager
async def writing(api: Api, number: int) -> AsyncIterator[list[Writer]]:
    """So many writers at work, each in a chat of its own, for the block."""
    client = await api.user("alice")
    sessions = [await a_session(client) for _ in range(number)]
    writers = [Writer(client, each["chat_id"]) for each in sessions]
    async with asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(each.run()) for each in writers]
        yield writers
        for each in running:
            each.cancel()


async def all_messages(client: httpx.AsyncClient, chat_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        last = found[-1]["sequence_order"] if found else 0
        page = await got(client, f"/chats/{chat_id}/messages", after=last, limit=100)
        found += page["items"]
        if not page["items"] or page["next"] is None:
            return found


@pytest.mark.slow("starts two servers, and copies one while it is written to")
@pytest.mark.timeout(240)
@pytest.mark.parametrize("backup", [files_while_writes_wait, documents_of_one_moment])
async def test_what_was_restored_is_whole_and_stores_each_message_once(
    tmp_path: Path, backup: Backup
) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    async with running_server(first, "drill", parameters=PARAMETERS) as server:
        database = Database(server.uri, name=NAME)
        await indexes.sync(database)
        async with running_api(settings_for(server.uri, NAME, bucket_messages=4)) as api:
            async with writing(api, 3) as writers:
                await asyncio.gather(*(each.has(15) for each in writers))
                before = [list(each.stored) for each in writers]
                await backup(first, database, second)
                await asyncio.gather(*(each.has(len(each.stored) + 3) for each in writers))
            await api.services.background.finish()
        await database.close()
    async with running_server(second, "drill", parameters=PARAMETERS) as server:
        database = Database(server.uri, name=NAME)
        # Of documents alone there are no indexes; of files there are all.
        if backup is documents_of_one_moment:
            await indexes.sync(database)
        assert not await indexes.differences(database)
        async with running_api(settings_for(server.uri, NAME, bucket_messages=4)) as api:
            await no_findings(api)
            client = await api.user("alice")
            for writer, known in zip(writers, before, strict=True):
                restored = [each["id"] for each in await all_messages(client, writer.chat_id)]
                # What was acknowledged before it began is in it, and nothing is in it in part.
                assert restored == writer.stored[: len(restored)]
                assert restored[: len(known)] == known
                for name in writer.stored:
                    answer = await writer.send(name, client)
                    assert answer.status_code == (200 if name in restored else 201), answer.text
                whole = await all_messages(client, writer.chat_id)
                assert [each["id"] for each in whole] == writer.stored
                numbers = [each["sequence_order"] for each in whole]
                assert numbers == list(range(1, len(whole) + 1))
            await api.services.background.finish()
            await no_findings(api)
        await database.close()


async def no_findings(api: Api) -> None:
    upkeep = api.services.upkeep
    checked = [each async for each in upkeep.check_chats()]
    assert len(checked) == 3
    assert [each.findings for each in checked] == [[], [], []]
    assert [each async for each in upkeep.check_quotas()] == []
    assert [each async for each in upkeep.check_checkpoints()] == []
