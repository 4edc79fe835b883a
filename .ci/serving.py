"""A service with a database of its own, for what asks a running one."""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_STARTED = re.compile(r"http://127\.0\.0\.1:\d+")


@contextmanager
def serving() -> Iterator[tuple[str, str, str]]:
    """The address of a service on a free port, a token of alice's, and one of an administrator's;
    stopped at the end."""
    with tempfile.TemporaryDirectory(prefix="threadkeep-served-") as folder:
        environment = os.environ | {
            "THREADKEEP_DATA_FOLDER": str(Path(folder) / "data"),
            "THREADKEEP_LOG_LEVEL": "WARNING",
            # Nobody waits for the end of a feed.
            "THREADKEEP_FEED_MINUTES": "0.001",
        }
        environment.pop("MONGODB_URI", None)
        tokens = [
            subprocess.run(
                ["threadkeep", "token", *whose],
                env=environment,
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            ).stdout.strip()
            for whose in (["alice"], ["ops", "--admin"])
        ]
        service = subprocess.Popen(
            ["threadkeep", "serve", "--port", "0"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            yield _address(service), tokens[0], tokens[1]
        finally:
            service.terminate()
            service.wait()


def _address(service: "subprocess.Popen[str]") -> str:
    assert service.stdout is not None
    for line in service.stdout:
        if found := _STARTED.search(line):
            return found.group()
    raise SystemExit("the service did not start")
