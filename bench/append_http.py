"""Claim: an append through HTTP is one database command, and costs little beside it.

One service on a MongoDB of its own, one client, one chat of a hundred messages in
each round. Three ways of storing the same message in turn, so that the machine's
drift meets all of them alike: the bare driver's one update, the chat engine's
append, and POST /chats/{id}/messages on a kept connection. Prints the median and the
95th percentile of each, and their ratios to the bare driver's call.

    python -m bench.append_http [--rounds 300]
"""

import argparse
import asyncio
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from uuid import uuid4

import indexes
from bench.preload import CONTENT
from commands.embedded import running_server
from documents import DOCUMENTS
from documents.aggregates.chats.append import NewMessage, append
from documents.aggregates.chats.heads import insert_chat
from documents.aggregates.chats.limits import ChatHints, SealingLimits
from documents.database import Database, ObjectId
from documents.shapes.base import PydanticObjectId, utc_now

NEVER_SEALED = SealingLimits(piece_messages=10**6, piece_bytes=10**9)
CHAT_MESSAGES = 100


class Http:
    """A client on one kept connection, and the service that it talks to."""

    def __init__(self, service: "subprocess.Popen[str]", address: str, token: str) -> None:
        self.service = service
        self.token = token
        self.address = address.removeprefix("http://")
        self._connection = http.client.HTTPConnection(self.address)
        self.headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def post(self, path: str, body: object) -> dict[str, Any]:
        """What the service made."""
        self._connection.request("POST", path, json.dumps(body), self.headers)
        response = self._connection.getresponse()
        answer: dict[str, Any] = json.loads(response.read())
        assert response.status == 201, answer
        return answer

    def get(self, path: str) -> bytes:
        """The body of what the service answers."""
        self._connection.request("GET", path, headers=self.headers)
        response = self._connection.getresponse()
        body = response.read()
        assert response.status == 200, body
        return body


def start_service(uri: str, name: str, folder: str, **settings: str) -> Http:
    """``threadkeep serve`` on the given database, with settings as in its environment."""
    environment = os.environ | {
        "MONGODB_URI": uri,
        "THREADKEEP_DATABASE_NAME": name,
        "THREADKEEP_DATA_FOLDER": folder,
        "THREADKEEP_LOG_LEVEL": "WARNING",
        "THREADKEEP_BUCKET_MESSAGES": "10000",
        **settings,
    }
    command = [sys.executable, "-m", "commands.main"]
    token = subprocess.check_output([*command, "token", "bench"], env=environment, text=True)
    service = subprocess.Popen(
        [*command, "serve", "--port", "0"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert service.stdout is not None
    for line in service.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+", line):
            # What it goes on to tell has a reader, so that none of it is counted as lost.
            threading.Thread(target=service.stdout.read, daemon=True).start()
            return Http(service, found.group(), token.strip())
    raise SystemExit("the service did not start")


async def timed(work: Callable[[], Awaitable[object]]) -> float:
    """Milliseconds that it took."""
    began = time.perf_counter()
    await work()
    return (time.perf_counter() - began) * 1000


def bare_update(sequence: int) -> dict[str, Any]:
    """What a hand-written client would send: a push and a counter."""
    message = {
        "id": uuid4().hex,
        "sequence_order": sequence,
        "role": "user",
        "content": CONTENT,
        "message_metadata": {},
        "created_at": utc_now(),
    }
    return {"$push": {"messages": message}, "$inc": {"last_sequence": 1}}


async def measure(rounds: int, database: Database, client: Http) -> dict[str, list[float]]:
    """Milliseconds of each way, round by round."""
    times: dict[str, list[float]] = {"driver": [], "engine": [], "http": []}
    await database.bind(DOCUMENTS)
    bare = database["bare_chats"]
    body = {"role": "user", "content": CONTENT}
    hints = ChatHints()
    for number in range(rounds):
        if number % CHAT_MESSAGES == 0:
            engine_chat = await insert_chat("bench", title=None, context_data={}, now=utc_now())
            http_chat = client.post("/chats", {})["id"]
            bare_id = ObjectId()
            await bare.insert_one({"_id": bare_id, "messages": [], "last_sequence": 0})
        update = bare_update(number)

        async def by_driver(bare_id: ObjectId = bare_id, update: Any = update) -> None:
            await bare.find_one_and_update({"_id": bare_id}, update, {"last_sequence": 1})

        async def by_engine(chat_id: PydanticObjectId = engine_chat.id) -> None:
            await append(
                "bench",
                chat_id,
                [NewMessage("user", CONTENT)],
                now=utc_now(),
                new_id=lambda: uuid4().hex,
                limits=NEVER_SEALED,
                hints=hints,
            )

        async def by_http(path: str = f"/chats/{http_chat}/messages") -> None:
            client.post(path, body)

        times["driver"].append(await timed(by_driver))
        times["engine"].append(await timed(by_engine))
        times["http"].append(await timed(by_http))
    return times


def report(times: dict[str, list[float]]) -> None:
    """A row a way of appending."""
    base = median(times["driver"])
    for way, taken in times.items():
        p95 = quantiles(taken, n=20)[-1]
        middle = median(taken)
        print(f"{way:8} median {middle:6.2f} ms   p95 {p95:6.2f} ms   {middle / base:.2f} x")


async def main(rounds: int) -> None:
    """Run it all on a MongoDB of its own."""
    with tempfile.TemporaryDirectory() as folder:
        async with running_server(Path(folder) / "data", "bench") as server:
            database = Database(server.uri, name="bench")
            await indexes.sync(database)
            client = await asyncio.to_thread(start_service, server.uri, "bench", folder)
            try:
                report(await measure(rounds, database, client))
            finally:
                client.service.terminate()
                client.service.wait()
                await database.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=300)
    asyncio.run(main(parser.parse_args().rounds))
