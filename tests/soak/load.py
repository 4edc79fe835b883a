"""What goes on in a soak, each part until it is over: conversations, streams, feeds, the rest.

What a part was told is stored can be told from how far it came, so that an hour of it needs
no memory: text and id of the n-th message of a talker follow from its name.
"""

import asyncio
import contextlib
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson

from tests.api.streams.serving import GOES_ON, Follower

TOKENS = 40
ROOM_MESSAGES = 400
"""How much each talker says in a room: some of it is sealed then."""


@dataclass
class Pace:
    """How long everybody waits between requests, so that all take a part of the machine."""

    part: float
    seconds: float = 0.05

    def measured(self, part: float) -> None:
        """Go on faster or slower, by what was taken."""
        factor = min(1.5, max(0.67, part / self.part))
        self.seconds = min(5.0, max(0.001, self.seconds * factor))

    async def wait(self, chance: random.Random) -> None:
        await asyncio.sleep(chance.uniform(0, 2 * self.seconds))


@dataclass
class Room:
    """A session, its chat, and how much each of its talkers was told is stored."""

    user: str
    session: str
    chat: str
    said: dict[str, int] = field(default_factory=dict)
    heard: Counter[str] = field(default_factory=Counter)
    """How often a feed told of each message, where somebody followed it all the time."""
    was_followed: bool = False
    last_event_id: str = ""
    is_deleted: bool = False


@dataclass
class Answer:
    """A stream that was written to its end."""

    user: str
    chat: str
    id: str
    readers: list[Follower]


