"""The folder that the workers of one service share: their metrics, and the lock of their log."""

import errno
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from commands.shared.failures import CommandError

__all__ = [
    "METRICS_FOLDER",
    "count_as",
    "forget_worker",
    "log_lock",
    "make_again",
    "remove",
    "shared_folder",
]

METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable by which prometheus-client learns, as it is imported, that others count too."""

_IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of this user's own is made in it


@contextmanager
def shared_folder() -> Iterator[Path]:
    """A folder of this user's alone, removed after the block; in memory where that is possible.

    Raises CommandError where none can be made.
    """
    folder = _made()
    try:
        yield folder
    finally:
        remove(folder)


def _made() -> Path:
    in_memory = "TMPDIR" not in os.environ and _IN_MEMORY.is_dir()
    for place in (_IN_MEMORY, None) if in_memory else (None,):
        try:
            return Path(tempfile.mkdtemp(prefix="threadkeep-", dir=place))
        except OSError:
            continue
    raise CommandError(
        "Several workers need a temporary folder, for their metrics, and none can be written: "
        "give one with TMPDIR, or serve with --workers 1."
    )


def make_again(folder: Path) -> None:
    """Make the folder again where it was cleared away, as what is old, or its user's, may be.

    Raises OSError where that cannot be, or another user has something in its place.
    """
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    if sys.platform != "win32" and (not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid()):
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), str(folder))


def remove(folder: Path) -> None:
    """Remove the folder and what is in it."""
    shutil.rmtree(folder, ignore_errors=True)


def log_lock(folder: Path) -> Path:
    """The file whose lock is held while a line of the log is written."""
    return folder / "log.lock"


def count_as(number: int) -> None:
    """Have the metrics of this process counted as those of worker ``number``.

    Before the first metric is made. By its number, not its process id: the worker that
    takes the place of a dead one goes on with its counts, and the files stay as many.
    """
    from prometheus_client import values

    values.ValueClass = values.MultiProcessValue(  # type: ignore[no-untyped-call]  # its own
        process_identifier=lambda: number
    )


def forget_worker(folder: Path, number: int) -> None:
    """Take away what a worker that has ended can be no longer: its gauges of the moment."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(number, str(folder))  # type: ignore[no-untyped-call]  # its own
