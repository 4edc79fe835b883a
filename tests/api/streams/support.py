"""What tests of streams do over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx
import orjson
from starlette.datastructures import Headers
from starlette.types import Message

from tests.support import Api, a_chat, made

Event = dict[str, Any]


def delta(text: str) -> Event:
    """An event that adds to the text."""
    return {"type": "text-delta", "id": "t1", "delta": text}


@dataclass
class Agent:
    """The writer of one stream, which counts its requests."""

    client: httpx.AsyncClient
    stream: dict[str, Any]
    id: str = "agent"
    epoch: int = 0
    seq: int = 0

    @property
    def path(self) -> str:
        return f"/streams/{self.stream['id']}"

    def headers(self, seq: int | None = None) -> dict[str, str]:
        return {
            "Producer-Id": self.id,
            "Producer-Epoch": str(self.epoch),
            "Producer-Seq": str(self.seq if seq is None else seq),
        }

    async def send(self, body: Any, seq: int | None = None) -> httpx.Response:
        return await self.client.post(f"{self.path}/events", json=body, headers=self.headers(seq))

    async def write(self, *events: Event) -> dict[str, Any]:
        response = await self.send(list(events))
        assert response.status_code == 200, response.text
        self.seq += 1
        answer: dict[str, Any] = response.json()
        return answer

    async def say(self, *texts: str) -> dict[str, Any]:
        return await self.write(*map(delta, texts))

    async def finish(self, **body: Any) -> dict[str, Any]:
        response = await self.client.post(f"{self.path}/finish", json=body, headers=self.headers())
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    async def cancel(self) -> dict[str, Any]:
        response = await self.client.post(f"{self.path}/cancel")
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer


async def an_agent(client: httpx.AsyncClient, chat_id: str = "", **fields: Any) -> Agent:
    """The writer of a new stream, of a new chat unless one is given."""
    chat_id = chat_id or (await a_chat(client))["id"]
    return Agent(client, await made(client, f"/chats/{chat_id}/streams", fields))


@dataclass
class Frame:
    """One server-sent event."""

    event: str
    id: str
    data: Any


class Reader:
    """Reads server-sent events as they come."""

    def __init__(self, sent: "asyncio.Queue[Message]", start: Message) -> None:
        self.headers = Headers(raw=start["headers"])
        self._sent = sent
        self._text = b""
        self._more = True
        self.comments = 0

    async def next(self) -> Frame | None:
        """The next event; None at the end of the answer."""
        while True:
            head, found, rest = self._text.partition(b"\n\n")
            if not found:
                if not self._more:
                    assert not self._text
                    return None
                message = await self._sent.get()
                self._text += message["body"]
                self._more = message.get("more_body", False)
                continue
            self._text = rest
            fields = dict(line.split(": ", 1) for line in head.decode().split("\n"))
            self.comments += "" in fields
            if "data" in fields:
                data = fields["data"]
                known = data if data == "[DONE]" else orjson.loads(data)
                return Frame(fields.get("event", "message"), fields.get("id", ""), known)

    async def rest(self) -> list[Frame]:
        """All that comes until the answer ends."""
        frames = []
        while (frame := await self.next()) is not None:
            frames.append(frame)
        return frames


@asynccontextmanager
async def reading(
    api: Api,
    client: httpx.AsyncClient,
    path: str,
    last_event_id: str | None = None,
    **parameters: Any,
) -> AsyncIterator[Reader]:
    """The events of a stream, as they come; httpx's own transport waits for the end."""
    headers = [(b"authorization", client.headers["Authorization"].encode())]
    if last_event_id is not None:
        headers.append((b"last-event-id", last_event_id.encode()))
    sent: asyncio.Queue[Message] = asyncio.Queue()
    gone = asyncio.Event()

    async def receive() -> Message:
        await gone.wait()
        return {"type": "http.disconnect"}

    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": urlencode(parameters).encode(),
        "headers": headers,
        "server": ("threadkeep", 80),
        "client": ("127.0.0.1", 1),
        "root_path": "",
    }
    answering = asyncio.create_task(api.handle(scope, receive, sent.put))
    try:
        start = await sent.get()
        assert start["status"] == 200, await sent.get()
        yield Reader(sent, start)
    finally:
        gone.set()
        await answering


async def told(
    api: Api,
    client: httpx.AsyncClient,
    path: str,
    last_event_id: str | None = None,
    **parameters: Any,
) -> list[Frame]:
    """All that is told of a stream that has ended."""
    async with reading(api, client, path, last_event_id, **parameters) as reader:
        return await reader.rest()
