"""The frame of every request but the health ones: who sends it, then what is in its body,
then how long the database may take."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from api.state import authenticator_of, keep_caller, runtime_of
from documents.database import Database
from services.strict_json import LARGE_TEXT_BYTES, parse_json


class _StrictRequest(Request):
    async def json(self) -> Any:
        return self._json


class GuardedRoute(APIRoute):
    """A route for callers with a token, whose JSON body is parsed by ``parse_json``.

    The one place where a request's token is checked: `CurrentUser` hands out what
    was found here.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Check the token, then parse the body: what is refused answers as itself, not as a 400."""
        handle = super().get_route_handler()

        async def handle_guarded(request: Request) -> Response:
            strict = _StrictRequest(request.scope, request.receive)
            # A stranger's body is neither read nor parsed.
            keep_caller(strict, await authenticator_of(strict).caller_of(strict))
            if self.body_field is not None and (text := await strict.body()):
                if len(text) > LARGE_TEXT_BYTES:
                    # Seconds, in the worst case: the other requests go on meanwhile.
                    strict._json = await asyncio.to_thread(parse_json, text)
                else:
                    strict._json = parse_json(text)
            services = runtime_of(strict).services
            # Not before: a body takes as long as its sender does.
            with nullcontext() if services is None else self.bounded(services.database):
                return await handle(strict)

        return handle_guarded

    def bounded(self, database: Database) -> AbstractContextManager[None]:
        """Within it, all that the request asks of the database has one deadline."""
        return database.within_timeout()


class StreamedRoute(GuardedRoute):
    """A guarded route that lasts as long as its client or its contents make it last.

    What it answers as a stream is read after it has returned, and bounded by the service.
    """

    def bounded(self, database: Database) -> AbstractContextManager[None]:
        """Within it, each operation of the database has a deadline of its own."""
        return database.each_within_timeout()
