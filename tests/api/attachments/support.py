"""Uploading attachments, naming them, and what of them lies in the database."""

import base64
import hashlib
from collections.abc import AsyncIterator
from typing import Any

import httpx

from documents.database import ObjectId
from tests.queries import look
from tests.support import Api, message

Json = dict[str, Any]


async def in_parts(content: bytes, size: int = 100_000) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


async def broken(content: bytes) -> AsyncIterator[bytes]:
    """All of it, and then the connection breaks."""
    async for part in in_parts(content):
        yield part
    raise ConnectionError("cut")


async def post(
    client: httpx.AsyncClient, chat: Json, content: Any = b"bytes", **headers: str
) -> httpx.Response:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return await client.post(f"/chats/{chat['id']}/attachments", content=content, headers=sent)


async def uploaded(
    client: httpx.AsyncClient, chat: Json, content: Any = b"bytes", **headers: str
) -> Json:
    """A new attachment."""
    answer = await post(client, chat, content, **headers)
    assert answer.status_code == 201, answer.text
    attachment: Json = answer.json()
    return attachment


def naming(*attachments: Json, **fields: Any) -> Json:
    """A message that names attachments as files."""
    parts = [{"type": "file", "file": {"file_id": each["id"]}} for each in attachments]
    return message(parts, **fields)


def showing(attachment: Json, **fields: Any) -> Json:
    """A message that shows an attachment by its URL."""
    return message([{"type": "image_url", "image_url": {"url": attachment["url"]}}], **fields)


async def send(client: httpx.AsyncClient, chat: Json, body: Any) -> httpx.Response:
    return await client.post(f"/chats/{chat['id']}/messages", json=body)


async def content_of(client: httpx.AsyncClient, attachment: Json, **headers: str) -> httpx.Response:
    return await client.get(attachment["url"], headers=headers)


async def is_there(client: httpx.AsyncClient, attachment: Json) -> bool:
    """Whether the bytes of an attachment can be read."""
    return (await content_of(client, attachment)).status_code == 200


def digest(content: bytes) -> str:
    """What Content-Digest and Repr-Digest have of it."""
    return f"sha-256=:{base64.b64encode(hashlib.sha256(content).digest()).decode()}:"


async def files_of(api: Api, user_id: str) -> list[Json]:
    found = look(api.services.database["attachment_files.files"]).find(
        {"metadata.user_id": user_id}
    )
    return [file async for file in found]


async def chunks_of(api: Api, files: list[Json]) -> int:
    return await look(api.services.database["attachment_files.chunks"]).count_documents(
        {"files_id": {"$in": [file["_id"] for file in files]}}
    )


async def stored(api: Api, attachment: Json) -> Json | None:
    found: Json | None = await look(api.services.database["attachments"]).find_one(
        {"attachment_id": ObjectId(attachment["id"])}
    )
    return found


async def usage_of(api: Api, user_id: str) -> int:
    found = await look(api.services.database["attachment_usage"]).find_one({"_id": user_id})
    return 0 if found is None else int(found["bytes"])
