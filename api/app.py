"""The application: what it is made of, and how a request goes through it.

Read this first. A request comes in through ``telemetry.py``, which gives it an id, and
``dispatcher.py`` finds its route (``<feature>/routes.py``). FastAPI knows the routes for
the OpenAPI document; what they need is worked out from its findings once, in ``call_plan.py``,
and each is handled by a handler of its own. Routes are ``GuardedRoute``s: they check the
token, and only then read the body. What a route asks for comes from ``deps.py``; its body
is one of ``<feature>/schemas.py``. It calls one method of a service (``services/``) and
returns. Every error leaves through ``handlers.py``, as a problem. The services live as long
as the application, as ``services/lifecycle.py`` says; ``state.py`` hands them to requests.
"""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from api.analytics.routes import router as analytics_router
from api.assets.content_routes import router as content_router
from api.assets.routes import router as assets_router
from api.attachments.routes import bytes_router as attachment_bytes_router
from api.attachments.routes import router as attachments_router
from api.auth import Authenticator
from api.chats.feedback_routes import router as feedback_router
from api.chats.fork_routes import making as fork_making_router
from api.chats.fork_routes import router as forks_router
from api.chats.routes import router as chats_router
from api.chats.version_routes import router as versions_router
from api.checkpoints.routes import bytes_router as checkpoint_bytes_router
from api.checkpoints.routes import long_router as checkpoint_removals_router
from api.checkpoints.routes import router as checkpoints_router
from api.console import add_console
from api.cross_origin import cross_origin
from api.dispatcher import DispatchedApp
from api.docs_pages import add_docs_pages
from api.handlers import add_handlers
from api.health.routes import router as health_router
from api.history.routes import router as history_router
from api.imports.routes import router as imports_router
from api.in_flight import BytesInFlight
from api.missions.hop_routes import router as hops_router
from api.missions.routes import router as missions_router
from api.missions.step_routes import router as tool_steps_router
from api.openai.routes import router as conversations_router
from api.openapi_document import openapi_document, operation_id
from api.problems import (
    FORBIDDEN,
    HEAD_TOO_LARGE,
    QUOTA_EXCEEDED,
    REQUEST_TIMEOUT,
    UNAUTHORIZED,
    UNAVAILABLE,
    answers,
)
from api.sampling import Sampling
from api.search.routes import router as search_router
from api.sessions.feed_routes import router as feeds_router
from api.sessions.routes import router as sessions_router
from api.shares.routes import router as shares_router
from api.shares.shared_routes import router as shared_router
from api.state import LifespanState
from api.streams.routes import opening as stream_opening_router
from api.streams.routes import reading as stream_reading_router
from api.streams.routes import router as streams_router
from api.streams.routes import writing as event_writing_router
from api.telemetry import OpenRequests, Telemetry
from api.trace_context import wants_traces
from api.upkeep.routes import router as upkeep_router
from api.users.job_routes import file_router as job_files_router
from api.users.job_routes import router as jobs_router
from api.users.routes import router as users_router
from api.webhooks.routes import router as webhooks_router
from documents.database import CommandListener, Database
from documents.release import this_release
from documents.shapes.base import Clock, utc_now
from services.lifecycle import SERVING, log_differences, running_services
from services.limits import Limits
from services.settings import KIB, Settings
from services.stream_answers import MAX_EVENT_BYTES
from services.tokens import cursor_key, redaction_key
from services.wiring import Wiring, new_message_id

if TYPE_CHECKING:
    from api.tracing import Tracing

_DESCRIPTION = """
Keeps the conversations of AI agents: sessions, chats and messages, and the missions
an agent works through.

Every route but the health ones, and what is shared by a link, wants a bearer token;
`threadkeep token SUBJECT` prints one for local use. With `X-Threadkeep-User: NAME` a token
with the scope `act` acts for that user, and one with `act:read` reads for it.

Errors are problems (RFC 9457). Lists are keyset pages: `items`, and a cursor to go on. A
page of heavy items, or of large messages, may hold fewer than its `limit`: go on by `next`
until it is null. A query parameter that a route does not know is a 422.

HEAD is answered wherever GET is. An answer with an `ETag` can be asked for again with
`If-None-Match`: 304, without a body, while it is the same. A change with `If-Match`
is made only to that version.
"""


def create_app(
    settings: Settings,
    *,
    clock: Clock = utc_now,
    new_id: Callable[[], str] = new_message_id,
    new_token: Callable[[], str] = secrets.token_urlsafe,
    listeners: Sequence[CommandListener] = (),
) -> FastAPI:
    """The application on the MongoDB of ``settings``.

    ``clock``, ``new_id`` and ``new_token`` are where it takes the time, message ids and the
    tokens of shares from; ``listeners`` hear of every command that it sends to the database. It
    starts without a database and answers 503 until there is one; on a server it
    cannot run on, its start-up raises UnsuitableServer.
    """
    tracing = None
    if wants_traces(os.environ):
        from api.tracing import Tracing, exporter_of  # slow to import

        tracing = Tracing(exporter_of(os.environ), os.environ)
        listeners = (*listeners, tracing.listener)
    app = app_with_routes(settings, tracing=tracing)
    set_lifespan(
        app, settings, clock=clock, new_id=new_id, new_token=new_token, listeners=listeners
    )
    return app


