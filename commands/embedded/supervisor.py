"""A small process that keeps one mongod exactly as long as its parent lives.

Run as a script: ``python -I -S supervisor.py GRACE_SECONDS TEMPORARY COMMAND...``.
Its standard input is a pipe from the parent. When that ends (the parent closed
it, or died in whatever way) mongod is asked to stop, and killed after the
grace. It stands in a session of its own, so a Ctrl-C does not reach mongod.
Imports are few: this process is there for as long as the service.
"""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main(arguments: list[str]) -> int:
    """Run the command; the exit status is the command's."""
    grace_seconds, temporary, command = float(arguments[0]), arguments[1], arguments[2:]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        process = subprocess.Popen(  # noqa: S603 - the parent's own command line
            command, stdin=subprocess.DEVNULL, preexec_fn=_end_with_this_process()
        )
    except OSError as error:
        print(f"{command[0]}: {error.strerror}", file=sys.stderr)  # noqa: T201 - goes to the log
        return 127

    def stop(*_: object) -> None:
        process.terminate()

    signal.signal(signal.SIGTERM, stop)

    def follow_parent() -> None:
        while os.read(0, 512):
            pass
        stop()
        try:
            process.wait(grace_seconds)
        except subprocess.TimeoutExpired:
            process.kill()

    threading.Thread(target=follow_parent, daemon=True).start()
    status = process.wait()
    if temporary:
        shutil.rmtree(temporary, ignore_errors=True)
    return status if status >= 0 else 128 - status


def _end_with_this_process() -> Callable[[], None] | None:
    """For the child between fork and exec; Linux only, None elsewhere."""
    if not sys.platform.startswith("linux"):
        return None
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    supervisor = os.getpid()

    def request() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))
        if os.getppid() != supervisor:  # died before the request stood
            os._exit(1)

    return request


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
