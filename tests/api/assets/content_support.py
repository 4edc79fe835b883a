"""Storing and reading content, and what of it lies in the database."""

from typing import Any

import httpx

from documents.database import ObjectId
from tests.queries import look
from tests.support import Api
from tests.workflow_support import Json

OCTETS = {"content-type": "application/octet-stream"}


async def put(
    client: httpx.AsyncClient, asset: Json, content: Any, **headers: str
) -> httpx.Response:
    return await client.put(
        f"/assets/{asset['id']}/content", content=content, headers={**OCTETS, **headers}
    )


async def content_of(client: httpx.AsyncClient, asset: Json, **headers: str) -> httpx.Response:
    return await client.get(f"/assets/{asset['id']}/content", headers=headers)


async def files_of(api: Api, asset: Json) -> list[Json]:
    found = look(api.services.database["asset_files.files"]).find(
        {"metadata.asset_id": ObjectId(asset["id"])}
    )
    return [file async for file in found]


async def orphans(api: Api) -> int:
    """Chunks of files that are not there."""
    pipeline: list[Json] = [
        {
            "$lookup": {
                "from": "asset_files.files",
                "localField": "files_id",
                "foreignField": "_id",
                "as": "file",
            }
        },
        {"$match": {"file": []}},
    ]
    chunks = look(api.services.database["asset_files.chunks"]).aggregate(pipeline)
    return len([chunk async for chunk in chunks])
