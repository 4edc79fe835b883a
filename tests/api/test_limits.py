"""Limits of size, each a setting."""

from collections.abc import AsyncIterator

import pytest

from commands.embedded import EmbeddedServer
from tests.support import Api, a_chat, got, message, messages, running_api, settings_for


@pytest.fixture
async def small(mongod: EmbeddedServer, shared_name: str) -> AsyncIterator[Api]:
    """A service with small limits."""
    settings = settings_for(
        mongod.uri,
        shared_name,
        max_body_bytes=2000,
        max_body_values=100,
        max_content_bytes=100,
        max_append_messages=5,
        max_metadata_bytes=50,
        max_metadata_levels=2,
    )
    async with running_api(settings) as running:
        yield running


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (message("x" * 100), 201),
        (message("x" * 101), 413),
        (message("é" * 50), 201),
        (message("é" * 51), 413),
        (messages(5), 201),
        (messages(6), 413),
        (message(message_metadata={"k": "v" * 42}), 201),
        (message(message_metadata={"k": "v" * 43}), 413),
        (message(message_metadata={"a": {"b": 1}}), 201),
        (message(message_metadata={"a": {"b": {}}}), 422),
        (message("x", message_metadata={"k": "v" * 3000}), 413),
        (message([{"type": "text", "text": "x" * 73}]), 201),
        (message([{"type": "text", "text": "x" * 74}]), 413),
        (message("x" * 50, reasoning="x" * 50), 201),
        (message("x" * 50, reasoning="x" * 51), 413),
        (message("", tool_calls=[{"id": "c", "type": "x", "x": "x" * 66}]), 201),
        (message("", tool_calls=[{"id": "c", "type": "x", "x": "x" * 80}]), 413),
        (message([{"type": "x", "a": 1}]), 201),
        (message([{"type": "x", "a": {}}]), 422),
    ],
)
async def test_a_message_is_stored_up_to_the_limit_and_refused_beyond(
    small: Api, body: object, status: int
) -> None:
    user = await small.user()
    path = f"/chats/{(await a_chat(user))['id']}/messages"
    response = await user.post(path, json=body)
    assert response.status_code == status
    stored = (await got(user, path))["items"]
    assert bool(stored) == (status == 201)
    assert status != 413 or "THREADKEEP_MAX_" in response.json()["detail"]


async def test_a_body_of_too_many_values_is_refused_before_it_is_read_whole(small: Api) -> None:
    user = await small.user()

    async def endless() -> AsyncIterator[bytes]:
        yield b'{"context_data": {"a": ['
        for _ in range(100):
            yield b"1," * 10
        raise AssertionError("the service went on reading")

    response = await user.post(
        "/chats", content=endless(), headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"
    assert "100 JSON values" in response.json()["detail"]


async def test_commas_in_a_text_are_no_values(small: Api) -> None:
    user = await small.user()
    path = f"/chats/{(await a_chat(user))['id']}/messages"
    response = await user.post(path, json=message(',[{"\\' * 20))
    assert response.status_code == 201


async def test_a_list_over_the_limit_is_refused_whatever_is_in_it(small: Api) -> None:
    user = await small.user()
    path = f"/chats/{(await a_chat(user))['id']}/messages"
    response = await user.post(path, json=[1] * 6)
    assert response.status_code == 413


async def test_a_body_over_the_limit_is_refused_before_it_is_read_whole(small: Api) -> None:
    user = await small.user()

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b" " * 1000
        raise AssertionError("the service went on reading")

    response = await user.post(
        "/chats", content=endless(), headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"


async def test_the_limits_hold_for_sessions_and_chats_too(small: Api) -> None:
    user = await small.user()
    chat = f"/chats/{(await a_chat(user))['id']}"
    large = {"k": "v" * 50}
    for response in (
        await user.post("/sessions", json={"session_metadata": large}),
        await user.post("/sessions", json={"session_metadata": {"tools": ["v" * 97]}}),
        await user.post("/chats", json={"context_data": large}),
        await user.put(chat, json={"context_data": large}),
    ):
        assert response.status_code == 413
        assert "THREADKEEP_MAX_" in response.json()["detail"]


async def test_definitions_of_tools_count_as_content(small: Api) -> None:
    user = await small.user()
    metadata = {"tools": ["v" * 96], "k": "v" * 42}
    made = await user.post("/sessions", json={"session_metadata": metadata})
    assert made.status_code == 201
    assert made.json()["session_metadata"] == metadata


async def test_an_edit_may_not_make_a_message_larger_than_one_may_be(small: Api) -> None:
    user = await small.user()
    path = f"/chats/{(await a_chat(user))['id']}/messages"
    await user.post(path, json=message("x" * 60, id="m"))
    for change, status in (
        ({"reasoning": "y" * 40}, 200),
        ({"content": "x" * 61}, 413),
        ({"text": "x" * 61}, 413),
        ({"content": "x"}, 200),
        ({"reasoning": "y" * 100}, 413),
    ):
        assert (await user.patch(f"{path}/m", json=change)).status_code == status


async def test_a_name_or_title_of_more_than_255_characters_is_refused(small: Api) -> None:
    user = await small.user()
    assert (await user.post("/sessions", json={"name": "n" * 255})).status_code == 201
    assert (await user.post("/sessions", json={"name": "n" * 256})).status_code == 422
    assert (await user.post("/chats", json={"title": "n" * 256})).status_code == 422


async def test_a_body_over_the_limit_is_a_problem_like_any_other_error(small: Api) -> None:
    user = await small.user()
    response = await user.post("/chats", json={"title": "x" * 5000})
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["type"].endswith("too-large")


async def test_every_route_that_takes_a_body_declares_that_it_may_be_too_large(small: Api) -> None:
    schema = await got(await small.user(), "/openapi.json")
    silent = [
        (method, path)
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
        if "requestBody" in operation and "413" not in operation["responses"]
    ]
    assert silent == []
