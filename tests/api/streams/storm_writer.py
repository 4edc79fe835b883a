"""An agent in a process of its own, to be killed: it writes streams one after another.

It says on its standard output what it was told, a line each: ``open NAME STREAM``, ``ack NAME
NUMBER`` for the token of that number, ``done NAME STATE``, ``stale NAME`` where another has
taken over. Whatever it was about when it was killed, the next one goes on with: the tokens
of an answer follow from its name.
"""

import asyncio
import contextlib
import os
import random
import sys
import time
from dataclasses import dataclass
from typing import Any

import httpx
import orjson

FINAL = ("complete", "failed", "cancelled")
_PAUSE_SECONDS = 0.3


def token(name: str, number: int) -> str:
    """The text of one token."""
    return f"{name}.{number} "


@dataclass
class Order:
    """What an agent is to write, and where: for each slot a chat and a round to begin with."""

    urls: list[str]
    headers: dict[str, str]
    slots: list[tuple[str, str, int]]
    tokens: int
    lease_seconds: float
    until: float

    def arguments(self) -> list[str]:
        return [sys.executable, "-m", "tests.api.streams.storm_writer", orjson.dumps(self).decode()]


def tell(*words: object) -> None:
    # One write a line: whatever is killed, a line is whole.
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


@dataclass
class Agent:
    order: Order
    client: httpx.AsyncClient

    async def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Sent again until it is answered, to whichever service lives."""
        while True:
            with contextlib.suppress(httpx.TransportError):
                url = random.choice(self.order.urls)
                answer = await self.client.request(method, f"{url}{path}", **options)
                if answer.status_code < 500 and answer.status_code != 408:
                    return answer
            await asyncio.sleep(0.1)

    async def slot(self, slot: str, chat: str, first: int) -> None:
        number = first
        while True:
            if not await self.answer(f"{slot}-{number}", chat):
                return
            number += 1
            if time.time() >= self.order.until:
                return

    async def answer(self, name: str, chat: str) -> bool:
        """Write one answer, from wherever it stands; False where another writes it."""
        while True:
            body = {"id": name, "lease_seconds": self.order.lease_seconds}
            opened = await self.request("POST", f"/chats/{chat}/streams", json=body)
            assert opened.status_code in (200, 201), opened.text
            stream = opened.json()
            tell("open", name, stream["id"])
            if stream["state"] in FINAL:
                tell("done", name, stream["state"])
                return True
            state = await self.go_on(name, chat, stream)
            if state == "interrupted":
                # It was silent for longer than its lease.
                continue
            if state == "stale":
                tell("stale", name)
                return False
            tell("done", name, state)
            return True

    async def go_on(self, name: str, chat: str, stream: dict[str, Any]) -> str:
        path, seq = f"/streams/{stream['id']}", 0
        producer = {
            "Producer-Id": f"agent-{os.getpid()}",
            "Producer-Epoch": str(stream["epoch"] + 1),
        }

        async def send(action: str, body: Any) -> str:
            nonlocal seq
            headers = {**producer, "Producer-Seq": str(seq)}
            answer = await self.request("POST", f"{path}/{action}", json=body, headers=headers)
            if answer.status_code == 403:
                return "stale"
            if answer.status_code == 409:
                state = answer.json().get("state")
                assert state is not None, answer.text
                return str(state)
            assert answer.status_code in (200, 204), answer.text
            seq += 1
            return "streaming"

        # The one before may write still: take over first, and then look where it stands.
        state = await send("events", {"type": "start"})
        if state != "streaming":
            return state
        message = await self.request("GET", f"/chats/{chat}/messages/{name}")
        number = len(message.json()["content"].split())
        while number < self.order.tokens:
            text = token(name, number)
            state = await send("events", {"type": "text-delta", "id": "t", "delta": text})
            if state != "streaming":
                return state
            tell("ack", name, number)
            number += 1
            await asyncio.sleep(random.uniform(0, 2 * _PAUSE_SECONDS))
        state = await send("finish", {"state": "complete"})
        return "complete" if state == "streaming" else state


async def main(order: Order) -> None:
    async with httpx.AsyncClient(headers=order.headers, timeout=15) as client:
        agent = Agent(order, client)
        await asyncio.gather(*(agent.slot(*slot) for slot in order.slots))


if __name__ == "__main__":
    asyncio.run(main(Order(**orjson.loads(sys.argv[1]))))
