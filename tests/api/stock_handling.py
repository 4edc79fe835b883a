"""The application as FastAPI itself would handle it: what the dispatcher is held against.

The same routes, answered by FastAPI's own dependency solving and serializing, behind a
middleware for each thing that the dispatcher does at once.
"""

import re
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI, Request, Response
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import Header, Query
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware.body_limit import MAX_BODY_SIZE_SCOPE_KEY, RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.app import create_app
from api.body_limit import body_over_limit, declared_bytes
from api.call_plan import RouteRequest
from api.delegation import acted_for
from api.etags import names_none_of
from api.guarded_route import GuardedRoute, StreamedRoute
from api.handlers import answer_bug
from api.in_flight import Held
from api.problems import (
    MALFORMED,
    TOO_LARGE,
    UNSUPPORTED_ENCODING,
    UNSUPPORTED_MEDIA_TYPE,
    ProblemError,
    ProblemPart,
)
from api.state import authenticator_of, in_flight_of, keep_caller, limits_of, runtime_of
from api.strict_route import CONDITIONS, MAX_NAMED, StrictRoute
from documents.database import Database
from services.settings import MIB, Settings
from services.strict_json import ValueCount, parse_json_beside

_HEAD = "threadkeep.head"
_OTHER_JSON = re.compile(r"application/[!#$&^_.+0-9a-z-]+\+json")
_ONE_VALUE = {
    "Idempotency-Key",
    "Last-Event-ID",
    "Producer-Epoch",
    "Producer-Id",
    "Producer-Seq",
}
_FASTAPIS = APIRoute.get_route_handler

Handle = Callable[[Request], Coroutine[Any, Any, Response]]


def stock_app(settings: Settings, monkeypatch: pytest.MonkeyPatch, **given: Any) -> FastAPI:
    """The application of ``create_app``, all of whose requests FastAPI handles."""
    with monkeypatch.context() as patched:
        patched.setattr(StrictRoute, "get_route_handler", _strict)
        patched.setattr(GuardedRoute, "get_route_handler", _guarded, raising=False)
        app = create_app(settings, **given)
        # FastAPI makes its handlers when the routes are first asked for.
        assert list(iter_route_contexts(app.routes))
    by_status: Any = app.exception_handlers[HTTPException]

    async def http_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        if error.status_code == TOO_LARGE.status:
            return await _too_large(request)
        answer: Response = await by_status(request, error)
        return answer

    app.add_exception_handler(HTTPException, http_error)
    cors = app.user_middleware[1:]
    app.user_middleware = []
    app.add_middleware(RequestBodyLimitMiddleware, max_body_size=settings.max_body_bytes)
    app.add_middleware(TooLargeAsProblem)
    app.add_middleware(BugAsProblem)
    app.add_middleware(HeadAsGet)
    app.user_middleware = [*cors, *app.user_middleware]
    app.add_middleware(RequestIds)
    app.middleware_stack = FastAPI.build_middleware_stack(app)
    return app


def _strict(route: APIRoute) -> Handle:
    handle = _FASTAPIS(route)
    known = {
        field.alias: any(
            getattr(kind, "__origin__", None) is list
            for kind in (field.field_info.annotation, *_arguments(field.field_info.annotation))
        )
        for field in get_flat_params(route.dependant)
        if isinstance(field.field_info, Query)
    }

    headers = {
        field.alias
        for field in get_flat_params(route.dependant)
        if isinstance(field.field_info, Header)
    }
    refused = [] if "GET" in (route.methods or ()) else [c for c in CONDITIONS if c not in headers]

    async def handle_strictly(request: Request) -> Response:
        _check_known(request, known, refused, sorted(headers & _ONE_VALUE))
        return _as_asked(request, await handle(request))

    return handle_strictly


def _arguments(annotation: Any) -> tuple[Any, ...]:
    return getattr(annotation, "__args__", ())


def _check_known(
    request: Request, known: Mapping[str, bool], refused: Sequence[str], once: Sequence[str]
) -> None:
    wrong = {}
    for name in request.query_params:
        if name not in known:
            wrong[name] = "no parameter of this route"
        elif not known[name] and len(request.query_params.getlist(name)) > 1:
            wrong[name] = "given more than once"
    wrong |= {name: "no condition of this route" for name in refused if name in request.headers}
    wrong |= {
        name: "given more than once" for name in once if len(request.headers.getlist(name)) > 1
    }
    if not wrong:
        return
    parts = [ProblemPart(parameter=name, detail=why) for name, why in wrong.items()][:MAX_NAMED]
    problem = ProblemError(
        MALFORMED,
        "; ".join(f"{part.parameter}: {part.detail}" for part in parts),
        errors=[part.model_dump(exclude_none=True) for part in parts],
    )
    if len(wrong) > MAX_NAMED:
        problem.extra["more_errors"] = len(wrong) - MAX_NAMED
    raise problem


