"""One supervised mongod process, whatever it is for."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from commands.embedded.errors import FolderInUse
from commands.embedded.lock import try_flock
from commands.embedded.log import first_error, last_line

__all__ = ["MongodProcess", "end_stale", "is_in_use", "lock_owner"]

GRACE_SECONDS = 10.0
_POLL_SECONDS = 0.02
_KILLED = 128 + 9
_SUPERVISOR = Path(__file__).with_name("supervisor.py")


class MongodProcess:
    """A mongod under its supervisor. It ends when this process does.

    ``data`` is the dbpath, ``log`` the file for all that mongod writes; the
    log of the start before is kept beside it as ``<name>.1``.
    """

    def __init__(
        self,
        binary: Path,
        data: Path,
        log: Path,
        arguments: Sequence[str],
        *,
        temporary: Path | None = None,
    ) -> None:
        self.data = data
        self.log = log
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if log.exists():
            log.replace(log.with_name(log.name + ".1"))
        # -I and -S: no site-packages, so it starts in a few milliseconds.
        command = [
            *(sys.executable, "-I", "-S", str(_SUPERVISOR)),
            *(str(GRACE_SECONDS), str(temporary or "")),
            *(str(binary), "--dbpath", str(data), *arguments),
        ]
        output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            self._supervisor = subprocess.Popen(  # noqa: S603 - a command line of our own
                command,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        finally:
            os.close(output)

    @property
    def running(self) -> bool:
        """Whether mongod (or its start, or its end) is still under way."""
        return self._supervisor.poll() is None

    @property
    def pid(self) -> int | None:
        """The mongod's process id; None before it has locked its data, and once it ended."""
        return lock_owner(self.data) if self.running else None

    def send(self, number: signal.Signals) -> None:
        """Send mongod itself a signal (SIGKILL, SIGSTOP …), as a fault would."""
        pid = self.pid
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def why_it_ended(self) -> str:
        """What the log tells of it, on one line, with where the log is."""
        status = self._supervisor.poll()
        # Who is killed outright, as for want of memory, cannot log why.
        reason = None if status == _KILLED else first_error(self.log)
        if reason is None and status is not None and status > 128:
            reason = f"it was killed by signal {status - 128}"
        return f"{reason or last_line(self.log)} (log: {self.log})"

    async def ended(self) -> None:
        """Return when mongod has ended."""
        while self.running:  # noqa: ASYNC110 - a process end is no asyncio event
            await asyncio.sleep(_POLL_SECONDS)

    async def stop(self) -> None:
        """Ask mongod to stop and wait for its end; killed after the grace."""
        self._close_pipe()
        try:
            async with asyncio.timeout(GRACE_SECONDS + 5):
                await self.ended()
        except TimeoutError:
            self._kill()
        except asyncio.CancelledError:
            self._kill()
            raise

    def _close_pipe(self) -> None:
        if self._supervisor.stdin is not None:
            with suppress(BrokenPipeError):
                self._supervisor.stdin.close()

    def _kill(self) -> None:
        """Neither may outlive this process, not even a frozen one."""
        pid = self.pid
        self._supervisor.kill()
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        self._supervisor.wait()


def lock_owner(data: Path) -> int | None:
    """The pid in mongod's own lock file: of the one that runs, or that was killed."""
    try:
        return int((data / "mongod.lock").read_text())
    except (OSError, ValueError):
        return None


async def end_stale(data: Path) -> None:
    """End the mongod that an earlier, killed parent left on ``data``, if there is one.

    Whether one lives is what the kernel says of mongod's lock; it is ended only
    when its command line names this very dbpath. Raises FolderInUse when
    another process has the data, or when it will not go.
    """
    if sys.platform == "win32":
        return  # mongod itself refuses there, and the refusal is readable
    waited = 0.0
    while is_in_use(data):
        pid = lock_owner(data)
        if waited >= GRACE_SECONDS + 5:
            raise FolderInUse(f"An earlier mongod (pid {pid}) still uses {data} and will not end.")
        command = _command_line(pid)
        if pid is not None and command is not None:
            if not _is_mongod_on(data, command):
                raise FolderInUse(f"The data in {data} is in use by another program (pid {pid}).")
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM if waited < GRACE_SECONDS else signal.SIGKILL)
        await asyncio.sleep(_POLL_SECONDS)
        waited += _POLL_SECONDS


def is_in_use(data: Path) -> bool:
    """Whether a mongod, whosever it is, has this dbpath open."""
    try:
        descriptor = os.open(data / "mongod.lock", os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        return not try_flock(descriptor)
    finally:
        os.close(descriptor)


def _command_line(pid: int | None) -> list[str] | None:
    """The words of a process's command line; None when there is no such process."""
    if pid is None:
        return None
    if sys.platform.startswith("linux"):
        try:
            return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").split("\0")
        except OSError:
            return None
    listed = subprocess.run(  # noqa: S603 - a fixed command and a number
        ["ps", "-ww", "-o", "command=", "-p", str(pid)],  # noqa: S607 - ps is on every PATH
        capture_output=True,
        text=True,
        check=False,
    )
    return listed.stdout.split() or None


def _is_mongod_on(data: Path, command: list[str]) -> bool:
    line = " ".join(command)
    return f"mongod --dbpath {data} " in line
