"""One process at a time owns a data folder.

The lock is the kernel's, so the death of its holder releases it however it
died; what the file holds (pid and purpose) only serves messages.
"""

import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

__all__ = ["FolderHolder", "FolderLock", "try_flock"]


@dataclass(frozen=True)
class FolderHolder:
    """Who holds a folder, and for which of the commands."""

    pid: int
    purpose: str


if sys.platform == "win32":
    import msvcrt

    # Windows denies others the locked bytes themselves: lock one far behind the text.
    _FAR = 1 << 30

    def try_flock(descriptor: int) -> bool:
        """Lock the open file for this process; False when another one has it."""
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(descriptor, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def try_flock(descriptor: int) -> bool:
        """Lock the open file for this process; False when another one has it."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


class FolderLock:
    """The lock of one data folder, held from ``acquire`` to ``release``."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "lock"
        self._descriptor: int | None = None

    def acquire(self, purpose: str) -> bool:
        """Take the lock and note this process in it; False when another holds it."""
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            acquired = try_flock(descriptor)
            if acquired:
                os.ftruncate(descriptor, 0)
                os.write(
                    descriptor, json.dumps(asdict(FolderHolder(os.getpid(), purpose))).encode()
                )
                self._descriptor = descriptor
            return acquired
        finally:
            if self._descriptor is None:
                os.close(descriptor)

    def release(self) -> None:
        """Give the lock back; the file stays, for removing it could race a taker."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def holder(self) -> FolderHolder | None:
        """Who noted itself last; None while the file is empty or half written."""
        try:
            noted = json.loads(self.path.read_text())
            return FolderHolder(int(noted["pid"]), str(noted["purpose"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None
