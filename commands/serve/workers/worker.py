"""The program of one worker: ``python -m commands.serve.workers.worker``.

Its arguments are the application's factory, its number, the folder that the workers
share, and the descriptors of the line to its parent and of the sockets to serve at.
Imports are few at first: it has to know how it counts before anything makes a metric.
"""

import asyncio
import json
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commands.serve.garbage import collect_later
from commands.serve.workers.folder import count_as, log_lock, remove

if TYPE_CHECKING:
    from commands.serve.serving import HttpServer
    from commands.serve.stopping import Stop
    from services.settings import Settings

ALIVE_SECONDS = 5.0
"""How often a worker tells that it is not stuck."""


class ParentLine:
    """The line to the parent: what it tells, and what it is told. Its end is the parent's."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._orders = self._read()
        self.lost = False

    def next_order(self) -> dict[str, Any] | None:
        """What the parent tells next; None when it has ended. Waits for it."""
        return next(self._orders, None)

    def tell(self, **news: Any) -> None:
        """Tell the parent, unless it has ended or does not listen any more."""
        with suppress(OSError):
            self._line.send(json.dumps(news).encode() + b"\n", socket.MSG_DONTWAIT)

    def follow(self, stop: "Stop", end_seconds: float) -> None:
        """Do as the parent tells, in a thread of its own; end when it has ended.

        A worker that cannot end by itself within ``end_seconds`` then ends all the same:
        there is nobody left who would see to it.
        """
        loop = asyncio.get_running_loop()

        def run() -> None:
            with suppress(RuntimeError):  # the loop has ended before
                while (order := self.next_order()) is not None:
                    loop.call_soon_threadsafe(stop.hurry if order["hurry"] else stop.request_once)
                self.lost = True
                loop.call_soon_threadsafe(stop.request_once)
            time.sleep(end_seconds)
            os._exit(1)

        threading.Thread(target=run, daemon=True, name="parent").start()

    def _read(self) -> Iterator[dict[str, Any]]:
        with suppress(OSError), self._line.makefile("rb") as lines:
            for line in lines:
                yield json.loads(line)


def main() -> None:
    """Serve from the parent's word on until it, or a signal, says to stop."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    application, number, folder, line, *listening = sys.argv[1:]
    parent = ParentLine(socket.socket(fileno=int(line)))
    count_as(int(number))
    collect_later()

    # Slow: the parent prepares the database meanwhile.
    from commands.serve import serving

    serving.import_from_string(application)
    order = parent.next_order()
    if order is None:
        remove(Path(folder))  # nobody is left who would
    if order is None or "mongodb_uri" not in order:
        return
    sockets = [socket.socket(fileno=int(each)) for each in listening]
    try:
        _run(parent, order["mongodb_uri"], application, Path(folder), sockets)
    finally:
        if parent.lost:
            remove(Path(folder))


def _run(
    parent: ParentLine, uri: str, application: str, folder: Path, sockets: list[socket.socket]
) -> None:
    from commands.serve.event_loop import loop_factory
    from commands.serve.line_lock import LineLock
    from commands.serve.logs import configure_logs
    from commands.serve.open_files import allow_open_files
    from commands.shared.environment import read_settings
    from commands.shared.failures import sentence

    # No worker asks for the other three; an option may stand for a variable that does not fit.
    settings = read_settings(mongodb_uri=uri, host="127.0.0.1", port=0, threadkeep_workers=1)
    allow_open_files(settings.max_connections)
    with (
        closing(configure_logs(settings.log_level, LineLock(log_lock(folder)))),
        asyncio.Runner(loop_factory=loop_factory()) as runner,
    ):
        try:
            runner.run(_serve(parent, settings, application, sockets))
        except Exception as error:
            told = sentence(error)
            if told is None:
                raise
            parent.tell(failed=told)
            sys.exit(1)


async def _serve(
    parent: ParentLine, settings: "Settings", application: str, sockets: list[socket.socket]
) -> None:
    from commands.serve.readiness import answer_seconds, what_it_waits_for
    from commands.serve.serving import http_server
    from commands.serve.stopping import end_seconds, stop_signals

    async def tell_readiness(server: "HttpServer") -> None:
        parent.tell(up=True)
        async for why in what_it_waits_for(server, answer_seconds(settings)):
            parent.tell(waits=why)
        parent.tell(waits=None)

    async with stop_signals() as stop:
        parent.follow(stop, end_seconds(settings))
        stop.watch(_tell_alive(parent))
        server = http_server(
            settings, application, started=lambda server: stop.watch(tell_readiness(server))
        )
        try:
            await server.serve_until(stop, sockets)
        except asyncio.CancelledError:
            if not stop.requested:
                raise


async def _tell_alive(parent: ParentLine) -> None:
    while True:
        parent.tell(alive=True)
        await asyncio.sleep(ALIVE_SECONDS)


if __name__ == "__main__":
    main()
