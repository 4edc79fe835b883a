"""What a route's function is called with, worked out once and not at each request.

FastAPI walks through what a route depends on anew for every request. Here that is done when
the application is made, and leaves a list of steps in the order in which FastAPI takes them;
the same fields check the same values, so that every fault reads as FastAPI's. What it can
and these steps cannot do is refused when the application is made: dependencies that yield,
functions that are no coroutines, forms, cookies, bodies in parts.
"""

import inspect
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin
from urllib.parse import parse_qsl

from fastapi import Response
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import request_body_to_args, request_params_to_args
from fastapi.params import Form
from pydantic import BaseModel
from pydantic_core import PydanticUndefined
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.types import Receive, Scope

Faults = list[Any]
"""Errors of pydantic, as dictionaries, with their places in the request."""

_CONSTANT = (NoneType, str, int, float, bool, Enum)
"""Types of defaults that no function can change."""

_MANY = (BaseModel, Mapping, Collection)
"""Types of parameters that take more than one value."""

_FAILED: Any = object()


class RouteRequest(Request):
    """A request that has found its route, with what steps look for at hand.

    ``query`` has the parameters in order, ``one_of`` the last one of each name, and
    ``lines`` the first line of each header, by its name in small letters.
    """

    def __init__(self, scope: Scope, receive: Receive) -> None:
        super().__init__(scope, receive)
        self.query = _parameters(scope["query_string"])
        self.one_of = dict(self.query)
        self.lines: dict[bytes, bytes] = dict(reversed(scope["headers"]))

    def line(self, name: bytes) -> str | None:
        """The first line of a header; ``name`` is in small letters."""
        value = self.lines.get(name)
        return None if value is None else value.decode("latin-1")


def _parameters(query: bytes) -> list[tuple[str, str]]:
    """The parameters of a query, in order, as ``QueryParams`` would have them."""
    if not query:
        return []
    text = query.decode("latin-1")
    if "%" in text or "+" in text:
        return parse_qsl(text, keep_blank_values=True)
    # What parse_qsl does where nothing is escaped.
    parts = [part.partition("=") for part in text.split("&") if part]
    return [(name, value) for name, _, value in parts]


class AnswerParts(Response):
    """What a function can set of the answer to what it returns: headers, and a status."""

    def __init__(self) -> None:
        self.raw_headers = []
        self.status_code: Any = None
        self.background = None
        self.body = b""


class CallPlan:
    """The steps to the arguments of a route's function.

    Raises TypeError for a function that needs what is refused here.
    """

    def __init__(self, dependant: Dependant, *, embeds_body: bool) -> None:
        if embeds_body or len(dependant.body_params) > 1:
            raise TypeError(f"{dependant.call} takes its body in parts")
        if not inspect.iscoroutinefunction(dependant.call):
            raise TypeError(f"{dependant.call} is no coroutine function")
        self._steps: list[_Step] = []
        self._places: dict[Any, int] = {}
        self._last = self._step(dependant)
        self._body = next(iter(dependant.body_params), None)

    async def arguments(
        self, request: RouteRequest, parts: AnswerParts, body: Any
    ) -> tuple[dict[str, Any], Faults]:
        """The arguments, and the faults; where there are any, the arguments are not whole.

        ``body`` is the JSON value of the body, PydanticUndefined where there is none. Raises
        what dependencies raise.
        """
        made: list[Any] = []
        faults: Faults = []
        for step in self._steps:
            given = step.arguments(request, parts, made, faults)
            made.append(_FAILED if given is None else await step.call(**given))
        arguments = self._last.arguments(request, parts, made, faults) or {}
        if self._body is not None:
            name = self._body.name
            if body is PydanticUndefined:
                values, wrong = await request_body_to_args(
                    [self._body], body, embed_body_fields=False
                )
                arguments[name] = values.get(name)
            else:
                arguments[name], wrong = self._body.validate(body, {}, loc=("body",))
            faults += wrong
        return arguments, faults

    def _step(self, dependant: Dependant) -> "_Step":
        """The step of a function, after the steps of what it depends on."""
        needs = []
        for each in dependant.dependencies:
            place = self._places.get(each.call)
            if place is None:
                _refuse_unusual(each)
                step = self._step(each)
                place = self._places[each.call] = len(self._steps)
                self._steps.append(step)
            elif _takes_parameters(each):
                # FastAPI would look at them, and tell of their faults, once more.
                raise TypeError(f"{each.call} takes parameters, and is wanted twice")
            needs.append((each.name, place))
        return _Step.of(dependant, tuple(needs))