@dataclass
class Load:
    """All that is asked of the services, and what became of it."""

    urls: list[str]
    headers: dict[str, dict[str, str]]
    """By user."""
    client: httpx.AsyncClient
    pace: Pace
    until: float
    chance: random.Random
    rooms: list[Room] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self.until

    async def request(self, user: str, method: str, path: str, **options: Any) -> httpx.Response:
        """Sent again until it is answered, by whichever service lives."""
        headers = self.headers[user] | options.pop("headers", {})
        while True:
            with contextlib.suppress(*GOES_ON):
                url = self.chance.choice(self.urls)
                answer = await self.client.request(method, url + path, headers=headers, **options)
                self.counted["requests"] += 1
                if answer.status_code < 500 and answer.status_code != 408:
                    return answer
            self.counted["retries"] += 1
            await asyncio.sleep(0.1)

    async def ask(self, user: str, method: str, path: str, **options: Any) -> Any:
        """What is answered to a request that has to succeed."""
        answer = await self.request(user, method, path, **options)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    async def converse(self, name: str, user: str) -> None:
        """Rooms one after another, in each of which two talk and one listens."""
        number = 0
        while not self.is_over:
            key = f"{name}-{number}"
            number += 1
            # With a key of ours a session that was made unheard is found, and not made again.
            session = await self.ask(user, "POST", "/sessions", json={"key": key})
            room = Room(user, session["id"], session["chat_id"])
            self.rooms.append(room)
            room.was_followed = number % 2 == 0
            listening = asyncio.create_task(self._listen(room)) if room.was_followed else None
            await asyncio.gather(self._talk(room, f"{key}-a"), self._talk(room, f"{key}-b"))
            if listening is not None:
                await listening
            elif number % 3 == 0:
                await self.request(user, "DELETE", f"/sessions/{room.session}")
                room.is_deleted = True

    async def _talk(self, room: Room, name: str) -> None:
        room.said[name] = 0
        while room.said[name] < ROOM_MESSAGES and not self.is_over:
            said = room.said[name]
            messages = [said_by(name, said + n) for n in range(self.chance.randint(1, 3))]
            path = f"/chats/{room.chat}/messages"
            await self.ask(room.user, "POST", path, json=messages)
            room.said[name] += len(messages)
            self.counted["messages"] += len(messages)
            if self.chance.random() < 0.1:
                again = [said_by(name, self.chance.randrange(room.said[name]))]
                answer = await self.request(room.user, "POST", path, json=again)
                assert answer.status_code == 200, answer.text
            if self.chance.random() < 0.5:
                await self._read(room)
            await self.pace.wait(self.chance)

    async def _read(self, room: Room) -> None:
        first = max(1, sum(room.said.values()) // 2)
        await self.ask(
            room.user,
            "GET",
            self.chance.choice(
                [
                    f"/chats/{room.chat}/messages?limit=20",
                    f"/chats/{room.chat}/messages?after={first}&limit=50",
                    f"/sessions/{room.session}/recovery",
                    "/sessions?limit=20",
                    "/sessions/active?include=chat",
                    "/search?q=weather",
                    "/analytics/me",
                ]
            ),
        )

    async def _listen(self, room: Room) -> None:
        """Follow the feed of a session until all that was said in it was told."""
        whole = await self.ask(room.user, "GET", f"/sessions/{room.session}/recovery")
        room.last_event_id = whole["recovery"]["listen_from"]["last_event_id"]
        turn = 0
        while not self._heard_all(room):
            url = self.urls[turn % len(self.urls)]
            turn += 1
            with contextlib.suppress(*GOES_ON, TimeoutError):
                async with asyncio.timeout(20):
                    await self._hear(room, url)
            self.counted["feeds"] += 1
            await asyncio.sleep(0.05)

    def _heard_all(self, room: Room) -> bool:
        over = self.is_over or all(said >= ROOM_MESSAGES for said in room.said.values())
        return over and len(room.said) == 2 and len(room.heard) >= sum(room.said.values())

    async def _hear(self, room: Room, url: str) -> None:
        """Follow until it is cut off, whoever does."""
        path = f"{url}/sessions/{room.session}/events"
        headers = self.headers[room.user] | {"Last-Event-ID": room.last_event_id}
        async with self.client.stream("GET", path, headers=headers) as response:
            if response.status_code != 200:
                assert response.status_code in (408, 503), await response.aread()
                return
            event, came, data = "", "", ""
            try:
                async for line in response.aiter_lines():
                    kind, _, said = line.partition(": ")
                    if kind == "event":
                        event = said
                    elif kind == "id":
                        came = said
                    elif kind == "data":
                        data = said
                    elif not line and came:
                        # Whoever is cut off before has not had it.
                        assert event != "reset", "a feed was left behind"
                        if event == "message":
                            room.heard.update(each["id"] for each in orjson.loads(data)["items"])
                        room.last_event_id, came = came, ""
                        if self._heard_all(room):
                            break
            except (*GOES_ON, TimeoutError):
                self.counted["feeds cut off"] += 1

    async def stream(self, name: str, user: str) -> None:
        """Answers one after another in one chat, each with two that follow it."""
        chat = (await self.ask(user, "POST", "/chats", json={"key": name}))["id"]
        number = 0
        while not self.is_over:
            answer = await self._write(user, chat, f"{name}-{number}")
            self.answers.append(answer)
            self.counted["streams"] += 1
            number += 1

    async def _write(self, user: str, chat: str, name: str) -> Answer:
        body = {"id": name, "lease_seconds": 120}
        opened = await self.ask(user, "POST", f"/chats/{chat}/streams", json=body)
        path, seq = f"/streams/{opened['id']}", 0
        readers = [
            Follower(self.urls[turn:] + self.urls[:turn], f"{path}/events", self.headers[user])
            for turn in (0, 1)
        ]
        following = [asyncio.create_task(each.follow(self.client)) for each in readers]

        async def send(action: str, sent: Any) -> None:
            nonlocal seq
            producer = {"Producer-Id": name, "Producer-Epoch": "0", "Producer-Seq": str(seq)}
            await self.ask(user, "POST", f"{path}/{action}", json=sent, headers=producer)
            seq += 1

        for number in range(TOKENS):
            text = token(name, number)
            await send("events", {"type": "text-delta", "id": "t", "delta": text})
            self.counted["tokens"] += 1
            await self.pace.wait(self.chance)
        await send("finish", {"state": "complete"})
        async with asyncio.timeout(60):
            await asyncio.gather(*following)
        return Answer(user, chat, name, readers)

    async def work(self, name: str, user: str) -> None:
        """Missions one after another, each taken as far as it may go and deleted."""
        number = 0
        while not self.is_over:
            body = {"name": f"{name}-{number}", "goal": "to be cancelled"}
            headers = {"Idempotency-Key": f"{name}-{number}"}
            mission = await self.ask(user, "POST", "/missions", json=body, headers=headers)
            path = f"/missions/{mission['id']}"
            # Asked again after an answer that was not heard, it is there already: 409.
            for status in ("ready_for_next_hop", "cancelled"):
                await self.request(user, "PATCH", f"{path}/status", json={"status": status})
                await self.request(user, "GET", f"{path}/full")
                await self.pace.wait(self.chance)
            await self.request(user, "DELETE", path)
            self.counted["missions"] += 1
            number += 1


def said_by(name: str, number: int) -> dict[str, Any]:
    """The n-th message of a talker."""
    text = f"{name} says for the time of {number} how the weather is. " + "It rains. " * 20
    return {"id": f"{name}-{number}", "role": "user", "content": text}


def token(name: str, number: int) -> str:
    """The n-th piece of an answer."""
    return f"{name}.{number} "


def whole_text(name: str) -> str:
    """All of an answer."""
    return "".join(token(name, number) for number in range(TOKENS))
