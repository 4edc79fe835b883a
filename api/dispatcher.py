"""From a request to its route's handler, and from whatever is raised to an answer."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from fastapi import FastAPI, Response
from fastapi.routing import iter_route_contexts
from starlette._utils import get_route_path
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.body_limit import LimitedReceive, body_over_limit, declared_bytes
from api.call_plan import RouteRequest
from api.handlers import answer_bug
from api.state import keep_body_bytes, rate_limits_of
from api.strict_route import RouteHandler, StrictRoute


class Dispatcher:
    """The innermost application (ASGI): hands each request to the handler of its route.

    HEAD is handled as GET, and its answer sent without a body. What no StrictRoute takes goes
    to the router: pages, files, and paths and methods that there are not.
    """

    def __init__(self, app: FastAPI, most_bytes: int) -> None:
        self._errors: dict[Any, Callable[..., Awaitable[Response]]] = app.exception_handlers  # type: ignore[assignment]  # ours, and FastAPI's own, are coroutines
        self._router: ASGIApp = app.router
        self._most_bytes = most_bytes
        self._table = RouteTable(
            context.original_route.handler_class(context, most_bytes)
            for context in iter_route_contexts(app.routes)
            if isinstance(context.original_route, StrictRoute)
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request (ASGI)."""
        if scope["type"] != "http":
            await self._router(scope, receive, send)
            return
        is_head = scope["method"] == "HEAD"
        # A copy: the server looks into its own for what to send.
        asked = {**scope, "method": "GET"} if is_head else scope
        handler = self._table.find(asked)
        if handler is None:
            await self._route(scope, asked, receive, _without_body(send) if is_head else send)
            return
        scope["route"] = asked["route"] = handler.route
        body = LimitedReceive(receive, handler.most_bytes)
        try:
            self._refuse_declared(asked, handler.most_bytes)
            request = RouteRequest(asked, body)
            response = await handler.handle(request)
        except Exception as error:
            response = await self._answer(asked, receive, error)
        if (told := rate_limits_of(scope)) is not None:
            response.raw_headers = [*response.raw_headers, *told]
        if body.size:
            keep_body_bytes(scope, body.size)
        if is_head:
            # What a stream would send is not even read.
            response = _bare(response)
        await response(asked, receive, send)

    async def _route(self, scope: Scope, asked: Scope, receive: Receive, send: Send) -> None:
        """Let the router answer."""
        started = False

        async def send_on(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            self._refuse_declared(asked, self._most_bytes)
            await self._router(asked, LimitedReceive(receive, self._most_bytes), send_on)
        except Exception as error:
            if started:
                raise
            response = await self._answer(asked, receive, error)
            await response(asked, receive, send)
        finally:
            if "route" in asked:
                scope["route"] = asked["route"]

    def _refuse_declared(self, scope: Scope, most_bytes: int) -> None:
        """Raise ProblemError for a body that is longer, as its head says."""
        for name, value in scope["headers"]:
            if name == b"content-length":
                if (declared_bytes(value) or 0) > most_bytes:
                    raise body_over_limit()
                return

    async def _answer(self, scope: Scope, receive: Receive, error: Exception) -> Response:
        request = Request(scope, receive)
        for kind in type(error).__mro__:
            if kind in self._errors:
                try:
                    answer: Response = await self._errors[kind](request, error)
                    return answer
                except Exception as another:
                    error = another
                    break
        return await answer_bug(request, error)


class DispatchedApp(FastAPI):
    """FastAPI's application, whose requests go by a Dispatcher."""

    _dispatcher: Dispatcher

    def dispatch(self, most_bytes: int) -> None:
        """Take up the routes and handlers that there are now.

        ``most_bytes`` is how long the body of a request may be where its route does not say
        so. Raises TypeError for a route that only FastAPI's own handler can serve.
        """
        self._dispatcher = Dispatcher(self, most_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request, or the life of the application (ASGI)."""
        if scope["type"] == "http" and self.middleware_stack is not None:
            # What FastAPI and Starlette do here, less what is off.
            scope["app"] = self
            await self.middleware_stack(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    def build_middleware_stack(self) -> ASGIApp:
        """The middleware around the dispatcher, which answers errors itself."""
        app: ASGIApp = self._dispatcher
        for middleware, args, kwargs in reversed(self.user_middleware):
            app = middleware(app, *args, **kwargs)
        return app


class RouteTable:
    """The handlers, by what their paths begin with."""

    def __init__(self, handlers: Iterable[RouteHandler]) -> None:
        self._handlers = list(handlers)
        self._by_beginning: dict[tuple[str, str], list[RouteHandler]] = defaultdict(list)
        for handler in self._handlers:
            beginning = _beginning(handler.path_format)
            assert "{" not in beginning, "a path begins with a word"
            for method in handler.methods:
                self._by_beginning[method, beginning].append(handler)

    def find(self, scope: Scope) -> RouteHandler | None:
        """The first handler of a request's method and path, which is left in ``path_params``."""
        path, method = get_route_path(scope), scope["method"]
        likely = self._by_beginning.get((method, _beginning(path)), ())
        # None where there is no such route, and where the one word ends in a newline, which
        # the router's expressions let pass.
        for handler in likely or self._handlers:
            if method in handler.methods:
                parameters = handler.path_parameters(path)
                if parameters is not None:
                    scope["path_params"] = parameters
                    return handler
        return None


def _beginning(path: str) -> str:
    """The first word of a path."""
    end = path.find("/", 1)
    return path if end < 0 else path[:end]


def _bare(response: Response) -> Response:
    bare = Response(status_code=response.status_code, background=response.background)
    bare.raw_headers = response.raw_headers
    return bare


def _without_body(send: Send) -> Send:
    async def send_on(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return send_on