def _refuse_unusual(dependency: Dependant) -> None:
    """Raise TypeError for a dependency that is more than one call of a coroutine."""
    call = dependency.call
    if inspect.isroutine(call):
        plain = inspect.iscoroutinefunction(call)
    else:
        plain = inspect.iscoroutinefunction(type(call).__call__)
    if not plain or not dependency.use_cache or dependency.concurrency is not None:
        raise TypeError(f"{call} is not a coroutine function that is called once a request")
    if dependency.body_params:
        raise TypeError(f"{call} takes the body; only a route does")


def _takes_parameters(dependant: Dependant) -> bool:
    return bool(
        dependant.path_params
        or dependant.query_params
        or dependant.header_params
        or any(_takes_parameters(each) for each in dependant.dependencies)
    )


@dataclass(slots=True)
class _Step:
    """One function, and where each of its arguments comes from.

    ``needs`` are the places of what it depends on among the steps, each with the name of
    the argument that it is, if it is one.
    """

    call: Callable[..., Awaitable[Any]]
    needs: tuple[tuple[str | None, int], ...]
    parameters: tuple["_Parameter", ...]
    request_name: str | None
    parts_name: str | None

    @classmethod
    def of(cls, dependant: Dependant, needs: tuple[tuple[str | None, int], ...]) -> "_Step":
        assert dependant.call is not None, "routes and dependencies are functions"
        if (
            dependant.cookie_params
            or dependant.background_tasks_param_name
            or dependant.security_scopes_param_name
            or dependant.websocket_param_name
            or any(isinstance(field.field_info, Form) for field in dependant.body_params)
        ):
            raise TypeError(f"{dependant.call} takes what only FastAPI can give")
        fields = (*dependant.path_params, *dependant.query_params, *dependant.header_params)
        return cls(
            dependant.call,
            needs,
            tuple(_Parameter.of(field) for field in fields),
            dependant.request_param_name or dependant.http_connection_param_name,
            dependant.response_param_name,
        )

    def arguments(
        self, request: RouteRequest, parts: AnswerParts, made: Sequence[Any], faults: Faults
    ) -> dict[str, Any] | None:
        """The arguments; None where one has a fault, or what it needs has failed."""
        values: dict[str, Any] = {}
        whole = True
        for name, place in self.needs:
            if made[place] is _FAILED:
                whole = False
            elif name is not None:
                values[name] = made[place]
        for parameter in self.parameters:
            value, wrong = parameter.value(request)
            if wrong:
                faults += wrong
                whole = False
            else:
                values[parameter.name] = value
        if self.request_name is not None:
            values[self.request_name] = request
        if self.parts_name is not None:
            values[self.parts_name] = parts
        return values if whole else None


@dataclass(slots=True)
class _Parameter:
    """A parameter of the path, the query or the headers, as its field checks it.

    One that takes a single value, and that is a constant where none was sent, is looked up
    and checked here; any other by FastAPI's own function.
    """

    name: str
    alias: str
    field: Any
    place: str
    loc: tuple[str, str]
    line: bytes
    default: Any
    is_single: bool

    @classmethod
    def of(cls, field: Any) -> "_Parameter":
        info = field.field_info
        alias: str = field.alias
        default = field.default
        if (
            default is PydanticUndefined
            or info.validate_default
            or not isinstance(default, _CONSTANT)
        ):
            default = _FAILED
        is_single = info.validation_alias in (None, alias) and not _takes_many(info.annotation)
        return cls(
            field.name,
            alias,
            field,
            info.in_.value,
            (info.in_.value, alias),
            alias.lower().encode("latin-1"),
            default,
            is_single,
        )

    def value(self, request: RouteRequest) -> tuple[Any, Sequence[Any]]:
        """The value, and its faults."""
        place = self.place
        if not self.is_single:
            sent: Any = {
                "path": request.path_params,
                "query": QueryParams(request.query),
                "header": request.headers,
            }[place]
            values, faults = request_params_to_args([self.field], sent)
            return values.get(self.name), faults
        if place == "query":
            value = request.one_of.get(self.alias)
        elif place == "path":
            value = request.scope["path_params"].get(self.alias)
        else:
            value = request.line(self.line)
        if value is not None:
            checked: tuple[Any, Sequence[Any]] = self.field.validate(value, {}, loc=self.loc)
            return checked
        if self.default is not _FAILED:
            return self.default, ()
        values, faults = request_params_to_args([self.field], {})
        return values.get(self.name), faults


def _takes_many(annotation: Any) -> bool:
    """Whether a parameter is, or may be, more than one value."""
    kind = get_origin(annotation) or annotation
    if kind in (Union, UnionType):
        return any(_takes_many(each) for each in get_args(annotation))
    if kind is Annotated:
        return _takes_many(get_args(annotation)[0])
    return isinstance(kind, type) and issubclass(kind, _MANY) and not issubclass(kind, str)
