"""Whether there is a body, and what it is said to be."""

import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.support import Api, a_chat, a_session

JSON_TYPES = ["application/json", "Application/JSON; charset=utf-8", "application/ld+json"]
OTHER_TYPES = [
    *(None, "", "application/x-www-form-urlencoded", "text/plain", "text/json", "json"),
    *("application/jsonl", "application/+json", "multipart/form-data; boundary=x", "\xff"),
]


def sent_as(media_type: str | None) -> dict[str, Any]:
    return {} if media_type is None else {"Content-Type": media_type.encode("latin-1")}


async def posted(client: httpx.AsyncClient, path: str, media_type: str | None) -> httpx.Response:
    return await client.post(path, content=b'{"name": "s"}', headers=sent_as(media_type))


@pytest.mark.parametrize("media_type", OTHER_TYPES)
@pytest.mark.parametrize("path", ["/sessions", "/sessions/resume", "/missions"])
async def test_a_body_that_is_not_said_to_be_json_is_refused_by_the_headers_name(
    user: httpx.AsyncClient, path: str, media_type: str | None
) -> None:
    answer = await posted(user, path, media_type)
    assert answer.status_code == 415
    problem = answer.json()
    assert problem["type"] == "urn:threadkeep:problem:unsupported-media-type"
    assert "`Content-Type: application/json`" in problem["detail"]
    assert answer.headers["Accept"] == "application/json"


@pytest.mark.parametrize("media_type", JSON_TYPES)
async def test_a_body_that_is_said_to_be_json_is_read(
    user: httpx.AsyncClient, media_type: str
) -> None:
    answer = await posted(user, "/sessions", media_type)
    assert (answer.status_code, answer.json()["name"]) == (201, "s")


async def test_every_route_that_takes_json_asks_for_its_type(api: Api) -> None:
    client = await api.user(admin=True)
    schema = (await client.get("/openapi.json")).json()
    asked = 0
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            if "application/json" in operation.get("requestBody", {}).get("content", {}):
                filled = re.sub(r"\{[^}]*\}", "0" * 24, path)
                answer = await client.request(method, filled, content=b"{}")
                assert answer.status_code == 415, (method, path)
                asked += 1
    assert asked > 30


async def test_a_body_of_unknown_length_is_a_body(user: httpx.AsyncClient) -> None:
    async def parts() -> AsyncIterator[bytes]:
        yield b"{}"

    assert (await user.post("/sessions", content=parts())).status_code == 415


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "text/plain"}, {"Content-Length": "0"}])
async def test_sessions_and_chats_are_made_without_a_body(
    user: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    for path in ("/sessions", "/chats", "/sessions/resume"):
        answer = await user.post(path, headers=headers)
        assert answer.is_success, path
    name = (await a_session(user))["name"]
    assert name.startswith("Session ")
    assert (await a_chat(user))["title"] is None


async def test_what_needs_a_body_says_so(user: httpx.AsyncClient) -> None:
    answer = await user.post("/missions")
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"pointer": "", "detail": "Field required"}]
