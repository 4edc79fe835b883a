"""What holds for every route: the query it takes, and how HEAD and If-None-Match are answered."""

import re
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from typing import Any, ClassVar, get_args, get_origin

from fastapi import Request, Response
from fastapi.datastructures import DefaultPlaceholder
from fastapi.dependencies.utils import get_flat_params
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError, ResponseValidationError
from fastapi.params import Header, Query
from fastapi.routing import APIRoute, RouteContext
from fastapi.utils import is_body_allowed_for_status_code
from pydantic_core import PydanticUndefined

from api.call_plan import AnswerParts, CallPlan, RouteRequest
from api.etags import names_none_of
from api.json_answer import JsonAnswer
from api.problems import MALFORMED, ProblemError, ProblemPart

MAX_NAMED = 20
"""How many parameters one answer names."""

CONDITIONS = ("If-Match", "If-None-Match")
"""The headers with which a change is made only to what they name (RFC 9110, section 13.1)."""

_ONE_VALUE = {"Idempotency-Key", "Last-Event-ID", "Producer-Epoch", "Producer-Id", "Producer-Seq"}


class RouteHandler:
    """Handles the requests of one route, by what is worked out of it beforehand.

    ``most_bytes`` is how long a body may be where the route does not say so itself. Raises
    TypeError for a route that only FastAPI's own handler can serve.
    """

    def __init__(self, context: RouteContext, most_bytes: int) -> None:
        self.route: StrictRoute = context.original_route  # type: ignore[assignment]  # whoever makes it asked
        self.methods: set[str] = context.methods or set()
        self.path_format: str = context.path_format or ""
        self._regex: re.Pattern[str] = context.path_regex
        self._convertors = {
            name: convertor.convert for name, convertor in context.param_convertors.items()
        }
        limit = context.max_body_size
        self.most_bytes: int = most_bytes if limit is None else limit
        dependant = context.dependant
        self._call = dependant.call
        self._plan = CallPlan(dependant, embeds_body=context._embed_body_fields)
        self.takes_body = context.body_field is not None
        fields = get_flat_params(dependant)
        self._query = {
            field.alias: _is_list(field.field_info.annotation)
            for field in fields
            if isinstance(field.field_info, Query)
        }
        headers = {field.alias for field in fields if isinstance(field.field_info, Header)}
        self._once = tuple(_lines(headers & _ONE_VALUE))
        self._refused = () if "GET" in self.methods else tuple(_lines(set(CONDITIONS) - headers))
        self._status: int | None = context.status_code
        self._field = context.response_field
        self._response_class = context.response_class
        if isinstance(self._response_class, DefaultPlaceholder):
            self._response_class = self._response_class.value
        elif self._field is not None:
            raise TypeError(f"{self._call} returns a model, and has a response class of its own")
        if context.is_sse_stream or context.is_json_stream:
            raise TypeError(f"{self._call} yields; only FastAPI streams what it yields")
        self._shape = {
            "include": context.response_model_include,
            "exclude": context.response_model_exclude,
            "by_alias": context.response_model_by_alias,
            "exclude_unset": context.response_model_exclude_unset,
            "exclude_defaults": context.response_model_exclude_defaults,
            "exclude_none": context.response_model_exclude_none,
        }

    def path_parameters(self, path: str) -> dict[str, Any] | None:
        """What a path says, where it is one of the route's."""
        match = self._regex.match(path)
        if match is None:
            return None
        return {name: self._convertors[name](text) for name, text in match.groupdict().items()}

    async def handle(self, request: RouteRequest) -> Response:
        """The answer to a request. Raises what is to be answered as a problem."""
        return await self.answer(request)

    async def answer(self, request: RouteRequest, body: Any = PydanticUndefined) -> Response:
        """The answer to a request with such a body, or without one."""
        repeated = [name for line, name in self._once if _is_repeated(request, line)]
        if request.query or repeated or any(line in request.lines for line, _ in self._refused):
            _check_known(request, self._query, self._refused, repeated)
        parts = AnswerParts()
        arguments, faults = await self._plan.arguments(request, parts, body)
        if faults:
            raise RequestValidationError(faults, body=None if body is PydanticUndefined else body)
        result = await self._call(**arguments)
        response = result if isinstance(result, Response) else self._response(result, parts)
        return _unless_known(request, response)

    def _response(self, result: Any, parts: AnswerParts) -> Response:
        status = parts.status_code or self._status or 200
        if self._field is None:
            response: Response = self._response_class(jsonable_encoder(result), status_code=status)
            response.raw_headers += parts.raw_headers
        else:
            value, faults = self._field.validate(result, {}, loc=("response",))
            if faults:
                raise ResponseValidationError(errors=faults, body=result)
            text = self._field.serialize_json(value, **self._shape)
            response = JsonAnswer(text, status, parts.raw_headers)
        if not is_body_allowed_for_status_code(status):
            response.body = b""
        return response


class StrictRoute(APIRoute):
    """A route that refuses query parameters and conditions of a change that it does not know,
    and parameters given too often.

    It answers 304 where If-None-Match names the ETag that its answer has. FastAPI knows it
    for the OpenAPI document; its requests are handled by a ``handler_class``.
    """

    handler_class: ClassVar[type[RouteHandler]] = RouteHandler

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Nothing that can be called: what would go by FastAPI's way would go unguarded."""

        async def refuse(request: Request) -> Response:
            raise AssertionError(f"{request.url.path} did not go by the dispatcher")

        return refuse


def _is_list(annotation: Any) -> bool:
    return any(get_origin(kind) is list for kind in (annotation, *get_args(annotation)))


def _lines(names: Collection[str]) -> list[tuple[bytes, str]]:
    return [(name.lower().encode(), name) for name in sorted(names)]


def _is_repeated(request: RouteRequest, line: bytes) -> bool:
    if line not in request.lines:
        return False
    return [name for name, _ in request.scope["headers"]].count(line) > 1


def _check_known(
    request: RouteRequest,
    known: Mapping[str, bool],
    refused: Sequence[tuple[bytes, str]],
    repeated: Sequence[str],
) -> None:
    """Raise ProblemError with every parameter that would be passed over in silence."""
    conditions = [name for line, name in refused if line in request.lines]
    once = len(request.one_of) == len(request.query) and request.one_of.keys() <= known.keys()
    if once and not conditions and not repeated:
        return
    wrong = {}
    given = [name for name, _ in request.query]
    for name in request.one_of:
        if name not in known:
            wrong[name] = "no parameter of this route"
        elif not known[name] and given.count(name) > 1:
            wrong[name] = "given more than once"
    wrong |= dict.fromkeys(conditions, "no condition of this route")
    wrong |= dict.fromkeys(repeated, "given more than once")
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


def _unless_known(request: RouteRequest, response: Response) -> Response:
    """304 in the place of an answer whose ETag If-None-Match names."""
    if (
        b"if-none-match" not in request.lines
        or response.status_code != 200
        or request.method != "GET"
    ):
        return response
    for name, value in response.raw_headers:
        if name == b"etag":
            etag = value.decode("latin-1")
            if not names_none_of(request.headers.getlist("If-None-Match"), etag):
                return Response(status_code=304, headers={"ETag": etag})
            break
    return response
