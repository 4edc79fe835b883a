"""Writes the log, and what a console shows, without ever waiting for whoever reads it."""

import atexit
import os
import threading
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import TextIO

WAITING_BYTES = 1024 * 1024
"""How much may wait for the reader: some thousand lines."""

_FAREWELL_SECONDS = 1.0

# Each line by itself would wake the thread, and the thread take its turn from the event loop.
_GATHER_SECONDS = 0.01
_BATCH_BYTES = 64 * 1024


class DetachedWriter:
    """A text stream that a thread of its own writes to where ``stream`` leads.

    A pipe that nobody empties, or a terminal that was halted, would hold up whoever
    writes to it, and with it the event loop. What finds no room is dropped and counted:
    ``told_lost`` makes the text that says how many lines were, once there is a reader.
    ``turn`` is held while one text is written: others may write to the same place.
    """

    def __init__(
        self,
        stream: TextIO,
        told_lost: Callable[[int], str],
        turn: AbstractContextManager[object] | None = None,
    ) -> None:
        self._stream = stream
        # Not by the stream's own buffer: its lock would be asked for when the process ends.
        self._descriptor = stream.fileno()
        self._told_lost = told_lost
        self._turn = turn or nullcontext()
        self._waiting: deque[bytes] = deque()
        self._size = 0
        self._lost = 0
        self._is_idle = False
        self._closed = threading.Event()
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, daemon=True, name="log")
        self._thread.start()
        atexit.register(self.close)

    @property
    def encoding(self) -> str:
        """How text becomes bytes."""
        return self._stream.encoding

    def isatty(self) -> bool:
        """Whether somebody reads it on a terminal."""
        return self._stream.isatty()

    def write(self, text: str) -> int:
        """Take text to write, or count it as lost."""
        data = text.encode(self._stream.encoding, "backslashreplace")
        with self._changed:
            # Nothing passes what was lost before it: the line that counts it stands in its place.
            if self._lost or self._size + len(data) > WAITING_BYTES:
                self._lost += data.count(b"\n")
            else:
                self._waiting.append(data)
                self._size += len(data)
            if self._is_idle:
                self._is_idle = False
                self._changed.notify()
        return len(text)

    def flush(self) -> None:
        """Nothing: it is written by itself, a hundredth of a second later or when there is a
        reader."""

    def close(self, within_seconds: float = _FAREWELL_SECONDS) -> None:
        """Write what is left, as far as it is read within so many seconds, and nothing more.

        A process that ends does so by itself.
        """
        with self._changed:
            self._closed.set()
            self._changed.notify()
        self._thread.join(within_seconds)

    def _run(self) -> None:
        while self._has_more():
            self._closed.wait(_GATHER_SECONDS)
            while (data := self._taken()) is not None:
                # Who has read it so far may be gone.
                with suppress(OSError), self._turn:
                    while data:
                        data = data[os.write(self._descriptor, data) :]

    def _has_more(self) -> bool:
        """Wait until there is something to write; False where there will be nothing more."""
        with self._changed:
            while not self._waiting and not self._lost:
                if self._closed.is_set():
                    return False
                self._is_idle = True
                self._changed.wait()
            self._is_idle = False
            return True

    def _taken(self) -> bytes | None:
        with self._changed:
            if self._waiting:
                parts = []
                size = 0
                while self._waiting and size < _BATCH_BYTES:
                    parts.append(self._waiting.popleft())
                    size += len(parts[-1])
                self._size -= size
                return b"".join(parts)
            if self._lost:
                lost, self._lost = self._lost, 0
                return self._told_lost(lost).encode(self._stream.encoding, "backslashreplace")
            return None
