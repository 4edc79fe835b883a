"""What tests are made of: a clock they set, an application, and its clients."""

import secrets
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Protocol
from uuid import uuid4

import httpx
from fastapi import FastAPI
from pydantic import SecretStr

from api.app import app_with_routes, set_lifespan
from api.tracing import Tracing
from documents.database import CommandListener, Database
from services.lifecycle import Runtime
from services.settings import Settings
from services.tokens import make_token
from services.wiring import Services

CURSOR_KEY = b"a key for tests"
SECRET = "a secret for tests that is long enough for HS256"
BEGINNING = datetime(2026, 1, 1, 12, 0, 0, tzinfo=UTC)

_idle: defaultdict[str, list[FastAPI]] = defaultdict(list)
"""Applications that were stopped, by their settings."""


class SetClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, now: datetime = BEGINNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **duration: float) -> datetime:
        """Move it on by a timedelta's arguments."""
        self.now += timedelta(**duration)
        return self.now


class Commands(CommandListener):
    """Notes the name of every command that is sent, or of those to some collections.

    To others a service sends some by itself every few seconds.
    """

    def __init__(self, *collections: str) -> None:
        self._collections = collections
        self.names: list[str] = []

    def started(self, event: Any) -> None:
        name = event.command_name
        to = event.command.get("collection" if name == "getMore" else name)
        if not self._collections or to in self._collections:
            self.names.append(name)

    def succeeded(self, event: Any) -> None:
        pass

    def failed(self, event: Any) -> None:
        pass


class FailPoint(Protocol):
    """Switches a fail point of the server on for the length of a block."""

    def __call__(self, name: str, **data: Any) -> AbstractAsyncContextManager[None]: ...


def settings_for(uri: str, database_name: str, **changes: Any) -> Settings:
    """Settings of a service on a test's database."""
    return Settings(
        mongodb_uri=SecretStr(uri),
        database_name=database_name,
        token_secret=SecretStr(SECRET),
        **changes,
    )


class Api:
    """A running application: its clock, and a client for each user."""

    def __init__(
        self,
        app: FastAPI,
        settings: Settings,
        clock: SetClock,
        state: Mapping[str, Any],
        stack: AsyncExitStack,
    ) -> None:
        self.app = app
        self.settings = settings
        self.clock = clock
        self._state = state
        self._stack = stack

    @property
    def runtime(self) -> Runtime:
        """The life of the application's services."""
        runtime: Runtime = self._state["runtime"]
        return runtime

    @property
    def services(self) -> Services:
        """The application's services, which have a database."""
        services = self.runtime.services
        assert services is not None
        return services

    async def handle(self, scope: Any, receive: Any, send: Any) -> None:
        """Hand the application a request as a server does: with a copy of the lifespan's state."""
        await self.app({**scope, "state": dict(self._state)}, receive, send)

    def token(self, user_id: str, **options: Any) -> str:
        """A token for a user, good for a day of the clock."""
        return make_token(
            user_id,
            settings=self.settings,
            clock=self.clock,
            expires=timedelta(days=1000),
            **options,
        )

    async def anonymous(self) -> httpx.AsyncClient:
        """A client without a token."""
        transport = httpx.ASGITransport(self.handle, raise_app_exceptions=False)
        client = httpx.AsyncClient(transport=transport, base_url="http://threadkeep")
        return await self._stack.enter_async_context(client)

    async def user(self, user_id: str | None = None, **options: Any) -> httpx.AsyncClient:
        """A client with a token of ``user_id``, or of a user nobody had before."""
        client = await self.anonymous()
        token = self.token(user_id or f"user-{uuid4().hex}", **options)
        client.headers["Authorization"] = f"Bearer {token}"
        return client


async def see_nothing(_: Database) -> None:
    """Leave the indexes alone."""


@asynccontextmanager
async def running_api(
    settings: Settings,
    clock: SetClock | None = None,
    listeners: Sequence[CommandListener] = (),
    tracing: Tracing | None = None,
) -> AsyncIterator[Api]:
    """The application, started; stopped at the end of the block.

    Its routes may have served another test before: making them takes a tenth of a second. It
    does not compare the indexes as it starts: that takes a hundred commands.
    """
    clock = clock or SetClock()
    numbers = count(1)
    idle = _idle[settings.model_dump_json(exclude={"mongodb_uri", "database_name"})]
    app = idle.pop() if idle and tracing is None else app_with_routes(settings, tracing=tracing)
    set_lifespan(
        app,
        settings,
        clock=clock,
        new_id=lambda: f"made-{next(numbers)}",
        new_token=secrets.token_urlsafe,
        listeners=listeners,
        see_to_indexes=see_nothing,
    )
    async with AsyncExitStack() as stack, app.router.lifespan_context(app) as state:
        assert state is not None
        yield Api(app, settings, clock, state, stack)
    if tracing is None:
        idle.append(app)


def message(content: Any = "hello", **fields: Any) -> dict[str, Any]:
    """The JSON of a message to append."""
    return {"role": "user", "content": content, **fields}


def messages(number: int, **fields: Any) -> list[dict[str, Any]]:
    """The JSON of several messages, whose contents tell them apart."""
    return [message(f"message {n}", **fields) for n in range(1, number + 1)]


async def made(client: httpx.AsyncClient, path: str, body: Any = None) -> dict[str, Any]:
    """What POSTing ``body`` made."""
    response = await client.post(path, json={} if body is None else body)
    assert response.status_code == 201, response.text
    answer: dict[str, Any] = response.json()
    return answer


async def a_session(client: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    """A new session."""
    return await made(client, "/sessions", fields)


async def a_chat(client: httpx.AsyncClient, **fields: Any) -> dict[str, Any]:
    """A new chat that no session owns."""
    return await made(client, "/chats", fields)


async def got(client: httpx.AsyncClient, path: str, **parameters: Any) -> dict[str, Any]:
    """What GET answers."""
    response = await client.get(path, params=parameters)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer
