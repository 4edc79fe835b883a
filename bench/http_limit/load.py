"""The client: the same request again and again on many kept connections, in a process of its own.

It reads on each line of stdin what to drive, and prints what came of it.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable
from itertools import cycle
from typing import Any

import uvloop

from bench.connection import CONNECTIONS, connected
from bench.preload import CONTENT

PAGE, APPEND, APPEND_WITH_ID = "page of 20", "append", "append with id"
REQUESTS = (PAGE, APPEND, APPEND_WITH_ID)


def uuid7() -> str:
    """An id as clients that sort by time make it (RFC 9562, section 5.7)."""
    head = int(time.time() * 1000).to_bytes(6, "big")
    rest = bytearray(os.urandom(10))
    rest[0] = 0x70 | rest[0] & 0x0F
    rest[2] = 0x80 | rest[2] & 0x3F
    text = (head + rest).hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def request_maker(kind: str, port: int, chats: list[str], token: str) -> Callable[[], bytes]:
    """What makes requests of one kind, each on the next of the chats."""
    method, query = ("GET", "?limit=20") if kind == PAGE else ("POST", "")
    heads = cycle(
        [
            f"{method} /chats/{chat}/messages{query} HTTP/1.1\r\n"
            f"Host: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
            "User-Agent: bench\r\nAccept: */*\r\n"
            for chat in chats
        ]
    )

    def request() -> bytes:
        head = next(heads)
        if kind == PAGE:
            return (head + "\r\n").encode()
        message = {"role": "user", "content": CONTENT}
        if kind == APPEND_WITH_ID:
            message["id"] = uuid7()
        body = json.dumps(message)
        length = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        return (head + length + body).encode()

    return request


async def drive(order: dict[str, Any]) -> dict[str, Any]:
    """Drive one service for some seconds; how many answers there were, and in what time."""
    port, kind = order["port"], order["kind"]
    request = request_maker(kind, port, order["chats"], order["token"])
    expected = b"HTTP/1.1 200" if kind == PAGE else b"HTTP/1.1 201"
    began = time.perf_counter()
    connections = await connected(port, [request] * CONNECTIONS, expected)
    await asyncio.sleep(order["seconds"])
    for connection in connections:
        connection.ended = True
    taken = time.perf_counter() - began
    answered = sum(connection.answers for connection in connections)
    # What is on its way comes to its end, so that the next load meets no rest of this one.
    await asyncio.sleep(0.1)
    for connection in connections:
        connection.close()
    answered_in_all = sum(connection.answers for connection in connections)
    return {"answered": answered_in_all, "per_second": answered / taken}


def be_client() -> None:
    """Drive what each line of stdin says, and print what came of it."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        for line in sys.stdin:
            print(json.dumps(runner.run(drive(json.loads(line)))), flush=True)


if __name__ == "__main__":
    be_client()
