"""What requests find beside their own contents: the process's state, and their caller.

The only module that touches the untyped state in a request's scope (ASGI). The lifespan
yields a LifespanState; each request gets a copy of it, and its caller on top.
"""

from typing import TypedDict

from fastapi import Request
from starlette.types import Scope

from api.auth import Authenticator, Caller
from api.in_flight import BytesInFlight
from api.sampling import Sampling
from services.body_quota import BodyQuota
from services.lifecycle import Runtime
from services.limits import Limits

RawHeaders = list[tuple[bytes, bytes]]


class LifespanState(TypedDict):
    """What lives as long as the application."""

    runtime: Runtime
    authenticator: Authenticator
    limits: Limits
    in_flight: BytesInFlight
    sampling: Sampling


def runtime_of(request: Request) -> Runtime:
    """The life of the services that the request asks."""
    runtime: Runtime = request.scope["state"]["runtime"]
    return runtime


def authenticator_of(request: Request) -> Authenticator:
    """What checks the request's token."""
    authenticator: Authenticator = request.scope["state"]["authenticator"]
    return authenticator


def limits_of(request: Request) -> Limits:
    """The limits on what the request may store."""
    limits: Limits = request.scope["state"]["limits"]
    return limits


def in_flight_of(request: Request) -> BytesInFlight:
    """The bytes of bodies that the process holds."""
    in_flight: BytesInFlight = request.scope["state"]["in_flight"]
    return in_flight


def body_quota_of(request: Request) -> BodyQuota | None:
    """The quotas of bytes in flight over all processes; None where there are none."""
    services = runtime_of(request).services
    return None if services is None else services.body_quota


def sampling_of(request: Request) -> Sampling:
    """What sets the metrics that no request does."""
    sampling: Sampling = request.scope["state"]["sampling"]
    return sampling


def keep_caller(request: Request, caller: Caller) -> None:
    """Leave who sends the request to those who handle it."""
    request.scope["state"]["caller"] = caller


def keep_body_bytes(scope: Scope, size: int) -> None:
    """Leave how many bytes of the request's body came."""
    scope["state"]["body_bytes"] = size


def body_bytes_of(scope: Scope) -> int:
    """How many bytes of the request's body came; 0 where nobody has asked for them."""
    size: int = scope["state"].get("body_bytes", 0)
    return size


def keep_rate_limits(request: Request, headers: RawHeaders) -> None:
    """Leave the headers that say how the quotas of requests stand."""
    request.scope["state"]["rate_limits"] = headers


def rate_limits_of(scope: Scope) -> RawHeaders | None:
    """The headers that say how the quotas of requests stand; None where nobody has asked."""
    headers: RawHeaders | None = scope["state"].get("rate_limits")
    return headers


def keep_problem(request: Request, name: str) -> None:
    """Leave the name of the problem that the request is answered with to the log."""
    request.scope["state"]["problem"] = name


def problem_of(scope: Scope) -> str | None:
    """The name of the problem that the request was answered with."""
    name: str | None = scope["state"].get("problem")
    return name


def caller_of(request: Request) -> Caller:
    """Who sends the request. Only on a GuardedRoute: elsewhere nobody has asked."""
    caller: Caller = request.scope["state"]["caller"]
    return caller
