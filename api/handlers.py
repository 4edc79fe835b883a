"""Turning every error into its problem: refusals, the API's own, FastAPI's, the database's."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import orjson
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import Match

from api.faults import Faults
from api.idempotency import answer_again
from api.metrics import PROBLEMS
from api.openai.errors import IN_OTHER_WORDS, is_openais, openai_answer
from api.problems import (
    INTERNAL_ERROR,
    MALFORMED,
    PROBLEM_JSON,
    TOO_LARGE,
    TYPE_PREFIX,
    ProblemError,
    ProblemPart,
    Unavailable,
)
from api.refusals import REFUSED, answer_to
from api.state import keep_problem
from documents.database import (
    DatabaseError,
    DocumentTooLarge,
    error_told,
    is_too_large,
    is_unavailable,
)
from documents.json_values import pointer_of
from documents.shapes.errors.idempotency import DoneBefore

log = structlog.get_logger()


def _answer(
    request: Request, problem: dict[str, Any], headers: dict[str, str] | None = None
) -> Response:
    name = problem["type"].removeprefix(TYPE_PREFIX)
    PROBLEMS.labels(name, str(problem["status"])).inc()
    keep_problem(request, name)
    if is_openais(request.scope):
        return openai_answer(problem, headers)
    return Response(
        # The path may hold what is not UTF-8; an answer never does.
        orjson.dumps(problem),
        status_code=problem["status"],
        headers=headers,
        media_type=PROBLEM_JSON,
    )


def _instance(request: Request) -> str:
    # Not of the URL: its query may hold bytes that are no text.
    path: str = request.scope["path"]
    return path.encode("utf-8", "replace").decode()


def _answer_error(request: Request, error: ProblemError) -> Response:
    return _answer(request, error.problem(_instance(request)), error.headers)


async def _problem_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    return _answer_error(request, error)


async def _refusal(request: Request, error: Exception) -> Response:
    answer = answer_to(error)
    if is_openais(request.scope):
        answer.detail = IN_OTHER_WORDS.get(type(error), answer.detail)
    return _answer_error(request, answer)


async def _invalid_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    faults = Faults(error.errors())
    parts = [_part(fault["loc"], fault["msg"]) for fault in faults.named]
    problem = ProblemError(
        MALFORMED,
        "; ".join(_told(part) for part in parts[:3]),
        errors=[part.model_dump(exclude_none=True) for part in parts],
    )
    if faults.more:
        problem.extra["more_errors"] = faults.more
    return _answer_error(request, problem)


def _told(part: ProblemPart) -> str:
    # The pointer to the whole body is empty.
    return f"{part.parameter or part.pointer or 'body'}: {part.detail}"


def _part(location: Sequence[str | int], message: str) -> ProblemPart:
    where, *path = location
    if where == "body":
        # The tags of the union of one message and a list are no part of the body.
        if path and path[0] in ("one", "many"):
            path = path[1:]
        return ProblemPart(pointer=pointer_of(tuple(path)), detail=message)
    return ProblemPart(parameter=".".join(str(part) for part in path), detail=message)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    title = HTTPStatus(error.status_code).phrase
    problem = {
        "type": TYPE_PREFIX + title.lower().replace(" ", "-"),
        "title": title,
        "status": error.status_code,
        "detail": str(error.detail),
        "instance": _instance(request),
    }
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(_methods(request))
    return _answer(request, problem, headers)


def _methods(request: Request) -> list[str]:
    """Every method of the path: the router names only those of the first route it has."""
    methods: set[str] = set()
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        scope = {**request.scope, "method": method}
        if any(route.matches(scope)[0] is Match.FULL for route in request.app.routes):
            methods |= {method, "HEAD"} if method == "GET" else {method}
    return sorted(methods)


async def _database_error(request: Request, error: Exception) -> Response:
    if is_too_large(error):
        return _answer_error(request, ProblemError(TOO_LARGE, "It does not fit into one document."))
    if is_unavailable(error):
        log.warning("database away", error=error_told(error))
        return _answer_error(request, Unavailable("The database is away."))
    return await answer_bug(request, error)


async def _client_gone(request: Request, _: Exception) -> Response:
    # Nobody reads this; it only must not look like a bug.
    return _answer_error(
        request, ProblemError(MALFORMED, "The client hung up in the midst of the body.")
    )


async def answer_bug(request: Request, error: Exception) -> Response:
    """The answer to an error that nobody expected; the log has what it was."""
    log.error("unexpected error", exc_info=error)
    return _answer_error(
        request, ProblemError(INTERNAL_ERROR, "The service failed; its log has the cause.")
    )


def add_handlers(app: FastAPI) -> None:
    """Register the handlers on the application."""
    app.add_exception_handler(DoneBefore, answer_again)
    app.add_exception_handler(ProblemError, _problem_error)
    for refused in REFUSED:
        app.add_exception_handler(refused, _refusal)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(ClientDisconnect, _client_gone)
    app.add_exception_handler(DatabaseError, _database_error)
    # To the driver it is none of its own errors.
    app.add_exception_handler(DocumentTooLarge, _database_error)
