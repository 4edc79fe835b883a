"""Runs the service from its first connection to its last, in this process or in several."""

import asyncio
import socket
import sys
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, TextIO, cast

from rich.console import Console

from commands.serve.announcing import Announcement
from commands.serve.detached_writer import DetachedWriter
from commands.serve.event_loop import loop_factory
from commands.serve.garbage import collect_from_now_on
from commands.serve.logs import configure_logs
from commands.serve.preparing import opened_database
from commands.serve.readiness import answer_seconds, what_it_waits_for
from commands.serve.stopping import Stop, end_seconds, stop_signals
from commands.shared.failures import CommandError
from commands.shared.interrupts import restored_interrupts
from services.settings import Settings

if TYPE_CHECKING:
    from commands.serve.serving import HttpServer

__all__ = ["run"]


def run(
    settings: Settings,
    sockets: list[socket.socket],
    application: str,
    *,
    token_hint: str,
    parent: int | None = None,
) -> None:
    """Serve until a signal, or the end of process ``parent``, asks to stop.

    ``application`` names the application's factory: "module:name". Raises CommandError
    when the service could not start or had to give up, and what ``opened_database`` raises.
    """
    shown = DetachedWriter(sys.stdout, told_lost=lambda _: "")
    announcement = Announcement(Console(file=cast(TextIO, shown)), settings, sockets, token_hint)
    with ExitStack() as stack:
        if settings.workers == 1:
            host = partial(_serve_here, settings, application, announcement)
            turn = None
        else:
            from commands.serve.line_lock import LineLock
            from commands.serve.workers.folder import log_lock, shared_folder

            folder = stack.enter_context(shared_folder())
            host = partial(_serve_by_workers, settings, application, announcement, folder)
            turn = LineLock(log_lock(folder))
        stack.enter_context(closing(configure_logs(settings.log_level, turn)))
        stack.enter_context(closing(shown))
        stack.enter_context(restored_interrupts())
        runner = stack.enter_context(asyncio.Runner(loop_factory=loop_factory()))
        runner.run(_until_stopped(host, sockets, parent))


async def _until_stopped(
    host: Callable[[Stop], Awaitable[None]], sockets: list[socket.socket], parent: int | None
) -> None:
    async with stop_signals() as stop:
        if parent is not None:
            stop.follow_parent(parent)
        try:
            await host(stop)
        except asyncio.CancelledError:
            if not stop.requested:
                raise
        finally:
            for each in sockets:
                each.close()
    if stop.failure:
        raise CommandError(stop.failure)


async def _serve_here(
    settings: Settings, application: str, announcement: Announcement, stop: Stop
) -> None:
    loading = asyncio.create_task(_load(application))
    async with opened_database(settings, stop, announcement.say, announcement.warn) as opened:
        http_server = (await loading).http_server

        def started(server: "HttpServer") -> None:
            waits = what_it_waits_for(server, answer_seconds(settings))
            stop.watch(announcement.tell(opened, waits))

        server = http_server(
            opened.bound(settings), application, started=started, stopping=announcement.stopping
        )
        await server.serve_until(stop, announcement.sockets)


async def _load(application: str) -> ModuleType:
    """Import what serves. It takes its time: as a task it does so while the database starts."""
    from commands.serve import serving

    serving.import_from_string(application)
    return serving


async def _serve_by_workers(
    settings: Settings, application: str, announcement: Announcement, folder: Path, stop: Stop
) -> None:
    from commands.serve.workers.folder import forget_worker
    from commands.serve.workers.process import start_worker
    from commands.serve.workers.supervision import Workers

    start = partial(
        start_worker, application=application, sockets=announcement.sockets, folder=folder
    )
    workers = Workers(
        settings.workers,
        start,
        stop,
        ended=partial(forget_worker, folder),
        end_seconds=end_seconds(settings),
    )

    def stopping() -> None:
        announcement.stopping()
        for each in announcement.sockets:
            each.close()

    async with (
        workers,  # they load the application while the database starts
        opened_database(settings, stop, announcement.say, announcement.warn) as opened,
    ):
        collect_from_now_on()
        stop.watch(announcement.tell(opened, workers.what_they_wait_for()))
        await workers.serve(opened.uri, stopping)
