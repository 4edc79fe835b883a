"""Claim: no request under the limits of size holds the event loop longer than 100 ms.

One service on a MongoDB of its own, whose event loop asks for its turn every millisecond.
Each route that takes a body gets the worst ones: as many values as a body may have as a
list, as keys, as objects, in each of its fields; far more than that; the largest texts;
valid bodies as large as the limits allow. Each route that answers with what is stored is
asked for the most of it, the heaviest there can be. Prints for each route the longest
that the loop waited for its turn, and for what. It is the smaller of the time that went by
and of the processor time that the process took in it, so other processes do not count.

    python -m bench.loop_hold [--only TEXT]
"""

import argparse
import asyncio
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

import indexes
from api.app import create_app
from commands import main as commands_main
from commands.embedded import running_server
from commands.serve import command as serve
from documents.database import Database
from documents.shapes.hops import MAX_HOPS
from services.settings import Settings

TICK_SECONDS = 0.001
SERVE = "--as-service"
FREE = {
    "session_metadata",
    "context_data",
    "message_metadata",
    "mission_metadata",
    "hop_metadata",
    "resource_configs",
    "execution_result",
    "asset_metadata",
    "db_entity_metadata",
}
DENSE = {"a": [1] * 32_000}
"""As many values as 64 KB of JSON have."""
TEXT = {"a": "x" * 65_000}


class Probe:
    """Notes the longest that the event loop waited for its turn; /hold answers and forgets it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._task: asyncio.Task[None] | None = None
        self.longest = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request (ASGI)."""
        if scope["type"] != "http" or scope["path"] != "/hold":
            await self._app(scope, receive, send)
            return
        if self._task is None:
            self._task = asyncio.create_task(self._watch())
        answer = JSONResponse(self.longest * 1000)
        self.longest = 0.0
        await answer(scope, receive, send)

    async def _watch(self) -> None:
        while True:
            wall, processor = time.perf_counter(), time.process_time()
            await asyncio.sleep(TICK_SECONDS)
            waited = time.perf_counter() - wall - TICK_SECONDS
            self.longest = max(self.longest, min(waited, time.process_time() - processor))


def create_probed_app(settings: Settings) -> FastAPI:
    """The application with the probe in it."""
    app = create_app(settings)
    app.add_middleware(Probe)
    return app


def probed_service() -> None:
    """``threadkeep serve`` with the probe in it."""
    serve.application = "bench.loop_hold:create_probed_app"
    sys.argv = ["threadkeep", "serve", "--port", "0"]
    commands_main.app()


