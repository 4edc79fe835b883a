"""Checkpoints for tests, as a saver would send them."""

import base64
from typing import Any
from uuid import uuid4

import httpx

from tests.support import got


def typed(data: bytes = b"a value", kind: str = "msgpack") -> dict[str, Any]:
    """A value in JSON."""
    return {"type": kind, "base64": base64.b64encode(data).decode()}


def channel(name: str = "messages", version: Any = 1, data: bytes | None = None) -> dict[str, Any]:
    """A channel of a checkpoint; without data one whose version is stored already."""
    value = {} if data is None else {"value": typed(data)}
    return {"channel": name, "version": version, **value}


def a_thread_id() -> str:
    """An id that no other thread has."""
    return f"thread {uuid4()}"


def number(n: int) -> str:
    """The id of the nth checkpoint of a thread."""
    return f"{n:08}"


async def put(
    client: httpx.AsyncClient, thread_id: str, n: int = 1, *channels: dict[str, Any], **more: Any
) -> httpx.Response:
    """Save the nth checkpoint of a thread, which goes on from the one before."""
    body = {
        "thread_id": thread_id,
        "checkpoint_id": number(n),
        "parent_checkpoint_id": number(n - 1) if n > 1 else None,
        "checkpoint": typed(b"checkpoint %d" % n),
        "channels": list(channels),
        **more,
    }
    return await client.put("/checkpoints", json=body)


async def saved(
    client: httpx.AsyncClient, thread_id: str, n: int = 1, *channels: dict[str, Any], **more: Any
) -> None:
    response = await put(client, thread_id, n, *channels, **more)
    assert response.status_code == 200, response.text


def a_write(index: int = 0, data: bytes = b"written", name: str = "messages") -> dict[str, Any]:
    return {"index": index, "channel": name, "value": typed(data)}


async def wrote(
    client: httpx.AsyncClient,
    thread_id: str,
    n: int,
    *writes: dict[str, Any],
    task_id: str = "task",
    **more: Any,
) -> None:
    body = {
        "thread_id": thread_id,
        "checkpoint_id": number(n),
        "task_id": task_id,
        "writes": list(writes),
        **more,
    }
    response = await client.put("/checkpoints/writes", json=body)
    assert response.status_code == 204, response.text


async def uploaded(client: httpx.AsyncClient, thread_id: str, data: bytes) -> str:
    """The id of an upload."""
    response = await client.post(
        "/checkpoints/values", params={"thread_id": thread_id}, content=data
    )
    assert response.status_code == 200, response.text
    upload_id: str = response.json()["upload_id"]
    return upload_id


async def listed(client: httpx.AsyncClient, **parameters: Any) -> list[dict[str, Any]]:
    """All checkpoints of a list, page after page, each with its ``values`` by channel."""
    items: list[dict[str, Any]] = []
    cursor = None
    while True:
        more: dict[str, Any] = {} if cursor is None else {"cursor": cursor}
        page = await got(client, "/checkpoints", **parameters, **more)
        by_id = {each["value_id"]: each for each in page["values"]}
        for item in page["items"]:
            ids = {each["channel"]: each["value_id"] for each in item["channels"]}
            item["values"] = {
                name: await bytes_of(client, by_id[value_id])
                for name, value_id in ids.items()
                if value_id is not None
            }
        items += page["items"]
        cursor = page["next"]
        if cursor is None:
            return items


async def bytes_of(client: httpx.AsyncClient, value: dict[str, Any]) -> bytes:
    """The bytes of a value, wherever they are."""
    if value["base64"] is not None:
        return base64.b64decode(value["base64"])
    response = await client.get(f"/checkpoints/values/{value['value_id']}")
    assert response.status_code == 200, response.text
    return response.content


async def ids(client: httpx.AsyncClient, **parameters: Any) -> list[str]:
    return [each["checkpoint_id"] for each in await listed(client, **parameters)]
