"""The service with a probe of its event loop in it, and what asks the probe."""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from fastapi import FastAPI
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from api.app import create_app
from commands import main as commands_main
from commands.serve import command as serve
from services.settings import Settings

TICK_SECONDS = 0.001
SERVE = "--as-service"


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
    serve.application = f"{__name__}:create_probed_app"
    sys.argv = ["threadkeep", "serve", "--port", "0"]
    commands_main.app()


class Holds:
    """A client of one user, and the longest hold of each route."""

    def __init__(self, address: str, token: str) -> None:
        self._address = address
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self._client = httpx.Client(base_url=address, headers=headers, timeout=300)
        self.longest: dict[str, tuple[float, str, int, float]] = {}
        self.requests = 0

    def of_user(self, token: str) -> "Holds":
        """A client of another user, whose holds are noted here."""
        other = Holds(self._address, token)
        other.longest = self.longest
        return other

    def send(
        self, route: str, what: str, method: str, path: str, body: bytes | None = None, **more: Any
    ) -> httpx.Response:
        """Send a request and note how long it held the loop."""
        with self.noting(route, what) as statuses:
            response = self.request(method, path, body, **more)
            statuses.append(response.status_code)
        return response

    @contextmanager
    def noting(self, route: str, what: str) -> Iterator[list[int]]:
        """Note the longest hold while the block runs, and the last status that it appends."""
        statuses: list[int] = []
        self._client.get("/hold")
        began = time.perf_counter()
        yield statuses
        seconds = time.perf_counter() - began
        self.requests += len(statuses)
        held = self._client.get("/hold").json()
        if held > self.longest.get(route, (-1.0,))[0]:
            self.longest[route] = (held, what, statuses[-1], seconds)

    def request(
        self, method: str, path: str, body: bytes | None = None, **more: Any
    ) -> httpx.Response:
        """Send a request, without a note."""
        return self._client.request(method, path, content=body, **more)

    def made(self, path: str, body: Any) -> dict[str, Any]:
        """What POST made, without a note."""
        response = self._client.post(path, content=json.dumps(body))
        assert response.status_code == 201, response.text[:300]
        answer: dict[str, Any] = response.json()
        return answer
