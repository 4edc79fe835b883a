"""How many commands a request costs the database."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from commands.embedded import EmbeddedServer
from tests.support import (
    Api,
    Commands,
    a_chat,
    a_session,
    message,
    messages,
    running_api,
    settings_for,
)

COMMANDS = Commands("user_sessions", "chats", "chat_buckets", "missions")


@pytest.fixture
async def heard(mongod: EmbeddedServer, shared_name: str) -> AsyncIterator[Api]:
    """The service, with its commands noted and no other work beside the requests."""
    settings = settings_for(mongod.uri, shared_name, bucket_messages=1000, activity_flush_seconds=4)
    async with running_api(settings, listeners=[COMMANDS]) as running:
        await running.services.background.finish()
        yield running


async def cost(client: httpx.AsyncClient, method: str, path: str, body: object = None) -> list[str]:
    COMMANDS.names.clear()
    response = await client.request(method, path, json=body)
    assert response.status_code < 300, response.text
    return list(COMMANDS.names)


async def test_an_append_is_one_command(heard: Api) -> None:
    user = await heard.user()
    session = await a_session(user)
    path = f"/chats/{session['chat_id']}/messages"
    assert await cost(user, "POST", path, message()) == ["findAndModify"]
    assert await cost(user, "POST", path, message(id="given")) == ["findAndModify"]
    # From the second on this process knows where the chat stands.
    assert await cost(user, "POST", path, messages(100)) == ["update"]


async def test_appends_at_once_are_one_command_each(heard: Api) -> None:
    user = await heard.user()
    path = f"/chats/{(await a_chat(user))['id']}/messages"
    for _ in range(2):
        await user.post(path, json=message())
    COMMANDS.names.clear()
    answers = await asyncio.gather(*(user.post(path, json=message()) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {201}
    assert COMMANDS.names == ["update"] * 20


async def test_the_newest_page_is_one_command(heard: Api) -> None:
    user = await heard.user()
    path = f"/chats/{(await a_chat(user))['id']}"
    await user.post(f"{path}/messages", json=messages(100))
    assert await cost(user, "GET", f"{path}/messages") == ["find"]
    assert await cost(user, "GET", f"{path}?include=messages") == ["find"]


async def test_a_list_of_sessions_is_three_commands_however_long(heard: Api) -> None:
    user = await heard.user()
    for _ in range(5):
        session = await a_session(user)
        await user.post(f"/chats/{session['chat_id']}/messages", json=message())
    # Their order as of one moment, the sessions as they are now, and their chats.
    for limit in (1, 3, 5):
        commands = await cost(user, "GET", f"/sessions?limit={limit}")
        assert commands == ["aggregate", "find", "find"]
    assert await cost(user, "GET", "/sessions/active") == ["find"]


async def test_a_session_with_its_chat_is_two_commands(heard: Api) -> None:
    user = await heard.user()
    session = await a_session(user)
    assert await cost(user, "GET", f"/sessions/{session['id']}?include=chat") == ["find", "find"]


async def test_a_recovery_is_one_command_however_long_the_chat(heard: Api) -> None:
    user = await heard.user()
    session = await a_session(user)
    for path in (f"/sessions/{session['id']}/recovery", "/sessions/active?include=recovery"):
        assert await cost(user, "GET", path) == ["aggregate"]
    for _ in range(3):
        await user.post(f"/chats/{session['chat_id']}/messages", json=messages(400))
    for path in (f"/sessions/{session['id']}/recovery", "/sessions/active?include=recovery"):
        assert await cost(user, "GET", path) == ["aggregate"]


async def test_resuming_a_session_is_one_command(heard: Api) -> None:
    user = await heard.user()
    await a_session(user)
    assert await cost(user, "POST", "/sessions/resume") == ["findAndModify"]


async def test_health_asks_nothing_of_the_database(heard: Api) -> None:
    user = await heard.user()
    assert await cost(user, "GET", "/healthz") == []
