"""The HTTP server of one process: uvicorn's, with our signals, bounds and exit status."""

import asyncio
import logging
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI
from uvicorn.importer import import_from_string

from api.trace_context import MissingExporter
from commands.serve.garbage import collect_from_now_on
from commands.serve.protocol import ConnectionLimits, bounded_protocol
from commands.serve.stopping import GRACEFUL_SECONDS, Stop
from commands.shared.failures import CommandError
from services.settings import Settings

__all__ = ["HttpServer", "http_server", "import_from_string"]


class HttpServer(uvicorn.Server):
    """uvicorn's server, which leaves signals and the exit status to us."""

    def __init__(
        self,
        config: uvicorn.Config,
        app: FastAPI,
        started: Callable[[], object],
        stopping: Callable[[], object],
    ) -> None:
        super().__init__(config)
        self._app = app
        self._started = started
        self._stopping = stopping

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Ours stand from before the database starts until after it ended."""
        yield

    def end(self, hurry: bool) -> None:
        """Stop serving: after the requests that are open, or past them."""
        self.force_exit = hurry
        self.should_exit = True

    async def serve_until(self, stop: Stop, sockets: list[socket.socket]) -> None:
        """Serve until ``stop`` is requested. Raises CommandError when it could not start."""
        stop.end_by(self.end)
        await self.serve(sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, or raise CommandError; uvicorn itself would exit."""
        try:
            await super().startup(sockets)
        except SystemExit:
            raise CommandError("The service did not start; the reason stands above.") from None
        collect_from_now_on()
        self._started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the requests that are open, then the application."""
        self._stopping()
        # Who follows a stream would follow it until he is cut off.
        if stop_following := getattr(self._app.state, "stop_following", None):
            stop_following()
        await super().shutdown(sockets)
        if self.force_exit:  # hurried past the requests, but not past the application's own end
            for task in self.server_state.tasks:
                task.cancel()
            await self.lifespan.shutdown()


def http_server(
    settings: Settings,
    application: str,
    *,
    started: Callable[[HttpServer], object],
    stopping: Callable[[], object] = lambda: None,
) -> HttpServer:
    """A server for what the factory ``application`` ("module:name") makes of the settings.

    ``started`` is called once it takes requests, ``stopping`` when it begins to end.
    """
    create_app: Callable[[Settings], FastAPI] = import_from_string(application)
    try:
        app = create_app(settings)
    except MissingExporter as error:
        raise CommandError(f"{error}.") from None
    config = uvicorn.Config(
        app,
        http=bounded_protocol(ConnectionLimits.of(settings)),
        ws="none",
        lifespan="on",
        # Else uvicorn reads WEB_CONCURRENCY for itself.
        workers=1,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        # Nothing asks for the client's address or the scheme.
        proxy_headers=False,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
    )
    logging.getLogger("uvicorn.error").addFilter(_is_no_cancelled_request)
    server: HttpServer = HttpServer(config, app, lambda: started(server), stopping)
    app.state.connections = lambda: len(server.server_state.connections)
    return server


def _is_no_cancelled_request(record: logging.LogRecord) -> bool:
    """A stream cut off by the end of the service is no fault that needs its traceback."""
    return not (record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError))
