"""What holds for every route: the query it takes, and how HEAD and If-None-Match are answered."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, get_args, get_origin

from fastapi import Request, Response
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import Header, Query
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.etags import names_none_of
from api.problems import MALFORMED, ProblemError, ProblemPart

MAX_NAMED = 20
"""How many parameters one answer names."""

CONDITIONS = ("If-Match", "If-None-Match")
"""The headers with which a change is made only to what they name (RFC 9110, section 13.1)."""

_HEAD = "threadkeep.head"


class StrictRoute(APIRoute):
    """A route that refuses query parameters and conditions of a change that it does not know,
    and parameters given too often.

    It answers HEAD as GET without the body, and 304 where If-None-Match names the
    ETag that its answer has.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Check the query, handle the request, and send of the answer what was asked for."""
        handle = super().get_route_handler()
        fields = get_flat_params(self.dependant)
        known = {
            field.alias: _is_list(field.field_info.annotation)
            for field in fields
            if isinstance(field.field_info, Query)
        }
        headers = {field.alias for field in fields if isinstance(field.field_info, Header)}
        refused = (
            [] if "GET" in (self.methods or ()) else [c for c in CONDITIONS if c not in headers]
        )

        async def handle_strictly(request: Request) -> Response:
            _check_known(request, known, refused)
            return _as_asked(request, await handle(request))

        return handle_strictly


def _is_list(annotation: Any) -> bool:
    return any(get_origin(kind) is list for kind in (annotation, *get_args(annotation)))


def _check_known(request: Request, known: Mapping[str, bool], refused: Sequence[str]) -> None:
    """Raise ProblemError with every parameter that would be passed over in silence."""
    wrong = {}
    for name in request.query_params:
        if name not in known:
            wrong[name] = "no parameter of this route"
        elif not known[name] and len(request.query_params.getlist(name)) > 1:
            wrong[name] = "given more than once"
    wrong |= {name: "no condition of this route" for name in refused if name in request.headers}
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
        # What a stream would send is not even read.
        bare = Response(status_code=response.status_code, background=response.background)
        bare.raw_headers = response.raw_headers
        return bare
    return response


class HeadAsGet:
    """Hands a HEAD request on as GET, and sends the answer without its body."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request (ASGI)."""
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        # A copy: the server looks into its own for what to send.
        get = {**scope, "method": "GET", _HEAD: True}
        try:
            await self._app(get, receive, send_on)
        finally:
            if "route" in get:
                scope["route"] = get["route"]