class Holds:
    """A client, and the longest hold of each route."""

    def __init__(self, address: str, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._client = httpx.Client(base_url=address, headers=headers, timeout=300)
        self.longest: dict[str, tuple[float, str, int, float]] = {}
        self.requests = 0

    def send(
        self, route: str, what: str, method: str, path: str, body: bytes | None = None, **more: Any
    ) -> httpx.Response:
        """Send a request and note how long it held the loop."""
        self._client.get("/hold")
        began = time.perf_counter()
        response = self._client.request(method, path, content=body, **more)
        seconds = time.perf_counter() - began
        self.requests += 1
        held = self._client.get("/hold").json()
        if held > self.longest.get(route, (-1.0,))[0]:
            self.longest[route] = (held, what, response.status_code, seconds)
        return response

    def made(self, path: str, body: Any) -> dict[str, Any]:
        """What POST made, without a note."""
        response = self._client.post(path, content=json.dumps(body))
        assert response.status_code == 201, response.text[:300]
        answer: dict[str, Any] = response.json()
        return answer


def of_values(number: int) -> dict[str, str]:
    """JSON of about so many values, as a list, as keys, as objects, and as lists."""

    def listed(item: str, count: int = number) -> str:
        return f"[{','.join([item] * count)}]"

    def keyed(item: str, count: int = number) -> str:
        return "{" + ",".join(f'"k{n}":{item}' for n in range(count)) + "}"

    return {
        "numbers": listed("1"),
        "keys": keyed("1"),
        "objects": listed("{}", number // 2),
        "objects by key": keyed('{"a":1}', number // 2),
        "objects of a key": listed('{"a":1}', number // 2),
    }


def bad_bodies(fields: list[str]) -> Iterator[tuple[str, bytes]]:
    """Bodies that are refused, at some cost: whole ones, and as the value of each field."""
    for what, text in of_values(99_900).items():
        yield what, text.encode()
        for field in fields:
            yield f"{what} in {field}", f'{{"{field}":{text}}}'.encode()
    for what, text in of_values(2000).items():
        for field in fields:
            yield f"few {what} in {field}", f'{{"{field}":{text}}}'.encode()
    for what, text in of_values(500).items():
        yield f"500 {what}", text.encode()
    yield "2,090,000 numbers", b"[" + b"1," * 2_089_999 + b"1]"
    yield "380,000 unknown keys", of_values(380_000)["keys"].encode()
    yield "50,000 levels", b'{"a":' * 50_000 + b"1" + b"}" * 50_000
    yield "79 levels of a thousand", (b"[" + b"1," * 1200) * 79 + b"1" + b"]" * 79
    yield "a text of 4 MB", b'"' + b"x" * 4_190_000 + b'"'
    yield "escapes", b'"' + b"\\u00e9" * 690_000 + b'"'
    yield "quotes", b'["' + b'","' * 99_000 + b'"]'
    yield "blanks", b" " * 4_190_000
    yield "numbers of 400 digits", b"[" + b",".join([b"9" * 400] * 10_000) + b"]"
    yield "floats", b"[" + b",".join([b"1.23456789012345678e-300"] * 99_900) + b"]"


def measure_bad_bodies(holds: Holds, ids: dict[str, str], document: dict[str, Any]) -> None:
    """Every route that takes a body, with every body that is refused."""
    schemas = document["components"]["schemas"]
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if "requestBody" not in operation or "/users" in path:
                continue
            text = json.dumps(operation["requestBody"])
            named = re.findall(r"#/components/schemas/(\w+)", text)
            fields = [name for each in named for name in schemas[each].get("properties", ())]
            route = f"{method.upper()} {path}"
            for what, body in bad_bodies(fields):
                holds.send(route, what, method.upper(), path.format(**ids), body)


def measure_good_bodies(holds: Holds, ids: dict[str, str]) -> None:
    """Bodies that are taken, as large as they may be."""
    append = "POST /chats/{chat_id}/messages"
    path = f"/chats/{ids['chat_id']}/messages"

    def post(route: str, what: str, path: str, body: Any, method: str = "POST") -> Any:
        response = holds.send(
            route, what, method, path, json.dumps(body, ensure_ascii=False).encode()
        )
        assert response.status_code in (200, 201), (route, what, response.text[:300])
        return response.json()

    message = {"role": "user", "content": "x"}
    for what, body in {
        "500 messages of 8 KB": [message | {"content": "x" * 8000}] * 500,
        "500 messages with 180 values": [message | {"message_metadata": {"a": [1] * 180}}] * 500,
        "500 messages with 90 keys": [
            message | {"message_metadata": {f"k{n}": "v" for n in range(90)}}
        ]
        * 500,
        "3 dense messages": [message | {"message_metadata": DENSE}] * 3,
        "3 messages of 1 MB": [message | {"content": "é" * 500_000}] * 3,
        "500 messages with ids": [message | {"id": f"m{n}"} for n in range(500)],
        "500 messages once more": [message | {"id": f"m{n}"} for n in range(500)],
    }.items():
        chat = f"/chats/{holds.made('/chats', {})['id']}/messages"
        post(append, what, path if "ids" in what or "once" in what else chat, body)
    post("POST /sessions", "dense", "/sessions", {"session_metadata": DENSE})
    post("POST /chats", "dense", "/chats", {"context_data": DENSE})
    post(
        "PUT /chats/{chat_id}", "dense", f"/chats/{ids['chat_id']}", {"context_data": DENSE}, "PUT"
    )
    post("POST /missions", "dense", "/missions", {"name": "dense", "mission_metadata": DENSE})
    asset = {"scope_type": "mission", "scope_id": ids["mission_id"], "role": "input"}
    post("POST /assets", "8 MB", "/assets", asset | {"name": "8MB", "content": "é" * 4_000_000})
    dense = {"a": [1] * 99_000}
    post("POST /assets", "99,000 values", "/assets", asset | {"name": "99000", "content": dense})
    fields = {f"f{n}": {"type": "any"} for n in range(1900)}
    schema = {"type": "object", "fields": fields}
    post("POST /assets", "a schema", "/assets", asset | {"name": "s", "schema_definition": schema})
    content = f"/assets/{ids['asset_id']}/content"
    route = "PUT /assets/{asset_id}/content"
    post(route, "99,000 values", content, dense, "PUT")
    post(route, "200,000 values", content, [1] * 200_000, "PUT")
    post(route, "a file of 50 MB", content, "x" * 50_000_000, "PUT")
    post(route, "8 MB", content, "é" * 1_300_000, "PUT")


def seed(holds: Holds, ids: dict[str, str], kind: str, heavy: dict[str, Any]) -> dict[str, str]:
    """As much as a page or an answer holds, as heavy as it may be; ids of the chat and mission."""
    mission = holds.made("/missions", {"name": f"tree {kind}"})["id"]
    session = holds.made("/sessions", {"name": kind, "mission_id": mission})
    chat = session["chat_id"]
    for n in range(40):
        holds.made("/missions", {"name": f"{kind} {n}", "mission_metadata": heavy})
        holds.made("/sessions", {"name": f"{kind} {n}", "session_metadata": heavy})
        holds.made(
            f"/chats/{chat}/messages",
            [{"role": "user", "content": "x", "message_metadata": heavy}] * 3,
        )
        holds.made(
            "/assets",
            {
                "name": f"{kind} {n}",
                "scope_type": "mission",
                "scope_id": mission,
                "role": "input",
                "asset_metadata": heavy,
                "db_entity_metadata": heavy,
            },
        )
    message = holds.made(f"/chats/{chat}/messages", {"role": "user", "message_metadata": heavy})
    asset = {"name": "content", "scope_type": "mission", "scope_id": mission, "role": "input"}
    value = [1] * 99_000 if heavy is DENSE else "é" * 4_000_000
    asset_id = holds.made("/assets", asset | {"content": value})["id"]
    heavy = {"a": heavy["a"][:12_000]}  # a hop weighs 256 KB at most, with its steps
    for n in range(MAX_HOPS):
        hop = holds.made(f"/missions/{mission}/hops", {"name": f"{n}", "hop_metadata": heavy})["id"]
        for m in range(3):
            step = {"tool_id": "t", "name": f"{m}", "resource_configs": heavy}
            holds._client.post(f"/hops/{hop}/tool-steps", content=json.dumps(step))
    return ids | {
        "mission_id": mission,
        "hop_id": hop,
        "chat_id": chat,
        "session_id": session["id"],
        "message_id": message["id"],
        "asset_id": asset_id,
    }


def measure_answers(holds: Holds, ids: dict[str, str], kind: str, document: dict[str, Any]) -> None:
    """Every route that reads, asked for the most that it answers."""
    for path, operations in document["paths"].items():
        if "get" not in operations:
            continue
        names = {each["name"] for each in operations["get"].get("parameters", ())}
        asked: dict[str, Any] = {"limit": 500} if "limit" in names else {}
        asked |= {"user_id": "bench"} if "user_id" in names else {}
        for include in ("messages", "chat,mission", "recovery") if "include" in names else (None,):
            parameters = asked | ({"include": include} if include else {})
            what = f"the most, {kind}" + (f", include={include}" if include else "")
            holds.send(f"GET {path}", what, "GET", path.format(**ids), params=parameters)
    for path in ("/openapi.json", "/docs"):
        holds.send(f"GET {path}", "", "GET", path)
    holds.send(
        "GET /hops/{hop_id}/tool-steps",
        "a long query",
        "GET",
        f"/hops/{ids['hop_id']}/tool-steps?{'status=x&' * 1700}",
    )


def report(holds: Holds) -> None:
    """Print the longest hold of each route, the longest first."""
    print(f"{holds.requests} requests\n")
    print("| route | longest hold, ms | of | status | answered in, s |")
    print("| --- | --- | --- | --- | --- |")
    for route, (held, what, status, seconds) in sorted(
        holds.longest.items(), key=lambda each: -each[1][0]
    ):
        print(f"| `{route}` | {held:.0f} | {what} | {status} | {seconds:.2f} |")


async def measure(only: str) -> None:
    """Start the service, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        async with running_server(Path(folder), "bench") as server:
            database = Database(server.uri, name="bench")
            await indexes.sync(database)
            database.close()
            environment = os.environ | {
                "MONGODB_URI": server.uri,
                "THREADKEEP_DATABASE_NAME": "bench",
                "THREADKEEP_DATA_FOLDER": folder,
                "THREADKEEP_LOG_LEVEL": "WARNING",
                "THREADKEEP_DATABASE_TIMEOUT_SECONDS": "60",
            }
            await asyncio.to_thread(measure_service, environment, only)


def measure_service(environment: dict[str, str], only: str) -> None:
    """Run the service with the probe in it, and all requests."""
    command = [sys.executable, "-m", "commands.main", "token", "bench", "--admin"]
    token = subprocess.check_output(command, env=environment, text=True).strip()
    with subprocess.Popen(
        [sys.executable, "-m", "bench.loop_hold", SERVE],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as service:
        try:
            run_against(service, token, only)
        finally:
            service.terminate()


def run_against(service: "subprocess.Popen[str]", token: str, only: str) -> None:
    """All requests, one after another."""
    assert service.stdout is not None
    for line in service.stdout:
        if found := re.search(r"http://\S+", line):
            break
    assert found is not None
    holds = Holds(found[0], token)
    session = holds.made("/sessions", {})
    mission = holds.made("/missions", {"name": "m"})["id"]
    hop = holds.made(f"/missions/{mission}/hops", {"name": "h"})["id"]
    step = holds.made(f"/hops/{hop}/tool-steps", {"tool_id": "t", "name": "s"})["id"]
    asset = {"name": "a", "scope_type": "mission", "scope_id": mission, "role": "input"}
    message = holds.made(f"/chats/{session['chat_id']}/messages", {"role": "user", "content": "x"})[
        "id"
    ]
    ids = {
        "session_id": session["id"],
        "chat_id": session["chat_id"],
        "message_id": message,
        "mission_id": mission,
        "hop_id": hop,
        "step_id": step,
        "asset_id": holds.made("/assets", asset)["id"],
    }
    document = httpx.get(f"{found[0]}/openapi.json").json()
    if "answers" in only or not only:
        for kind, heavy in (("texts", TEXT), ("dense", DENSE)):
            measure_answers(holds, seed(holds, ids, kind, heavy), kind, document)
    if "good" in only or not only:
        measure_good_bodies(holds, ids)
    if "bad" in only or not only:
        measure_bad_bodies(holds, ids, document)
    report(holds)


def main() -> None:
    """Run the measurement, or the service that it measures."""
    if SERVE in sys.argv:
        probed_service()
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="good, bad, answers")
    asyncio.run(measure(parser.parse_args().only))


if __name__ == "__main__":
    main()
