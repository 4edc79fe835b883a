"""The application: what it is made of, and what happens when it starts and stops.

Read this first. A request comes in through the telemetry, finds its route
(``<feature>/routes.py``), which checks it and calls one method of a service
(``<feature>/service.py``), which calls the documents. Every error leaves through
``handlers.py``.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import structlog
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.middleware.body_limit import RequestBodyLimitMiddleware

import indexes
from api.analytics.routes import router as analytics_router
from api.assets.content_routes import router as content_router
from api.assets.routes import router as assets_router
from api.auth import Authenticator
from api.chats.routes import router as chats_router
from api.fields import JSON_VALUE_SCHEMA
from api.handlers import TooLargeAsProblem, add_handlers
from api.health.routes import router as health_router
from api.missions.hop_routes import router as hops_router
from api.missions.routes import router as missions_router
from api.missions.step_routes import router as tool_steps_router
from api.problems import TOO_LARGE, UNAUTHORIZED, UNAVAILABLE, Problem, answers
from api.sessions.routes import router as sessions_router
from api.telemetry import Telemetry
from api.users.routes import router as users_router
from documents import DOCUMENTS
from documents.database import (
    CommandListener,
    Database,
    DatabaseError,
    UnsuitableServer,
    is_unavailable,
)
from documents.shapes.base import Clock, utc_now
from services.schedules import ScheduledCount, ScheduledSweep
from services.settings import KIB, Settings
from services.wiring import Services, make_services

log = structlog.get_logger()

RECONNECT_SECONDS = 1.0
# Removing what a million messages leave takes minutes, and the next start goes on with it.
FINISH_SECONDS = 2.0

_DESCRIPTION = """
Keeps the conversations of AI agents: sessions, chats and messages, and the missions
an agent works through.

Every route but the health ones wants a bearer token; `threadkeep token SUBJECT`
prints one for local use. Errors are problems (RFC 9457). Lists are keyset pages:
`items`, and a cursor to go on.
"""


def _new_message_id() -> str:
    return uuid4().hex


def create_app(
    settings: Settings,
    *,
    clock: Clock = utc_now,
    new_id: Callable[[], str] = _new_message_id,
    listeners: Sequence[CommandListener] = (),
) -> FastAPI:
    """The application on the MongoDB of ``settings``.

    ``clock`` and ``new_id`` are where it takes the time and message ids from;
    ``listeners`` hear of every command that it sends to the database. It
    starts without a database and answers 503 until there is one; on a server it
    cannot run on, its start-up raises UnsuitableServer.
    """
    app = FastAPI(
        title="Threadkeep",
        version="0.1.0",
        description=_DESCRIPTION,
        lifespan=_lifespan,
    )
    app.state.settings = settings
    app.state.clock = clock
    app.state.new_id = new_id
    app.state.listeners = listeners
    app.state.authenticator = Authenticator(settings, clock)
    app.state.services = None
    app.include_router(health_router)
    guarded = answers(UNAUTHORIZED, UNAVAILABLE)
    for router in (
        sessions_router,
        chats_router,
        missions_router,
        hops_router,
        tool_steps_router,
        users_router,
        analytics_router,
    ):
        app.include_router(router, responses=guarded)
    for router, most in (
        # In JSON a character may take six bytes ("\u00e9") that are two in UTF-8.
        (assets_router, settings.max_body_bytes + 3 * settings.max_asset_content_bytes),
        # The service itself stops a byte over the limit, with what it is in the answer.
        (content_router, settings.max_asset_upload_bytes + KIB),
    ):
        app.include_router(router, responses=guarded, max_body_size=most)
    add_handlers(app)
    # Of middleware the last added is the first to hear of a request. FastAPI's own place
    # for the limit is outside them all, and answers plain text.
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=settings.max_body_bytes)
    app.add_middleware(TooLargeAsProblem)
    app.add_middleware(Telemetry)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]  # FastAPI's own way
    return app


def _openapi(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        schema = get_openapi(
            title=app.title, version=app.version, description=app.description, routes=app.routes
        )
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        parts = problem.pop("$defs")
        schema["components"]["schemas"] |= {
            **parts,
            "Problem": problem,
            "JsonValue": JSON_VALUE_SCHEMA,
        }
        for unused in ("HTTPValidationError", "ValidationError", "PydanticObjectId"):
            schema["components"]["schemas"].pop(unused, None)
        for operations in schema["paths"].values():
            for operation in operations.values():
                if "requestBody" in operation:  # any body may be over the limit
                    operation["responses"].setdefault("413", answers(TOO_LARGE)[TOO_LARGE.status])
        app.openapi_schema = schema
    return app.openapi_schema


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    assert settings.mongodb_uri is not None, "serve gives the embedded database's address"
    database = Database(
        settings.mongodb_uri.get_secret_value(),
        name=settings.database_name,
        timeout_seconds=settings.database_timeout_seconds,
        listeners=app.state.listeners,
    )
    running: list[asyncio.Task[None]] = []
    try:
        if not await _begin(app, database, running):
            app.state.reconnecting = asyncio.create_task(_begin_later(app, database, running))
            running.append(app.state.reconnecting)
        yield
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        services: Services | None = app.state.services
        if services is not None:
            await services.background.finish(FINISH_SECONDS)
            await services.activity.flush()
        database.close()


async def _begin(app: FastAPI, database: Database, running: list[asyncio.Task[None]]) -> bool:
    """Make the services; False while the database is away."""
    try:
        await database.check_server()
        await database.bind(DOCUMENTS)
        for difference in await indexes.differences(database):
            log.warning("indexes not in step", difference=difference.text)
    except DatabaseError as error:
        if not is_unavailable(error):
            raise
        log.warning("database away", error=str(error))
        return False
    services = make_services(
        database, app.state.settings, clock=app.state.clock, new_id=app.state.new_id
    )
    services.background.start("leftovers", services.sessions.remove_leftovers)
    running.append(asyncio.create_task(services.activity.run()))
    sweeps = ScheduledSweep(database, app.state.settings, app.state.clock)
    running.append(asyncio.create_task(sweeps.run()))
    running.append(asyncio.create_task(ScheduledCount(database).run()))
    app.state.services = services
    return True


async def _begin_later(app: FastAPI, database: Database, running: list[asyncio.Task[None]]) -> None:
    while True:
        await asyncio.sleep(RECONNECT_SECONDS)
        try:
            if await _begin(app, database, running):
                return
        except (DatabaseError, UnsuitableServer) as error:
            # It answers, but not as it must: say so, and look again.
            log.error("database not usable", error=str(error))