def _as_asked(request: Request, response: Response) -> Response:
    etag = response.headers.get("ETag")
    if (
        request.method == "GET"
        and response.status_code == 200
        and etag is not None
        and not names_none_of(request.headers.getlist("If-None-Match"), etag)
    ):
        return Response(status_code=304, headers={"ETag": etag})
    if _HEAD in request.scope:
        bare = Response(status_code=response.status_code, background=response.background)
        bare.raw_headers = response.raw_headers
        return bare
    return response


class _StrictRequest(Request):
    async def json(self) -> Any:
        return self._json


def _guarded(route: APIRoute) -> Handle:
    handle = _strict(route)

    async def handle_guarded(request: Request) -> Response:
        strict = _StrictRequest(request.scope, request.receive)
        # Starlette's limit would only change the answer, after a DELETE is done.
        declared = declared_bytes(strict.headers.get("content-length", "").encode())
        if (declared or 0) > request.scope[MAX_BODY_SIZE_SCOPE_KEY]:
            raise body_over_limit()
        authorization = strict.headers.get("Authorization")
        caller = await authenticator_of(strict).caller_of(authorization)
        caller = acted_for(RouteRequest(strict.scope, strict.receive), caller)
        keep_caller(strict, caller)
        _refuse_encoded(strict)
        with in_flight_of(strict).hold(caller.user_id) as held:
            if route.body_field is not None:
                _refuse_other_than_json(strict)
                held.grow(_declared_bytes(strict))
                await _read_json(strict, held)
            elif strict.method == "PUT":
                held.grow(_streamed_bytes(strict))
            services = runtime_of(strict).services
            with (
                nullcontext()
                if services is None
                else _bounded(route, services.database, caller.user_id, strict)
            ):
                return await handle(strict)

    return handle_guarded


def _bounded(
    route: APIRoute, database: Database, user_id: str, request: Request
) -> AbstractContextManager[None]:
    thing = next(iter(request.path_params.values()), None)
    if isinstance(route, StreamedRoute):
        return database.each_within_timeout(user=user_id, thing=thing)
    return database.within_timeout(user=user_id, thing=thing)


async def _read_json(request: _StrictRequest, held: Held) -> None:
    limits = limits_of(request)
    count, size = ValueCount(), 0
    parts: list[bytes] = []
    async for part in request.stream():
        size += len(part)
        held.grow(size)
        count.add(part)
        limits.check_values(count.values)
        parts.append(part)
    request._body = b"".join(parts)
    if request._body:
        request._json = await parse_json_beside(request._body, count.values)
        if isinstance(request._json, list):
            limits.check_append(len(request._json))


def _declared_bytes(request: Request, unknown: int = 0) -> int:
    declared = request.headers.get("content-length", "")
    if not declared.isdecimal():
        return unknown
    size = int(declared)
    return size if size <= request.scope[MAX_BODY_SIZE_SCOPE_KEY] else 0


def _streamed_bytes(request: Request) -> int:
    is_json = request.headers.get("content-type", "").lower().startswith("application/json")
    most = limits_of(request).asset_content_bytes if is_json else MIB
    return min(_declared_bytes(request, unknown=most), most)


def _refuse_other_than_json(request: Request) -> None:
    length = request.headers.get("content-length", "0")
    if length == "0" and "transfer-encoding" not in request.headers:
        return
    given = request.headers.get("content-type")
    kind = "" if given is None else given.split(";")[0].strip().lower()
    if kind == "application/json" or _OTHER_JSON.fullmatch(kind):
        return
    told = "There is no Content-Type" if given is None else f"The Content-Type is {given[:100]}"
    raise ProblemError(
        UNSUPPORTED_MEDIA_TYPE,
        f"{told}; send the header `Content-Type: application/json` with a body of JSON.",
        headers={"Accept": "application/json"},
    )


def _refuse_encoded(request: Request) -> None:
    given = ",".join(request.headers.getlist("content-encoding") or ["identity"])
    if any(each.strip().lower() != "identity" for each in given.split(",")):
        raise ProblemError(UNSUPPORTED_ENCODING, headers={"Accept-Encoding": "identity"})


class HeadAsGet:
    """Hands a HEAD request on as GET, and sends the answer without its body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self._app({**scope, "method": "GET", _HEAD: True}, receive, send_on)


class TooLargeAsProblem:
    """Answers a body over the limit as a problem."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        replaced = False

        async def send_on(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and message["status"] == TOO_LARGE.status:
                headers = Headers(raw=message["headers"])
                replaced = headers.get("content-type", "").startswith("text/plain")
                if replaced:
                    answer = await _too_large(Request(scope))
                    await answer(scope, receive, send)
            if not replaced:
                await send(message)

        await self._app(scope, receive, send_on)


async def _too_large(request: Request) -> Response:
    handler: Any = request.app.exception_handlers[ProblemError]
    answer: Response = await handler(request, body_over_limit())
    return answer


class BugAsProblem:
    """Answers an error that nobody expected."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def send_on(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, send_on)
        except Exception as error:
            if started or scope["type"] != "http":
                raise
            answer = await answer_bug(Request(scope), error)
            await answer(scope, receive, send)


class RequestIds:
    """Gives each answer an id."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                message["headers"].append((b"x-request-id", uuid4().hex.encode()))
            await send(message)

        await self._app(scope, receive, send_on)
