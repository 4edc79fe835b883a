"""Claim: above its service, a request costs a tenth of a millisecond of the processor at most.

The application in this process, without socket and database: its services are stubs that
answer at once, everything else is as it is served (token, strict JSON, problems, metrics,
request ids, the log at INFO, which is written to nowhere). Prints the processor time of the
thread for a page of 20 messages, for an append, and for the same of Starlette alone: the
least of several rounds, so that what else the machine does counts little.

    python -m bench.http_layer [--rounds 20]

With PYTHONPATH and the working directory another checkout's, it measures that one.
"""

import argparse
import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import orjson
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from api.app import create_app
from api.auth import Authenticator
from api.in_flight import BytesInFlight
from commands.serve.logs import configure_logs
from documents.aggregates.chats.append import Appended
from documents.database import Database
from documents.shapes.base import utc_now
from services.chat_answers import PageOfChat
from services.lifecycle import Runtime
from services.limits import Limits
from services.settings import MIB, Settings
from services.tokens import make_token

REQUESTS = 500
PATH = "/chats/66f0c0ffee0000000000abcd/messages"
BODY = orjson.dumps({"role": "user", "content": "x" * 400})


def stored(number: int) -> dict[str, Any]:
    """A message as it is stored."""
    return {
        "id": f"{number:032x}",
        "sequence_order": number,
        "role": "user",
        "content": "x" * 400,
        "message_metadata": {},
        "created_at": utc_now(),
    }


class StubMessages:
    """Answers at once."""

    async def get_chat_messages(self, *_: Any) -> PageOfChat:
        """A page of 20."""
        return PageOfChat([stored(n) for n in range(1, 21)], next=None, previous="x" * 40)

    async def add_message(self, *_: Any) -> Appended:
        """As if it were stored."""
        return Appended([stored(1)], True, None, 1, 1)


class StubServices:
    """What a request finds."""

    def __init__(self) -> None:
        self.messages = StubMessages()
        # Its deadlines are a part of what HTTP costs; nothing is ever sent to it.
        self.database = Database("mongodb://127.0.0.1:1/?connect=false")


def bare_app() -> Starlette:
    """Starlette alone, on the same stub."""
    messages = StubMessages()

    async def page(_: Request) -> Response:
        found = await messages.get_chat_messages()
        return Response(orjson.dumps({"items": found.items}), media_type="application/json")

    async def append(request: Request) -> Response:
        orjson.loads(await request.body())
        appended = await messages.add_message()
        return Response(
            orjson.dumps(appended.messages[0]), status_code=201, media_type="application/json"
        )

    path = "/chats/{chat_id}/messages"
    return Starlette(
        routes=[Route(path, page, methods=["GET"]), Route(path, append, methods=["POST"])]
    )


async def cost(work: Callable[[], Awaitable[None]], rounds: int) -> float:
    """Microseconds of the thread for one call: of the best round."""
    await work()
    least = float("inf")
    for _ in range(rounds):
        began = time.thread_time()
        for _ in range(REQUESTS):
            await work()
        least = min(least, (time.thread_time() - began) / REQUESTS * 1e6)
    return least


async def measure(rounds: int) -> None:
    """A row a request."""
    settings = Settings(
        token_secret=SecretStr("a secret of the benchmark, which is long enough"),
        mongodb_uri=SecretStr("mongodb://127.0.0.1:1"),
    )
    token = make_token("bench", settings=settings, clock=utc_now, expires=timedelta(days=1))
    runtime: Any = Runtime()
    runtime.services = StubServices()
    state = {
        "runtime": runtime,
        "authenticator": Authenticator(settings, utc_now),
        "limits": Limits.of(settings),
        "in_flight": BytesInFlight(64 * MIB, 64 * MIB),
    }
    plain = [
        (b"host", b"127.0.0.1:8000"),
        (b"authorization", f"Bearer {token}".encode()),
        (b"user-agent", b"bench"),
        (b"accept", b"*/*"),
    ]
    with_body = [
        *plain,
        (b"content-type", b"application/json"),
        (b"content-length", str(len(BODY)).encode()),
    ]
    apps = {"Starlette": bare_app(), "Threadkeep": create_app(settings)}

    def asking(app: Any, method: str) -> Callable[[], Awaitable[None]]:
        headers, query = (plain, b"limit=20") if method == "GET" else (with_body, b"")
        expected = 200 if method == "GET" else 201

        async def receive() -> Any:
            return {"type": "http.request", "body": BODY, "more_body": False}

        async def send(message: Any) -> None:
            assert message.get("status", expected) == expected, message

        async def ask() -> None:
            scope = {
                "type": "http",
                "asgi": {"version": "3.0", "spec_version": "2.3"},
                "http_version": "1.1",
                "scheme": "http",
                "server": None,
                "client": None,
                "root_path": "",
                "method": method,
                "path": PATH,
                "raw_path": PATH.encode(),
                "query_string": query,
                "headers": list(headers),
                "state": state.copy(),
            }
            await app(scope, receive, send)

        return ask

    for what, method in (("page of 20", "GET"), ("append", "POST")):
        costs = {name: await cost(asking(app, method), rounds) for name, app in apps.items()}
        print(what, *(f"{name} {microseconds:.0f} µs" for name, microseconds in costs.items()))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=20)
    given = parser.parse_args()
    stderr = os.dup(sys.stderr.fileno())
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    configure_logs("INFO")
    try:
        asyncio.run(measure(given.rounds))
    finally:
        os.dup2(stderr, sys.stderr.fileno())
