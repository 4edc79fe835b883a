"""Ports for the servers that tests start."""

import secrets
import socket
from contextlib import suppress

# The ports of clients are taken from 32768 on where nothing else is set, and by the hundred: one
# of those that is free now may be taken before the server has begun.
# https://docs.kernel.org/networking/ip-sysctl.html (ip_local_port_range)
_FIRST, _AFTER_LAST = 10_000, 32_000


def free_port() -> int:
    """A TCP port on 127.0.0.1 at which nothing listens, and which no client is given."""
    while True:
        # The random module begins alike in every process, where Hypothesis sets it.
        port = _FIRST + secrets.randbelow(_AFTER_LAST - _FIRST)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
