"""A stand-in by which clients of the Durable Streams protocol write streams of the service.

It translates paths, bodies and what else the protocol names otherwise; what a request counts
for is decided by the service alone, whose headers and statuses it hands on.
https://github.com/durable-streams/durable-streams/blob/main/PROTOCOL.md
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson
import uvicorn
from httpx_sse import aconnect_sse
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.ports import free_port

PRODUCER = ("producer-id", "producer-epoch", "producer-seq")
HANDED_ON = ("producer-epoch", "producer-seq", "producer-expected-seq", "producer-received-seq")


@dataclass
class Shim:
    """The streams that were made, by their names."""

    client: httpx.AsyncClient
    chat: str
    streams: dict[str, tuple[str, str]] = field(default_factory=dict)

    async def create(self, request: Request) -> Response:
        name = request.path_params["name"]
        known = name in self.streams
        if not known:
            opened = await self.client.post(
                f"/chats/{self.chat}/streams", json={"id": name, "lease_seconds": 600}
            )
            kind = request.headers.get("content-type", "application/octet-stream")
            self.streams[name] = opened.json()["id"], kind
        headers = {"Stream-Next-Offset": "0", "Location": str(request.url)}
        return Response(status_code=200 if known else 201, headers=headers)

    async def append(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in self.streams:
            return Response(status_code=404)
        stream, kind = self.streams[name]
        headers = {each: request.headers[each] for each in PRODUCER if each in request.headers}
        body = await request.body()
        closes = request.headers.get("stream-closed") == "true"
        if not body and not closes:
            return Response(status_code=400)
        if body and request.headers.get("content-type") != kind:
            return Response(status_code=409)
        if body:
            content = _events(body, kind)
            headers["content-type"] = "application/json"
            path = f"/streams/{stream}/events"
            return _answer(await self.client.post(path, content=content, headers=headers))
        return _answer(await self.client.post(f"/streams/{stream}/finish", headers=headers), True)

    async def read(self, request: Request) -> Response:
        stream, kind = self.streams[request.path_params["name"]]
        events: list[dict[str, Any]] = []
        end = (await self.client.get(f"/streams/{stream}")).json()["next"]
        path = f"/streams/{stream}/events?after=0"
        if end:
            async with aconnect_sse(self.client, "GET", path) as source:
                async for told in source.aiter_sse():
                    if told.event == "delta":
                        events += told.json()["events"]
                    if told.id == str(end):
                        break
        body = (
            orjson.dumps([each["data"] for each in events])
            if kind == "application/json"
            else "".join(each["delta"] for each in events).encode()
        )
        headers = {"Stream-Next-Offset": str(end), "Stream-Up-To-Date": "true"}
        return Response(body, media_type=kind, headers=headers)


def _events(body: bytes, kind: str) -> bytes:
    if kind != "application/json":
        return orjson.dumps({"type": "text-delta", "id": "t", "delta": body.decode()})
    try:
        sent = orjson.loads(body)
    except ValueError:
        # For the service to refuse.
        return body
    items = sent if isinstance(sent, list) else [sent]
    return orjson.dumps([{"type": "data-item", "data": item} for item in items])


def _answer(response: httpx.Response, closed: bool = False) -> Response:
    headers = {name: response.headers[name] for name in HANDED_ON if name in response.headers}
    status = response.status_code
    if status in (200, 204):
        next_offset = str(response.json()["next"]) if "next" in response.text else "0"
        headers["Stream-Next-Offset"] = next_offset
    ended = status == 409 and response.json().get("state") is not None
    if closed or ended:
        headers["Stream-Closed"] = "true"
    if closed and status == 200:
        status = 204
    return Response(status_code={422: 400}.get(status, status), headers=headers)


@contextlib.asynccontextmanager
async def durable_streams(client: httpx.AsyncClient, chat: str) -> AsyncIterator[str]:
    """The address of a server of the protocol, whose streams are the service's."""
    shim = Shim(client, chat)
    path = "/v1/stream/{name:path}"
    app = Starlette(
        routes=[
            Route(path, shim.create, methods=["PUT"]),
            Route(path, shim.append, methods=["POST"]),
            Route(path, shim.read, methods=["GET"]),
        ]
    )
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", lifespan="off"))
    serving = asyncio.create_task(server.serve())
    try:
        while not server.started:  # noqa: ASYNC110 - it sets no event
            await asyncio.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await serving
