"""A stream that is written in one request, whose body goes on."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import orjson
import pytest
from starlette.types import Message

from tests.api.streams.support import Event, delta, reading
from tests.support import Api, a_chat, got

LINES = "application/x-ndjson"
SSE = "text/event-stream"


def line(event: Event) -> bytes:
    return orjson.dumps(event) + b"\n"


async def pieces(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def piped(
    client: httpx.AsyncClient, chat_id: str, *parts: bytes, kind: str = LINES, **options: Any
) -> httpx.Response:
    return await client.post(
        f"/chats/{chat_id}/streams",
        content=pieces(*parts),
        headers={"Content-Type": kind},
        params=options,
    )


async def the_message(client: httpx.AsyncClient, chat_id: str) -> dict[str, Any]:
    (shown,) = (await got(client, f"/chats/{chat_id}/messages"))["items"]
    found: dict[str, Any] = shown
    return found


class Connection:
    """A request whose body the test sends part by part, and may break off."""

    def __init__(self, api: Api, client: httpx.AsyncClient, path: str, query: str = "") -> None:
        self._coming: asyncio.Queue[Message] = asyncio.Queue()
        self.sent: list[Message] = []
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [
                (b"authorization", client.headers["Authorization"].encode()),
                (b"content-type", LINES.encode()),
            ],
            "server": ("threadkeep", 80),
            "client": ("127.0.0.1", 1),
            "root_path": "",
        }
        self.answering = asyncio.create_task(api.handle(scope, self._coming.get, self._send))

    async def _send(self, message: Message) -> None:
        self.sent.append(message)

    def send(self, part: bytes) -> None:
        self._coming.put_nowait({"type": "http.request", "body": part, "more_body": True})

    async def end(self) -> int:
        self._coming.put_nowait({"type": "http.request", "body": b"", "more_body": False})
        await self.answering
        status: int = self.sent[0]["status"]
        return status

    async def break_off(self) -> None:
        self._coming.put_nowait({"type": "http.disconnect"})
        await self.answering


async def test_each_line_is_an_event_and_the_end_is_the_end(user: httpx.AsyncClient) -> None:
    chat = (await a_chat(user))["id"]
    whole = b"".join(map(line, [delta("Once "), delta("upon "), delta("a time")]))
    response = await piped(user, chat, *(whole[n : n + 7] for n in range(0, len(whole), 7)))
    assert response.status_code == 201
    stream = response.json()
    assert (stream["state"], stream["next"]) == ("complete", 3)
    assert response.headers["Location"] == f"/streams/{stream['id']}"
    assert (await the_message(user, chat))["content"] == "Once upon a time"


async def test_server_sent_events_are_taken_as_a_model_s_service_sends_them(
    user: httpx.AsyncClient,
) -> None:
    chat = (await a_chat(user))["id"]
    framed = b": hello\n\n" + b"".join(
        b"event: message\nid: 7\ndata: " + line(each) + b"\r\n"
        for each in [delta("a"), delta("b"), {"type": "finish", "finishReason": "stop"}]
    )
    response = await piped(user, chat, framed, b"data: [DONE]\n\n", kind=SSE)
    assert response.json()["next"] == 3
    assert (await the_message(user, chat))["content"] == "ab"


async def test_readers_follow_while_the_body_goes_on(user: httpx.AsyncClient, api: Api) -> None:
    chat = (await a_chat(user))["id"]
    connection = Connection(api, user, f"/chats/{chat}/streams")
    connection.send(line(delta("so ")) + line(delta("far"))[:10])
    while not (items := (await got(user, f"/chats/{chat}/messages"))["items"]):
        pass
    async with reading(api, user, f"/streams/{items[0]['stream_id']}/events", after=0) as reader:
        first = await reader.next()
        assert first is not None
        assert first.data == {"from": 0, "events": [delta("so ")]}
        connection.send(line(delta("far"))[10:])
        assert await connection.end() == 201
        frames = await reader.rest()
    assert [frame.event for frame in frames] == ["delta", "end"]
    assert frames[-1].data["message"]["content"] == "so far"


async def test_what_breaks_off_can_be_gone_on_with(user: httpx.AsyncClient, api: Api) -> None:
    chat = (await a_chat(user))["id"]
    connection = Connection(api, user, f"/chats/{chat}/streams", "id=m-1&lease_seconds=60")
    connection.send(line(delta("half ")) + b'{"type": "text-del')
    await connection.break_off()
    shown = await the_message(user, chat)
    assert (shown["content"], shown.get("streaming", False)) == ("half ", True)
    opened = await user.post(f"/chats/{chat}/streams", json={"id": "m-1"})
    assert (opened.status_code, opened.json()["next"]) == (200, 1)
    again = await piped(user, chat, line(delta("and the rest")), id="m-1")
    assert (again.status_code, again.json()["state"]) == (200, "complete")
    assert (await the_message(user, chat))["content"] == "half and the rest"
    # The answer was lost: nothing is written twice.
    third = await piped(user, chat, line(delta("twice")), id="m-1")
    assert (third.status_code, third.json()["state"]) == (200, "complete")
    assert (await the_message(user, chat))["content"] == "half and the rest"


async def test_an_interrupted_one_is_gone_on_with_too(user: httpx.AsyncClient, api: Api) -> None:
    chat = (await a_chat(user))["id"]
    for before in ([], [delta("half ")]):
        message_id = f"m-{len(before)}"
        connection = Connection(api, user, f"/chats/{chat}/streams", f"id={message_id}")
        connection.send(b"".join(map(line, before)))
        await connection.break_off()
        api.clock.advance(minutes=1)
        await api.services.streams.reap()
        again = await piped(user, chat, line(delta("rest")), id=message_id)
        assert again.json()["state"] == "complete"
    contents = [m["content"] for m in (await got(user, f"/chats/{chat}/messages"))["items"]]
    assert contents == ["rest", "half rest"]


@pytest.mark.parametrize(
    ("last", "state", "metadata"),
    [
        (
            {"type": "error", "errorText": "overloaded"},
            "failed",
            {"finish_reason": "failed", "error": "overloaded"},
        ),
        ({"type": "abort"}, "cancelled", {"finish_reason": "cancelled"}),
    ],
)
async def test_it_ends_as_its_events_say(
    user: httpx.AsyncClient, last: Event, state: str, metadata: dict[str, Any]
) -> None:
    chat = (await a_chat(user))["id"]
    response = await piped(user, chat, line(delta("half")), line(last))
    assert response.json()["state"] == state
    shown = await the_message(user, chat)
    assert (shown["content"], shown["message_metadata"]) == ("half", metadata)


async def test_a_stop_ends_the_request(user: httpx.AsyncClient, api: Api) -> None:
    chat = (await a_chat(user))["id"]
    connection = Connection(api, user, f"/chats/{chat}/streams")
    connection.send(line(delta("a")))
    while not (items := (await got(user, f"/chats/{chat}/messages"))["items"]):
        pass
    assert (await user.post(f"/streams/{items[0]['stream_id']}/cancel")).status_code == 200
    connection.send(line(delta("b")))
    await connection.answering
    assert connection.sent[0]["status"] == 409


@pytest.mark.parametrize(
    ("part", "status"),
    [
        (b"no json\n", 422),
        (b"[1]\n", 422),
        (b'{"type": "text-delta"}\n', 422),
        (b'{"type": "x", "y": "\xff"}\n', 422),
        (line(delta("x" * 65_600)), 413),
        (b" " * 600_000, 413),
    ],
)
async def test_a_line_that_is_no_event_is_refused_and_what_came_before_is_kept(
    user: httpx.AsyncClient, part: bytes, status: int
) -> None:
    chat = (await a_chat(user))["id"]
    response = await piped(user, chat, line(delta("kept")), part)
    assert response.status_code == status
    shown = await the_message(user, chat)
    assert shown.get("streaming", False) is True
    assert shown["content"] == "kept"


async def test_options_have_one_place(user: httpx.AsyncClient) -> None:
    chat = (await a_chat(user))["id"]
    for options in ({"id": "m"}, {"lease_seconds": "5"}):
        refused = await user.post(f"/chats/{chat}/streams", json={}, params=options)
        assert refused.status_code == 422
    assert (await piped(user, chat, b"", lease_seconds=1)).status_code == 422
    assert (await piped(user, chat, b"", kind="text/plain")).status_code == 415


async def test_a_stranger_s_body_is_not_read(api: Api, user: httpx.AsyncClient) -> None:
    chat = (await a_chat(user))["id"]
    anonymous = await api.anonymous()
    assert (await piped(anonymous, chat, line(delta("a")))).status_code == 401
    stranger = await api.user()
    assert (await piped(stranger, chat, line(delta("a")))).status_code == 404
