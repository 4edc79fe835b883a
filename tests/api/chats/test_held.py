"""A chat that another's transaction holds, as one of a process that was killed does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from commands.embedded import EmbeddedServer
from documents.database import Database, ObjectId
from documents.database.driver import GATE
from tests.commands.processes import until
from tests.support import a_chat, message, running_api, settings_for

ASKED = GATE.places * 3


@asynccontextmanager
async def held(database: Database, chat_id: str) -> AsyncIterator[None]:
    """The chat is written to by a transaction that ends after the block."""
    async with await database.client.start_session() as session, session.start_transaction():
        await database["chats"].update_one(
            {"_id": ObjectId(chat_id)}, {"$inc": {"revision": 1}}, session=session
        )
        yield
        await session.abort_transaction()


async def test_requests_for_a_held_chat_hold_up_no_others_of_the_same_user(
    mongod: EmbeddedServer, shared_name: str
) -> None:
    settings = settings_for(mongod.uri, shared_name, database_timeout_seconds=10)
    elsewhere = Database(mongod.uri, name=shared_name)
    async with running_api(settings) as api:
        await api.services.background.finish()
        user = await api.user()
        chat, another = await a_chat(user), await a_chat(user)
        path, title = f"/chats/{chat['id']}", {"title": "new"}
        async with held(elsewhere, chat["id"]):
            changes = [asyncio.create_task(user.put(path, json=title)) for _ in range(ASKED)]
            await until(lambda: GATE.waiting > ASKED // 2)

            answer = await user.get(f"/chats/{another['id']}/messages")

            assert answer.status_code == 200
            assert not any(change.done() for change in changes)
        answers = await asyncio.gather(*changes)
    assert {change.status_code for change in answers} <= {200, 503}
    await elsewhere.close()


async def test_appends_to_a_held_chat_wait_for_each_other_and_hold_up_nobody(
    mongod: EmbeddedServer, shared_name: str
) -> None:
    settings = settings_for(mongod.uri, shared_name, database_timeout_seconds=10)
    elsewhere = Database(mongod.uri, name=shared_name)
    async with running_api(settings) as api:
        await api.services.background.finish()
        user = await api.user()
        chat, another = await a_chat(user), await a_chat(user)
        path = f"/chats/{chat['id']}/messages"
        async with held(elsewhere, chat["id"]):
            appends = [asyncio.create_task(user.post(path, json=message())) for _ in range(ASKED)]
            await until(lambda: api.services.database.turns.waiting == ASKED - 1)

            answer = await user.post(f"/chats/{another['id']}/messages", json=message())

            assert answer.status_code == 201
            assert not any(append.done() for append in appends)
        answers = await asyncio.gather(*appends)
    assert {append.status_code for append in answers} <= {201, 503}
    await elsewhere.close()


async def test_a_user_whose_chats_are_all_held_holds_up_no_others(
    mongod: EmbeddedServer, shared_name: str
) -> None:
    settings = settings_for(mongod.uri, shared_name, database_timeout_seconds=10)
    elsewhere = Database(mongod.uri, name=shared_name)
    async with running_api(settings) as api, AsyncExitStack() as stack:
        await api.services.background.finish()
        user, other = await api.user(), await api.user()
        chats = [await a_chat(user) for _ in range(ASKED)]
        for chat in chats:
            await stack.enter_async_context(held(elsewhere, chat["id"]))
        appends = [
            asyncio.create_task(user.post(f"/chats/{chat['id']}/messages", json=message()))
            for chat in chats
        ]
        await until(lambda: GATE.waiting > ASKED // 2)

        answer = await other.get("/chats")

        assert answer.status_code == 200
        assert not any(append.done() for append in appends)
        await stack.aclose()
        answers = await asyncio.gather(*appends)
    assert {append.status_code for append in answers} <= {201, 503}
    await elsewhere.close()
