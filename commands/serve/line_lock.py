"""Lets one process at a time write to the log that several share."""

import sys
from pathlib import Path
from types import TracebackType

__all__ = ["LineLock"]


class LineLock:
    """The right to write, held for the length of a block.

    A pipe takes 4096 bytes at once and no more: longer lines of several processes would
    come in pieces between each other. The kernel frees it when its holder dies.
    """

    def __init__(self, path: Path) -> None:
        # Each process opens it itself, and none waits for itself: it is one thread's.
        self._file = path.open("ab")

    def __enter__(self) -> None:
        if sys.platform != "win32":
            import fcntl

            fcntl.flock(self._file, fcntl.LOCK_EX)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if sys.platform != "win32":
            import fcntl

            fcntl.flock(self._file, fcntl.LOCK_UN)