def set_lifespan(
    app: FastAPI,
    settings: Settings,
    *,
    clock: Clock,
    new_id: Callable[[], str],
    new_token: Callable[[], str],
    listeners: Sequence[CommandListener],
    see_to_indexes: Callable[[Database], Awaitable[None]] = log_differences,
) -> None:
    """Give an ``app_with_routes`` all that it has beside them, for its next start.

    ``see_to_indexes`` is called with the database before the services begin.
    Nothing that requests change is kept elsewhere: one that was stopped can begin anew.
    """
    authenticator = Authenticator(settings, clock)
    open_requests: OpenRequests = app.state.open_requests
    limits = Limits.of(settings)
    in_flight = BytesInFlight(settings.max_bytes_in_flight, settings.max_user_bytes_in_flight)
    wiring = Wiring(
        settings,
        cursor_key(settings),
        clock,
        new_id,
        redaction_key(settings),
        new_token=new_token,
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[LifespanState]:
        async with running_services(
            wiring, SERVING, listeners=listeners, see_to_indexes=see_to_indexes
        ) as runtime:
            # For the server, which waits for its requests before it ends the application.
            app.state.stop_following = runtime.stop_following
            sampling = Sampling(
                runtime,
                settings,
                in_flight,
                requests_open=lambda: open_requests.number,
                connections=lambda: app.state.connections(),
            )
            looking = asyncio.create_task(sampling.run())
            yield {
                "runtime": runtime,
                "authenticator": authenticator,
                "limits": limits,
                "in_flight": in_flight,
                "sampling": sampling,
            }
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)
        if app.state.tracing is not None:
            await app.state.tracing.finish()

    app.router.lifespan_context = lifespan


def app_with_routes(settings: Settings, *, tracing: "Tracing | None" = None) -> FastAPI:
    """The application as far as its routes, middleware and handlers go: it has no services.

    ``tracing`` makes spans of its requests.

    Of the settings it depends on those of the front alone, and on nothing of the database.
    """
    app = DispatchedApp(
        title="Threadkeep",
        version=this_release(),
        description=_DESCRIPTION,
        generate_unique_id_function=operation_id,
        # FastAPI's own pages want scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        # A redirect would repeat the request's Host, which anybody may have made up.
        redirect_slashes=False,
        # Each request would be looked at for three kinds of it.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    any_request = answers(HEAD_TOO_LARGE, REQUEST_TIMEOUT)
    app.include_router(health_router, responses=any_request)
    app.include_router(shared_router, responses=any_request | answers(UNAVAILABLE))
    guarded = any_request | answers(UNAUTHORIZED, FORBIDDEN, QUOTA_EXCEEDED, UNAVAILABLE)
    for router in (
        sessions_router,
        # Before those of messages, whose ids may have slashes.
        versions_router,
        feedback_router,
        chats_router,
        conversations_router,
        forks_router,
        fork_making_router,
        shares_router,
        attachments_router,
        stream_opening_router,
        streams_router,
        stream_reading_router,
        feeds_router,
        missions_router,
        hops_router,
        tool_steps_router,
        history_router,
        users_router,
        jobs_router,
        job_files_router,
        webhooks_router,
        analytics_router,
        upkeep_router,
        search_router,
        checkpoints_router,
        checkpoint_removals_router,
    ):
        app.include_router(router, responses=guarded)
    for router, most in (
        # In JSON a character may take six bytes ("\u00e9") that are two in UTF-8.
        (assets_router, settings.max_body_bytes + 3 * settings.max_asset_content_bytes),
        # Any character may be escaped ("\u0041" is one byte), and there may be blanks.
        (event_writing_router, 8 * MAX_EVENT_BYTES),
        # The service itself stops a byte over the limit, with what it is in the answer.
        (content_router, settings.max_asset_upload_bytes + KIB),
        # With room for what stands around a file in a form.
        (attachment_bytes_router, settings.max_attachment_bytes + 64 * KIB),
        (imports_router, settings.max_import_bytes),
        (checkpoint_bytes_router, settings.max_checkpoint_value_bytes),
    ):
        app.include_router(router, responses=guarded, max_body_size=most)
    add_docs_pages(app)
    add_console(app)
    add_handlers(app)
    app.dispatch(most_bytes=settings.max_body_bytes)
    # Of middleware the last added is the first to hear of a request.
    if settings.cors_origins:
        # Outside what refuses, so that a page of another origin can read why.
        app.add_middleware(CORSMiddleware, **cross_origin(settings.cors_origins))
    app.state.open_requests = OpenRequests()
    # Whoever serves the application knows better.
    app.state.connections = lambda: 0
    app.state.tracing = tracing
    app.add_middleware(Telemetry, open_requests=app.state.open_requests, tracing=tracing)
    app.openapi = lambda: openapi_document(app)  # type: ignore[method-assign]  # FastAPI's own way
    return app
