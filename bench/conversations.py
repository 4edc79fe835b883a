"""Claim: an item costs what a message costs, whichever door it comes by, and at 10,000 items what
it costs at 100.

One service on a MongoDB of its own, one client. In each round, for a short conversation and for a
long one, a message is appended by the chat routes, an item added by OpenAI's, the newest 20 are
read by either, a message is redacted, and an item popped as the Agents SDK's session does: the
newest 20 are read, and the first of them is deleted. Prints the median of each. Then ``--deleted``
items are added and deleted, and the newest one before them is asked for.

    python -m bench.conversations [--items 10000] [--rounds 60] [--deleted 2000]
"""

import argparse
import asyncio
import http.client
import json
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from statistics import median
from typing import Any

import indexes
from bench.append_http import start_service
from bench.preload import CONTENT
from commands.embedded import running_server
from documents.database import Database

SHORT = 100
_AT_ONCE = 500
MESSAGE = {"role": "user", "content": CONTENT}
ITEM = {
    "type": "message",
    "role": "user",
    "content": [{"type": "input_text", "text": CONTENT}],
}


class Asking:
    """A client on one kept connection, which notes what each kind of request takes."""

    def __init__(self, address: str, headers: dict[str, str]) -> None:
        self._connection = http.client.HTTPConnection(address)
        self._headers = headers
        self.times: dict[str, list[float]] = defaultdict(list)

    def __call__(self, method: str, path: str, body: object = None) -> Any:
        """What the service answers."""
        text = None if body is None else json.dumps(body)
        self._connection.request(method, path, text, self._headers)
        response = self._connection.getresponse()
        answer = response.read()
        assert response.status < 300, answer
        return json.loads(answer) if answer else None

    def timed(self, kind: str, method: str, path: str, body: object = None) -> Any:
        """The same, noted."""
        began = time.perf_counter()
        answer = self(method, path, body)
        self.times[kind].append((time.perf_counter() - began) * 1000)
        return answer

    def pop(self, kind: str, path: str) -> None:
        """Delete the newest item, as the Agents SDK's session does."""
        began = time.perf_counter()
        newest = self("GET", f"{path}/items?order=desc")["data"][0]["id"]
        self("DELETE", f"{path}/items/{newest}")
        self.times[kind].append((time.perf_counter() - began) * 1000)


def measure(ask: Asking, items: int, rounds: int, deleted: int) -> None:
    """Fill two conversations, ask of both in turn, and print what it took."""
    chats = {}
    for size in (SHORT, items):
        chats[size] = ask("POST", "/v1/conversations", {})["id"]
        for start in range(0, size, _AT_ONCE):
            many = [MESSAGE] * min(_AT_ONCE, size - start)
            ask("POST", f"/chats/{chats[size]}/messages", many)
    for number in range(rounds + 5):
        if number == 5:
            ask.times.clear()
        for size, chat in chats.items():
            own, path = f"/chats/{chat}/messages", f"/v1/conversations/{chat}"
            of = f"of {size:,}"
            said = ask.timed(f"append a message  {of}", "POST", own, MESSAGE)
            ask.timed(f"add an item       {of}", "POST", f"{path}/items", {"items": [ITEM]})
            ask.timed(f"newest 20 messages {of}", "GET", f"{own}?limit=20")
            ask.timed(f"newest 20 items    {of}", "GET", f"{path}/items")
            ask.timed(f"redact a message   {of}", "DELETE", f"{own}/{said['id']}")
            ask.pop(f"pop an item        {of}", path)
    for kind in sorted(ask.times):
        print(f"{kind:32} median {median(ask.times[kind]):7.2f} ms")
    chat = f"/v1/conversations/{chats[SHORT]}"
    for _ in range(0, deleted, 20):
        added = ask("POST", f"{chat}/items", {"items": [ITEM] * 20})["data"]
        for item in added:
            ask("DELETE", f"{chat}/items/{item['id']}")
    ask.times.clear()
    for _ in range(10):
        ask.timed("", "GET", f"{chat}/items?limit=1")
    print(f"the newest item before {deleted:,} deleted: median {median(ask.times['']):.1f} ms")


async def main() -> None:
    """Measure on a server and a service of their own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--deleted", type=int, default=2000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        async with running_server(Path(folder) / "data", "bench") as server:
            database = Database(server.uri, name="bench")
            await indexes.sync(database)
            settings = {"THREADKEEP_BUCKET_MESSAGES": "50"}
            client = await asyncio.to_thread(start_service, server.uri, "bench", folder, **settings)
            try:
                ask = Asking(client.address, client.headers)
                await asyncio.to_thread(
                    measure, ask, options.items, options.rounds, options.deleted
                )
            finally:
                client.service.terminate()
                client.service.wait()
                await database.close()


if __name__ == "__main__":
    asyncio.run(main())
