"""The application that is the limit: the same work in the database, and nothing else."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import count
from typing import Any
from uuid import uuid4

import orjson
import uvicorn
import uvloop
from bson import ObjectId
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import WriteConcern
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


def bare_app(uri: str, name: str) -> Starlette:
    """The application that is the limit."""
    collections: dict[str, Any] = {}

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        client: Any = AsyncIOMotorClient(uri, tz_aware=True)
        database = client.get_database(name, write_concern=WriteConcern("majority"))
        for each in ("chats", "flat", "flat_with_ids"):
            collections[each] = database[each]
        yield
        client.close()

    async def page(request: Request) -> Response:
        limit = int(request.query_params["limit"])
        found = await collections["chats"].find_one(
            {"_id": ObjectId(request.path_params["chat_id"])},
            {"last_sequence": 1, "messages": {"$slice": -limit}},
        )
        return Response(orjson.dumps({"items": found["messages"]}), media_type="application/json")

    numbers = count(1)

    async def append(request: Request) -> Response:
        body = orjson.loads(await request.body())
        given = body.get("id")
        message = {
            "chat_id": ObjectId(request.path_params["chat_id"]),
            "id": given or uuid4().hex,
            "sequence_order": next(numbers),
            "role": body["role"],
            "content": body["content"],
            "message_metadata": body.get("message_metadata", {}),
            "created_at": datetime.now(UTC),
        }
        await collections["flat_with_ids" if given else "flat"].insert_one(message)
        del message["_id"], message["chat_id"]
        return Response(orjson.dumps(message), status_code=201, media_type="application/json")

    path = "/chats/{chat_id}/messages"
    routes = [Route(path, page, methods=["GET"]), Route(path, append, methods=["POST"])]
    return Starlette(routes=routes, lifespan=lifespan)


def serve_bare(uri: str, name: str) -> None:
    """Serve the bare application, as uvicorn does at its fastest."""
    config = uvicorn.Config(
        bare_app(uri, name),
        port=0,
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
    )

    class Announced(uvicorn.Server):
        async def startup(self, sockets: Any = None) -> None:
            await super().startup(sockets)
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            print(f"http://{host}:{port}", flush=True)

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(Announced(config).serve())


if __name__ == "__main__":
    serve_bare(*sys.argv[1:])
