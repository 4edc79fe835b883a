"""One worker, as the process that started it sees it."""

import asyncio
import json
import os
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from commands.serve.workers.folder import METRICS_FOLDER, make_again

__all__ = ["WorkerProcess", "start_worker"]

_PROGRAM = "commands.serve.workers.worker"


class WorkerProcess:
    """A worker's process, and the line to it: a JSON object a line in each direction.

    It ends when the line does.
    """

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._process = process
        self._reader = reader
        self._writer = writer
        self.pid = process.pid

    async def read(self) -> dict[str, Any] | None:
        """What it tells next; None when it has ended."""
        try:
            line = await self._reader.readline()
            return dict(json.loads(line)) if line else None
        except (OSError, ValueError):  # cut off in the midst
            return None

    def tell(self, **order: Any) -> None:
        """Tell it something, if it is still there."""
        if not self._writer.is_closing():
            self._writer.write(json.dumps(order).encode() + b"\n")

    async def ended(self) -> int:
        """Its exit status, once it has ended; of one that was killed, minus the signal."""
        status = await self._process.wait()
        self._writer.close()
        return status

    def kill(self) -> None:
        """End it at once."""
        with suppress(ProcessLookupError):
            self._process.kill()


async def start_worker(
    number: int, *, application: str, sockets: Sequence[socket.socket], folder: Path
) -> WorkerProcess:
    """Start worker ``number``: it loads ``application``, and waits for what it is told.

    ``folder`` is the one that the workers share. Raises OSError.
    """
    make_again(folder)
    ours, theirs = socket.socketpair()
    with theirs:
        inherited = [theirs.fileno(), *(each.fileno() for each in sockets)]
        try:
            process = await asyncio.create_subprocess_exec(
                # -P and the path: the very modules that this process has, whatever lies around.
                *(sys.executable, "-P", "-m", _PROGRAM),
                *(application, str(number), str(folder), *map(str, inherited)),
                stdin=asyncio.subprocess.DEVNULL,
                pass_fds=inherited,
                # A Ctrl-C is for the one that started them all.
                start_new_session=True,
                env={
                    **os.environ,
                    METRICS_FOLDER: str(folder),
                    "PYTHONPATH": os.pathsep.join(each or str(Path.cwd()) for each in sys.path),
                },
            )
        except BaseException:
            ours.close()
            raise
    reader, writer = await asyncio.open_connection(sock=ours)
    return WorkerProcess(process, reader, writer)
