"""Content and the schema it must fit."""

import json
import threading
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from documents.aggregates.assets import schema as schema_module
from documents.aggregates.assets.upload import upload_file
from documents.aggregates.workflow.state import Actor
from documents.database import ObjectId
from documents.shapes.base import PydanticObjectId
from documents.shapes.errors.workflow import ContentRefused
from tests.api.assets.content_support import put
from tests.support import Api
from tests.workflow_support import Json, shown

FLIGHTS = {
    "type": "object",
    "fields": {
        "from": {"type": "string"},
        "legs": {
            "type": "object",
            "is_array": True,
            "fields": {"price": {"type": "number"}, "seats": {"type": "integer"}},
        },
    },
}


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        ([], ""),
        ({"legs": []}, "/from"),
        ({"from": 1, "legs": []}, "/from"),
        ({"from": "a", "legs": {}}, "/legs"),
        (
            {"from": "a", "legs": [{"price": 1, "seats": 2}, {"price": "1", "seats": 2}]},
            "/legs/1/price",
        ),
        ({"from": "a", "legs": [{"price": 1, "seats": True}]}, "/legs/0/seats"),
    ],
)
async def test_content_that_does_not_fit_its_schema_is_refused_with_the_place(
    user: httpx.AsyncClient, asset: Json, value: Any, pointer: str
) -> None:
    path = f"/assets/{asset['id']}"
    assert (await user.put(path, json={"schema_definition": FLIGHTS})).status_code == 200

    for answer, prefix in (
        (await user.put(path, json={"content": value}), "/content"),
        (await put(user, asset, json.dumps(value), **{"content-type": "application/json"}), ""),
    ):
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == prefix + pointer
    assert (await shown(user, "assets", asset))["content_info"] is None


async def test_content_that_fits_its_schema_is_taken(user: httpx.AsyncClient, asset: Json) -> None:
    value = {"from": "OSL", "legs": [{"price": 1.5, "seats": 2}], "more": None}
    body = {"schema_definition": FLIGHTS, "content": value}

    answer = await user.put(f"/assets/{asset['id']}", json=body)

    assert answer.status_code == 200, answer.text
    assert answer.json()["schema_definition"] == FLIGHTS


async def test_a_schema_that_the_content_does_not_fit_is_refused(
    user: httpx.AsyncClient, asset: Json
) -> None:
    path = f"/assets/{asset['id']}"
    await user.put(path, json={"content": ["text"]})
    for schema, detail in (
        ({"type": "integer"}, "its content must be of type integer"),
        ({"type": "integer", "is_array": True}, "its content at /0 must be of type integer"),
    ):
        answer = await user.put(path, json={"schema_definition": schema})

        assert answer.status_code == 422
        assert answer.json()["errors"] == [{"pointer": "/schema_definition", "detail": detail}]
    await put(user, asset, b"bytes")
    answer = await user.put(path, json={"schema_definition": {"type": "string"}})
    assert answer.json()["errors"][0]["pointer"] == "/schema_definition"
    assert (await shown(user, "assets", asset))["schema_definition"] is None


@pytest.mark.parametrize(
    "schema",
    [
        {},
        {"type": "float"},
        {"type": "string", "fields": {"a": {"type": "string"}}},
        {"type": "object", "fields": {"a": {"type": "nothing"}}},
        {"type": "object", "fields": []},
        {"type": "string", "other": 1},
    ],
)
async def test_a_schema_that_is_none_is_refused(
    user: httpx.AsyncClient, asset: Json, schema: Any
) -> None:
    answer = await user.put(f"/assets/{asset['id']}", json={"schema_definition": schema})

    assert answer.status_code == 422


async def test_a_file_goes_only_where_the_schema_has_one(
    user: httpx.AsyncClient, asset: Json
) -> None:
    path = f"/assets/{asset['id']}"
    for schema, status in (
        ({"type": "object"}, 422),
        ({"type": "file", "is_array": True}, 422),
        ({"type": "file"}, 200),
        ({"type": "any"}, 200),
    ):
        assert (await user.put(path, json={"schema_definition": schema})).status_code == 200
        assert (await put(user, asset, b"bytes")).status_code == status


async def test_content_that_is_no_file_is_refused_where_the_schema_has_one(
    user: httpx.AsyncClient, asset: Json
) -> None:
    path = f"/assets/{asset['id']}"
    assert (await user.put(path, json={"schema_definition": {"type": "file"}})).status_code == 200

    answer = await user.put(path, json={"content": "text"})

    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error == {"pointer": "/content", "detail": "must be of type file"}


async def test_a_schema_of_files_is_taken_where_the_content_is_one(
    user: httpx.AsyncClient, asset: Json
) -> None:
    await put(user, asset, b"bytes")
    for schema in ({"type": "file"}, {"type": "any"}):
        answer = await user.put(f"/assets/{asset['id']}", json={"schema_definition": schema})
        assert (answer.status_code, answer.json()["schema_definition"]) == (200, schema)


async def test_a_file_that_the_schema_does_not_take_is_refused_before_it_is_sent(
    user: httpx.AsyncClient, asset: Json
) -> None:
    sent: list[int] = []

    async def parts() -> AsyncIterator[bytes]:
        for number in range(1000):
            sent.append(number)
            yield b"x" * 1000

    await user.put(f"/assets/{asset['id']}", json={"schema_definition": {"type": "object"}})

    answer = await put(user, asset, parts())

    assert answer.status_code == 422
    assert sent == []


async def test_a_file_that_fitted_another_schema_is_not_taken_for_the_one_that_holds_now(
    api: Api, user: httpx.AsyncClient, asset: Json
) -> None:
    await user.put(f"/assets/{asset['id']}", json={"schema_definition": {"type": "string"}})
    stored = await api.services.database["assets"].find_one({"_id": ObjectId(asset["id"])})
    assert stored is not None

    async def upload(fits_schema: Json) -> Any:
        return await upload_file(
            api.services.database,
            Actor(stored["user_id"], api.clock.now),
            PydanticObjectId(asset["id"]),
            in_one_part(b"[1]"),
            media_type="application/json",
            max_bytes=100,
            fits_schema=fits_schema,
            revisions=None,
        )

    with pytest.raises(ContentRefused):
        await upload({"type": "integer", "is_array": True})
    assert (await shown(user, "assets", asset))["content_info"] is None
    taken = await upload(stored["schema_definition"])
    assert taken.content_facts.bytes == 3


async def in_one_part(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def test_content_is_checked_beside_the_event_loop(
    user: httpx.AsyncClient, asset: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/assets/{asset['id']}"
    threads = set()

    def check(_value: object) -> bool:
        threads.add(threading.current_thread())
        return True

    monkeypatch.setitem(schema_module._CHECKS, "integer", check)
    integers = {"type": "integer", "is_array": True}

    await put(user, asset, b"[1]", **{"content-type": "application/json"})
    await user.put(path, json={"schema_definition": integers})
    await put(user, asset, b"[2]", **{"content-type": "application/json"})
    await user.put(path, json={"content": [3]})

    assert threads
    assert threading.current_thread() not in threads
