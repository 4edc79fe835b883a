"""Runs the service from its first connection to its last."""

import asyncio
import gc
import logging
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO, cast

import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr
from rich.console import Console

from commands.embedded import EmbeddedServer, serving_server
from commands.serve.detached_writer import DetachedWriter
from commands.serve.logs import configure_logs
from commands.serve.open_files import allow_open_files
from commands.serve.protocol import ConnectionLimits, bounded_protocol
from commands.serve.readiness import why_not_ready
from commands.serve.stopping import Stop, stop_signals
from commands.shared.failures import CommandError, hosts_of, sentence
from commands.shared.interrupts import restored_interrupts
from documents.database import Database, DatabaseError, is_unavailable
from documents.leases import LeaseHeld
from indexes import sync
from services.settings import Settings
from services.upkeep import retention_told

__all__ = ["CreateApp", "run"]

CreateApp = Callable[[Settings], FastAPI]

# How long open requests and streams may go on after a stop was asked for.
GRACEFUL_SECONDS = 5
_ASK_AGAIN_SECONDS = 0.5
# Beyond the wait for the database.
_ANSWER_SECONDS = 2.0


@dataclass(frozen=True)
class _Opened:
    """The database that the service is about to use."""

    uri: str
    description: str
    ours: bool


def run(
    settings: Settings,
    sockets: list[socket.socket],
    create_app: CreateApp,
    *,
    token_hint: str,
    parent: int | None = None,
) -> None:
    """Serve until a signal, or the end of process ``parent``, asks to stop.

    Raises CommandError when the service could not start or had to give up, and
    what ``serving_server`` and the connection to MongoDB raise.
    """
    shown = DetachedWriter(sys.stdout, told_lost=lambda _: "")
    allow_open_files(settings.max_connections)
    console = Console(file=cast(TextIO, shown))
    with (
        closing(configure_logs(settings.log_level)),
        closing(shown),
        restored_interrupts(),
        asyncio.Runner(loop_factory=_loop_factory()) as runner,
    ):
        runner.run(_run(settings, sockets, create_app, console, token_hint, parent))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    if sys.platform == "win32":
        return None
    import uvloop

    return uvloop.new_event_loop


async def _run(
    settings: Settings,
    sockets: list[socket.socket],
    create_app: CreateApp,
    console: Console,
    token_hint: str,
    parent: int | None,
) -> None:
    async with stop_signals() as stop:
        if parent is not None:
            stop.follow_parent(parent)
        try:
            async with _database_to_serve(settings, stop, console) as opened:
                await _check(settings, opened, console)
                bound = settings.model_copy(update={"mongodb_uri": SecretStr(opened.uri)})
                server = _Server(
                    _configuration(create_app(bound), ConnectionLimits.of(settings)),
                    started=lambda: stop.watch(
                        _announce(console, settings, sockets, opened, token_hint)
                    ),
                    stopping=lambda: console.print("Stopping ...", highlight=False),
                )
                logging.getLogger("uvicorn.error").addFilter(_is_no_cancelled_request)
                stop.server = server
                await server.serve(sockets)
        except asyncio.CancelledError:
            if not stop.requested:
                raise
        finally:
            for each in sockets:
                each.close()
    if stop.failure:
        raise CommandError(stop.failure)


