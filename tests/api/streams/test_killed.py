"""A stream outlives kill -9 of the services that write and read it."""

import asyncio
import contextlib
import random
from datetime import timedelta
from typing import Any

import httpx
import pytest

from commands.embedded import EmbeddedServer
from documents.database import Database
from documents.shapes.base import utc_now
from services.tokens import make_token
from tests.api.streams.serving import GOES_ON, Follower, Serving, services
from tests.support import settings_for


class Pipe:
    """An agent that sends each request again until it is answered, to whichever service lives."""

    def __init__(
        self, client: httpx.AsyncClient, urls: list[str], headers: dict[str, str], lease: float = 15
    ) -> None:
        self.client, self.urls, self.headers, self.lease = client, urls, headers, lease
        self.seq = 0
        self.epoch = 0
        self.retries = 0
        self.texts: list[str] = []
        self.path = ""

    async def post(self, path: str, body: Any, headers: dict[str, str]) -> httpx.Response:
        turn = self.retries
        while True:
            url = self.urls[turn % len(self.urls)]
            with contextlib.suppress(*GOES_ON):
                response = await self.client.post(
                    f"{url}{path}", json=body, headers={**self.headers, **headers}
                )
                if response.status_code < 500:
                    return response
            turn += 1
            self.retries += 1
            await asyncio.sleep(0.05)

    async def open(self, chat_id: str, message_id: str) -> None:
        body = {"id": message_id, "lease_seconds": self.lease}
        response = await self.post(f"/chats/{chat_id}/streams", body, {})
        assert response.status_code in (200, 201), response.text
        self.path = f"/streams/{response.json()['id']}"

    async def send(self, action: str, body: Any) -> httpx.Response:
        while True:
            producer = {
                "Producer-Id": "pipe",
                "Producer-Epoch": str(self.epoch),
                "Producer-Seq": str(self.seq),
            }
            response = await self.post(f"{self.path}/{action}", body, producer)
            if response.status_code == 409 and response.json().get("state") == "interrupted":
                # It was held up for longer than its lease.
                self.epoch, self.seq = self.epoch + 1, 0
                continue
            assert response.status_code in (200, 204), response.text
            self.seq += 1
            return response

    async def say(self, text: str) -> None:
        await self.send("events", {"type": "text-delta", "id": "t", "delta": text})
        self.texts.append(text)


@pytest.mark.timeout(180)
async def test_a_stream_outlives_the_services_that_carry_it(
    mongod: EmbeddedServer, bound: Database
) -> None:
    with services(2, mongod.uri, bound.name) as serving:
        await asyncio.gather(*(each.ready() for each in serving))
        await carried(serving, bound, streams=2, readers=3, texts=60, kills=3)


async def carried(
    serving: list[Serving],
    database: Database,
    *,
    streams: int,
    readers: int,
    texts: int,
    kills: int,
) -> None:
    chance = random.Random(kills)
    settings = settings_for(serving[0].uri, database.name)
    token = make_token("alice", settings=settings, clock=utc_now, expires=timedelta(hours=1))
    headers = {"Authorization": f"Bearer {token}"}
    urls = [each.url for each in serving]
    limits = httpx.Limits(max_connections=1000)
    async with httpx.AsyncClient(timeout=30, limits=limits) as client:
        chat = (await client.post(f"{urls[0]}/chats", json={}, headers=headers)).json()["id"]
        pipes = [Pipe(client, urls, headers) for _ in range(streams)]
        followers: list[Follower] = []

        async def write(pipe: Pipe, number: int) -> None:
            await pipe.open(chat, f"m-{number}")
            mine = [
                Follower(urls[n % len(urls) :] + urls, f"{pipe.path}/events", headers)
                for n in range(readers)
            ]
            followers.extend(mine)
            following = asyncio.gather(*(each.follow(client) for each in mine))
            for text in range(texts):
                await pipe.say(f"{number}.{text} ")
            shown = await pipe.send("finish", {"state": "complete"})
            assert shown.json()["content"] == "".join(pipe.texts)
            async with asyncio.timeout(60):
                await following
            for each in mine:
                assert each.text == "".join(pipe.texts)
                assert each.end is not None
                assert each.end["message"] == shown.json()

        async def reached(acknowledged: int) -> None:
            while sum(len(pipe.texts) for pipe in pipes) < acknowledged:  # noqa: ASYNC110 - as with until, for as long as it takes
                await asyncio.sleep(0.05)

        async def kill() -> None:
            for turn in range(1, kills + 1):
                acknowledged = turn * streams * texts // (kills + 1)
                await reached(acknowledged)
                each = chance.choice(serving)
                await asyncio.to_thread(each.kill)
                each.start()
                await each.ready()

        await asyncio.gather(kill(), *(write(pipe, n) for n, pipe in enumerate(pipes)))
        page = await client.get(f"{urls[0]}/chats/{chat}/messages", headers=headers)
        assert [m["content"] for m in page.json()["items"]] == sorted(
            ("".join(pipe.texts) for pipe in pipes), key=lambda text: page.text.index(text[:4])
        )
        assert not any(m.get("streaming", False) for m in page.json()["items"])


@pytest.mark.timeout(120)
async def test_sigterm_does_not_wait_for_who_follows(
    mongod: EmbeddedServer, bound: Database
) -> None:
    with services(1, mongod.uri, bound.name) as serving:
        (only,) = serving
        await only.ready()
        settings = settings_for(mongod.uri, bound.name)
        token = make_token("alice", settings=settings, clock=utc_now, expires=timedelta(hours=1))
        headers = {"Authorization": f"Bearer {token}"}
        async with httpx.AsyncClient(timeout=30, headers=headers, base_url=only.url) as client:
            chat = (await client.post("/chats", json={})).json()["id"]
            stream = (await client.post(f"/chats/{chat}/streams")).json()["id"]
            async with client.stream("GET", f"/streams/{stream}/events") as response:
                lines = response.aiter_lines()
                async for line in lines:
                    if line.startswith("data: "):
                        break
                # Less than the five seconds that open requests may take.
                assert await asyncio.to_thread(only.stop, 4.0) == 0
                assert [line async for line in lines if line] == []