class _Server(uvicorn.Server):
    """uvicorn's server, which leaves signals and the exit status to us."""

    def __init__(
        self, config: uvicorn.Config, started: Callable[[], object], stopping: Callable[[], None]
    ) -> None:
        super().__init__(config)
        self._started = started
        self._stopping = stopping

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Ours stand from before the database starts until after it ended."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, or raise CommandError; uvicorn itself would exit."""
        try:
            await super().startup(sockets)
        except SystemExit:
            raise CommandError("The service did not start; the reason stands above.") from None
        # What was made so far stays. Searching it again at each full collection held every
        # request up for 77 ms.
        gc.collect()
        gc.freeze()
        self._started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the requests that are open, then the application."""
        self._stopping()
        await super().shutdown(sockets)
        if self.force_exit:  # hurried past the requests, but not past the application's own end
            for task in self.server_state.tasks:
                task.cancel()
            await self.lifespan.shutdown()


def _configuration(app: FastAPI, limits: ConnectionLimits) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=bounded_protocol(limits),
        ws="none",
        lifespan="on",
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
    )


def _is_no_cancelled_request(record: logging.LogRecord) -> bool:
    """A stream cut off by the end of the service is no fault that needs its traceback."""
    return not (record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError))


@asynccontextmanager
async def _database_to_serve(
    settings: Settings, stop: Stop, console: Console
) -> AsyncIterator[_Opened]:
    """MONGODB_URI's database, else the embedded one, whose loss ends the service."""
    if settings.mongodb_uri is not None:
        yield _Opened(settings.mongodb_uri.get_secret_value(), hosts_of(settings), ours=False)
        return
    console.print("Starting MongoDB ...", highlight=False)
    async with serving_server(settings) as server:
        watch = stop.watch(_end_with(server, stop))
        try:
            yield _Opened(server.uri, f"embedded, in {_short(server.folder)}", ours=True)
        finally:
            watch.cancel()


async def _end_with(server: EmbeddedServer, stop: Stop) -> None:
    await server.process.ended()
    stop.request(f"The embedded MongoDB has stopped: {server.process.why_it_ended()}")


async def _check(settings: Settings, opened: _Opened, console: Console) -> None:
    """Refuse a server that will not do; make the indexes where the database is ours.

    Another's indexes are made at deploy, by ``threadkeep indexes sync``; the
    application only says what is missing. Another's database may also be away:
    the application answers 503 until it is back.
    """
    database = Database(
        opened.uri,
        name=settings.database_name,
        timeout_seconds=settings.database_timeout_seconds,
    )
    try:
        await database.check_server()
        if opened.ours:
            await sync(database)
    except DatabaseError as error:
        told = sentence(error)
        if opened.ours or told is None or not is_unavailable(error):
            raise
        _warn(console, f"{told}. Until it can, requests are answered with 503.")
    except LeaseHeld as error:
        _warn(console, f"The indexes could not be checked: {error}")
    finally:
        database.close()


async def _announce(
    console: Console,
    settings: Settings,
    sockets: list[socket.socket],
    opened: _Opened,
    token_hint: str,
) -> None:
    """Tell where it is, and that it is ready once it is; until then, what it waits for."""
    host, port = sockets[0].getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        host = "localhost"
    ready = "[bold green]Threadkeep is ready.[/] Ctrl-C stops it."
    seconds = settings.database_timeout_seconds + _ANSWER_SECONDS
    told: str | None = None
    while (why := await why_not_ready(host, port, seconds)) is not None:
        if told is None:
            _warn(console, f"Threadkeep has started, and waits: {why} Ctrl-C stops it.")
            _tell_where(console, settings, host, port, opened, token_hint)
        elif told != why:
            _warn(console, f"Threadkeep waits: {why}")
        told = why
        await asyncio.sleep(_ASK_AGAIN_SECONDS)
    console.print(ready, highlight=False)
    if told is None:
        _tell_where(console, settings, host, port, opened, token_hint)


def _tell_where(
    console: Console,
    settings: Settings,
    host: str,
    port: int,
    opened: _Opened,
    token_hint: str,
) -> None:
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    name = f", database {settings.database_name}" if settings.database_name else ""
    lines = {
        "Address": address,
        "API docs": f"{address}/docs",
        "MongoDB": opened.description + name,
        "Retention": retention_told(settings),
        "Token": token_hint,
    }
    for label, text in lines.items():
        console.print(f"  [bold]{label:<10}[/]", end="", highlight=False)
        console.print(text, markup=False, highlight=False, soft_wrap=True)


def _warn(console: Console, text: str) -> None:
    console.print(text, style="yellow", markup=False, highlight=False, soft_wrap=True)


def _short(folder: Path) -> str:
    here = Path.cwd()
    return str(folder.relative_to(here)) if folder.is_relative_to(here) else str(folder)
